"""What nearly every packet is, TCP or UDP in plain IP on Ethernet, cooked or raw links, read in one go.

It reads nothing that the layers would not read as well: what is in any way unusual is left to them.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import numpy.typing as npt

from gifthorse.formats.net.category import Category
from gifthorse.formats.net.gathered import big16
from gifthorse.formats.net.ip import IPV4, IPV6, MAPPED
from gifthorse.formats.net.transport import TCP, UDP
from gifthorse.formats.net.tunnels import PORTS
from gifthorse.formats.net.work import Work
from gifthorse.formats.scattered import Bools, Longs, records

LINKS: Final = {1: 14, 101: 0, 113: 16}
"""Link types, and how many bytes they put before IP."""
MOST: Final = 0.01
"""Of the packets that IPv4 leaves over, IPv6 is tried where these are more than so many of all."""
_MONITOR: Final = 800  # hardware types from here on are Wi-Fi's and netlink's

_V4: Final = {"total": (">u2", 2), "fragment": (">u2", 6), "ttl": ("u1", 8), "protocol": ("u1", 9), "src": (">u4", 12)}
_V6: Final = {"total": (">u2", 4), "protocol": ("u1", 6), "ttl": ("u1", 7), "src": ((">u8", 2), 8)}
_TRANSPORT: Final = {
    "sport": (">u2", 0), "dport": (">u2", 2), "seq": (">u4", 4), "ack": (">u4", 8), "size": ("u1", 12),
    "flags": ("u1", 13),
}  # fmt: skip


def _form(version: int, before: int) -> np.dtype[Any]:
    """Both headers, from two bytes before IP on where there are any: those are the EtherType."""
    lead, size = min(before, 2), 20 if version == 4 else 40
    fields: dict[str, tuple[Any, int]] = {"first": ("u1", lead)}
    fields |= {name: (kind, at + lead) for name, (kind, at) in (_V4 if version == 4 else _V6).items()}
    fields |= {name: (kind, at + lead + size) for name, (kind, at) in _TRANSPORT.items()}
    fields["dst"] = (fields["src"][0], 16 + lead if version == 4 else 24 + lead)
    if lead:
        fields["net"] = (">u2", 0)
    names, kinds, places = list(fields), [f[0] for f in fields.values()], [f[1] for f in fields.values()]
    return np.dtype({"names": names, "formats": kinds, "offsets": places, "itemsize": 14 + size + lead})


_FORMS: Final = {(version, before): _form(version, before) for version in (4, 6) for before in LINKS.values()}


def common(work: Work, link: int) -> Bools:
    """Read all IPv4 packets that are nothing unusual; which those are. Nothing was read of any before."""
    before = LINKS[link]
    head = records(work.data, work.at + max(before - 2, 0), _FORMS[4, before])
    good = (head["first"] == 0x45) & (head["fragment"] & 0x3FFF == 0)
    if before:
        good &= head["net"] == IPV4
    total = head["total"].astype(np.int64)
    work.version[:] = 4
    work.src[:, 1] = head["src"]
    work.src[:, 1] |= MAPPED
    work.dst[:, 1] = head["dst"]
    work.dst[:, 1] |= MAPPED
    return _transport(work, head, good, total, before, 20)


def common6(work: Work, link: int) -> Bools:
    """The same with IPv6."""
    before = LINKS[link]
    head = records(work.data, work.at + max(before - 2, 0), _FORMS[6, before])
    good = (head["first"] >> 4 == 6) & (head["total"] != 0)
    if before:
        good &= head["net"] == IPV6
    work.version[:] = 6
    work.src[:] = head["src"]
    work.dst[:] = head["dst"]
    return _transport(work, head, good, head["total"].astype(np.int64) + 40, before, 40)


def _transport(  # noqa: PLR0917  # what was read so far, and where it was
    work: Work, head: npt.NDArray[Any], good: Bools, total: Longs, before: int, size: int
) -> Bools:
    """Ports and the rest, of those that are good so far; `total` bytes are IP's, of which `size` are its header."""
    if before == LINKS[113]:
        good &= big16(work, 2) < _MONITOR
        way = big16(work, 0)
        work.direction[:] = np.select([good & (way == 0), good & (way == 4)], [0, 1], -1)
    protocol, sport, dport = head["protocol"], head["sport"], head["dport"]
    tcp, udp = protocol == TCP, protocol == UDP
    seq = head["seq"].astype(np.uint32)
    long = (seq >> np.uint32(16)).astype(np.int64)  # where UDP has its length
    headers = np.where(tcp, (head["size"] >> 4).astype(np.int64) << 2, 8)
    total += before
    long += before + size
    headers += before + size
    captured = work.end - work.at
    good &= (headers <= captured) & (headers <= total)
    good &= (tcp & (headers >= before + size + 20)) | (udp & (long >= headers) & ~(PORTS[sport] | PORTS[dport]))
    total = np.where(udp, np.minimum(total, long), total)
    work.wire = np.minimum(work.wire, work.at + total)
    work.end = np.minimum(work.end, work.at + total)
    work.at = work.at + headers
    work.protocol[:] = protocol
    work.ttl[:] = head["ttl"]
    work.sport[:] = sport
    work.dport[:] = dport
    work.flags[:] = head["flags"] * tcp
    work.seq[:] = seq * tcp
    work.ack[:] = head["ack"] * tcp
    work.category[:] = np.where(tcp, _TCP, _UDP)
    return good


_TCP: Final = np.uint8(Category.TCP)
_UDP: Final = np.uint8(Category.UDP)
