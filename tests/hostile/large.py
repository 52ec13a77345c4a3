"""A writer of large DEX files, and the app around what is hostile in them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from tests.dexwriter import Class, Code, Writer

MAIN = "Lh/Main;"
ACTIVITY = "Landroid/app/Activity;"
STRING = "Ljava/lang/String;"
OBJECT = "Ljava/lang/Object;"
RETURN = 0x000E
T = TypeVar("T")


@dataclass(slots=True)
class Large(Writer):
    """A writer that finds names by hash, for tens of thousands of them."""

    known: dict[object, int] = field(default_factory=dict)

    def string(self, text: str) -> int:
        """Index of a string."""
        return self._index(("s", text), self.strings, text)

    def type(self, descriptor: str) -> int:
        """Index of a type."""
        text = self.string(descriptor)
        return self._index(("t", text), self.types, text)

    def proto(self, back: str, *params: str) -> int:
        """Index of a prototype."""
        entry = (self.type(back), tuple(self.type(p) for p in params))
        return self._index(("p", entry), self.protos, entry)

    def method(self, owner: str, name: str, back: str = "V", *params: str) -> int:
        """Index of a method."""
        entry = (self.type(owner), self.proto(back, *params), self.string(name))
        return self._index(("m", entry), self.methods, entry)

    def field(self, owner: str, kind: str, name: str) -> int:
        """Index of a field."""
        entry = (self.type(owner), self.type(kind), self.string(name))
        return self._index(("f", entry), self.fields, entry)

    def _index(self, key: object, items: list[T], item: T) -> int:
        found = self.known.get(key)
        if found is None:
            found = self.known[key] = len(items)
            items.append(item)
        return found

    # -- instructions ----------------------------------------------------------------------------------------------

    def call(self, op: int, method: int, *registers: int) -> list[int]:
        """invoke-* of up to four registers below 16 each; 0x6E virtual, 0x70 direct, 0x71 static, 0x72 interface."""
        packed = sum(r << 4 * i for i, r in enumerate(registers))
        return [op | len(registers) << 12, method, packed]

    def text(self, register: int, text: str) -> list[int]:
        """const-string/jumbo."""
        number = self.string(text)
        return [0x1B | register << 8, number & 0xFFFF, number >> 16]

    def brought(self, register: int, this: int) -> list[int]:
        """What the intent brings, in `register`; `this` is the activity's. Both below 16."""
        intent = self.method(ACTIVITY, "getIntent", "Landroid/content/Intent;")
        extra = self.method("Landroid/content/Intent;", "getStringExtra", STRING, STRING)
        return [
            *self.call(0x6E, intent, this),
            0x0C | register << 8,
            *self.text(15, "key"),
            *self.call(0x6E, extra, register, 15),
            0x0C | register << 8,
        ]

    def run(self, register: int) -> list[int]:
        """Runtime.getRuntime().exec(register); uses v15."""
        runtime = "Ljava/lang/Runtime;"
        get = self.method(runtime, "getRuntime", runtime)
        start = self.method(runtime, "exec", "Ljava/lang/Process;", STRING)
        return [*self.call(0x71, get), 0x0C | 15 << 8, *self.call(0x6E, start, 15, register)]

    def main(
        self,
        units: Sequence[int],
        *,
        registers: int = 18,
        tries: Sequence[tuple[int, int, Sequence[tuple[str | None, int]]]] = (),
    ) -> bytes:
        """The file with `onCreate` of `h.Main`; its `this` is moved to v14, where calls can name it."""
        begin = self.method(MAIN, "onCreate", "V", "Landroid/os/Bundle;")
        made = self.method(MAIN, "<init>")
        this = registers - 2
        body = Code([0x0008 | 14 << 8, this, *units, RETURN], registers=registers, ins=2, tries=tries)
        self.classes.append(
            Class(MAIN, ACTIVITY, directs=[(made, 0x10001, Code([RETURN]))], virtuals=[(begin, 1, body)])
        )
        return self.build()
