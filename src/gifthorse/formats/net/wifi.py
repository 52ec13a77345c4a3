"""IEEE 802.11 frames and the headers that capturing machines put before them.

What is encrypted stays so; frames that were open, or decrypted before they were written, are read on.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

from gifthorse.formats.net.category import Category
from gifthorse.formats.net.gathered import big32, byte, little16, little32
from gifthorse.formats.net.payload import llc
from gifthorse.formats.net.work import UNSET, Work, apply
from gifthorse.formats.scattered import Bools, Longs

PRESENT_LIMIT: Final = 8
_AVS: Final = 0x80211000
_SNAP: Final = 0xAAAA0300


def radiotap(work: Work, which: Bools) -> None:
    """https://www.radiotap.org: a header whose fields are named by bits; one of them tells of a checksum behind."""
    which = work.fits(which, 8)
    size = little16(work, 2).astype(np.int64)
    work.settle(which & (size < 8), Category.DAMAGED)
    which = work.fits_each(which & (work.category == UNSET), size)
    begin, present = work.at.copy(), little32(work, 4)
    at = np.full(len(work), 8, np.int64)
    more = present
    for _ in range(PRESENT_LIMIT):
        going = which & (more & 0x80000000 != 0) & (at + 4 <= np.minimum(size, 60))
        if not going.any():
            break
        more = np.where(going, _word_at(work, at), np.uint32(0))
        at[going] += 4
    at = np.where(present & 1 != 0, ((at + 7) & ~np.int64(7)) + 8, at)  # the time, on a multiple of eight
    known = which & (present & 2 != 0) & (at < size)
    flags = np.where(known, work.data[begin + np.minimum(at, 63)], np.uint8(0))
    work.settle(which & (flags & 0x40 != 0), Category.DAMAGED)  # its checksum was wrong
    work.end[known & (flags & 0x10 != 0)] -= 4
    work.at[which] += size[which]
    work.end[:] = np.maximum(work.end, work.at)
    apply(wifi, work, which & (work.category == UNSET))


def _word_at(work: Work, at: Longs) -> npt.NDArray[np.uint32]:
    place = work.at + at
    word = np.zeros(len(work), np.uint32)
    for offset in range(4):
        word |= work.data[place + offset].astype(np.uint32) << np.uint32(8 * offset)
    return word


def prism(work: Work, which: Bools) -> None:
    """Prism's header, or AVS's under its number."""
    which = work.fits(which, 8)
    other = which & (big32(work, 0) & 0xFFFFF000 == _AVS)
    apply(avs, work, other)
    which = which & ~other
    little, big = little32(work, 4).astype(np.int64), big32(work, 4).astype(np.int64)
    _behind(work, which, np.minimum(little, big))


def avs(work: Work, which: Bools) -> None:
    """AVS's header, in network byte order."""
    which = work.fits(which, 8)
    _behind(work, which, big32(work, 4).astype(np.int64))


def _behind(work: Work, which: Bools, size: Longs) -> None:
    work.settle(which & (size < 8), Category.DAMAGED)
    which = work.fits_each(which & (work.category == UNSET), size)
    work.at[which] += size[which]
    apply(wifi, work, which)


def wifi(work: Work, which: Bools) -> None:
    """A frame: of data frames what they carry, the others by kind."""
    which = work.fits(which, 2)
    control, flags = byte(work, 0), byte(work, 1)
    kind, subtype = control >> 2 & 3, control >> 4
    work.settle(which & (kind == 0), Category.WIFI_MANAGEMENT)
    work.settle(which & (kind == 1), Category.WIFI_CONTROL)
    work.settle(which & (kind == 3), Category.WIFI_CONTROL)
    data = which & (kind == 2)
    work.settle(data & (subtype & 4 != 0), Category.WIFI_EMPTY)
    quality = subtype & 8 != 0
    size = np.full(len(work), 24, np.int64)
    size[flags & 3 == 3] += 6  # a fourth address, between two access points
    aggregated = data & quality & (_qos(work, size) & 0x80 != 0)
    size[quality] += 2
    size[quality & (flags & 0x80 != 0)] += 4
    data = work.fits_each(data & (work.category == UNSET), size)
    piece = byte(work, 22) & 15 != 0
    work.at[data] += size[data]
    closed = data & (flags & 0x40 != 0) & ((big32(work, 0) != _SNAP) | (work.at + 8 > work.end))
    work.settle(closed, Category.WIFI_ENCRYPTED)
    data &= work.category == UNSET
    work.settle(data & piece, Category.FRAGMENT_LOST)
    inner = data & aggregated & (work.at + 14 <= work.end)
    work.at[inner] += 14  # of several packets in one frame the first is read
    apply(llc, work, data & (work.category == UNSET))


def _qos(work: Work, at: Longs) -> npt.NDArray[np.uint8]:
    found: npt.NDArray[np.uint8] = work.data[work.at + at]
    return found
