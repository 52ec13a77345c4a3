"""Writes Android's binary XML of system files for tests."""

from __future__ import annotations

import struct

Node = tuple[str, dict[str, str | int | bool | bytes], "list[Node]"]


class Writer:
    """Collects tokens; strings that are kept are numbered in the order of their first use."""

    def __init__(self) -> None:
        self.out = bytearray(b"ABX\0\x10")
        self._numbers: dict[str, int] = {}

    def text(self, value: str) -> None:
        raw = value.encode()
        self.out += struct.pack(">H", len(raw)) + raw

    def kept(self, value: str) -> None:
        if value in self._numbers:
            self.out += struct.pack(">H", self._numbers[value])
        else:
            self._numbers[value] = len(self._numbers)
            self.out += b"\xff\xff"
            self.text(value)

    def element(self, node: Node) -> None:
        tag, attributes, children = node
        self.out.append(0x32)
        self.kept(tag)
        for name, value in attributes.items():
            self.attribute(name, value)
        for child in children:
            self.element(child)
        self.out.append(0x33)
        self.kept(tag)

    def attribute(self, name: str, value: str | int | bool | bytes) -> None:
        kind = (12 if value else 13) if isinstance(value, bool) else {int: 6, bytes: 4, str: 2}[type(value)]
        self.out.append(kind << 4 | 15)
        self.kept(name)
        if isinstance(value, str):
            self.text(value)
        elif isinstance(value, bytes):
            self.out += struct.pack(">H", len(value)) + value
        elif not isinstance(value, bool):
            self.out += struct.pack(">i", value)


def abx(root: Node) -> bytes:
    """The document with this root element: (tag, attributes, children)."""
    writer = Writer()
    writer.element(root)
    writer.out.append(0x11)
    return bytes(writer.out)
