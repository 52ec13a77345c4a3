"""The DEX files of one app as one numbered space of types, methods, fields and classes.

The same (class, name, descriptor) named in several files is one method. Numbers are given in order of first
mention, so those of the first file are its own indices. Of a class defined twice the first definition counts,
as in Android's class loader.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyarrow as pa
from msgspec import Struct

from gifthorse.formats import arrow
from gifthorse.formats.dex import Dex, order
from gifthorse.formats.dex.gather import NONE, Ints, Longs, offsets, spans
from gifthorse.formats.dex.texts import Budget, budget


class MethodIndex(Struct, frozen=True):
    """One app's code by number. `x_number[d][i]` leads from item i of DEX d to its number.

    `type_number[d]` has one entry more than DEX d has types, so that -1 leads to the empty name. Of methods that are
    only named, `method_dex`, `method_member`, `method_code` and `method_flags` are -1; `method_code` also is -1 for
    a method without a body. `class_of_type` is -1 for types not defined here. `shadowed` counts later
    definitions of a class, `cut` lists of names that were shortened to bound their size. `method_proto` is a row of
    `descriptors`; classes, supers, interfaces and field types are type numbers; names are rows of `names`.
    """

    dexes: tuple[Dex, ...]
    type_number: tuple[Ints, ...]
    method_number: tuple[Ints, ...]
    field_number: tuple[Ints, ...]

    type_descriptor: pa.StringArray
    type_name: pa.StringArray
    names: pa.StringArray
    descriptors: pa.StringArray

    method_class: Ints
    method_name: Ints
    method_proto: Ints
    method_dex: Ints
    method_member: Ints
    method_code: Ints
    method_flags: Ints

    field_class: Ints
    field_name: Ints
    field_type: Ints

    class_type: Ints
    class_super: Ints
    class_flags: Ints
    class_dex: Ints
    class_def: Ints
    class_interface_start: Ints
    class_interface: Ints
    class_of_type: Ints
    shadowed: int
    cut: int

    def __len__(self) -> int:
        return len(self.method_class)

    def method_text(self, method: int) -> str:
        """A method as class.name, for people."""
        owner = self.type_name[int(self.method_class[method])].as_py()
        return f"{owner}.{self.names[int(self.method_name[method])].as_py()}"

    def owners(self, dex: int) -> tuple[Ints, Ints]:
        """Methods with a body in DEX `dex`, as ascending code numbers and method numbers (code may be shared)."""
        mine = np.flatnonzero((self.method_dex == dex) & (self.method_code >= 0)).astype(np.int32)
        code = self.method_code[mine]
        rows = order.by(code)
        return code[rows], mine[rows]


# With their type: inferring one makes Arrow look for an optional module every time
_OPEN, _CLOSE, _NOTHING = (pa.scalar(text, pa.string()) for text in ("(", ")", ""))


def merge(dexes: Sequence[Dex]) -> MethodIndex:
    """Number everything that the DEX files of one app define or name."""
    limit = budget(dexes)
    type_texts = [_texts(d, d.type_string, limit) for d in dexes]
    descriptor, type_number = _numbered(type_texts)
    names, name_number = _named(dexes, limit)
    descriptors, proto_number = _numbered([_descriptors(d, t, limit) for d, t in zip(dexes, type_texts, strict=True)])
    methods = [
        (t[d.method_class], n[d.method_name], p[d.method_proto])
        for d, t, n, p in zip(dexes, type_number, name_number, proto_number, strict=True)
    ]
    fields = [
        (t[d.field_class], n[d.field_name], t[d.field_type])
        for d, t, n in zip(dexes, type_number, name_number, strict=True)
    ]
    sizes = (len(descriptor), len(names), max(len(descriptors), len(descriptor)))
    (method_class, method_name, method_proto), method_number = _triples(methods, sizes)
    (field_class, field_name, field_type), field_number = _triples(fields, sizes)
    classes = _classes(dexes, type_number, len(descriptor))
    home, member, code, flags = _definitions(dexes, method_number, type_number, classes, len(method_class))
    class_super, class_flags, interface_start, interface = _inherited(dexes, type_number, classes)
    return MethodIndex(
        dexes=tuple(dexes),
        type_number=type_number,
        method_number=method_number,
        field_number=field_number,
        type_descriptor=descriptor,
        type_name=shown(descriptor),
        names=names,
        descriptors=descriptors,
        method_class=method_class,
        method_name=method_name,
        method_proto=method_proto,
        method_dex=home,
        method_member=member,
        method_code=code,
        method_flags=flags,
        field_class=field_class,
        field_name=field_name,
        field_type=field_type,
        class_type=classes.type,
        class_super=class_super,
        class_flags=class_flags,
        class_dex=classes.dex,
        class_def=classes.row,
        class_interface_start=interface_start,
        class_interface=interface,
        class_of_type=classes.of_type,
        shadowed=classes.shadowed,
        cut=limit.cut,
    )


def shown(descriptors: pa.StringArray) -> pa.StringArray:
    """Type descriptors as people write them: java.lang.String, int, byte[][]."""
    if not len(descriptors):
        return descriptors
    plain = arrow.sliced(arrow.replaced(descriptors, "/", "."), 1, -1)
    is_class = arrow.call("and", arrow.starts(descriptors, "L"), arrow.ends(descriptors, ";"))
    rest = ~is_class.to_numpy(zero_copy_only=False)
    texts = [_shown(text) for text in arrow.chosen(descriptors, pa.array(rest)).to_pylist()]
    return arrow.call("replace_with_mask", plain, pa.array(rest), pa.array(texts, pa.string()))


_PRIMITIVE = {
    "V": "void", "Z": "boolean", "B": "byte", "S": "short", "C": "char", "I": "int", "J": "long", "F": "float",
    "D": "double",
}  # fmt: skip


def _shown(descriptor: str) -> str:
    element = descriptor.lstrip("[")
    if element.startswith("L") and element.endswith(";"):
        name = element[1:-1].replace("/", ".")
    else:
        name = _PRIMITIVE.get(element, element)
    return name + "[]" * min(len(descriptor) - len(element), 255)


def _texts(dex: Dex, strings: Ints, limit: Budget) -> pa.StringArray:
    """These strings of the pool (-1: empty) and an empty one behind them, where an index of -1 then leads."""
    pool = dex.strings.arrow()
    indices = pa.array(np.append(strings, -1), mask=np.append(strings, -1) < 0)
    return arrow.filled(limit.take(pool, indices), _NOTHING)


def _numbered(parts: list[pa.StringArray]) -> tuple[pa.StringArray, tuple[Ints, ...]]:
    """Distinct texts in order of first mention, and every part's texts as their numbers."""
    if len(parts) == 1 and _distinct(parts[0]):
        return parts[0], (np.arange(len(parts[0]), dtype=np.int32),)
    whole = pa.concat_arrays(parts) if parts else pa.array([], pa.string())
    encoded = arrow.encoded(whole)
    numbers = encoded.indices.to_numpy(zero_copy_only=False).astype(np.int32, copy=False)
    return encoded.dictionary, _split(numbers, [len(p) for p in parts])


