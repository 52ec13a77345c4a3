"""A tiny interpreter for the app's own pure code: what a decoder of texts gives for constant input."""

from __future__ import annotations

from gifthorse.analysis.code.evaluate.machine import Machine, Stop
from gifthorse.analysis.code.evaluate.values import UNKNOWN, Cells, Made, Param, Ref, Text, Unknown, Value, plain

__all__ = ["UNKNOWN", "Cells", "Machine", "Made", "Param", "Ref", "Stop", "Text", "Unknown", "Value", "plain"]
