"""Headers, segments, the dynamic section and hardening of an ELF file.

Read the way the loader does, by program headers and the dynamic section; section headers, which an attacker is free to
garble without the loader noticing, only serve where nothing else can (objects, stripped tables, where .rodata lies).
Sources: System V gABI 4.1 chapters 4 and 5; elf(5); binutils include/elf/common.h.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass

import numpy as np

from gifthorse.errors import FormatError
from gifthorse.formats.elf.symbols import NONE, Data, Layout, Symbols, dynamic_symbols, section_symbols

HEADERS_LIMIT = 16_384
STRING_LIMIT = 4096
NEEDED_LIMIT = 4096

MACHINES = {3: "x86", 8: "mips", 40: "arm", 62: "x86_64", 183: "aarch64", 243: "riscv", 164: "hexagon", 247: "bpf"}
TYPES = {1: "relocatable", 2: "program", 3: "shared", 4: "core"}

PT_LOAD, PT_DYNAMIC, PT_INTERP, PT_NOTE, PT_PHDR = 1, 2, 3, 4, 6
PT_GNU_STACK, PT_GNU_RELRO = 0x6474E551, 0x6474E552
PF_X, PF_W, PF_R = 1, 2, 4
DT_NEEDED, DT_STRTAB, DT_SYMTAB, DT_STRSZ, DT_SYMENT, DT_SONAME, DT_RPATH, DT_HASH = 1, 5, 6, 10, 11, 14, 15, 4
DT_BIND_NOW, DT_RUNPATH, DT_FLAGS, DT_GNU_HASH, DT_FLAGS_1 = 24, 29, 30, 0x6FFFFEF5, 0x6FFFFFFB
DT_MIPS_XHASH = 0x70000036
DF_BIND_NOW, DF_1_NOW, DF_1_PIE = 0x8, 0x1, 0x08000000


@dataclass(frozen=True, slots=True)
class Segment:
    """One program header; `offset` and `size` in the file, `address` and `memory` when loaded, in bytes."""

    type: int
    flags: int
    offset: int
    address: int
    size: int
    memory: int


@dataclass(frozen=True, slots=True)
class Section:
    """One section header."""

    name: bytes
    type: int
    flags: int
    address: int
    offset: int
    size: int
    link: int
    entry: int


@dataclass(frozen=True, slots=True)
class Elf:
    """An ELF file. `type` is shared, program, relocatable, core or other (a position-independent program is a program).

    `relro` is none, partial or full; `nx` is False where the stack is executable or, as the loader takes it, where no
    PT_GNU_STACK says otherwise. `symbol_table` is the dynamic symbol table's file offset (-1 if there is none),
    `dynamic` the values of the dynamic section by tag. `damage` lists in sentences what could not be read.
    """

    machine: str
    bits: int
    type: str
    segments: tuple[Segment, ...]
    sections: tuple[Section, ...]
    needed: tuple[str, ...]
    soname: str | None
    rpath: str | None
    interpreter: str | None
    pie: bool
    nx: bool
    relro: str
    canary: bool
    fortify: bool
    writable_code: bool
    build_id: str | None
    symbols: Symbols
    symbol_table: int
    dynamic: dict[int, tuple[int, ...]]
    damage: tuple[str, ...]

    def offset(self, address: int) -> int:
        """The file offset of a loaded address, -1 if it lies in no segment's bytes."""
        for s in self.segments:
            if s.type == PT_LOAD and s.address <= address < s.address + s.size:
                return s.offset + address - s.address
        return -1


def read(data: Data) -> Elf:
    """Read the ELF file in `data` (bytes or a read-only mmap). Raises FormatError when it is none at all."""
    if len(data) < 52 or data[:4] != b"\x7fELF" or data[4] not in (1, 2) or data[5] not in (1, 2):
        raise FormatError("It is no ELF file, or its header is cut short.", 0)
    return _Reader(data).elf()


