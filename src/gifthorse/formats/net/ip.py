"""IPv4 and IPv6 headers, RFC 791 and RFC 8200, up to what they carry."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import numpy.typing as npt

from gifthorse.formats.net.category import Category
from gifthorse.formats.net.work import UNSET, Work, apply
from gifthorse.formats.scattered import Bools, Longs, among, records

IPV4: Final = 0x0800
IPV6: Final = 0x86DD
MAPPED: Final = np.uint64(0xFFFF << 32)  # ::ffff:0:0/96, the form in which IPv4 addresses are kept
FRAGMENT: Final = 44
AUTHENTICATION: Final = 51
EXTENSIONS: Final = (0, 43, FRAGMENT, AUTHENTICATION, 60, 135, 139, 140)
EXTENSIONS_LIMIT: Final = 12

_V4: Final = np.dtype(
    {
        "names": ["first", "total", "id", "fragment", "ttl", "protocol", "src", "dst"],
        "formats": ["u1", ">u2", ">u2", ">u2", "u1", "u1", ">u4", ">u4"],
        "offsets": [0, 2, 4, 6, 8, 9, 12, 16],
        "itemsize": 20,
    }
)
_V6: Final = np.dtype(
    {
        "names": ["first", "payload", "next", "hops", "src", "dst"],
        "formats": ["u1", ">u2", "u1", "u1", (">u8", 2), (">u8", 2)],
        "offsets": [0, 4, 6, 7, 8, 24],
        "itemsize": 40,
    }
)
_EXTENSION: Final = np.dtype(
    {
        "names": ["next", "length", "fragment", "id"],
        "formats": ["u1", "u1", ">u2", ">u4"],
        "offsets": [0, 1, 2, 4],
        "itemsize": 8,
    }
)


def ipv4(work: Work, which: Bools) -> None:
    """Read IPv4 headers; what is no fragment goes on to its transport."""
    which = work.fits(which, 20)
    head = records(work.data, work.at, _V4)
    size = ((head["first"] & 15) << 2).astype(np.int64)
    total = head["total"].astype(np.int64)
    total[total == 0] = 1 << 16  # left to the network card that cuts it up: as long as the frame
    work.settle(which & ((head["first"] >> 4 != 4) | (size < 20) | (total < size)), Category.DAMAGED)
    which = which & (work.category == UNSET)
    _within(work, which, total)
    work.settle(which & (work.at + size > work.end), Category.CUT)
    which = which & (work.category == UNSET)
    work.at[which] += size[which]
    np.copyto(work.version, np.uint8(4), where=which)
    np.copyto(work.protocol, head["protocol"], where=which)
    np.copyto(work.ttl, head["ttl"], where=which)
    np.copyto(work.src[:, 0], np.uint64(0), where=which)
    np.copyto(work.dst[:, 0], np.uint64(0), where=which)
    np.copyto(work.src[:, 1], head["src"].astype(np.uint64) | MAPPED, where=which)
    np.copyto(work.dst[:, 1], head["dst"].astype(np.uint64) | MAPPED, where=which)
    fragment = head["fragment"]
    pieces = which & (fragment & 0x3FFF != 0)
    if pieces.any():
        _fragments(work, pieces, head["id"], (fragment & 0x1FFF).astype(np.int32) * 8, fragment & 0x2000 != 0)
    authenticated = which & (work.protocol == AUTHENTICATION) & ~pieces
    if authenticated.any():
        apply(_extension, work, authenticated)


def ipv6(work: Work, which: Bools) -> None:
    """Read IPv6 headers with all their extensions; what is no fragment goes on to its transport."""
    which = work.fits(which, 40)
    head = records(work.data, work.at, _V6)
    work.settle(which & (head["first"] >> 4 != 6), Category.DAMAGED)
    which = which & (work.category == UNSET)
    payload = head["payload"].astype(np.int64)
    payload[payload == 0] = 1 << 16  # a jumbogram, or left to the network card
    _within(work, which, payload + 40)
    work.at[which] += 40
    np.copyto(work.version, np.uint8(6), where=which)
    np.copyto(work.protocol, head["next"], where=which)
    np.copyto(work.ttl, head["hops"], where=which)
    np.copyto(work.src, head["src"], where=which[:, None])
    np.copyto(work.dst, head["dst"], where=which[:, None])
    for _ in range(EXTENSIONS_LIMIT):
        more = which & (work.category == UNSET) & among(work.protocol, EXTENSIONS)
        if not more.any():
            return
        apply(_extension, work, more)
    work.settle(more, Category.DEEP)


def _within(work: Work, which: Bools, total: Longs) -> None:
    """What follows the packet in its frame is padding."""
    behind = work.at + total
    np.copyto(work.wire, np.minimum(work.wire, behind), where=which)
    np.copyto(work.end, np.minimum(work.end, behind), where=which)


def _extension(work: Work, which: Bools) -> None:
    """Step over one extension header, RFC 8200 section 4 and RFC 4302."""
    which = work.fits(which, 8)
    head = records(work.data, work.at, _EXTENSION)
    kind = work.protocol.copy()
    size = (head["length"].astype(np.int64) + 1) << 3
    size[kind == AUTHENTICATION] = (head["length"][kind == AUTHENTICATION].astype(np.int64) + 2) << 2
    size[kind == FRAGMENT] = 8
    work.settle(which & (work.at + size > work.end), Category.CUT)
    which = which & (work.category == UNSET)
    work.at[which] += size[which]
    np.copyto(work.protocol, head["next"], where=which)
    fragment = head["fragment"]
    pieces = which & (kind == FRAGMENT) & (fragment & 0xFFF9 != 0)  # a whole packet may carry the header too
    if pieces.any():
        _fragments(work, pieces, head["id"], (fragment & 0xFFF8).astype(np.int32), fragment & 1 != 0)


def _fragments(work: Work, which: Bools, number: npt.NDArray[Any], at: npt.NDArray[np.int32], more: Bools) -> None:
    work.settle(which, Category.FRAGMENT)
    np.copyto(work.fragment_id, number, where=which)
    np.copyto(work.fragment_at, at, where=which)
    np.copyto(work.fragment_more, more, where=which)
