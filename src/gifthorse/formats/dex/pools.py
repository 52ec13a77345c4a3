"""The identifier tables: types, prototypes, fields, methods and class definitions, as columns.

An index that points outside its table is -1: the file names something that is not there.
"""

from __future__ import annotations

import numpy as np
from msgspec import Struct

from gifthorse.formats.dex.gather import Gather, Ints, Longs, affordable, known, offsets, spans
from gifthorse.formats.dex.header import Header, column

_NO_INDEX = 0xFFFFFFFF


class Pools(Struct, frozen=True):
    """Columns of the identifier tables, named as in `Dex`."""

    type_string: Ints
    proto_return: Ints
    proto_start: Ints
    proto_param: Ints
    field_class: Ints
    field_type: Ints
    field_name: Ints
    method_class: Ints
    method_proto: Ints
    method_name: Ints


class ClassDefs(Struct, frozen=True):
    """Columns of the class definitions; the last three are byte offsets, 0 for none."""

    class_type: Ints
    class_flags: Ints
    class_super: Ints
    class_source: Ints
    class_interface_start: Ints
    class_interface: Ints
    annotations: Longs
    members: Longs
    statics: Longs


def read_pools(data: bytes, header: Header, *, strings: int, truncated: list[str]) -> Pools:
    """All identifier tables but strings and classes; `strings` is the size of the string pool."""
    tables = header.tables
    gather = Gather(np.frombuffer(data, np.uint8))
    types, protos = tables["types"].count, tables["protos"].count
    type_string = known(column(data, tables["types"], "<u4")[:, 0], strings)
    proto = column(data, tables["protos"], "<u4")
    proto_start, proto_param = type_lists(gather, proto[:, 2], types=types, truncated=truncated, longest=255)
    field = column(data, tables["fields"], "<u2")
    method = column(data, tables["methods"], "<u2")
    pools = Pools(
        type_string,
        known(proto[:, 1], types),
        proto_start,
        proto_param,
        known(field[:, 0], types),
        known(field[:, 1], types),
        known(field[:, 2] | field[:, 3] << 16, strings),
        known(method[:, 0], types),
        known(method[:, 1], protos),
        known(method[:, 2] | method[:, 3] << 16, strings),
    )
    missing = sum(int((getattr(pools, name) < 0).sum()) for name in Pools.__struct_fields__ if name != "proto_start")
    if missing:
        truncated.append(f"{missing} names of types, fields or methods point outside their tables.")
    return pools


def read_class_defs(data: bytes, header: Header, *, strings: int, truncated: list[str]) -> ClassDefs:
    """The class definitions."""
    rows = column(data, header.tables["classes"], "<u4")
    types = header.tables["types"].count
    kept = rows[:, 0] < types
    if not kept.all():
        truncated.append(f"{int((~kept).sum())} class definitions have no name and are left out.")
        rows = rows[kept]
    gather = Gather(np.frombuffer(data, np.uint8))
    interface_start, interface = type_lists(gather, rows[:, 3], types=types, truncated=truncated)
    return ClassDefs(
        rows[:, 0].astype(np.int32),
        (rows[:, 1] & 0x7FFFFFFF).astype(np.int32),
        known(rows[:, 2], types),
        known(rows[:, 4], strings),
        interface_start,
        interface,
        rows[:, 5],
        rows[:, 6],
        rows[:, 7],
    )


def type_lists(
    gather: Gather, at: Longs, *, types: int, truncated: list[str], longest: int = 65535
) -> tuple[Ints, Ints]:
    """The type_list items at these byte offsets (0 for none), as compressed rows of types."""
    size = np.where((at > 0) & (at + 4 <= gather.size), gather.u32(at), 0)
    fits = (at + 4 + 2 * size <= gather.size) & (size <= longest)
    if not fits.all():
        truncated.append(f"{int((~fits).sum())} lists of types are longer than they can be.")
        size = np.where(fits, size, 0)
    # Prototypes of one parameter list share it, so the lists may honestly be longer than the file has room for.
    kept = affordable(size, gather.size // 4 + 65536)
    if kept is not size:
        truncated.append("Lists of types are shared beyond measure; the rest of them are left out.")
    return offsets(kept), known(gather.u16(2 * spans((at + 4) >> 1, kept) + np.repeat(at & 1, kept)), types)