class _Reader:
    """One ELF file being read; every offset is checked against the file's end before use."""

    def __init__(self, data: Data) -> None:
        self.data = data
        self.size = len(data)
        self.wide = data[4] == 2
        self.order = "<" if data[5] == 1 else ">"
        self.damage: list[str] = []
        kind = self.order + ("HHIQQQIHHHHHH" if self.wide else "HHIIIIIHHHHHH")
        if self.size < 16 + struct.calcsize(kind):
            raise FormatError("The ELF header is cut short.", self.size)
        (self.type, self.machine, _, _, self.phoff, self.shoff, _, _, self.phentsize, self.phnum, self.shentsize,
         self.shnum, self.shstrndx) = struct.unpack_from(kind, data, 16)  # fmt: skip
        self.segments = self._segments()
        self.sections = self._sections()
        self.dynamic = self._dynamic()
        self.strings = self._strings()

    def elf(self) -> Elf:
        loads = [s for s in self.segments if s.type == PT_LOAD]
        stack = next((s for s in self.segments if s.type == PT_GNU_STACK), None)
        interpreter = self._interpreter()
        symbols = self._symbols()
        flags, flags1 = self._first(DT_FLAGS), self._first(DT_FLAGS_1)
        now = DT_BIND_NOW in self.dynamic or bool(flags & DF_BIND_NOW) or bool(flags1 & DF_1_NOW)
        relro = any(s.type == PT_GNU_RELRO for s in self.segments)
        kind = TYPES.get(self.type, "other")
        pie = kind == "shared" and (interpreter is not None or bool(flags1 & DF_1_PIE))
        needed = self.dynamic.get(DT_NEEDED, ())[:NEEDED_LIMIT]
        return Elf(
            machine=MACHINES.get(self.machine, "other"),
            bits=64 if self.wide else 32,
            type="program" if pie else kind,
            segments=self.segments,
            sections=self.sections,
            needed=tuple(name for name in map(self._string, needed) if name),
            soname=self._named(DT_SONAME),
            rpath=self._named(DT_RUNPATH) or self._named(DT_RPATH),
            interpreter=interpreter,
            pie=kind == "shared",
            nx=stack is not None and not stack.flags & PF_X if loads else True,
            relro=("full" if now else "partial") if relro else "none",
            canary=symbols.has(b"__stack_chk_fail"),
            fortify=symbols.fortified(),
            writable_code=any(s.flags & PF_W and s.flags & PF_X for s in loads),
            build_id=self._build_id(),
            symbols=symbols,
            symbol_table=self._pointed(DT_SYMTAB),
            dynamic=self.dynamic,
            damage=tuple(self.damage),
        )

    def _table(self, offset: int, count: int, entry: int, kind: str, what: str) -> list[tuple[int, ...]]:
        """`count` records of `kind`, as many as lie in the file."""
        least = struct.calcsize(kind)
        if not count or not offset:
            return []
        if entry < least:
            self.damage.append(f"The {what} headers have a size that no ELF file has.")
            return []
        fits = max(0, min(count, HEADERS_LIMIT, (self.size - offset - least) // entry + 1 if offset < self.size else 0))
        if fits < count:
            self.damage.append(f"Only {fits} of {count} {what} headers lie in the file or are read.")
        block = self.data[offset : offset + fits * entry]
        if entry == least:
            return list(struct.iter_unpack(kind, block))
        return [struct.unpack_from(kind, block, number * entry) for number in range(fits)]

    def _segments(self) -> tuple[Segment, ...]:
        kind = self.order + ("IIQQQQQQ" if self.wide else "IIIIIIII")
        rows = self._table(self.phoff, self.phnum, self.phentsize, kind, "program")
        if self.wide:
            return tuple(
                Segment(t, flags, offset, address, size, memory)
                for t, flags, offset, address, _, size, memory, _ in rows
            )
        return tuple(
            Segment(t, flags, offset, address, size, memory) for t, offset, address, _, size, memory, flags, _ in rows
        )

    def _sections(self) -> tuple[Section, ...]:
        kind = self.order + ("IIQQQQIIQQ" if self.wide else "IIIIIIIIII")
        rows = self._table(self.shoff, self.shnum, self.shentsize, kind, "section")
        names = b""
        if self.shstrndx < len(rows):
            start, size = rows[self.shstrndx][4:6]
            names = self.data[start : min(start + size, start + (1 << 20))] if start < self.size else b""
        found = []
        for name, t, flags, address, offset, size, link, _, _, entry in rows:
            end = names.find(b"\0", name, name + 256) if name < len(names) else -1
            found.append(Section(names[name:end] if end >= 0 else b"", t, flags, address, offset, size, link, entry))
        return tuple(found)

    def offset(self, address: int) -> int:
        """The file offset of a loaded address, -1 if it lies in no segment's bytes."""
        for s in self.segments:
            if s.type == PT_LOAD and s.address <= address < s.address + s.size:
                offset = s.offset + address - s.address
                return offset if offset < self.size else -1
        return -1

    def _dynamic(self) -> dict[int, tuple[int, ...]]:
        segment = next((s for s in self.segments if s.type == PT_DYNAMIC), None)
        if segment is None or not segment.size:
            return {}
        step = 16 if self.wide else 8
        block = (
            self.data[segment.offset : segment.offset + min(segment.size, step * HEADERS_LIMIT)]
            if segment.offset < self.size
            else b""
        )
        words = np.frombuffer(block, self.order + ("u8" if self.wide else "u4"), len(block) // step * 2).reshape(-1, 2)
        if not len(words):
            self.damage.append("The dynamic section lies beyond the end of the file.")
            return {}
        ends = np.flatnonzero(words[:, 0] == 0)
        found: dict[int, tuple[int, ...]] = {}
        for tag, value in words[: ends[0] if len(ends) else len(words)].tolist():
            found[tag] = (*found[tag], value) if tag in found else (value,)
        return found

    def _first(self, tag: int) -> int:
        return self.dynamic.get(tag, (0,))[0]

    def _strings(self) -> bytes:
        """The dynamic string table, always ended by a zero."""
        if DT_STRTAB not in self.dynamic:
            return b"\0"
        start = self.offset(self._first(DT_STRTAB))
        if start < 0:
            self.damage.append("The dynamic string table lies beyond the end of the file.")
            return b"\0"
        return self.data[start : start + self._first(DT_STRSZ)] + b"\0"

    def _string(self, at: int) -> str:
        if at >= len(self.strings):
            return ""
        end = self.strings.find(b"\0", at, at + STRING_LIMIT)
        return self.strings[at : end if end >= 0 else at + STRING_LIMIT].decode("utf-8", "replace")

    def _named(self, tag: int) -> str | None:
        return self._string(self._first(tag)) or None if tag in self.dynamic else None

    def _interpreter(self) -> str | None:
        segment = next((s for s in self.segments if s.type == PT_INTERP), None)
        if segment is None or segment.offset >= self.size:
            return None
        raw = self.data[segment.offset : segment.offset + min(segment.size, STRING_LIMIT)]
        return raw.partition(b"\0")[0].decode("utf-8", "replace")

    def _build_id(self) -> str | None:
        spans = [(s.offset, s.size) for s in self.segments if s.type == PT_NOTE]
        spans += [(s.offset, s.size) for s in self.sections if s.name == b".note.gnu.build-id"]
        for offset, size in spans:
            notes = self.data[offset : offset + min(size, 1 << 16)] if offset < self.size else b""
            at = notes.find(b"GNU\0")
            while at >= 12:
                name, length, kind = struct.unpack_from(self.order + "III", notes, at - 12)
                if kind == 3 and name == 4 and length <= 64:
                    return notes[at + 4 : at + 4 + length].hex()
                at = notes.find(b"GNU\0", at + 1)
        return None

    def _symbols(self) -> Symbols:
        if DT_SYMTAB in self.dynamic and len(self.strings) > 1:
            start = self._pointed(DT_SYMTAB)
            if start < 0:
                self.damage.append("The dynamic symbol table lies beyond the end of the file.")
                return NONE
            gnu = self._pointed(DT_GNU_HASH)
            layout = Layout(
                start, self._pointed(DT_HASH), gnu if gnu >= 0 else self._pointed(DT_MIPS_XHASH), self._extent(start)
            )
            return dynamic_symbols(self.data, self.strings, layout, wide=self.wide, order=self.order)
        if self.type == 1:
            return self._object_symbols()
        return NONE

    def _pointed(self, tag: int) -> int:
        """The file offset of what a dynamic entry points at, -1 if there is no such entry or place."""
        return self.offset(self._first(tag)) if tag in self.dynamic else -1

    def _extent(self, start: int) -> int:
        """How many symbols the section at `start` holds, or fit before the string table, which linkers put next."""
        gap = max(0, self._pointed(DT_STRTAB) - start) // (24 if self.wide else 16)
        return next((s.size // s.entry for s in self.sections if s.type == 11 and s.entry and s.offset == start), gap)

    def _object_symbols(self) -> Symbols:
        for table in self.sections:
            if table.type == 2 and table.link < len(self.sections) and table.offset < self.size:
                text = self.sections[table.link]
                strings = self.data[text.offset : text.offset + text.size] if text.offset < self.size else b""
                return section_symbols(
                    self.data, strings + b"\0", table.offset, table.size, wide=self.wide, order=self.order
                )
        return NONE
