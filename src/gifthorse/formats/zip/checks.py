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


def compare(view: memoryview, entries: Sequence[Entry], rows: Any, offsets: Any) -> list[str]:
    """Sentences on what is odd.

    `rows` are the entries' records as columns, `offsets` the local headers' offsets, cut to -1..size of the file.
    """
    if not entries:
        return []
    usable = np.flatnonzero((offsets >= 0) & (offsets + 30 <= len(view)))
    flat = np.frombuffer(view, np.uint8)
    windows = np.lib.stride_tricks.sliding_window_view(flat, 30)
    local = windows[offsets[usable]].view(_LOCAL).reshape(-1)
    usable, local = (part[local["signature"] == _LOCAL_SIGNATURE] for part in (usable, local))
    headers = offsets[usable]
    data = headers + 30 + local["name"] + local["extra"]
    counts = {
        "have no local header where they should": len(entries) - len(usable),
        "have another name in their local header": _other_names(flat, entries, usable, headers + 30, local["name"]),
        **_sizes(rows[usable], data, headers, local, len(view)),
        **_names(entries),
    }
    return [f"{count} of the archive's entries {what}." for what, count in counts.items() if count]


def _other_names(flat: Any, entries: Sequence[Entry], usable: Any, starts: Any, lengths: Any) -> int:
    """How many local headers state another name: all names' bytes gathered and compared at once."""
    raws = [entries[i].raw for i in usable.tolist()] if len(usable) < len(entries) else [e.raw for e in entries]
    expected = np.fromiter(map(len, raws), np.int64, len(raws))
    differ = (expected != lengths) | (starts + expected > len(flat))
    shown = np.where(differ, 0, expected)
    firsts = np.cumsum(shown) - shown
    wanted = np.frombuffer(b"".join(r for r, d in zip(raws, differ.tolist(), strict=True) if not d), np.uint8)
    where = np.arange(len(wanted)) + np.repeat(starts - firsts, shown)
    wrong = np.flatnonzero(flat[where] != wanted)
    return int(np.count_nonzero(differ)) + len(np.unique(np.repeat(np.arange(len(raws)), shown)[wrong]))


def _sizes(rows: Any, data: Any, headers: Any, local: Any, size: int) -> dict[str, int]:
    """Counts by what is odd; `data` are the offsets where each entry's bytes start."""
    method, csize, usize = rows["method"], rows["csize"], rows["usize"]
    ends = data + np.where(method == STORED, usize, csize)
    order = np.argsort(headers, kind="stable")
    furthest = np.maximum.accumulate(ends[order])[:-1]
    plain = (local["flags"] & 8 == 0) & (local["csize"] != 0xFFFFFFFF)  # else sizes stand elsewhere
    disagree = (local["csize"] != csize) | (local["usize"] != usize) | (local["crc"] != rows["crc"])
    masks = {
        "overlap another entry": furthest > headers[order][1:],
        "run past the end of the file": ends > size,
        "claim to be encrypted, which Android ignores": rows["flags"] & 1 != 0,
        "claim a compression method that Android does not know": (method != STORED) & (method != DEFLATED),
        "have another method in their local header": local["method"] != method,
        "have other sizes or another checksum in their local header": plain & disagree,
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
