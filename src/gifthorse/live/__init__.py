"""Packets as they come: from an interface of this machine, or from a capture that another program is writing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from gifthorse.formats.capture import Capture, Packets


class Live(Protocol):
    """Where packets come from.

    `name` is what it is called, `file` the file it is (None for an interface) and `capture` what is known of it, once
    something is. `packets` yields pieces, also empty ones where nothing came for a moment, until `stop` was called or
    nothing more can come; it can be walked through once. `problems` are sentences about the whole of it.
    """

    name: str
    file: str | None
    capture: Capture | None
    problems: list[str]

    def packets(self) -> Iterator[Packets]: ...

    def stop(self) -> None: ...

    def lost(self) -> int: ...

    def close(self) -> None: ...
