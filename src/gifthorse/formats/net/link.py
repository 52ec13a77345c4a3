"""Link layers: from the first byte of a frame to the EtherType of what it carries.

Source: https://www.tcpdump.org/linktypes.html and the pages it leads to.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

from gifthorse.formats.net import wifi
from gifthorse.formats.net.category import Category
from gifthorse.formats.net.gathered import big16, big32, byte, little16, little32
from gifthorse.formats.net.ip import IPV4, IPV6
from gifthorse.formats.net.payload import PPPOE, ethernet, ppp, raw
from gifthorse.formats.net.work import UNSET, Stage, Work, apply
from gifthorse.formats.scattered import Bools, among

_FAMILIES_V6: Final = (10, 23, 24, 28, 30)  # Linux, Windows, NetBSD, FreeBSD, Darwin
_MONITOR: Final = (801, 802, 803)  # Linux' numbers for Wi-Fi in monitor mode, where SLL's protocol means nothing
_NETLINK: Final = 824
NFLOG_PAYLOAD: Final = 9
NFLOG_UID: Final = 11
NFLOG_LIMIT: Final = 24


def null(work: Work, which: Bools) -> None:
    """BSD's loopback: an address family in the byte order of the machine that captured."""
    which = work.fits(which, 4)
    little, big = little32(work, 0), big32(work, 0)
    _family(work, which, np.minimum(little, big))


def loop(work: Work, which: Bools) -> None:
    """OpenBSD's loopback: the family in network byte order."""
    which = work.fits(which, 4)
    _family(work, which, big32(work, 0))


def _family(work: Work, which: Bools, family: npt.NDArray[np.uint32]) -> None:
    four, six = which & (family == 2), which & among(family, _FAMILIES_V6)
    np.copyto(work.net, np.uint16(IPV4), where=four)
    np.copyto(work.net, np.uint16(IPV6), where=six)
    work.settle(which & ~four & ~six, Category.ETHERTYPE)
    work.at[which] += 4


def sll(work: Work, which: Bools) -> None:
    """Linux "cooked": what `tcpdump -i any` writes. The first field says which way the packet went."""
    which = work.fits(which, 16)
    _way(work, which, big16(work, 0))
    _cooked(work, which, big16(work, 2), big16(work, 14))
    work.at[which] += 16


def sll2(work: Work, which: Bools) -> None:
    """Its second version."""
    which = work.fits(which, 20)
    _way(work, which, byte(work, 10).astype(np.uint16))
    _cooked(work, which, big16(work, 8), big16(work, 0))
    work.at[which] += 20


def _way(work: Work, which: Bools, way: npt.NDArray[np.uint16]) -> None:
    np.copyto(work.direction, np.int8(0), where=which & (way == 0))
    np.copyto(work.direction, np.int8(1), where=which & (way == 4))


def _cooked(work: Work, which: Bools, hardware: npt.NDArray[np.uint16], net: npt.NDArray[np.uint16]) -> None:
    work.settle(which & among(hardware, (*_MONITOR, _NETLINK)), Category.LINK)
    np.copyto(work.net, net, where=which)


def pppoe(work: Work, which: Bools) -> None:
    """PPP over Ethernet, without the Ethernet."""
    np.copyto(work.net, np.uint16(PPPOE), where=which)


def ppp_with_direction(work: Work, which: Bools) -> None:
    """PPP behind a byte that is 0 for what was received."""
    which = work.fits(which, 1)
    np.copyto(work.direction, (byte(work, 0) != 0).astype(np.int8), where=which)
    work.at[which] += 1
    ppp(work, which & (work.category == UNSET))


def cisco(work: Work, which: Bools) -> None:
    """Cisco's HDLC: address, control, EtherType."""
    which = work.fits(which, 4)
    np.copyto(work.net, big16(work, 2), where=which)
    work.at[which] += 4


def ppi(work: Work, which: Bools) -> None:
    """Per-packet information, which says itself what link type follows it."""
    which = work.fits(which, 8)
    kind, size = little32(work, 4), little16(work, 2).astype(np.int64)
    work.settle(which & (size < 8), Category.DAMAGED)
    which = work.fits_each(which & (work.category == UNSET), size)
    work.at[which] += size[which]
    for inner, stage in ((1, ethernet), (105, wifi.wifi), (101, raw)):
        apply(stage, work, which & (kind == inner))
    work.settle(which & (work.net == 0), Category.LINK)


def nflog(work: Work, which: Bools) -> None:
    """What Linux' firewall logs: attributes, among them the packet and the user who sent it. On Android a user is an
    app."""
    which = work.fits(which, 4)
    family = byte(work, 0)
    work.at[which] += 4
    found = np.zeros(len(work), np.bool_)
    for _ in range(NFLOG_LIMIT):
        going = which & ~found & (work.at + 4 <= work.end)
        if not going.any():
            break
        size, kind = little16(work, 0).astype(np.int64), little16(work, 2) & 0x7FFF
        bad = going & ((size < 4) | (work.at + size > work.end))
        which, going = which & ~bad, going & ~bad
        user = going & (kind == NFLOG_UID) & (size == 8)
        np.copyto(work.uid, big32(work, 4).astype(np.int32), where=user)
        packet = going & (kind == NFLOG_PAYLOAD)
        found |= packet
        step = np.where(packet, 4, (size + 3) & ~np.int64(3))
        work.at[going] = np.minimum(work.at + step, work.end)[going]
        behind = work.at + size - 4
        np.copyto(work.end, np.minimum(work.end, behind), where=packet)
    np.copyto(work.net, np.where(family == 2, np.uint16(IPV4), np.uint16(IPV6)), where=found)
    work.settle(found & ~among(family, (2, *_FAMILIES_V6)), Category.ETHERTYPE)
    work.settle(~found, Category.CUT)


def gsmtap(work: Work, which: Bools) -> None:
    """The radio network's messages, for whoever reads those."""
    work.settle(which, Category.GSMTAP)


LINKS: Final[dict[int, tuple[str, Stage]]] = {
    0: ("null", null),
    1: ("ethernet", ethernet),
    9: ("ppp", ppp),
    12: ("raw", raw),
    14: ("raw", raw),
    50: ("ppp", ppp),
    51: ("pppoe", pppoe),
    101: ("raw", raw),
    104: ("cisco-hdlc", cisco),
    105: ("802.11", wifi.wifi),
    108: ("loop", loop),
    113: ("linux-sll", sll),
    119: ("prism", wifi.prism),
    127: ("radiotap", wifi.radiotap),
    163: ("avs", wifi.avs),
    166: ("ppp", ppp_with_direction),
    192: ("ppi", ppi),
    204: ("ppp", ppp_with_direction),
    217: ("gsmtap", gsmtap),
    228: ("ipv4", raw),
    229: ("ipv6", raw),
    239: ("nflog", nflog),
    276: ("linux-sll2", sll2),
}
"""Link types that are read: name and stage by number."""


def link_name(number: int) -> str:
    """The name of a link type, or its number where it is not read."""
    return LINKS[number][0] if number in LINKS else str(number)
