"""Capture files of the next generation for tests, block by block."""

from __future__ import annotations

import struct
from collections.abc import Sequence

NANOSECONDS = (9, b"\x09")


class Pcapng:
    """Blocks of one file; `data` is what it holds so far."""

    def __init__(self, order: str = "<") -> None:
        self.data = b""
        self._order = order
        self.section()

    def block(self, kind: int, body: bytes) -> Pcapng:
        """Any block."""
        body += bytes(-len(body) % 4)
        length = struct.pack(f"{self._order}I", 12 + len(body))
        self.data += struct.pack(f"{self._order}I", kind) + length + body + length
        return self

    def options(self, options: Sequence[tuple[int, bytes]]) -> bytes:
        """Options with the end mark, or nothing."""
        out = b"".join(
            struct.pack(f"{self._order}HH", code, len(value)) + value + bytes(-len(value) % 4)
            for code, value in options
        )
        return out + bytes(4) if out else b""

    def section(self, order: str | None = None) -> Pcapng:
        """A section header, perhaps in another byte order from here on."""
        self._order = order or self._order
        return self.block(0x0A0D0D0A, struct.pack(f"{self._order}IHHq", 0x1A2B3C4D, 1, 0, -1))

    def interface(self, link: int = 1, *options: tuple[int, bytes], snaplen: int = 0) -> Pcapng:
        """An interface description."""
        return self.block(1, struct.pack(f"{self._order}HHI", link, 0, snaplen) + self.options(options))

    def packet(
        self, data: bytes, time: int = 0, *options: tuple[int, bytes], interface: int = 0, length: int | None = None
    ) -> Pcapng:
        """An enhanced packet; `time` in the interface's units."""
        numbers = (interface, time >> 32, time & 0xFFFFFFFF, len(data), len(data) if length is None else length)
        padded = data + bytes(-len(data) % 4)
        return self.block(6, struct.pack(f"{self._order}IIIII", *numbers) + padded + self.options(options))

    def simple(self, data: bytes, length: int | None = None) -> Pcapng:
        """A simple packet."""
        return self.block(3, struct.pack(f"{self._order}I", len(data) if length is None else length) + data)

    def old(self, data: bytes, time: int = 0, *, interface: int = 0) -> Pcapng:
        """A packet block as it was before there were enhanced ones."""
        numbers = (interface, 0, time >> 32, time & 0xFFFFFFFF, len(data), len(data))
        return self.block(2, struct.pack(f"{self._order}HHIIII", *numbers) + data)
