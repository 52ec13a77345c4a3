"""What is odd about an archive's entries: every record compared with its local header, all at once."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, Final

import numpy as np

from gifthorse.formats.zip.entry import DEFLATED, STORED, Entry

_LOCAL: Final = np.dtype(
    {
        "names": ["signature", "flags", "method", "crc", "csize", "usize", "name", "extra"],
        "formats": ["<u4", "<u2", "<u2", "<u4", "<u4", "<u4", "<u2", "<u2"],
        "offsets": [0, 6, 8, 14, 18, 22, 26, 28],
        "itemsize": 30,
    }
)
_LOCAL_SIGNATURE: Final = 0x04034B50
_ESCAPED: Final = re.compile("[\0\udc80-\udcff]")


def compare(view: memoryview, entries: Sequence[Entry]) -> tuple[list[str], list[str]]:
    """Sentences on what Android refuses, and on what is merely odd."""
    if not entries:
        return [], []
    refused = []
    if bytes(view[:4]) != b"PK\x03\x04":
        refused.append("The file does not begin with an entry: something was put before the archive.")
    offsets = np.array([min(max(e.header_offset, -1), len(view)) for e in entries], np.int64)
    usable = np.flatnonzero((offsets >= 0) & (offsets + 30 <= len(view)))
    windows = np.lib.stride_tricks.sliding_window_view(np.frombuffer(view, np.uint8), 30)
    local = windows[offsets[usable]].view(_LOCAL).reshape(-1)
    real = local["signature"] == _LOCAL_SIGNATURE
    usable, local = usable[real], local[real]
    kept = [entries[i] for i in usable.tolist()]
    starts = offsets[usable] + 30
    differ = sum(
        length != len(e.raw) or view[start : start + length] != e.raw
        for e, start, length in zip(kept, starts.tolist(), local["name"].tolist(), strict=True)
    )
    counts = {
        "have no local header where they should": len(entries) - len(kept),
        "have another name in their local header": differ,
        **_sizes(kept, starts + local["name"] + local["extra"], offsets[usable], local, len(view)),
        **_names(entries),
    }
    return refused, [f"{count} of the archive's entries {what}." for what, count in counts.items() if count]


def _sizes(entries: Sequence[Entry], data: Any, headers: Any, local: Any, size: int) -> dict[str, int]:
    """Counts by what is odd; `data` are the offsets where each entry's bytes start."""
    method, flags, csize, usize, crc = (
        (
            np.array(column, np.int64)
            for column in zip(
                *((e.method, e.flags, min(e.csize, 1 << 40), min(e.usize, 1 << 40), e.crc) for e in entries),
                strict=True,
            )
        )
        if entries
        else (np.zeros(0, np.int64),) * 5
    )
    ends = data + np.where(method == STORED, usize, csize)
    order = np.argsort(headers, kind="stable")
    furthest = np.maximum.accumulate(ends[order])[:-1]
    plain = (local["flags"] & 8 == 0) & (local["csize"] != 0xFFFFFFFF)  # else sizes stand elsewhere
    disagree = plain & ((local["csize"] != csize) | (local["usize"] != usize) | (local["crc"] != crc))
    masks = {
        "overlap another entry": furthest > headers[order][1:],
        "run past the end of the file": ends > size,
        "claim to be encrypted, which Android ignores": flags & 1 != 0,
        "claim a compression method that Android does not know": (method != STORED) & (method != DEFLATED),
        "have another method in their local header": local["method"] != method,
        "have other sizes or another checksum in their local header": disagree,
    }
    return {what: int(np.count_nonzero(mask)) for what, mask in masks.items()}


def _names(entries: Sequence[Entry]) -> dict[str, int]:
    joined = "\n".join(e.name for e in entries)
    counts: dict[str, int] = {}
    if _ESCAPED.search(joined):
        counts["have a name that is no valid UTF-8 or holds a zero byte"] = sum(
            _ESCAPED.search(e.name) is not None for e in entries
        )
    if ".." in joined or "\n/" in joined or joined.startswith("/"):
        counts["have a name that leads out of the archive"] = sum(
            e.name.startswith("/") or ".." in re.split(r"[/\\]", e.name) for e in entries
        )
    return counts
