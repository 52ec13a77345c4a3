"""Encoded arrays: strings that static finals start with, call sites and method handles."""

from __future__ import annotations

import numpy as np
from msgspec import Struct

from gifthorse.formats.dex.gather import Gather, Ints, Longs, known, uleb
from gifthorse.formats.dex.header import Header, column

_STRING, _PROTO, _HANDLE = 0x17, 0x15, 0x16
_ARRAY, _ANNOTATION, _NULL, _BOOLEAN = 0x1C, 0x1D, 0x1E, 0x1F
_FEW = 48
HANDLE_KIND = (
    "static-put", "static-get", "instance-put", "instance-get", "invoke-static", "invoke-instance",
    "invoke-constructor", "invoke-direct", "invoke-interface",
)  # fmt: skip

_SIZE = np.array([1 + (0 if (head & 0x1F) in (_NULL, _BOOLEAN) else (head >> 5) + 1) for head in range(256)])
"""Bytes of an encoded value by its first byte; 0 where values nest, which initial values never do."""
_SIZE[[head for head in range(256) if (head & 0x1F) in (_ARRAY, _ANNOTATION)]] = 0


class Dynamics(Struct, frozen=True):
    """Call sites and method handles; -1 where a part is missing."""

    call_site_name: Ints
    call_site_proto: Ints
    call_site_bootstrap: Ints
    call_site_target: Ints
    method_handle_kind: Ints
    method_handle_target: Ints


def read_static_strings(
    data: bytes, at: Longs, *, static_start: Longs, static_count: Longs, strings: int, truncated: list[str]
) -> tuple[Longs, Ints]:
    """Static fields that start as a string: their rows and the strings.

    `at` are byte offsets of encoded arrays by class (0 for none); a class's static fields are the
    `static_count` rows from `static_start`, and the array's values belong to them in order.
    """
    gather = Gather(np.frombuffer(data, np.uint8))
    has = np.flatnonzero((at > 0) & (at < gather.size) & (static_count > 0))
    size, place = gather.uleb(at[has])
    left = np.minimum(size, static_count[has])
    row = static_start[has].copy()
    rows: list[Longs] = []
    texts: list[Longs] = []
    active = np.flatnonzero(left)
    place, row, left = place[active], row[active], left[active]
    while len(place) > _FEW:
        head = gather.u8(place)
        text = np.flatnonzero((head & 0x1F) == _STRING)
        rows.append(row[text])
        texts.append(_little(gather, place[text] + 1, (head[text] >> 5) + 1))
        step = _SIZE[head]
        place += step
        row += 1
        left -= 1
        going = (left > 0) & (step > 0) & (place < gather.size)
        if not going.all():
            place, row, left = place[going], row[going], left[going]
    sizes = _SIZE.tolist()
    found: list[tuple[int, int]] = []
    for start, first, number in zip(place.tolist(), row.tolist(), left.tolist(), strict=True):
        here = start
        for k in range(first, first + number):
            if here >= len(data):
                break
            head_byte = data[here]
            step_byte = sizes[head_byte]
            if not step_byte:
                break
            if head_byte & 0x1F == _STRING:
                found.append((k, int.from_bytes(data[here + 1 : here + step_byte], "little")))
            here += step_byte
    last = np.array(found, np.int64).reshape(-1, 2)
    all_rows = np.concatenate([*rows, last[:, 0]])
    all_texts = known(np.concatenate([*texts, last[:, 1]]), strings)
    if (all_texts < 0).any():
        truncated.append(f"{int((all_texts < 0).sum())} static fields start with a string that is not there.")
    good = all_texts >= 0
    return all_rows[good], all_texts[good]


def _little(gather: Gather, at: Longs, size: Longs) -> Longs:
    """Little-endian numbers of 1 to 4 bytes."""
    return gather.u32(at) & ((np.int64(1) << 8 * np.minimum(size, 4)) - 1)


def read_dynamics(data: bytes, header: Header, *, pools: dict[str, int], truncated: list[str]) -> Dynamics:
    """Call sites (for invoke-custom) and method handles; `pools` are sizes by name."""
    handles = column(data, header.tables["handles"], "<u2")
    kind, member = handles[:, 0], handles[:, 2]
    is_method = (kind >= 4) & (kind < len(HANDLE_KIND))
    limit = np.where(is_method, pools["methods"], pools["fields"])
    target = np.where(member < limit, member, -1).astype(np.int32)
    sites = column(data, header.tables["sites"], "<u4")[:, 0].tolist()
    rows = np.full((len(sites), 4), -1, np.int64)
    damaged = 0
    for i, offset in enumerate(sites):
        row = _call_site(data, offset)
        damaged += row[0] < 0
        rows[i] = row
    if damaged:
        truncated.append(f"{damaged} call sites are damaged.")
    implementation = rows[:, 3]
    if len(target):
        slot = np.where((implementation >= 0) & (implementation < len(target)), implementation, 0)
        good = (implementation >= 0) & (implementation < len(target)) & is_method[slot]
        lambda_target = np.where(good, target[slot], -1).astype(np.int32)
    else:
        lambda_target = np.full(len(sites), -1, np.int32)
    return Dynamics(
        known(rows[:, 1], pools["strings"]),
        known(rows[:, 2], pools["protos"]),
        known(rows[:, 0], len(target)),
        lambda_target,
        known(kind, len(HANDLE_KIND)),
        target,
    )


def _call_site(data: bytes, at: int) -> tuple[int, int, int, int]:
    """Bootstrap's method handle, name, type, and the first method handle among the other arguments."""
    if not 0 < at < len(data):
        return -1, -1, -1, -1
    size, here = uleb(data, at)
    wanted = [_HANDLE, _STRING, _PROTO, _HANDLE]
    found = [-1, -1, -1, -1]
    slot = 0
    for k in range(min(size, 16)):
        if here >= len(data):
            break
        kind, step = data[here] & 0x1F, int(_SIZE[data[here]])
        value = int.from_bytes(data[here + 1 : here + step], "little")
        if k < 3 and kind != wanted[k]:
            break
        if slot < 4 and kind == wanted[slot]:
            found[slot] = value
            slot += 1
        if not step:
            break
        here += step
    return found[0], found[1], found[2], found[3]
