"""Assembles the few AArch64 instructions that specimens of native code are made of: calls and their arguments.

    serve:
      socket 2 1 0 -> r19
      accept r19 0 0 -> r20
      recv r20 @64 255 0
      system @64

Each label begins a function. A line calls a function, of the file or imported, with up to six arguments: a number, a
register r0 to r28, `@n` for the address n in the frame, or a "text"; `-> r19` keeps the result. In the first call of a
function r0 is its first parameter.
"""

from __future__ import annotations

import re
import struct
from dataclasses import dataclass

FRAME = 1024
WORD = re.compile(r'"(?:[^"\\]|\\.)*"|\S+')
STUB = 16


@dataclass(frozen=True, slots=True)
class Call:
    """One line: what is called, with what, and the register that keeps the result."""

    name: str
    arguments: tuple[str, ...]
    kept: int | None


def parse(text: str) -> dict[str, list[Call]]:
    """The functions by name."""
    functions: dict[str, list[Call]] = {}
    current: list[Call] = []
    for line in text.splitlines():
        words = WORD.findall(line)
        if not words:
            continue
        if words[0].endswith(":"):
            current = functions.setdefault(words[0][:-1], [])
            continue
        kept = None
        if len(words) > 2 and words[-2] == "->":
            kept, words = int(words[-1][1:]), words[:-2]
        current.append(Call(words[0], tuple(words[1:]), kept))
    return functions


def texts(functions: dict[str, list[Call]]) -> list[str]:
    """The texts that the code points to, each once."""
    found = [a[1:-1] for calls in functions.values() for call in calls for a in call.arguments if a.startswith('"')]
    return list(dict.fromkeys(found))


def imports(functions: dict[str, list[Call]]) -> list[str]:
    """The called functions that are not the file's own, each once."""
    called = [call.name for calls in functions.values() for call in calls]
    return [name for name in dict.fromkeys(called) if name not in functions]


def assemble(
    functions: dict[str, list[Call]], at: int, slots: dict[str, int], strings: dict[str, int]
) -> tuple[bytes, dict[str, int]]:
    """The code that lies at the address `at`, and the functions' addresses; `slots` and `strings` are addresses too."""
    labels: dict[str, int] = {}
    code = b""
    for _ in range(2):  # the first round finds out where everything comes to lie
        code = b""
        for name in imports(functions):
            labels[name] = at + len(code)
            place, slot = at + len(code), slots[name]
            page, low = _adrp(place, slot, 16), slot & 0xFFF
            code += struct.pack("<4I", page, 0xF9400211 | low // 8 << 10, 0x91000210 | low << 10, 0xD61F0220)
        for name, calls in functions.items():
            labels[name] = at + len(code)
            code += struct.pack("<3I", 0xA9BF7BFD, 0xD1000000 | FRAME << 10 | 31 << 5 | 31, 0x910003FD)
            for call in calls:
                code += _call(call, at + len(code), labels, strings)
            code += struct.pack("<3I", 0x91000000 | FRAME << 10 | 31 << 5 | 31, 0xA8C17BFD, 0xD65F03C0)
    return code, labels


def _adrp(place: int, target: int, register: int) -> int:
    pages = (target >> 12) - (place >> 12)
    return 0x90000000 | (pages & 3) << 29 | (pages >> 2 & 0x7FFFF) << 5 | register


def _call(call: Call, place: int, labels: dict[str, int], strings: dict[str, int]) -> bytes:
    words: list[int] = []
    for register, argument in enumerate(call.arguments):
        if argument.startswith('"'):
            target = strings[argument[1:-1]]
            words += [
                _adrp(place + 4 * len(words), target, register),
                0x91000000 | (target & 0xFFF) << 10 | register << 5 | register,
            ]
        elif argument.startswith("@"):
            words.append(0x91000000 | int(argument[1:]) << 10 | 31 << 5 | register)
        elif argument.startswith("r"):
            words.append(0xAA0003E0 | int(argument[1:]) << 16 | register)
        else:
            words.append(0xD2800000 | int(argument, 0) << 5 | register)
    offset = (labels.get(call.name, place) - place - 4 * len(words)) // 4
    words.append(0x94000000 | offset & 0x3FFFFFF)
    if call.kept is not None:
        words.append(0xAA0003E0 | call.kept)
    return struct.pack(f"<{len(words)}I", *words)
