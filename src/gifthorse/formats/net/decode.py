"""From packets to their innermost headers, all packets of a piece at once, layer by layer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from gifthorse.formats.capture.packets import Interface, Packets
from gifthorse.formats.net import ip, payload, transport, tunnels
from gifthorse.formats.net.category import Category
from gifthorse.formats.net.headers import Headers
from gifthorse.formats.net.link import LINKS
from gifthorse.formats.net.work import TAIL, Work, apply
from gifthorse.formats.scattered import padded

DEPTH_LIMIT: Final = 6


def decode(packets: Packets, interfaces: Sequence[Interface]) -> Headers:
    """The headers of every packet, each put on its heap."""
    end = packets.start + packets.captured
    data = padded(packets.data, int(end.max(initial=0)), TAIL)
    work = Work.begin(data, packets.start, end, packets.start + np.maximum(packets.length, packets.captured))
    work.settle(packets.captured == 0, Category.EMPTY)
    types = np.array([i.link_type for i in interfaces] or [-1], np.int64)
    known = (packets.interface >= 0) & (packets.interface < len(types))
    link = np.where(known, types[np.where(known, packets.interface, 0)], -1)
    for kind in np.unique(link).tolist():
        mine = (link == kind) & (work.category == Category.UNSET)
        if kind in LINKS:
            apply(LINKS[kind][1], work, mine)
        else:
            work.settle(mine, Category.LINK)
    for _ in range(DEPTH_LIMIT):
        pending = work.category == Category.UNSET
        if not pending.any():
            break
        payload.enter(work, pending)
        pending &= work.category == Category.UNSET
        apply(ip.ipv4, work, pending & (work.net == ip.IPV4))
        apply(ip.ipv6, work, pending & (work.net == ip.IPV6))
        pending &= work.category == Category.UNSET
        np.copyto(work.net, np.uint16(0), where=pending)  # until a tunnel is found
        common = (work.protocol == transport.TCP) | (work.protocol == transport.UDP)
        apply(transport.ports, work, pending & common)
        tunnels.over_udp(work, pending & common)
        others = pending & ~common
        apply(tunnels.over_ip, work, others)
        apply(transport.rest, work, others & (work.net == 0))
    work.settle(np.ones(len(work), np.bool_), Category.DEEP)
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
