"""Who asks the local network for whom: ARP (RFC 826) -> the table `neighbours`."""

from __future__ import annotations

import re
from typing import Final

import numpy as np
from msgspec import Struct

from gifthorse.formats.capture import Packets
from gifthorse.formats.net import Category, Headers
from gifthorse.tables import Rows

MOST: Final = 20_000
AHEAD: Final = 96
_MESSAGE: Final = re.compile(rb"\0\x01\x08\0\x06\x04\0([\x01\x02])(.{6})(.{4})(.{6})(.{4})", re.DOTALL)


class Pair(Struct):
    """What became of one asker's questions for one address."""

    packet: int
    first: int
    asked: int = 0
    mac: str | None = None  # whose answer came, the last one


class Neighbours:
    """Takes the packets of ARP."""

    def __init__(self, rows: Rows, evidence: int) -> None:
        self._rows, self._evidence = rows, evidence
        self._pairs: dict[tuple[bytes, bytes, bytes], Pair] = {}
        self._owners: dict[tuple[bytes, bytes], tuple[int, int]] = {}

    def take(self, packets: Packets, headers: Headers) -> None:
        """The packets of a piece."""
        for row in np.flatnonzero(headers.category == Category.ARP).tolist():
            start = int(packets.start[row])
            message = _MESSAGE.search(packets.data[start : start + min(AHEAD, int(packets.captured[row]))].tobytes())
            if message is None:
                continue
            kind, mac, own, asker, other = message.groups()
            number, time = int(packets.number[row]), int(packets.time[row])
            if own != bytes(4) and len(self._owners) < MOST:
                self._owners.setdefault((own, mac), (number, time))
            if kind == b"\x02":
                pair = self._pairs.get((asker, other, own))
                if pair is not None:
                    pair.mac = mac.hex(":")
            elif own != other:
                key = (mac, own, other)
                pair = self._pairs.get(key)
                if pair is None and len(self._pairs) < MOST:
                    pair = self._pairs[key] = Pair(number, time)
                if pair is not None:
                    pair.asked += 1

    def finish(self) -> None:
        """The capture ends."""
        for (mac, own, other), pair in self._pairs.items():
            self._add(
                "asked", mac, own, pair.packet, pair.first, target=_text(other), count=pair.asked, answer=pair.mac
            )
        for (own, mac), (number, time) in self._owners.items():
            self._add("owned", mac, own, number, time)

    def _add(self, kind: str, mac: bytes, address: bytes, packet: int, time: int, **more: object) -> None:
        seen = time // 1000 if time >= 0 else None
        columns = {"kind": kind, "mac": mac.hex(":"), "address": _text(address), "packet": packet, "seen": seen}
        self._rows.add("neighbours", evidence=self._evidence, **columns, **more)


def _text(address: bytes) -> str:
    return ".".join(map(str, address))
