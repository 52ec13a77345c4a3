"""From packets to their innermost headers, all packets of a piece at once, layer by layer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from gifthorse.formats.capture.packets import Interface, Packets
from gifthorse.formats.net import ip, payload, transport, tunnels
from gifthorse.formats.net.category import Category
from gifthorse.formats.net.common import LINKS as LINKS_OF_MOST
from gifthorse.formats.net.common import MOST, common, common6
from gifthorse.formats.net.headers import Headers
from gifthorse.formats.net.link import LINKS
from gifthorse.formats.net.work import TAIL, UNSET, Work, apply
from gifthorse.formats.scattered import Longs, distinct, padded

DEPTH_LIMIT: Final = 6


def decode(packets: Packets, interfaces: Sequence[Interface]) -> Headers:
    """The headers of every packet, each put on its heap."""
    end = packets.start + packets.captured
    wire = packets.start + np.maximum(packets.length, packets.captured)
    data = padded(packets.data, int(end.max(initial=0)), TAIL)
    work = Work.begin(data, packets.start, end, wire)
    link = _links(packets, interfaces)
    only = int(link[0]) if len(link) and bool((link == link[0]).all()) else -1
    if only in LINKS_OF_MOST:
        rest = np.flatnonzero(~common(work, only))
        if rest.size > MOST * len(work):
            part = Work.begin(data, packets.start[rest], end[rest], wire[rest])
            done = common6(part, only)
            work.put(rest, part)
            rest = rest[~done]
        if rest.size:
            work.put(rest, _layers(Work.begin(data, packets.start[rest], end[rest], wire[rest]), link[rest]))
    else:
        work = _layers(work, link)
    return Headers(
        data=data,
        category=work.category,
        version=work.version,
        protocol=work.protocol,
        ttl=work.ttl,
        depth=work.depth,
        src=work.src,
        dst=work.dst,
        sport=work.sport,
        dport=work.dport,
        flags=work.flags,
        seq=work.seq,
        ack=work.ack,
        payload=work.at,
        payload_length=(work.end - work.at).astype(np.int32),
        payload_wire=np.clip(work.wire - work.at, 0, 0x7FFFFFFF).astype(np.int32),
        fragment_id=work.fragment_id,
        fragment_at=work.fragment_at,
        fragment_more=work.fragment_more,
        uid=np.where(packets.uid >= 0, packets.uid, work.uid),
        direction=np.where(packets.direction >= 0, packets.direction, work.direction),
    )


def _links(packets: Packets, interfaces: Sequence[Interface]) -> Longs:
    """The link type of each packet, -1 where its interface is not known."""
    types = np.array([i.link_type for i in interfaces] or [-1], np.int64)
    known = (packets.interface >= 0) & (packets.interface < len(types))
    return np.where(known, types[np.where(known, packets.interface, 0)], -1)


def _layers(work: Work, link: Longs) -> Work:
    """Read layer by layer."""
    work.settle(work.at == work.end, Category.EMPTY)
    for kind in distinct(link).tolist():
        mine = (link == kind) & (work.category == UNSET)
        if kind in LINKS:
            apply(LINKS[kind][1], work, mine)
        else:
            work.settle(mine, Category.LINK)
    for _ in range(DEPTH_LIMIT):
        pending = work.category == UNSET
        if not pending.any():
            break
        payload.enter(work, pending)
        pending &= work.category == UNSET
        apply(ip.ipv4, work, pending & (work.net == ip.IPV4))
        apply(ip.ipv6, work, pending & (work.net == ip.IPV6))
        pending &= work.category == UNSET
        np.copyto(work.net, np.uint16(0), where=pending)  # until a tunnel is found
        usual = (work.protocol == transport.TCP) | (work.protocol == transport.UDP)
        apply(transport.ports, work, pending & usual)
        tunnels.over_udp(work, pending & usual)
        others = pending & ~usual
        apply(tunnels.over_ip, work, others)
        apply(transport.rest, work, others & (work.net == 0))
    work.settle(np.ones(len(work), np.bool_), Category.DEEP)
    return work
