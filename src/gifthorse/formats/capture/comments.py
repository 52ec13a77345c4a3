"""The options behind packets in a pcapng file: which way a packet went, and whose it was.

PCAPdroid writes the Android user id of a packet's app as the comment `u-<uid>`.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

from gifthorse.formats.scattered import Bytes, Longs, records

COMMENT: Final = 1
FLAGS: Final = 2
OPTIONS_LIMIT: Final = 16
DIGITS: Final = 10


def options(data: Bytes, at: Longs, end: Longs, order: str) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.int8]]:
    """User id (-1 unknown) and direction (0 in, 1 out, -1 unknown) of each packet whose options lie there."""
    uid = np.full(len(at), -1, np.int32)
    direction = np.full(len(at), -1, np.int8)
    form = np.dtype(
        {
            "names": ["code", "size", "flags"],
            "formats": [f"{order}u2", f"{order}u2", f"{order}u4"],
            "offsets": [0, 2, 4],
        }
    )
    rows = np.flatnonzero(at + 4 <= end)
    place = at[rows]
    for _ in range(OPTIONS_LIMIT):
        if not rows.size:
            break
        head = records(data, place, form)
        size = head["size"].astype(np.int64)
        good = (head["code"] != 0) & (place + 4 + size <= end[rows])
        rows, place, size, head = rows[good], place[good], size[good], head[good]
        told = (head["code"] == FLAGS) & (size == 4)
        way = head["flags"][told] & 3
        direction[rows[told]] = np.select([way == 1, way == 2], [0, 1], -1)
        said = (head["code"] == COMMENT) & (size >= 3) & (size <= 2 + DIGITS)
        if said.any():
            user = _user(data, place[said] + 4, size[said])
            uid[rows[said]] = np.where(user >= 0, user, uid[rows[said]])
        place = place + 4 + ((size + 3) & ~np.int64(3))
        on = place + 4 <= end[rows]
        rows, place = rows[on], place[on]
    return uid, direction


def _user(data: Bytes, at: Longs, size: Longs) -> Longs:
    """The number behind `u-` in each comment, -1 where it says something else."""
    good = (data[at] == ord("u")) & (data[at + 1] == ord("-"))
    value = np.zeros(len(at), np.int64)
    for digit in range(DIGITS):
        inside = digit + 2 < size
        here = data[at + 2 + np.where(inside, digit, 0)].astype(np.int64) - ord("0")
        good &= ~inside | ((here >= 0) & (here <= 9))
        value = np.where(inside, value * 10 + here, value)
    return np.where(good & (value < 1 << 31), value, -1)
