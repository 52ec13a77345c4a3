"""A capture that is being read: its packets piece by piece, and what is known of it so far."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from msgspec import Struct, field

from gifthorse.formats.capture.packets import Interface, Packets
from gifthorse.formats.capture.window import Source, Stream

CHUNK = 16 << 20
"""Bytes of file a piece: small enough for the processor's caches, large enough for whole-array steps."""
TAIL = 96
"""Bytes that follow the last packet of a piece, so that headers can be gathered without looking at the end."""


class Capture(Struct):
    """A capture file. Everything but `format` and `compressed` grows while `chunks` is walked through.

    `secrets` are the TLS key logs inside the file; `apps` the (package, name) of each Android user id it names;
    `problems` sentences with the offset they belong to; `dropped` what the capturing machine says it lost (None: it
    does not say), by interface in `lost`. Of all the bytes of the (unpacked) file, `framing` are headers and blocks
    without packets, and `unreadable` were not understood; the rest are packets.

    While `growing` is set, another program is still writing the file: where it just ends, `chunks` yields a piece
    without packets and then looks again.
    """

    format: str
    compressed: str
    source: Source
    size: int
    _read: Callable[[Capture, int], Iterator[Packets]]
    interfaces: list[Interface] = field(default_factory=list)
    secrets: list[bytes] = field(default_factory=list)
    apps: dict[int, tuple[str, str]] = field(default_factory=dict)
    problems: list[tuple[str, int]] = field(default_factory=list)
    dropped: int | None = None
    lost: dict[int, int] = field(default_factory=dict)
    framing: int = 0
    unreadable: int = 0
    growing: bool = False

    def chunks(self, size: int = CHUNK) -> Iterator[Packets]:
        """Its packets in order, some `size` bytes of file at a time. Can be walked through once."""
        yield from self._read(self, max(size, 1 << 20))

    def problem(self, sentence: str, offset: int) -> None:
        """Note what could not be read."""
        self.problems.append((sentence, offset))

    def ends(self, at: int, sentence: str = "") -> None:
        """Nothing is read from `at` on; `sentence` says why, where the file does not just end there."""
        if isinstance(self.source, Stream):
            rest = self.source.drain(at)
            sentence = self.source.problem or sentence
        else:
            rest = max(0, self.size - at)
        self.unreadable += rest
        if sentence:
            self.problem(sentence, at)
