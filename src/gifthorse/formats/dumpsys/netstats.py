"""`dumpsys netstats detail` (or `--full --uid`): bytes by user id, network and hour.

Source: AOSP NetworkStatsCollection and NetworkStatsHistory. Seconds since Android 5.1 (`st= rb= ...`), milliseconds and
longer words before. Only the section of user ids is read: that of tags counts parts of it again.
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from gifthorse.formats.dumpsys import ROWS_LIMIT

_SECTION: Final = re.compile(r"(Dev|Xt|UID|UID tag) stats:").match
_IDENT: Final = re.compile(r"ident=\[(.*)\] uid=(-?\d{1,10}) set=(\w{1,20}) tag=(?:0x)?0*\b").match
_ANY_IDENT: Final = re.compile(r"ident=\[").match
_DURATION: Final = re.compile(r"NetworkStatsHistory: bucketDuration=(\d{1,12})").match
_BUCKET: Final = re.compile(
    r"(?:st|bucketStart)=(\d{1,15})(?: activeTime=\d+)? (?:rb|rxBytes)=(\d{1,18}) (?:rp|rxPackets)=(\d{1,18})"
    r" (?:tb|txBytes)=(\d{1,18}) (?:tp|txPackets)=(\d{1,18})"
).match
_TRANSPORTS: Final = re.compile(r"transports=\{([0-9, ]*)\}")
_TYPE: Final = re.compile(r"type=(-?\w+)")
_NAME: Final = re.compile(r'(?:wifiNetworkKey|networkId)="?([^",}]{0,128})')
_METERED: Final = re.compile(r"metered=(true|false)")
_BY_TRANSPORT: Final = ((4, "vpn"), (1, "wifi"), (0, "mobile"), (2, "bluetooth"), (3, "ethernet"))
_BY_TYPE: Final = {
    "0": "mobile", "1": "wifi", "7": "bluetooth", "9": "ethernet", "17": "vpn", "MOBILE": "mobile", "WIFI": "wifi",
    "BLUETOOTH": "bluetooth", "ETHERNET": "ethernet", "VPN": "vpn",
}  # fmt: skip
_MILLISECONDS: Final = 100_000_000_000


class Span(NamedTuple):
    """What one user id sent and received on one network in one span; times in seconds since 1970."""

    uid: int
    network: str
    name: str
    metered: bool | None
    foreground: bool | None
    start: int
    seconds: int
    bytes_in: int
    packets_in: int
    bytes_out: int
    packets_out: int


class NetStats:
    """The section of user ids."""

    def __init__(self) -> None:
        self.found: list[Span] = []
        self.unread = 0
        self._uids = False
        self._ident: tuple[int, str, str, bool | None, bool | None] | None = None
        self._seconds = 0

    def feed(self, line: str) -> None:
        """One line."""
        said = line.strip()
        if section := _SECTION(said):
            self._uids, self._ident = section[1] == "UID", None
        elif not self._uids:
            return
        elif _ANY_IDENT(said):
            self._ident = _read(said)
            self.unread += self._ident is None
        elif duration := _DURATION(said):
            self._seconds = int(duration[1])
        elif said.startswith(("st=", "bucketStart=")):
            self._bucket(said)
        elif line[:1].strip() and said:
            self._uids = False  # another section, or another service

    def _bucket(self, said: str) -> None:
        bucket = _BUCKET(said)
        if bucket is None or self._ident is None or len(self.found) >= ROWS_LIMIT:
            self.unread += 1
            return
        start, received, packets_in, sent, packets_out = map(int, bucket.groups())
        long = start > _MILLISECONDS
        seconds = self._seconds // 1000 if long else self._seconds
        start = start // 1000 if long else start
        if start < 1 << 33 and seconds < 1 << 24:
            self.found.append(Span(*self._ident, start, seconds, received, packets_in, sent, packets_out))
        else:
            self.unread += 1


def _read(said: str) -> tuple[int, str, str, bool | None, bool | None] | None:
    ident = _IDENT(said)
    if ident is None or not 0 <= int(ident[2]) < 1 << 31:
        return None
    body, kind = ident[1], ident[3].upper()
    name, metered = _NAME.search(body), _METERED.search(body)
    foreground = {"FOREGROUND": True, "DEFAULT": False, "BACKGROUND": False}.get(kind)
    return int(ident[2]), _network(body), name[1] if name else "", metered[1] == "true" if metered else None, foreground


def _network(body: str) -> str:
    if transports := _TRANSPORTS.search(body):
        carried = {int(t) for t in transports[1].replace(",", " ").split()}
        return next((name for number, name in _BY_TRANSPORT if number in carried), "other")
    kind = _TYPE.search(body)
    return _BY_TYPE.get(kind[1] if kind else "", "other")
