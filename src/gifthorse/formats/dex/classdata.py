"""Class data: which fields and methods each class defines, with flags and code.

The items are nothing but LEB128 numbers and follow each other in the file, so the whole region is decoded at
once and the numbers are then handed to their classes. An item that does not start at such a number's first
byte, or holds an overlong number (only in a tampered file), is read on its own as Android reads it.
"""

from __future__ import annotations

import numpy as np
from msgspec import Struct

from gifthorse.formats.dex.gather import Bools, Bytes, Ints, Longs, spans, uleb
from gifthorse.formats.dex.pools import ClassDefs, Pools

_LAST = 4096
"""Bytes decoded behind the start of the last item; where it is longer, it is read on its own."""


class Members(Struct, frozen=True):
    """Defined methods and fields, one row each, by class definition; `method_code` is a byte offset or 0."""

    member_method: Ints
    member_class: Ints
    member_flags: Ints
    member_code: Longs
    member_direct: Bools
    member_field: Ints
    member_field_class: Ints
    member_field_flags: Ints
    member_field_static: Bools


def read_members(data: bytes, defs: ClassDefs, *, pools: Pools, truncated: list[str]) -> Members:
    """Class data of every class definition. A member that belongs to another class is left out, as Android would."""
    at = defs.members
    values, first = _numbers(data, at, truncated)
    has = np.flatnonzero(first >= 0)
    base = first[has]
    heads = values[base[:, None] + np.arange(4)] if len(base) else np.zeros((0, 4), np.int64)
    statics, instances, directs, virtuals = heads.T
    static_at = base + 4
    instance_at = static_at + 2 * statics
    direct_at = instance_at + 2 * instances
    virtual_at = direct_at + 3 * directs
    field_at, field_count = _interleave(static_at, instance_at), _interleave(statics, instances)
    method_at, method_count = _interleave(direct_at, virtual_at), _interleave(directs, virtuals)

    field = _rows(field_at, field_count, 2)
    method = _rows(method_at, method_count, 3)
    field_group = np.repeat(np.arange(len(field_count)), field_count)
    method_group = np.repeat(np.arange(len(method_count)), method_count)
    field_index = _running(values[field], field_count)
    method_index = _running(values[method], method_count)
    field_owner, method_owner = has[field_group >> 1], has[method_group >> 1]
    good_field = _belongs(field_index, pools.field_class, defs.class_type[field_owner])
    good_method = _belongs(method_index, pools.method_class, defs.class_type[method_owner])
    bad = int((~good_field).sum() + (~good_method).sum())
    if bad:
        truncated.append(f"{bad} members do not belong to the class that lists them; they are left out.")
    return Members(
        method_index[good_method].astype(np.int32),
        method_owner[good_method].astype(np.int32),
        (values[method[good_method] + 1] & 0x7FFFFFFF).astype(np.int32),
        values[method[good_method] + 2],
        (method_group[good_method] & 1) == 0,
        field_index[good_field].astype(np.int32),
        field_owner[good_field].astype(np.int32),
        (values[field[good_field] + 1] & 0x7FFFFFFF).astype(np.int32),
        (field_group[good_field] & 1) == 0,
    )


def _belongs(index: Longs, home: Ints, owner: Ints) -> Bools:
    """Whether these fields or methods exist and are named as members of that class."""
    there = (index >= 0) & (index < len(home))
    there[there] = home[index[there]] == owner[there]
    return there


def _interleave(one: Longs, two: Longs) -> Longs:
    both: Longs = np.column_stack((one, two)).reshape(-1)
    return both


def _rows(start: Longs, count: Longs, width: int) -> Longs:
    """Place of the first number of every row of every list."""
    return np.repeat(start, count) + width * (spans(np.zeros(len(count), np.int64), count))


def _running(steps: Longs, count: Longs) -> Longs:
    """Indices from differences: a running sum that starts anew with every list."""
    total: Longs = np.cumsum(steps)
    ends = np.cumsum(count)
    before: Longs = np.concatenate(([0], total))[ends - count]
    return total - np.repeat(before, count)


def _numbers(data: bytes, at: Longs, truncated: list[str]) -> tuple[Longs, Longs]:
    """All numbers of the region, and for each class the place of its item's first number (-1 for none)."""
    raw = np.frombuffer(data, np.uint8)
    outside = at >= len(raw)
    if outside.any():
        truncated.append(f"The members of {int(outside.sum())} classes lie outside the file.")
    items = np.flatnonzero((at > 0) & ~outside)
    first = np.full(len(at), -1, np.int64)
    if not len(items):
        return np.zeros(0, np.int64), first
    low, high = int(at[items].min()), int(at[items].max()) + _LAST
    values, starts, good = _decode(raw[low:high])
    place = np.searchsorted(starts, at[items] - low)
    place = np.minimum(place, max(len(starts) - 1, 0))
    aligned = np.zeros(len(items), np.bool_) if not len(starts) else starts[place] == at[items] - low
    heads = np.minimum(place[:, None] + np.arange(4), max(len(values) - 1, 0))
    counts = values[heads] if len(values) else np.zeros((len(items), 4), np.int64)
    end = place + 4 + counts @ np.array([2, 2, 3, 3])
    wrong = np.concatenate(([0], np.cumsum(~good)))
    fits = aligned & (end <= len(values))
    fits[fits] = wrong[end[fits]] == wrong[place[fits]]
    first[items[fits]] = place[fits]
    # Honest items never overlap, so that together they use each number at most once.
    used = np.where(fits, end - place, 0)
    over = np.cumsum(used) > len(values)
    if over.any() and int(used.sum()) > len(values):
        first[items[over]] = -1
        truncated.append(f"{int((over & fits).sum())} classes share their members with others; they are left out.")
    odd = items[~fits]
    if len(odd):
        extra = _one_by_one(data, at, odd=odd, first=first, base=len(values), truncated=truncated)
        values = np.concatenate((values, extra))
    return values, first


def _decode(raw: Bytes) -> tuple[Longs, Longs, Bools]:
    """Every LEB128 of a run of bytes: values, first bytes' places, and whether it has at most five bytes."""
    ends = np.flatnonzero(raw < 0x80)
    starts = np.empty_like(ends)
    starts[:1] = 0
    starts[1:] = ends[:-1] + 1
    length = ends - starts
    values = raw[starts].astype(np.int64) & 0x7F
    longer = np.flatnonzero(length)
    for place in range(1, 5):
        if not len(longer):
            break
        values[longer] |= (raw[starts[longer] + place].astype(np.int64) & 0x7F) << 7 * place
        longer = longer[length[longer] > place]
    return values & 0xFFFFFFFF, starts, length < 5


def _one_by_one(data: bytes, at: Longs, *, odd: Longs, first: Longs, base: int, truncated: list[str]) -> Longs:
    """Items that do not fall in with the region, as numbers that come behind its `base` ones.

    Bounded by the file's size.
    """
    extra: list[int] = []
    budget = len(data)
    lost = 0
    for item in odd.tolist():
        place = int(at[item])
        numbers: list[int] = []
        for _ in range(4):
            number, place = uleb(data, place)
            numbers.append(number)
        wanted = 2 * (numbers[0] + numbers[1]) + 3 * (numbers[2] + numbers[3])
        if wanted > len(data) - place or wanted > budget:
            lost += 1
            continue
        budget -= wanted + 4
        for _ in range(wanted):
            number, place = uleb(data, place)
            numbers.append(number)
        first[item] = base + len(extra)
        extra += numbers
    if lost:
        truncated.append(f"The members of {lost} classes are damaged.")
    return np.array(extra, np.int64)