def _distinct(texts: pa.StringArray) -> bool:
    """Whether these are ascending texts with an empty one behind, as every honest file sorts its names."""
    named = texts[:-1]
    stays = arrow.call("greater_equal", named[:-1], named[1:])
    return not arrow.some(stays) and not (len(named) and named[0].as_py() == "")


def _named(dexes: Sequence[Dex], limit: Budget) -> tuple[pa.StringArray, tuple[Ints, ...]]:
    """Names of methods and fields: distinct texts, and for each DEX a column from string index to name number."""
    used = []
    for dex in dexes:
        flags = np.zeros(len(dex.strings) + 1, np.bool_)
        flags[dex.method_name] = True
        flags[dex.field_name] = True
        used.append(np.flatnonzero(flags[:-1]).astype(np.int32))
    names, numbers = _numbered([_texts(d, u, limit) for d, u in zip(dexes, used, strict=True)])
    columns = []
    for dex, mine, number in zip(dexes, used, numbers, strict=True):
        column = np.full(len(dex.strings) + 1, -1, np.int32)
        column[np.append(mine, -1)] = number
        columns.append(column)
    return names, tuple(columns)


def _descriptors(dex: Dex, types: pa.StringArray, limit: Budget) -> pa.StringArray:
    """Descriptors of all prototypes, and an empty one behind them."""
    unknown = len(types) - 1
    params = limit.take(types, np.where(dex.proto_param < 0, unknown, dex.proto_param))
    joined = arrow.joined(pa.ListArray.from_arrays(pa.array(dex.proto_start), params), _NOTHING)
    back = limit.take(types, np.where(dex.proto_return < 0, unknown, dex.proto_return))
    texts = arrow.side_by_side(_OPEN, joined, _CLOSE, back, separator=_NOTHING)
    return pa.concat_arrays([arrow.cast(texts, pa.string()), pa.array([""], pa.string())])


def _triples(
    parts: list[tuple[Ints, Ints, Ints]], sizes: tuple[int, int, int]
) -> tuple[tuple[Ints, Ints, Ints], tuple[Ints, ...]]:
    """Distinct triples in order of first mention, and every part's rows as their numbers."""
    one, two, three = (_joined([p[k] for p in parts]).astype(np.int64) for k in range(3))
    if (sizes[0] + 1) * (sizes[1] + 1) * (sizes[2] + 1) < 1 << 63:
        key = (one * sizes[1] + two) * sizes[2] + three
    else:
        _, pair = order.numbered(one * sizes[1] + two)
        key = pair * sizes[2] + three
    if len(parts) == 1 and bool((key[1:] > key[:-1]).all()):
        return parts[0], (np.arange(len(key), dtype=np.int32),)
    # By sorting, for the keys of each file come nearly sorted already and a hash table of them takes 16 MB
    rows = order.by(key)
    head = order.heads(key[rows])
    first = rows[head]
    mention = order.by(first)
    rank = np.empty(len(first), np.int32)
    rank[mention] = np.arange(len(first), dtype=np.int32)
    numbers = np.empty(len(key), np.int32)
    numbers[rows] = rank[np.cumsum(head) - 1]
    first = first[mention]
    distinct = (one[first].astype(np.int32), two[first].astype(np.int32), three[first].astype(np.int32))
    return distinct, _split(numbers, [len(p[0]) for p in parts])


