"""Link layers: from the first byte of a frame to the EtherType of what it carries.

Source: https://www.tcpdump.org/linktypes.html.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from gifthorse.formats.net.category import Category
from gifthorse.formats.net.ip import IPV4, IPV6
from gifthorse.formats.net.work import Stage, Work
from gifthorse.formats.scattered import Bools, records

_WORD: Final = np.dtype(">u2")


def word(work: Work, offset: int) -> np.ndarray[tuple[int], np.dtype[np.uint16]]:
    """The 16 bits that lie `offset` bytes behind where each packet has got to."""
    return records(work.data, work.at + offset, _WORD).astype(np.uint16)


def ethernet(work: Work, which: Bools) -> None:
    """Two addresses, then an EtherType or, in IEEE 802.3, a length."""
    which = work.fits(which, 14)
    np.copyto(work.net, word(work, 12), where=which)
    work.at[which] += 14


def raw(work: Work, which: Bools) -> None:
    """IP of either version, told by its first four bits."""
    which = work.fits(which, 1)
    version = work.data[work.at] >> 4
    np.copyto(work.net, np.uint16(IPV4), where=which & (version == 4))
    np.copyto(work.net, np.uint16(IPV6), where=which & (version == 6))
    work.settle(which & (version != 4) & (version != 6), Category.DAMAGED)


LINKS: Final[dict[int, Stage]] = {1: ethernet, 12: raw, 14: raw, 101: raw, 228: raw, 229: raw}
