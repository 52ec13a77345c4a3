"""A small DEX writer: honest files by default, and the places in them that tests damage."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from dataclasses import dataclass, field


def uleb(value: int) -> bytes:
    """Unsigned LEB128."""
    out = bytearray()
    while True:
        byte, value = value & 0x7F, value >> 7
        out.append(byte | (0x80 if value else 0))
        if not value:
            return bytes(out)


def sleb(value: int) -> bytes:
    """Signed LEB128."""
    out = bytearray()
    while True:
        byte, value = value & 0x7F, value >> 7
        if (value == 0 and not byte & 0x40) or (value == -1 and byte & 0x40):
            out.append(byte)
            return bytes(out)
        out.append(byte | 0x80)


def mutf8(text: str) -> bytes:
    """MUTF-8: NUL as C0 80, characters beyond U+FFFF as two surrogates."""
    utf16 = text.encode("utf-16-le", "surrogatepass")
    units = "".join(map(chr, struct.unpack(f"<{len(utf16) // 2}H", utf16)))
    return units.encode("utf-8", "surrogatepass").replace(b"\0", b"\xc0\x80")


@dataclass(slots=True)
class Code:
    """A body: instructions in 16-bit units; tries as (start, units, [(exception or None, handler pc)])."""

    units: Sequence[int]
    registers: int = 4
    ins: int = 1
    tries: Sequence[tuple[int, int, Sequence[tuple[str | None, int]]]] = ()


@dataclass(slots=True)
class Class:
    """A class definition; methods as (index, flags, code, code item's offset or None), fields as (index, flags)."""

    name: str
    parent: str | None = "Ljava/lang/Object;"
    flags: int = 1
    interfaces: Sequence[str] = ()
    statics: Sequence[tuple[int, int]] = ()
    instances: Sequence[tuple[int, int]] = ()
    directs: Sequence[tuple[int, int, Code | int | None]] = ()
    virtuals: Sequence[tuple[int, int, Code | int | None]] = ()
    values: bytes = b""
    method_annotations: Sequence[tuple[int, Sequence[str]]] = ()
    annotations: Sequence[str] = ()


@dataclass(slots=True)
class Writer:
    """Collects names and classes; `build` lays them out, `places` then tells where things are (bytes)."""

    version: int = 35
    strings: list[str] = field(default_factory=list)
    types: list[int] = field(default_factory=list)
    protos: list[tuple[int, tuple[int, ...]]] = field(default_factory=list)
    fields: list[tuple[int, int, int]] = field(default_factory=list)
    methods: list[tuple[int, int, int]] = field(default_factory=list)
    classes: list[Class] = field(default_factory=list)
    handles: list[tuple[int, int]] = field(default_factory=list)
    sites: list[bytes] = field(default_factory=list)
    places: dict[str, int] = field(default_factory=dict)

    def string(self, text: str) -> int:
        """Index of a string."""
        if text not in self.strings:
            self.strings.append(text)
        return self.strings.index(text)

    def type(self, descriptor: str) -> int:
        """Index of a type."""
        text = self.string(descriptor)
        if text not in self.types:
            self.types.append(text)
        return self.types.index(text)

    def proto(self, back: str, *params: str) -> int:
        """Index of a prototype."""
        entry = (self.type(back), tuple(self.type(p) for p in params))
        if entry not in self.protos:
            self.protos.append(entry)
        return self.protos.index(entry)

    def field(self, owner: str, kind: str, name: str) -> int:
        """Index of a field."""
        self.fields.append((self.type(owner), self.type(kind), self.string(name)))
        return len(self.fields) - 1

    def method(self, owner: str, name: str, back: str = "V", *params: str) -> int:
        """Index of a method."""
        self.methods.append((self.type(owner), self.proto(back, *params), self.string(name)))
        return len(self.methods) - 1

    def build(self, base: int = 0) -> bytes:
        """The file (for a container: the part that starts at byte `base`)."""
        for one in self.classes:
            names: list[str | None] = [one.name, one.parent, *one.interfaces, *one.annotations]
            names += [name for _, noted in one.method_annotations for name in noted]
            for _, _, code in (*one.directs, *one.virtuals):
                if isinstance(code, Code):
                    names += [name for _, _, handlers in code.tries for name, _ in handlers]
            for given in names:
                if given is not None:
                    self.type(given)
            self.string("Source.java")
        head = 0x78 if self.version >= 41 else 0x70
        sizes = [len(self.strings), len(self.types), len(self.protos), len(self.fields), len(self.methods)]
        sizes.append(len(self.classes))
        at, offsets = head, []
        for count, width in zip(sizes, (4, 4, 12, 8, 8, 32), strict=True):
            offsets.append(base + at if count else 0)
            at += count * width
        sites_at = at
        handles_at = sites_at + 4 * len(self.sites)
        data = bytearray(handles_at + 8 * len(self.handles))
        fixed = bytearray()
        for item in self.strings:
            fixed += struct.pack("<I", base + len(data))
            self.places.setdefault(f"string {item}", len(data))
            data += uleb(len(item.encode("utf-16-le", "surrogatepass")) // 2) + mutf8(item) + b"\0"
        fixed += struct.pack(f"<{len(self.types)}I", *self.types)
        for back, params in self.protos:
            fixed += struct.pack("<III", 0, back, self._list(data, params, base))
        for owner, kind, name in self.fields:
            fixed += struct.pack("<HHI", owner, kind, name)
        for owner, proto, name in self.methods:
            fixed += struct.pack("<HHI", owner, proto, name)
        definitions = [self._class(data, one, base) for one in self.classes]
        fixed += b"".join(definitions)
        for site in self.sites:
            fixed += struct.pack("<I", base + len(data))
            data += site
        for kind, member in self.handles:
            fixed += struct.pack("<HHHH", kind, 0, member, 0)
        data[head : head + len(fixed)] = fixed
        _align(data)
        map_at = len(data)
        entries = [(7, len(self.sites), base + sites_at), (8, len(self.handles), base + handles_at)]
        data += struct.pack("<I", len(entries))
        for kind, count, where in entries:
            data += struct.pack("<HHII", kind, 0, count, where)
        table = [n for pair in zip(sizes, offsets, strict=True) for n in pair]
        header = b"dex\n%03d\0" % self.version + bytes(24)
        header += struct.pack("<IIIIII", len(data), head, 0x12345678, 0, 0, base + map_at)
        header += struct.pack("<12I", *table) + struct.pack("<II", 0, 0)
        data[: len(header)] = header
        self.places["map"] = map_at
        return bytes(data)

    def _list(self, data: bytearray, types: Sequence[int], base: int) -> int:
        if not types:
            return 0
        _align(data)
        at = base + len(data)
        data += struct.pack(f"<I{len(types)}H", len(types), *types)
        return at

    def _class(self, data: bytearray, one: Class, base: int) -> bytes:
        interfaces = self._list(data, [self.type(i) for i in one.interfaces], base)
        codes: dict[int, int] = {}
        for index, _, code in (*one.directs, *one.virtuals):
            if isinstance(code, int):
                codes[index] = code
            elif code is not None:
                _align(data)
                codes[index] = base + len(data)
                self.places[f"code {index}"] = len(data)
                data += self._code(code)
        notes = self._notes(data, one, base)
        values = 0
        if one.values:
            values = base + len(data)
            data += one.values
        members = 0
        if one.statics or one.instances or one.directs or one.virtuals:
            members = base + len(data)
            self.places[f"members {one.name}"] = len(data)
            for group in (one.statics, one.instances, one.directs, one.virtuals):
                data += uleb(len(group))
            for fields in (one.statics, one.instances):
                last = 0
                for index, flags in fields:
                    data += uleb(index - last) + uleb(flags)
                    last = index
            for methods in (one.directs, one.virtuals):
                last = 0
                for index, flags, _ in methods:
                    data += uleb(index - last) + uleb(flags) + uleb(codes.get(index, 0))
                    last = index
        parent = 0xFFFFFFFF if one.parent is None else self.type(one.parent)
        source = self.string("Source.java")
        return struct.pack("<8I", self.type(one.name), one.flags, parent, interfaces, source, notes, members, values)

    def _code(self, code: Code) -> bytes:
        out = struct.pack("<HHHHII", code.registers, code.ins, 0, len(code.tries), 0, len(code.units))
        out += struct.pack(f"<{len(code.units)}H", *code.units)
        if not code.tries:
            return out
        if len(code.units) % 2:
            out += b"\0\0"
        items, handlers = b"", bytearray(uleb(len(code.tries)))
        for start, count, catches in code.tries:
            items += struct.pack("<IHH", start, count, len(handlers))
            typed = [(name, pc) for name, pc in catches if name is not None]
            rest = [pc for name, pc in catches if name is None]
            handlers += sleb(-len(typed) if rest else len(typed))
            for name, pc in typed:
                handlers += uleb(self.type(name)) + uleb(pc)
            if rest:
                handlers += uleb(rest[0])
        return out + items + bytes(handlers)

    def _notes(self, data: bytearray, one: Class, base: int) -> int:
        if not one.method_annotations and not one.annotations:
            return 0

        def notes(names: Sequence[str]) -> int:
            items = []
            for name in names:
                items.append(base + len(data))
                data.extend(b"\x01" + uleb(self.type(name)) + uleb(0))
            _align(data)
            at = base + len(data)
            data.extend(struct.pack(f"<I{len(items)}I", len(items), *items))
            return at

        own = notes(one.annotations) if one.annotations else 0
        rows = [(index, notes(names)) for index, names in one.method_annotations]
        _align(data)
        at = base + len(data)
        data.extend(struct.pack("<4I", own, 0, len(rows), 0))
        for row in rows:
            data.extend(struct.pack("<2I", *row))
        return at


def _align(data: bytearray) -> None:
    data.extend(bytes(-len(data) % 4))


def sample(version: int = 35) -> Writer:
    """A file with a bit of everything, the ground of the tests that damage it."""
    dex = Writer(version)
    log = dex.method("Lsys/Log;", "write", "V", "J", "Ljava/lang/String;")
    init = dex.method("La/Main;", "<init>")
    run = dex.method("La/Main;", "run", "I", "I")
    count = dex.field("La/Main;", "I", "count")
    tag = dex.field("La/Main;", "Ljava/lang/String;", "TAG")
    level = dex.field("Lsys/Log;", "I", "level")
    text = dex.string("hello")
    body = Code(
        [
            0x001A, text,                      # 0000 const-string v0
            0x0116, 7,                         # 0002 const-wide/16 v1
            0x3071, log, 0x0021,               # 0004 invoke-static {v1, v2, v0}
            0x0060, level,                     # 0007 sget v0
            0x002B, 12, 0,                     # 0009 packed-switch v0, +12
            0x4052, count,                     # 000c iget v0, v4
            0x000F,                            # 000e return v0
            0x040D,                            # 000f move-exception v4
            0x0000, 0x0427,                    # 0010 nop; 0011 throw v4
            0x000F,                            # 0012 return v0
            0x0F12, 0xFF28,                    # 0013 const/4 v15, 0; 0014 goto -1
            0x0100, 1, 0, 0, 3, 0,             # 0015 packed-switch-data: 0 -> 000c
        ],
        registers=16,
        ins=2,
        tries=[(4, 5, [("Ljava/lang/Error;", 15), (None, 15)])],
    )  # fmt: skip
    dex.classes.append(
        Class(
            "La/Main;",
            interfaces=["Ljava/lang/Runnable;"],
            statics=[(tag, 0x19)],
            instances=[(count, 2)],
            directs=[(init, 0x10001, Code([0x000E]))],
            virtuals=[(run, 1, body)],
            values=uleb(1) + bytes([0x17, text]),
            method_annotations=[(run, ["Lsys/Js;"])],
            annotations=["Lsys/Mark;"],
        )
    )
    return dex
