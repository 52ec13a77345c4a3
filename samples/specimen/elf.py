"""Writes small AArch64 ELF files from a description: programs and libraries with imports, exports and strings.

They are not meant to run: a scanner sees in them what it would see in a real one. Most hold data alone; `code` has
calls assembled (samples/specimen/arm64.py says how they are written).

    soname = "libfoo.so"          # absent: a program, with an interpreter
    needed = ["libc.so"]
    imports = ["socket", "execve"]
    exports = ["JNI_OnLoad"]
    strings = ["/system/bin/sh"]
    code = '''
    main:
      system "id"
    '''
"""

from __future__ import annotations

import struct
import tomllib

from samples.specimen import arm64

BASE_HEADER, PROGRAM_HEADER, SECTION_HEADER, SYMBOL, DYNAMIC = 64, 56, 64, 24, 16
RETURN = struct.pack("<I", 0xD65F03C0)
PT_LOAD, PT_DYNAMIC, PT_INTERP, PT_GNU_STACK, PT_GNU_RELRO = 1, 2, 3, 0x6474E551, 0x6474E552
DT_RELA, DT_JMPREL, DT_PLTRELSZ, DT_PLTREL = 7, 23, 2, 20
DT_NEEDED, DT_HASH, DT_STRTAB, DT_SYMTAB, DT_STRSZ, DT_SYMENT, DT_SONAME, DT_FLAGS = 1, 4, 5, 6, 10, 11, 14, 30


def build_elf(text: str) -> bytes:
    """The bytes of the ELF file that `text` (TOML) describes."""
    said = tomllib.loads(text)
    functions = arm64.parse(said.get("code", ""))
    imports, exports = said.get("imports", []), said.get("exports", [])
    imports += [name for name in arm64.imports(functions) if name not in imports]
    names = bytearray(b"\0")

    def name(value: str) -> int:
        at = len(names)
        names.extend(value.encode() + b"\0")
        return at

    interpreter = b"" if "soname" in said else b"/system/bin/linker64\0"
    headers = 5
    at = BASE_HEADER + PROGRAM_HEADER * headers
    body = bytearray()

    def place(data: bytes) -> int:
        nonlocal body
        body += bytes(-len(body) % 8)
        where = at + len(body)
        body += data
        return where

    interp_at = place(interpreter)
    code_at = place(RETURN * max(1, len(exports)))
    symbols = bytearray(SYMBOL)
    for symbol in imports:
        symbols += struct.pack("<IBBHQQ", name(symbol), 0x12, 0, 0, 0, 0)
    for i, symbol in enumerate(exports):
        symbols += struct.pack("<IBBHQQ", name(symbol), 0x12, 0, 1, code_at + 4 * i, 4)
    count = len(symbols) // SYMBOL
    buckets = [1 if count > 1 else 0]
    chain = [0, *[i + 1 if i + 1 < count else 0 for i in range(1, count)]]
    needed = [(DT_NEEDED, name(n)) for n in said.get("needed", ["libc.so"])]
    soname = [(DT_SONAME, name(said["soname"]))] if "soname" in said else []
    place(b"".join(s.encode() + b"\0" for s in said.get("strings", [])))
    texts = {text: place(text.encode() + b"\0") for text in arm64.texts(functions)}
    called = arm64.imports(functions)
    slots_at = place(bytes(8 * len(called)))
    slots = {name: slots_at + 8 * number for number, name in enumerate(called)}
    relocations_at = place(
        b"".join(struct.pack("<QQq", slots[n], (imports.index(n) + 1) << 32 | 1026, 0) for n in called)
    )
    code, _ = arm64.assemble(functions, at + len(body) + (-len(body) % 8), slots, texts)
    place(code)
    hash_at = place(struct.pack(f"<{2 + len(buckets) + count}I", len(buckets), count, *buckets, *chain))
    symbols_at, names_at = place(bytes(symbols)), place(bytes(names))
    linked = [(DT_JMPREL, relocations_at), (DT_PLTRELSZ, 24 * len(called)), (DT_PLTREL, DT_RELA)] if called else []
    entries = [*needed, *soname, *linked, (DT_HASH, hash_at), (DT_STRTAB, names_at), (DT_SYMTAB, symbols_at),
               (DT_STRSZ, len(names)), (DT_SYMENT, SYMBOL), (DT_FLAGS, 8), (0, 0)]  # fmt: skip
    dynamic = b"".join(struct.pack("<QQ", *entry) for entry in entries)
    dynamic_at = place(dynamic)
    sections = b"\0.shstrtab\0.dynstr\0.dynsym\0.dynamic\0.hash\0"
    sections_at = place(sections)
    place(b"")
    table_at = at + len(body)
    size = table_at
    programs = [
        (PT_INTERP, 4, interp_at, len(interpreter)),
        (PT_LOAD, 5, 0, size),
        (PT_DYNAMIC, 6, dynamic_at, len(dynamic)),
        (PT_GNU_STACK, 6, 0, 0),
        (PT_GNU_RELRO, 4, dynamic_at, len(dynamic)),
    ]
    if not interpreter:
        programs[0] = (0, 0, 0, 0)
    table = bytes(SECTION_HEADER)
    for label, kind, start, length, link, entry in (
        (b".shstrtab", 3, sections_at, len(sections), 0, 0),
        (b".dynstr", 3, names_at, len(names), 0, 0),
        (b".dynsym", 11, symbols_at, len(symbols), 2, SYMBOL),
        (b".dynamic", 6, dynamic_at, len(dynamic), 2, DYNAMIC),
        (b".hash", 5, hash_at, 4 * (2 + len(buckets) + count), 3, 4),
    ):
        table += struct.pack(
            "<IIQQQQIIQQ", sections.index(label), kind, 2, start, start, length, link, int(kind == 11), 8, entry
        )
    header = struct.pack(
        "<16sHHIQQQIHHHHHH", b"\x7fELF\x02\x01\x01" + bytes(9), 3, 183, 1, code_at, BASE_HEADER, table_at, 0,
        BASE_HEADER, PROGRAM_HEADER, headers, SECTION_HEADER, 6, 1,
    )  # fmt: skip
    table_of_programs = b"".join(
        struct.pack("<IIQQQQQQ", kind, flags, start, start, start, length, length, 0x1000 if kind == 1 else 8)
        for kind, flags, start, length in programs
    )
    return header + table_of_programs + bytes(body) + table
