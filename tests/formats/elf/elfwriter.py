"""Writes ELF files for tests by hand: a shared library with a dynamic section and nothing else."""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence

BASE = 0x1000


def shared(
    *,
    needed: Sequence[str] = (),
    imports: Sequence[str] = (),
    exports: Mapping[str, int] | None = None,
    soname: str = "",
    runpath: str = "",
    interpreter: str = "",
    flags: Sequence[tuple[int, int]] = (),
    stack: int | None = 6,
    relro: bool = False,
    load_flags: int = 5,
    hashed: str = "sysv",
    wide: bool = True,
    big: bool = False,
    rodata: bytes = b"",
    kind: int = 3,
    machine: int = 183,
) -> bytes:
    """An ELF file whose one PT_LOAD maps the whole file at address 0x1000; `rodata` gets section headers of its own."""
    order = ">" if big else "<"
    word = "Q" if wide else "I"
    strings = bytearray(b"\0")

    def text(value: str) -> int:
        strings.extend(value.encode() + b"\0")
        return len(strings) - len(value.encode()) - 1

    entries = [(1, text(n)) for n in needed]
    if soname:
        entries.append((14, text(soname)))
    if runpath:
        entries.append((29, text(runpath)))
    symbols = [(0, 0, 0, 0)]
    symbols += [(text(n), 0x12, 0, 0) for n in imports]
    symbols += [(text(n), 0x12, 1, value) for n, value in (exports or {}).items()]
    table = b"".join(_symbol(order, wide, *s) for s in symbols)

    names = bytes(strings)
    count = 2 + (stack is not None) + relro + bool(interpreter)
    head = (64 if wide else 52) + count * (56 if wide else 32)
    at_interp = head
    at_strings = at_interp + len(interpreter) + 1
    at_symbols = (at_strings + len(names) + 7) // 8 * 8
    at_hash = at_symbols + len(table)
    hashes = _hash(order, hashed, len(symbols), 1 + len(imports), wide)
    at_dynamic = (at_hash + len(hashes) + 7) // 8 * 8
    entries += [(5, BASE + at_strings), (10, len(names)), (6, BASE + at_symbols), (11, 24 if wide else 16), *flags]
    if hashed:
        entries.append((4 if hashed == "sysv" else 0x6FFFFEF5, BASE + at_hash))
    dynamic = b"".join(struct.pack(f"{order}2{word}", *e) for e in [*entries, (0, 0)])
    body = bytearray(at_dynamic)
    body[at_interp : at_interp + len(interpreter)] = interpreter.encode()
    body[at_strings : at_strings + len(names)] = names
    body[at_symbols : at_symbols + len(table)] = table
    body[at_hash : at_hash + len(hashes)] = hashes
    body += dynamic
    sections, at_sections, section_count = _sections(order, wide, len(body), rodata)
    body += sections
    segments = [(1, load_flags, 0, BASE, len(body)), (2, 6, at_dynamic, BASE + at_dynamic, len(dynamic))]
    if interpreter:
        segments.append((3, 4, at_interp, BASE + at_interp, len(interpreter) + 1))
    if stack is not None:
        segments.append((0x6474E551, stack, 0, 0, 0))
    if relro:
        segments.append((0x6474E552, 4, at_dynamic, BASE + at_dynamic, len(dynamic)))
    header = _header(order, wide, kind, machine, count, at_sections, section_count)
    body[: len(header)] = header
    for number, segment in enumerate(segments):
        raw = _segment(order, wide, *segment)
        start = len(header) + number * len(raw)
        body[start : start + len(raw)] = raw
    return bytes(body)


def _header(order: str, wide: bool, kind: int, machine: int, count: int, sections: int, section_count: int) -> bytes:
    ident = b"\x7fELF" + bytes([2 if wide else 1, 1 if order == "<" else 2, 1]) + bytes(9)
    shape = "HHIQQQIHHHHHH" if wide else "HHIIIIIHHHHHH"
    sizes = (64, 56, 64) if wide else (52, 32, 40)
    last = max(0, section_count - 1)
    return ident + struct.pack(
        order + shape, kind, machine, 1, 0, sizes[0], sections, 0, *sizes[:2], count, sizes[2], section_count, last
    )


def _segment(order: str, wide: bool, kind: int, flags: int, offset: int, address: int, size: int) -> bytes:
    if wide:
        return struct.pack(order + "IIQQQQQQ", kind, flags, offset, address, address, size, size, 8)
    return struct.pack(order + "IIIIIIII", kind, offset, address, address, size, size, flags, 4)


def _symbol(order: str, wide: bool, name: int, info: int, section: int, value: int) -> bytes:
    if wide:
        return struct.pack(order + "IBBHQQ", name, info, 0, section, value, 0)
    return struct.pack(order + "IIIBBH", name, value, 0, info, 0, section)


def _hash(order: str, hashed: str, count: int, first: int, wide: bool) -> bytes:
    if hashed == "sysv":
        return struct.pack(order + "II", 1, count) + bytes(4 * (count + 1))
    if hashed == "gnu":
        bucket = first if first < count else 0
        chain = [0] * (count - first)
        if chain:
            chain[-1] = 1
        bloom = struct.pack(order + ("Q" if wide else "I"), 0)
        return (
            struct.pack(order + "IIII", 1, first, 1, 0)
            + bloom
            + struct.pack(f"{order}{1 + len(chain)}I", bucket, *chain)
        )
    return b""


def _sections(order: str, wide: bool, at: int, rodata: bytes) -> tuple[bytes, int, int]:
    """.rodata and its headers, where the headers begin, and how many there are."""
    if not rodata:
        return b"", 0, 0
    names = b"\0.rodata\0.shstrtab\0"
    shape = order + ("IIQQQQIIQQ" if wide else "IIIIIIIIII")
    rows = [
        (0,) * 10,
        (1, 1, 2, BASE + at, at, len(rodata), 0, 0, 1, 0),
        (9, 3, 0, 0, at + len(rodata), len(names), 0, 0, 1, 0),
    ]
    return rodata + names + b"".join(struct.pack(shape, *r) for r in rows), at + len(rodata) + len(names), 3
