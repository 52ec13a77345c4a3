"""What lies between a link layer and IP: EtherTypes, tags, PPP, labels. RFC 1661, 2516, 3032; IEEE 802.1Q, 802.2."""

from __future__ import annotations

from typing import Final

import numpy as np

from gifthorse.formats.net.category import Category
from gifthorse.formats.net.gathered import big16, big32, byte
from gifthorse.formats.net.ip import IPV4, IPV6
from gifthorse.formats.net.work import UNSET, Work, apply
from gifthorse.formats.scattered import Bools, among

ETHERNET: Final = 0x6558  # a whole frame within
PPPOE: Final = 0x8864
PPPOE_DISCOVERY: Final = 0x8863
PPP: Final = 0x880B
VLANS: Final = (0x8100, 0x88A8, 0x9100, 0x9200)
LABELS: Final = (0x8847, 0x8848)
ARP: Final = (0x0806, 0x8035)
EAPOL: Final = (0x888E, 0x88C7)
ENTERED: Final = (*VLANS, *LABELS, PPPOE, PPP, ETHERNET)
LAYERS_LIMIT: Final = 10
_SNAP: Final = 0xAAAA0300
_SMALLEST: Final = 0x0600  # an EtherType; what is smaller is a length


def ethernet(work: Work, which: Bools) -> None:
    """Two addresses, then an EtherType or, in IEEE 802.3, the length of an LLC frame."""
    which = work.fits(which, 14)
    net = big16(work, 12)
    np.copyto(work.net, net, where=which)
    work.at[which] += 14
    short = which & (net < _SMALLEST)
    if short.any():
        np.copyto(work.end, np.minimum(work.end, work.at + net), where=short & (net > 0))
        apply(llc, work, short)


def llc(work: Work, which: Bools) -> None:
    """IEEE 802.2: with a SNAP header an EtherType follows, else it is the business of bridges and switches."""
    snap = which & (work.at + 8 <= work.end)
    snap &= (big32(work, 0) == _SNAP) & (byte(work, 4) == 0) & among(byte(work, 5), (0, 0xF8))
    np.copyto(work.net, big16(work, 6), where=snap)
    work.at[snap] += 8
    work.settle(which & ~snap, Category.LLC)


def raw(work: Work, which: Bools) -> None:
    """IP of either version, told by its first four bits."""
    which = work.fits(which, 1)
    version = byte(work, 0) >> 4
    np.copyto(work.net, np.uint16(IPV4), where=which & (version == 4))
    np.copyto(work.net, np.uint16(IPV6), where=which & (version == 6))
    work.settle(which & (version != 4) & (version != 6), Category.DAMAGED)


def ppp(work: Work, which: Bools) -> None:
    """PPP, with or without address and control bytes, its protocol in one byte or two."""
    which = work.fits(which, 2)
    framed = which & (big16(work, 0) == 0xFF03)
    work.at[framed] += 2
    which = work.fits(which, 2)
    first = byte(work, 0)
    short = first & 1 != 0
    protocol = np.where(short, first.astype(np.uint16), big16(work, 0))
    work.at[which] += np.where(short, 1, 2)[which]
    net = np.zeros(len(work), np.uint16)
    for number, kind in ((0x0021, IPV4), (0x0057, IPV6), (0x0281, LABELS[0]), (0x0283, LABELS[1])):
        net[protocol == number] = kind
    np.copyto(work.net, net, where=which)
    work.settle(which & (net == 0), Category.PPP)


def _vlan(work: Work, which: Bools) -> None:
    which = work.fits(which, 4)
    net = big16(work, 2)
    np.copyto(work.net, net, where=which)
    work.at[which] += 4
    short = which & (net < _SMALLEST)
    if short.any():
        llc(work, short)


def _session(work: Work, which: Bools) -> None:
    """PPPoE's header, then PPP."""
    which = work.fits(which, 6)
    length = big16(work, 4)
    work.settle(which & (byte(work, 1) != 0), Category.PPPOE)
    work.at[which] += 6
    np.copyto(work.end, np.minimum(work.end, work.at + length), where=which)
    work.at[which] = np.minimum(work.at, work.end)[which]
    ppp(work, which & (work.category == UNSET))


def _label(work: Work, which: Bools) -> None:
    """One MPLS label; what is under the last one has no type, but IP shows in its first four bits."""
    which = work.fits(which, 5)
    last = byte(work, 2) & 1 != 0
    work.at[which] += 4
    version = byte(work, 0) >> 4
    np.copyto(work.net, np.uint16(IPV4), where=which & last & (version == 4))
    np.copyto(work.net, np.uint16(IPV6), where=which & last & (version == 6))
    other = which & last & (version != 4) & (version != 6)
    np.copyto(work.net, np.uint16(ETHERNET), where=other)
    control = other & (version == 0)  # the word that RFC 4448 puts before a frame that must not look like IP
    work.at[control] = np.minimum(work.at + 4, work.end)[control]


def _frame(work: Work, which: Bools) -> None:
    """A whole Ethernet frame within."""
    work.depth[which] += 1
    ethernet(work, which)


def enter(work: Work, which: Bools) -> None:
    """Take off everything between here and IP; what is not IP is settled."""
    for _ in range(LAYERS_LIMIT):
        which = which & (work.category == UNSET)
        inside = which & among(work.net, ENTERED)
        if not inside.any():
            break
        apply(_vlan, work, inside & among(work.net, VLANS))
        for kind, stage in ((PPPOE, _session), (PPP, ppp), (ETHERNET, _frame)):
            apply(stage, work, inside & (work.net == kind) & (work.category == UNSET))
        apply(_label, work, inside & among(work.net, LABELS) & (work.category == UNSET))
    else:
        work.settle(which & among(work.net, ENTERED), Category.DEEP)
    rest = which & (work.category == UNSET) & (work.net != IPV4) & (work.net != IPV6)
    if rest.any():
        work.settle(rest & among(work.net, ARP), Category.ARP)
        work.settle(rest & among(work.net, EAPOL), Category.EAPOL)
        work.settle(rest & (work.net == PPPOE_DISCOVERY), Category.PPPOE)
        work.settle(rest, Category.ETHERTYPE)
