"""Dissectors: from what one connection carries to rows. `dissector` says what they are given; this is their list."""

from __future__ import annotations

from typing import Final

from gifthorse.readers.capture.dissect.dissector import IN, OUT, Context, Dissector, Flow, Opening
from gifthorse.readers.capture.dissect.ssh import Ssh

__all__ = ["DISSECTORS", "FILLS", "IN", "OUT", "Context", "Dissector", "Flow", "Opening"]

DISSECTORS: Final[tuple[type[Dissector], ...]] = (Ssh,)
"""In the order in which they are asked."""
FILLS: Final[tuple[str, ...]] = ()
"""The tables that they fill."""