class _Classes(Struct, frozen=True):
    """The first definition of each class: type, DEX, row there; the class of every type; how many others there are."""

    type: Ints
    dex: Ints
    row: Ints
    of_type: Ints
    shadowed: int


def _classes(dexes: Sequence[Dex], type_number: tuple[Ints, ...], types: int) -> _Classes:
    kinds = _joined([t[d.class_type] for d, t in zip(dexes, type_number, strict=True)])
    homes = np.repeat(np.arange(len(dexes), dtype=np.int32), [len(d.class_type) for d in dexes])
    rows = _joined([np.arange(len(d.class_type), dtype=np.int32) for d in dexes])
    of_type = np.full(types, -1, np.int32)
    of_type[kinds[::-1]] = np.arange(len(kinds) - 1, -1, -1, dtype=np.int32)
    first = of_type[kinds] == np.arange(len(kinds))
    of_type[kinds[first]] = np.arange(int(first.sum()), dtype=np.int32)
    return _Classes(kinds[first], homes[first], rows[first], of_type, int((~first).sum()))


def _definitions(
    dexes: Sequence[Dex],
    method_number: tuple[Ints, ...],
    type_number: tuple[Ints, ...],
    classes: _Classes,
    methods: int,
) -> tuple[Ints, Ints, Ints, Ints]:
    """For every method: DEX, member row, code number and flags of its definition."""
    home, member, code, flags = (np.full(methods, -1, np.int32) for _ in range(4))
    for d, dex in enumerate(dexes):
        owner = classes.of_type[type_number[d][dex.class_type[dex.member_class]]]
        kept = (classes.dex[owner] == d) & (classes.row[owner] == dex.member_class)
        rows = np.flatnonzero(kept)[::-1]
        number = method_number[d][dex.member_method[rows]]
        home[number] = d
        member[number] = rows
        code[number] = dex.member_code[rows]
        flags[number] = dex.member_flags[rows]
    return home, member, code, flags


def _inherited(dexes: Sequence[Dex], type_number: tuple[Ints, ...], classes: _Classes) -> tuple[Ints, Ints, Ints, Ints]:
    """Superclass (-1 for none), flags and interfaces of every class."""
    supers, flags = np.full(len(classes.row), -1, np.int32), np.zeros(len(classes.row), np.int32)
    counts = np.zeros(len(classes.row), np.int64)
    interfaces: list[Ints] = []
    for d, dex in enumerate(dexes):
        mine = np.flatnonzero(classes.dex == d)
        rows = classes.row[mine]
        above = dex.class_super[rows]
        supers[mine] = np.where(above < 0, -1, type_number[d][above])
        flags[mine] = dex.class_flags[rows]
        start = dex.class_interface_start.astype(np.int64)
        counts[mine] = start[rows + 1] - start[rows]
        interfaces.append(type_number[d][dex.class_interface[spans(start[rows], counts[mine])]])
    return supers, flags, offsets(counts), _joined(interfaces)


def _split(numbers: Ints, lengths: list[int]) -> tuple[Ints, ...]:
    ends = np.cumsum(lengths, dtype=np.int64).tolist()
    return tuple(numbers[end - length : end] for end, length in zip(ends, lengths, strict=True))


def _joined(parts: Sequence[Ints]) -> Ints:
    return np.concatenate((NONE, *parts))


def rows_of(index: MethodIndex, dex: int, limit: int) -> tuple[Longs, Ints] | None:
    """Instruction rows of DEX `dex` and the method number each belongs to, where code is shared by methods.

    None when every code item has one method at most, which is the usual case and needs no copy. Shared
    code is repeated for each method, up to `limit` rows in all, but always there for the first.
    """
    code, method = index.owners(dex)
    if not (code[1:] == code[:-1]).any():
        return None
    start, count = _shared(index, dex, limit)
    return spans(start, count), np.repeat(method, count)


def left_out(index: MethodIndex, dex: int, limit: int) -> int:
    """Methods of DEX `dex` whose shared code `rows_of` does not repeat."""
    code, _ = index.owners(dex)
    start = index.dexes[dex].insn_start
    return int(np.count_nonzero((_shared(index, dex, limit)[1] == 0) & (start[code + 1] > start[code])))


def _shared(index: MethodIndex, dex: int, limit: int) -> tuple[Longs, Longs]:
    """First row and number of rows of each owner of code."""
    code, _ = index.owners(dex)
    start = index.dexes[dex].insn_start.astype(np.int64)
    count = start[code + 1] - start[code]
    again = np.concatenate(([False], code[1:] == code[:-1]))[: len(code)]
    room = limit - int(count[~again].sum())
    kept = ~again | (np.cumsum(np.where(again, count, 0)) <= room)
    return start[code], np.where(kept, count, 0)
