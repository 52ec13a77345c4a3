"""Steps of a path through code, as findings carry them: `com.example.Agent.run:18`, the pc in 16-bit units."""

from __future__ import annotations

import re
from dataclasses import dataclass

_STEP = re.compile(r"(?P<cls>[^\s:/(]+)\.(?P<name>[^\s.:/(]+):(?P<pc>0x[0-9a-fA-F]{1,8}|\d{1,9})")
_CALL = re.compile(r"(?P<cls>[^\s:/(=]+\.[^\s.:/(=]+)\.(?P<name>[^\s.:/(=]+)")


@dataclass(frozen=True, slots=True)
class Step:
    """One step: a place in a method, or with `pc` None a method that is called and lies outside."""

    cls: str
    name: str
    pc: int | None

    @property
    def package(self) -> str:
        """The class's package with its closing dot, empty for none."""
        return self.cls[: self.cls.rfind(".") + 1]

    @property
    def short(self) -> str:
        """Class without its package, and method."""
        return f"{self.cls[len(self.package) :]}.{self.name}"

    @property
    def place(self) -> str:
        """The pc as the disassembly writes it, empty for none."""
        return "" if self.pc is None else f"{self.pc:#x}"


def parse(line: str) -> Step | None:
    """A line as a step (`class.method:pc`, pc decimal or hexadecimal; or `package.class.method`), else None."""
    line = line.strip()
    if len(line) > 2000:
        return None
    if found := _STEP.fullmatch(line):
        return Step(found["cls"], found["name"], int(found["pc"], 0))
    found = _CALL.fullmatch(line)
    return Step(found["cls"], found["name"], None) if found else None


def is_path(text: str) -> bool:
    """Whether any line names a place in code."""
    return any((step := parse(line)) is not None and step.pc is not None for line in text.split("\n", 400)[:400])
