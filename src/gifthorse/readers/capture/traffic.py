"""The packets of a piece that belong to connections, in columns, those of each share of a capture apart.

Endpoints are told apart by a 64-bit hash with a seed that differs from capture to capture, so that nobody can make up
packets that fall together.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import numpy.typing as npt
from msgspec import Struct

from gifthorse.formats.capture import Packets
from gifthorse.formats.net import Category, Headers
from gifthorse.formats.scattered import Bytes, Longs
from gifthorse.readers.capture.numbers import Keys, mixed

IN_FLOWS: Final = np.zeros(256, np.bool_)
IN_FLOWS[[Category.TCP, Category.UDP, Category.ICMP, Category.SCTP, Category.ESP, Category.OTHER_IP]] = True
_STARTS: Final = np.arange(256, dtype=np.uint64) * np.uint64(0xD6E8FEB86659FD93)


class Traffic(Struct, frozen=True):
    """One row a packet, as in `Packets` and `Headers`; `length` is what it had on the wire.

    `src_key` and `dst_key` are hashes of address, port and protocol at either end, `key` of both in any order.
    """

    data: Bytes
    time: Longs
    number: Longs
    length: npt.NDArray[np.int32]
    category: npt.NDArray[np.uint8]
    protocol: npt.NDArray[np.uint8]
    depth: npt.NDArray[np.uint8]
    flags: npt.NDArray[np.uint8]
    src: npt.NDArray[np.uint64]
    dst: npt.NDArray[np.uint64]
    sport: npt.NDArray[np.uint16]
    dport: npt.NDArray[np.uint16]
    seq: npt.NDArray[np.uint32]
    payload: Longs
    payload_length: npt.NDArray[np.int32]
    payload_wire: npt.NDArray[np.int32]
    uid: npt.NDArray[np.int32]
    src_key: Keys
    dst_key: Keys
    key: Keys

    def __len__(self) -> int:
        return len(self.time)


COLUMNS: Final = tuple(name for name in Traffic.__struct_fields__ if name != "data")
_TYPES: Final = (
    "i8", "i8", "i4", "u1", "u1", "u1", "u1", "u8", "u8", "u2", "u2", "u4", "i8", "i4", "i4", "i4", "u8", "u8", "u8",
)  # fmt: skip
KINDS: Final = tuple(
    (name, kind, (2,) if name in ("src", "dst") else ()) for name, kind in zip(COLUMNS, _TYPES, strict=True)
)
"""Name, type and further dimension of each, in the order in which `columns` has them."""
_OF_PACKETS: Final = ("time", "number", "length")


def columns(packets: Packets, headers: Headers, seed: int) -> dict[str, npt.NDArray[Any]]:
    """The columns of `Traffic`, of all packets."""
    of = {name: packets if name in _OF_PACKETS else headers for name in COLUMNS if not name.endswith("key")}
    found: dict[str, npt.NDArray[Any]] = {name: getattr(where, name) for name, where in of.items()}
    found["src_key"], found["dst_key"] = _endpoints(headers, seed)
    key = np.minimum(found["src_key"], found["dst_key"]) * np.uint64(0x9E3779B97F4A7C15)
    key += np.maximum(found["src_key"], found["dst_key"])
    found["key"] = mixed(key)
    return found


def shared(category: npt.NDArray[np.uint8], key: Keys, share: tuple[int, int]) -> Longs:
    """The packets that belong to connections of a share."""
    inside = IN_FLOWS[category]
    number, shares = share
    if shares > 1:
        inside &= (key >> np.uint64(32)) % np.uint64(shares) == number
    return np.flatnonzero(inside)


def traffic(packets: Packets, headers: Headers, seed: int, share: tuple[int, int]) -> Traffic:
    """The packets of a share."""
    found = columns(packets, headers, seed)
    rows = shared(headers.category, found["key"], share)
    if len(rows) < len(packets):
        found = {name: column[rows] for name, column in found.items()}
    return Traffic(data=headers.data, **found)


def _endpoints(headers: Headers, seed: int) -> tuple[Keys, Keys]:
    """A hash of address, port and protocol of each packet's source, and of its destination."""
    protocol, sport = headers.protocol, headers.sport
    message = headers.category == Category.ICMP
    if message.any():
        sport = np.where(message, headers.dport, sport)  # both sides of an echo have its identifier
    start = _STARTS[protocol] + np.uint64(seed & 0xFFFFFFFFFFFFFFFF)
    keys = []
    for address, port in ((headers.src, sport), (headers.dst, headers.dport)):
        hashed = address[:, 1] ^ port.astype(np.uint64) << np.uint64(48)
        hashed *= np.uint64(0xA0761D6478BD642F)
        hashed += address[:, 0] * np.uint64(0xE7037ED1A0B428DB)
        hashed += start
        keys.append(mixed(hashed))
    return keys[0], keys[1]
