"""GSMTAP, versions 2 and 3: a message of the radio network behind a header that says where it was heard.

https://osmocom.org/projects/baseband/wiki/GSMTAP for version 2. Version 3 is what SCAT writes: its header ends with the
tag 0xfffe, and its length in words is rounded up without padding; a version that pads is told by its zeros.
"""

from __future__ import annotations

import struct
from typing import Final

from gifthorse.formats.cell.signal import MESSAGE_LIMIT, Signal

UM: Final = 0x01
ABIS: Final = 0x02
UMTS_RRC: Final = 0x0C
LTE_RRC: Final = 0x0D
LTE_NAS: Final = 0x12
_UPLINK: Final = 0x4000
_GSM_CHANNELS: Final = {1: "bcch", 2: "ccch", 3: "rach", 4: "agch", 5: "pch", 6: "sdcch", 7: "sdcch", 8: "sdcch"}
_GSM_CHANNELS_FULL: Final = _GSM_CHANNELS | {9: "facch", 10: "facch"}
_ACCH: Final = 0x80
LTE_CHANNELS: Final = (
    "dl-ccch", "dl-dcch", "ul-ccch", "ul-dcch", "bcch-bch", "bcch-dl-sch", "pcch", "mcch", "bcch-bch-mbms",
    "bcch-dl-sch-br", "bcch-dl-sch-mbms", "sc-mcch", "sbcch-sl-bch", "sbcch-sl-bch-v2x", "dl-ccch-nb", "dl-dcch-nb",
    "ul-ccch-nb", "ul-dcch-nb", "bcch-bch-nb", "bcch-bch-tdd-nb", "bcch-dl-sch-nb", "pcch-nb", "sc-mcch-nb",
)  # fmt: skip
UMTS_CHANNELS: Final = (
    "dl-dcch", "ul-dcch", "dl-ccch", "ul-ccch", "pcch", "dl-shcch", "ul-shcch", "bcch-fach", "bcch-bch", "mcch", "msch",
)  # fmt: skip
LTE_CHANNELS_3: Final = {
    1: "bcch-bch", 2: "bcch-bch-mbms", 3: "bcch-dl-sch", 4: "bcch-dl-sch-br", 5: "bcch-dl-sch-mbms", 6: "mcch",
    7: "pcch",
    8: "dl-ccch", 9: "dl-dcch", 10: "ul-ccch", 11: "ul-dcch", 12: "sc-mcch", 0x203: "bcch-dl-sch-nb", 0x204: "pcch-nb",
    0x205: "dl-ccch-nb", 0x206: "dl-dcch-nb", 0x207: "ul-ccch-nb", 0x209: "ul-dcch-nb",
}  # fmt: skip
NR_CHANNELS_3: Final = {
    1: "bcch-bch", 2: "bcch-dl-sch", 3: "dl-ccch", 4: "dl-dcch", 5: "mcch", 6: "pcch", 7: "ul-ccch", 8: "ul-ccch1",
    9: "ul-dcch",
}  # fmt: skip
_HEADER_2: Final = struct.Struct(">BBBBHbbIBBBB")
_HEADER_3: Final = struct.Struct(">BBHHH")
_CHANNEL, _CODE, _END = 0x0002, 0x0005, 0xFFFE
TAGS_LIMIT: Final = 64


def read(data: bytes) -> Signal | None:
    """The message of one GSMTAP packet; None for what is no signalling that is read here, or damaged."""
    if not data:
        return None
    if data[0] == 2 and len(data) >= _HEADER_2.size:
        return _version_2(data)
    if data[0] == 3 and len(data) >= _HEADER_3.size:
        return _version_3(data)
    return None


def direction(channel: str) -> bool | None:
    """Whether a logical channel of LTE, NR or UMTS leads up, to the network."""
    if channel.startswith("ul-"):
        return True
    return False if channel.startswith(("dl-", "bcch", "pcch", "mcch", "sc-")) else None


