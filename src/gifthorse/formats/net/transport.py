"""TCP, UDP, SCTP and ICMP headers: ports, numbers, and where the payload begins."""

from __future__ import annotations

from typing import Final

import numpy as np

from gifthorse.formats.net.category import Category
from gifthorse.formats.net.work import UNSET, Work
from gifthorse.formats.scattered import Bools, among, records

ICMP: Final = 1
TCP: Final = 6
UDP: Final = 17
ESP: Final = 50
ICMP6: Final = 58
SCTP: Final = 132
ECHO: Final = ((ICMP, (0, 8)), (ICMP6, (128, 129)))

_HEAD: Final = np.dtype(
    {
        "names": ["sport", "dport", "long", "seq", "ack", "size", "flags"],
        "formats": [">u2", ">u2", ">u2", ">u4", ">u4", "u1", "u1"],
        "offsets": [0, 2, 4, 4, 8, 12, 13],
        "itemsize": 20,
    }
)


def ports(work: Work, which: Bools) -> None:
    """TCP and UDP, read in one go: both begin with the ports."""
    tcp, udp = which & (work.protocol == TCP), which & (work.protocol == UDP)
    work.settle((tcp & (work.at + 20 > work.end)) | (udp & (work.at + 8 > work.end)), Category.CUT)
    head = records(work.data, work.at, _HEAD)
    size = np.where(tcp, (head["size"] >> 4) << 2, np.uint8(8)).astype(np.int64)
    long = head["long"].astype(np.int64)
    long[long == 0] = 1 << 32  # as long as the packet: a jumbogram, or left to the network card
    work.settle((tcp & (size < 20)) | (udp & (long < 8)), Category.DAMAGED)
    work.settle((tcp | udp) & (work.at + size > work.end), Category.CUT)
    good = work.category == UNSET
    tcp, udp = tcp & good, udp & good
    behind = work.at + long
    np.copyto(work.wire, np.minimum(work.wire, behind), where=udp)
    np.copyto(work.end, np.minimum(work.end, behind), where=udp)
    both = tcp | udp
    np.copyto(work.sport, head["sport"], where=both)
    np.copyto(work.dport, head["dport"], where=both)
    np.copyto(work.seq, head["seq"], where=tcp)
    np.copyto(work.ack, head["ack"], where=tcp)
    np.copyto(work.flags, head["flags"], where=tcp)
    np.copyto(work.at, work.at + size, where=both)
    work.settle(tcp, Category.TCP)
    work.settle(udp, Category.UDP)


def rest(work: Work, which: Bools) -> None:
    """Everything else that IP carries. ICMP's type and code stand in for ports, an echo's identifier for the other."""
    head = records(work.data, work.at, _HEAD)
    for protocol, category, size in (
        (SCTP, Category.SCTP, 12),
        (ICMP, Category.ICMP, 4),
        (ICMP6, Category.ICMP, 4),
        (ESP, Category.ESP, 8),
    ):
        mine = which & (work.protocol == protocol)
        if not mine.any():
            continue
        mine = work.fits(mine, size)
        if category != Category.ESP:
            np.copyto(work.sport, head["sport"], where=mine)
        if protocol == SCTP:
            np.copyto(work.dport, head["dport"], where=mine)
        work.at[mine] += size
        work.settle(mine, category)
    for protocol, types in ECHO:
        echo = which & (work.protocol == protocol) & among(work.sport >> 8, types) & (work.at + 4 <= work.end)
        np.copyto(work.dport, head["long"], where=echo)
        work.at[echo] += 4
    work.settle(which, Category.OTHER_IP)
