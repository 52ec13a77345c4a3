"""Which methods and classes carry which annotations; the annotations' values are not read."""

from __future__ import annotations

import numpy as np
from msgspec import Struct

from gifthorse.formats.dex.gather import Gather, Ints, Longs, affordable, known, spans


class Annotations(Struct, frozen=True):
    """Pairs of a method index, or a class definition's number, and an annotation's type."""

    annotation_method: Ints
    annotation_type: Ints
    class_annotation_class: Ints
    class_annotation_type: Ints


def read_annotations(data: bytes, at: Longs, *, methods: int, types: int, truncated: list[str]) -> Annotations:
    """Annotations of every class definition; `at` are the byte offsets of the directories, 0 for none."""
    gather = Gather(np.frombuffer(data, np.uint8))
    has = np.flatnonzero((at > 0) & (at + 16 <= gather.size))
    where = at[has]
    class_set = gather.u32(where)
    field_count, method_count = gather.u32(where + 4), gather.u32(where + 8)
    table = where + 16 + 8 * field_count
    kept = affordable(np.where(table + 8 * method_count <= gather.size, method_count, 0), gather.size // 8 + 1)
    if (kept != method_count).any():
        truncated.append(f"The annotations of {int((kept != method_count).sum())} classes are damaged.")
    row = np.repeat(table, kept) + 8 * spans(np.zeros(len(kept), np.int64), kept)
    method, kind = _sets(gather, known(gather.u32(row), methods), gather.u32(row + 4), types)
    owner, class_kind = _sets(gather, has.astype(np.int32), class_set, types)
    return Annotations(method, kind, owner, class_kind)


def _sets(gather: Gather, owner: Ints, at: Longs, types: int) -> tuple[Ints, Ints]:
    """annotation_set items: one row an annotation, as its owner and its type."""
    good = (at > 0) & (at + 4 <= gather.size) & (owner >= 0)
    owner, at = owner[good], at[good]
    size = gather.u32(at)
    size = affordable(np.where(at + 4 + 4 * size <= gather.size, size, 0), gather.size // 4 + 1)
    item = gather.u32(np.repeat(at + 4, size) + 4 * spans(np.zeros(len(size), np.int64), size))
    kind, _ = gather.uleb(item + 1)
    owners, kinds = np.repeat(owner, size), known(kind, types)
    there = (kinds >= 0) & (item > 0) & (item + 1 < gather.size)
    return owners[there], kinds[there]
