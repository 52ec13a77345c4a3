"""What a look at the packets of one piece tells: all that is asked of them but what they carry."""

from __future__ import annotations

from typing import Final

import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from gifthorse.formats.capture import Packets
from gifthorse.formats.net import Category, Headers
from gifthorse.formats.scattered import Longs
from gifthorse.readers.capture import clock, ledger
from gifthorse.readers.capture.clock import Times
from gifthorse.readers.capture.ledger import Tally
from gifthorse.readers.capture.traffic import Traffic, traffic

_AGAIN: Final = np.zeros(256, np.bool_)
_AGAIN[[Category.FRAGMENT, Category.GSMTAP, Category.ARP]] = True


class Whole(Struct, frozen=True):
    """Of all packets of a piece: how many on which heap, when, and how many were cut short."""

    tally: Tally
    times: Times | None
    cut_short: int


class Seen(Struct, frozen=True):
    """The packets of a piece: those of a share that belong to connections, and those that are looked at again, for
    what they hold: fragments, the radio network's messages and ARP."""

    whole: Whole
    traffic: Traffic
    again: Packets


def whole(packets: Packets, headers: Headers) -> Whole:
    """What is told of all of them."""
    cut_short = int(np.count_nonzero(packets.captured < packets.length))
    return Whole(ledger.tally(packets, headers), clock.times(packets), cut_short)


def again(headers: Headers) -> Longs:
    """Which packets are looked at again."""
    return np.flatnonzero(_AGAIN[headers.category])


def seen(packets: Packets, headers: Headers, seed: int, share: tuple[int, int]) -> Seen:
    """Everything about one share."""
    return Seen(whole(packets, headers), traffic(packets, headers, seed, share), part(packets, again(headers)))


def part(packets: Packets, rows: Longs) -> Packets:
    """Some of the packets."""
    if not rows.size:
        return Packets.none()
    names = [name for name in Packets.__struct_fields__ if name != "data"]
    return replace(packets, **{name: getattr(packets, name)[rows] for name in names})
