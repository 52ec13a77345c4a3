"""Packets within packets: GRE, IP in IP, VXLAN, Geneve, GTP-U, Teredo. The innermost is what counts.

UDP ports alone prove nothing, so a tunnel over UDP is entered only where its header could hardly be anything else.
RFC 2784, 2890, 2637 (GRE), 7348 (VXLAN), 8926 (Geneve), 4380 (Teredo); 3GPP TS 29.281 (GTP-U); ERSPAN as in
draft-foschiano-erspan-03.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from gifthorse.formats.net.category import Category
from gifthorse.formats.net.gathered import big16, big32, byte
from gifthorse.formats.net.ip import IPV4, IPV6
from gifthorse.formats.net.payload import ETHERNET, LABELS, PPP, VLANS
from gifthorse.formats.net.work import UNSET, Work, apply
from gifthorse.formats.scattered import Bools, among

IN_IP: Final = {4: IPV4, 41: IPV6}
GRE: Final = 47
MPLS_IN_IP: Final = 137
_ERSPAN2: Final = 0x88BE
_ERSPAN3: Final = 0x22EB
_WITHIN: Final = (IPV4, IPV6, ETHERNET, PPP, *LABELS, *VLANS)

GTP: Final = 2152
TEREDO: Final = 3544
GSMTAP: Final = 4729
VXLAN: Final = (4789, 8472)
GPE: Final = 4790
GENEVE: Final = 6081
PORTS: Final = np.zeros(1 << 16, np.bool_)
PORTS[[GTP, TEREDO, GSMTAP, *VXLAN, GPE, GENEVE]] = True


def _enter(work: Work, which: Bools, net: int) -> None:
    """Go on with what lies at `at` as a packet of its own."""
    np.copyto(work.net, np.uint16(net), where=which)
    np.copyto(work.category, np.uint8(UNSET), where=which)
    np.copyto(work.protocol, np.uint8(0), where=which)
    work.depth[which] += 1


def over_ip(work: Work, which: Bools) -> None:
    """Tunnels that are IP protocols of their own."""
    for protocol, net in IN_IP.items():
        inner = which & (work.protocol == protocol) & (work.at < work.end)
        inner &= byte(work, 0) >> 4 == (4 if net == IPV4 else 6)
        if inner.any():
            _enter(work, inner, net)
    labelled = which & (work.protocol == MPLS_IN_IP)
    if labelled.any():
        _enter(work, labelled, LABELS[0])
    apply(_gre, work, which & (work.protocol == GRE) & (work.at + 4 <= work.end))


def _gre(work: Work, which: Bools) -> None:
    flags, net = big16(work, 0), big16(work, 2)
    version = flags & 7
    size = 4 + 4 * sum((flags & bit != 0).astype(np.int64) for bit in (0x8000, 0x2000, 0x1000))
    size += 4 * ((version == 1) & (flags & 0x0080 != 0))
    mirrored = (net == _ERSPAN2) & (flags & 0x1000 != 0)
    size[mirrored] += 8
    third = net == _ERSPAN3
    at = np.minimum(work.at + size + 11, work.end)
    size[third] += np.where(work.data[at] & 1 != 0, 20, 12)[third]
    frames = third | (net == _ERSPAN2)
    known = among(net, _WITHIN) | frames
    good = which & known & (version <= 1) & (flags & 0x4000 == 0) & (work.at + size < work.end)
    work.at[good] += size[good]
    net = np.where(frames, np.uint16(ETHERNET), net)
    framed = good & (net == ETHERNET)  # which counts itself as another packet within
    _enter(work, good, 0)
    work.depth[framed] -= 1
    np.copyto(work.net, net, where=good)


def over_udp(work: Work, which: Bools) -> None:
    """Tunnels in UDP, by port and by what follows it."""
    which = which & (work.category == Category.UDP) & (PORTS[work.sport] | PORTS[work.dport])
    apply(_over_udp, work, which)


def _over_udp(work: Work, which: Bools) -> None:
    room = work.end - work.at
    for port in VXLAN:
        mine = which & ((work.dport == port) | (work.sport == port)) & (room >= 8 + 14)
        mine &= (big32(work, 0) == 0x08000000) & (byte(work, 7) == 0)
        work.at[mine] += 8
        _enter(work, mine, ETHERNET)
        work.depth[mine] -= 1
    # the generic protocol extension says what is inside: 1 and 2 are IP, 3 is a frame
    general = which & ((work.dport == GPE) | (work.sport == GPE)) & (room >= 8 + 20) & (byte(work, 7) == 0)
    for number, net in ((1, IPV4), (2, IPV6), (3, ETHERNET)):
        mine = general & (big32(work, 0) == 0x0C000000 | number)
        work.at[mine] += 8
        _enter(work, mine, net)
        if net == ETHERNET:
            work.depth[mine] -= 1
        general &= ~mine
    _geneve(work, which & (work.dport == GENEVE) & (room >= 8))
    _gtp(work, which & ((work.dport == GTP) | (work.sport == GTP)) & (room >= 9))
    _teredo(work, which & ((work.dport == TEREDO) | (work.sport == TEREDO)) & (room >= 40))
    radio = which & ((work.dport == GSMTAP) | (work.sport == GSMTAP)) & (room >= 16)
    second = (byte(work, 0) == 2) & (byte(work, 1) == 4)
    third = (byte(work, 0) == 3) & (big16(work, 2) >= 2) & (big16(work, 2) < 64)  # its header's length in words
    radio &= second | third
    np.copyto(work.category, np.uint8(Category.GSMTAP), where=radio)


def _geneve(work: Work, which: Bools) -> None:
    size = ((byte(work, 0) & 0x3F).astype(np.int64) << 2) + 8
    net = big16(work, 2)
    good = which & (byte(work, 0) >> 6 == 0) & (byte(work, 1) & 0x3F == 0) & (byte(work, 7) == 0)
    good &= among(net, (IPV4, IPV6, ETHERNET)) & (work.at + size < work.end)
    work.at[good] += size[good]
    for kind in (IPV4, IPV6, ETHERNET):
        mine = good & (net == kind)
        _enter(work, mine, kind)
        if kind == ETHERNET:
            work.depth[mine] -= 1


def _gtp(work: Work, which: Bools) -> None:
    """A user's packet on its way through an operator's network."""
    flags, length = byte(work, 0), big16(work, 2)
    good = which & (flags >> 4 == 3) & (byte(work, 1) == 0xFF) & (work.at + 8 + length == work.wire)
    size = np.where(flags & 7 != 0, 12, 8).astype(np.int64)
    for _ in range(4):
        at = work.at + np.minimum(size, 60)
        extended = good & (flags & 4 != 0) & (size >= 12) & (at < work.end)
        extended &= work.data[np.minimum(at - 1, work.end)] != 0  # the type of the next extension header
        if not extended.any():
            break
        size[extended] += work.data[np.minimum(at, work.end)][extended].astype(np.int64) << 2
        good &= size < 60
    good &= work.at + size < work.end
    place = np.minimum(work.at + size, work.end)
    version = work.data[place] >> 4
    for number, net in ((4, IPV4), (6, IPV6)):
        mine = good & (version == number)
        work.at[mine] += size[mine]
        _enter(work, mine, net)
        good &= ~mine


def _teredo(work: Work, which: Bools) -> None:
    """IPv6 in UDP, behind an origin indication or not; the lengths must agree to the byte."""
    origin = which & (big16(work, 0) == 0) & (work.end - work.at >= 48)
    skip = np.where(origin, 8, 0).astype(np.int64)
    place = work.at + skip
    length = (work.data[place + 4].astype(np.int64) << 8) + work.data[place + 5]
    good = which & (work.data[place] >> 4 == 6) & (place + 40 + length == work.wire)
    work.at[good] += skip[good]
    _enter(work, good, IPV6)