def _version_2(data: bytes) -> Signal | None:
    _, words, kind, _, arfcn, _, _, _, sub, _, _, _ = _HEADER_2.unpack_from(data)
    body = data[words * 4 : words * 4 + MESSAGE_LIMIT]
    if words * 4 < _HEADER_2.size or not body:
        return None
    up = bool(arfcn & _UPLINK)
    number = arfcn & 0x3FFF
    if kind == LTE_RRC and sub < len(LTE_CHANNELS):
        channel = LTE_CHANNELS[sub]
        return Signal("lte", "rrc", channel, body, direction(channel), number)
    if kind == UMTS_RRC and sub < len(UMTS_CHANNELS):
        channel = UMTS_CHANNELS[sub]
        return Signal("umts", "rrc", channel, body, direction(channel), number)
    if kind == LTE_NAS:
        return Signal("lte", "nas", "", body, True if up else None, number or None, sealed=sub == 1)
    if kind == ABIS:
        return Signal("gsm", "nas", "", body, True if up else None, arfcn & 0x3FF or None)
    if kind == UM:
        return _um(body, sub, up, arfcn & 0x3FF)
    return None


def _um(frame: bytes, sub: int, up: bool, arfcn: int) -> Signal | None:
    """GSM's air interface: the message lies behind the header of a data link layer, which differs by channel."""
    channel = _GSM_CHANNELS_FULL.get(sub & ~_ACCH, "")
    if not channel or channel == "rach":
        return None
    if channel in ("bcch", "ccch", "agch", "pch"):
        body = frame[1 : 1 + (frame[0] >> 2)] if frame[0] & 3 == 1 else b""  # pseudo length
    else:
        frame = frame[2:] if sub & _ACCH else frame
        # LAPDm: address (SAPI 0 or 3), control, length and whether more follows
        whole = (
            len(frame) > 3 and frame[2] & 3 == 1 and (frame[1] & 1 == 0 or frame[1] & 0xEF == 0x03 or frame[1] == 0x3F)
        )
        body = frame[3 : 3 + (frame[2] >> 2)] if whole else b""
    return Signal("gsm", "rrc", "sacch" if sub & _ACCH else channel, body, up, arfcn) if body else None


def _version_3(data: bytes) -> Signal | None:
    _, _, words, kind, sub = _HEADER_3.unpack_from(data)
    tags, at = _tags(data, min(words * 4 + 2, len(data)))
    end = words * 4
    if at <= end <= len(data) and end - at < 4 and not any(data[at:end]):
        at = end
    body = data[at : at + MESSAGE_LIMIT]
    if not body:
        return None
    arfcn, pci = tags.get(_CHANNEL), tags.get(_CODE)
    if kind == 0x0403 and sub in LTE_CHANNELS_3:
        channel = LTE_CHANNELS_3[sub]
        return Signal("lte", "rrc", channel, body, direction(channel), arfcn, pci)
    if kind == 0x0503 and sub in NR_CHANNELS_3:
        channel = NR_CHANNELS_3[sub]
        return Signal("nr", "rrc", channel, body, direction(channel), arfcn, pci)
    if kind == 0x0303 and sub < len(UMTS_CHANNELS):
        channel = UMTS_CHANNELS[sub]
        return Signal("umts", "rrc", channel, body, direction(channel), arfcn, pci)
    if kind in (0x0404, 0x0504):
        return Signal("lte" if kind == 0x0404 else "nr", "nas", "", body, None, arfcn or None, pci, sealed=sub == 1)
    if kind == 0x0205:
        return Signal("gsm", "nas", "", body, None, None)
    return _um(body, sub & 0xFF, False, (arfcn or 0) & 0x3FF) if kind == 0x0200 else None


def _tags(data: bytes, end: int) -> tuple[dict[int, int], int]:
    """The numbers among the header's tags, and where the header ends."""
    found: dict[int, int] = {}
    at = _HEADER_3.size
    for _ in range(TAGS_LIMIT):
        if at + 2 > end:
            break
        tag = int.from_bytes(data[at : at + 2])
        if tag == _END:
            return found, at + 2
        size = int.from_bytes(data[at + 2 : at + 4])
        if size <= 4:
            found[tag] = int.from_bytes(data[at + 4 : at + 4 + size])
        at += 4 + size
    return found, len(data)
