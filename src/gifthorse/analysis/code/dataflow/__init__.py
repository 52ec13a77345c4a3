"""Where a value comes from: backwards over one app's code, on demand, from one argument of one call."""

from __future__ import annotations

from gifthorse.analysis.code.dataflow.values import Leaf, Trace, Values

__all__ = ["Leaf", "Trace", "Values"]
