"""Which log packets of a Qualcomm modem hold signalling, and where in them.

Layouts by version as published by Osmocom's diag notes, MobileInsight and SCAT's documentation; a version that is not
known is left out, for its channels would be guessed.
"""

from __future__ import annotations

import struct
from typing import Final

from gifthorse.formats.cell.diag import Log
from gifthorse.formats.cell.gsmtap import UMTS_CHANNELS, direction
from gifthorse.formats.cell.signal import Signal

LTE_RRC: Final = 0xB0C0
NR_RRC: Final = 0xB821
LTE_NAS: Final = {
    0xB0E0: (False, True), 0xB0E1: (True, True), 0xB0E2: (False, False), 0xB0E3: (True, False),
    0xB0EA: (False, True), 0xB0EB: (True, True), 0xB0EC: (False, False), 0xB0ED: (True, False),
}  # fmt: skip
"""Whether the phone sent it, and whether it was logged with its protection."""
NR_NAS: Final = {
    0xB800: (False, False), 0xB801: (True, False), 0xB808: (False, True), 0xB809: (True, True),
    0xB80A: (False, False), 0xB80B: (True, False),
}  # fmt: skip
GSM_RR: Final = {0x512F: 0, 0x5B2F: 1}  # with two SIMs a byte says which
GPRS: Final = 0x5230
UMTS_NAS: Final = {0x713A: 0, 0x7B3A: 1}
UMTS_RRC: Final = 0x412F
SIGNALLING: Final = frozenset({LTE_RRC, NR_RRC, *LTE_NAS, *NR_NAS, *GSM_RR, GPRS, *UMTS_NAS, UMTS_RRC})

_EIGHT: Final = ("bcch-bch", "bcch-dl-sch", "mcch", "pcch", "dl-ccch", "dl-dcch", "ul-ccch", "ul-dcch")
_DENSE: Final = dict(enumerate(_EIGHT, 1))
_FROM_8: Final = dict(enumerate(_EIGHT, 8))
_FROM_4: Final = {1: "bcch-bch", 2: "bcch-dl-sch"} | dict(enumerate(_EIGHT[2:], 4))
_FROM_6: Final = {1: "bcch-bch", 3: "bcch-dl-sch"} | dict(enumerate(_EIGHT[2:], 6))
_NARROW_6: Final = {
    46: "bcch-dl-sch-nb",
    47: "pcch-nb",
    48: "dl-ccch-nb",
    49: "dl-dcch-nb",
    50: "ul-ccch-nb",
    52: "ul-dcch-nb",
}
_NARROW_4: Final = {
    55: "bcch-dl-sch-nb",
    56: "pcch-nb",
    57: "dl-ccch-nb",
    58: "dl-dcch-nb",
    59: "ul-ccch-nb",
    61: "ul-dcch-nb",
}
_LTE_CHANNELS: Final = (
    ((2, 3, 4, 6, 7, 8, 13, 22), _DENSE),
    ((9, 12), _FROM_8),
    ((14, 15, 16), _FROM_4),
    ((20, 24, 25), _FROM_4 | _NARROW_4),
    ((19, 26, 27, 29, 30, 31), _FROM_6 | _NARROW_6),
)
LTE_VERSIONS: Final = {version: channels for versions, channels in _LTE_CHANNELS for version in versions}
# From which version on: layout behind the version byte, positions of cell code, frequency, channel, length.
_LTE_LAYOUTS: Final = (
    (30, struct.Struct("<BBBBBHLHBLHBBB"), 5, 6, 8, 10),
    (25, struct.Struct("<BBBBBHLHBLH"), 5, 6, 8, 10),
    (8, struct.Struct("<BBBHLHBLH"), 3, 4, 6, 8),
    (5, struct.Struct("<BBBHHHBLH"), 3, 4, 6, 8),
    (0, struct.Struct("<BBBHHHBH"), 3, 4, 6, 7),
)
_NR_DENSE: Final = dict(
    enumerate(("bcch-bch", "bcch-dl-sch", "dl-ccch", "dl-dcch", "pcch", "ul-ccch", "ul-ccch1", "ul-dcch"), 1)
)
_NR_MCCH: Final = dict(
    enumerate(("bcch-bch", "bcch-dl-sch", "dl-ccch", "dl-dcch", "mcch", "pcch", "ul-ccch", "ul-ccch1", "ul-dcch"), 1)
)
_NR_CHANNELS: Final = (
    ((9, 12, 14, 17, 19, 25), _NR_DENSE),
    ((20, 23, 24, 26), _NR_MCCH),
    ((28,), _NR_MCCH | {10: "ul-dcch"}),
)
NR_VERSIONS: Final = {version: channels for versions, channels in _NR_CHANNELS for version in versions}
_NR_LAYOUTS: Final = {
    **dict.fromkeys((9,), struct.Struct("<BBBHIIBIH")),
    **dict.fromkeys((12, 14), struct.Struct("<BBBHI3sBIH")),
    **dict.fromkeys((17,), struct.Struct("<BBBHQI3sBIH")),
    **dict.fromkeys((19, 20, 25), struct.Struct("<BBBHQI3sBIHB")),
    **dict.fromkeys((23, 24, 26, 28), struct.Struct("<BBBHQI3sBIHBBBB")),
}
_UMTS: Final = {0: "ul-ccch", 1: "ul-dcch", 2: "dl-ccch", 3: "dl-dcch", 6: "pcch"}
_UMTS_LATER: Final = {0x80: "ul-ccch", 0x81: "ul-dcch", 0x82: "dl-ccch", 0x83: "dl-dcch"}
_GSM_CHANNELS: Final = ("sdcch", "bcch", "rach", "ccch", "sacch", "sdcch", "facch")


class Unknown(Exception):  # noqa: N818  # no failure: it is counted
    """A signalling log of a version or length that is not known."""


def read(log: Log) -> Signal | None:
    """The message in a log packet, None for logs of other things; raises Unknown for what should hold one."""
    code, body = log.code, log.body
    try:
        if code == LTE_RRC:
            return _lte(log)
        if code == NR_RRC:
            return _nr(log)
        if code in LTE_NAS and body:
            up, sealed = LTE_NAS[code]
            return Signal("lte", "nas", "", _some(body[4:]), up, subscription=log.subscription, sealed=sealed)
        if code in NR_NAS:
            up, sealed = NR_NAS[code]
            if body[:4] != b"\1\0\0\0":
                raise Unknown
            return Signal("nr", "nas", "", _some(body[7:]), up, subscription=log.subscription, sealed=sealed)
        return _old(log)
    except (struct.error, IndexError, KeyError) as error:
        raise Unknown from error


def _some(data: bytes) -> bytes:
    if not data:
        raise Unknown
    return data


def _lte(log: Log) -> Signal:
    body = log.body
    version = body[0]
    channels = LTE_VERSIONS[version]
    for first, layout, code, frequency, channel, length in _LTE_LAYOUTS:
        if version >= first:
            fields = layout.unpack_from(body, 1)
            data = body[1 + layout.size :]
            if fields[length] != len(data) or (first == 30 and fields[13]):
                raise Unknown  # cut short, or one of several pieces
            name = channels[fields[channel]]
            return Signal(
                "lte", "rrc", name, _some(data), direction(name), fields[frequency], fields[code], log.subscription
            )
    raise Unknown


def _nr(log: Log) -> Signal:
    body = log.body
    version = int.from_bytes(body[:4], "little")
    channels, layout = NR_VERSIONS[version], _NR_LAYOUTS[version]
    fields = layout.unpack_from(body, 4)
    wide = version >= 17
    data = body[4 + layout.size :]
    if fields[9 if wide else 8] != len(data) or (version in (23, 24, 26, 28) and fields[13]):
        raise Unknown
    name = channels[fields[7 if wide else 6]]
    frequency = fields[5 if wide else 4]
    return Signal("nr", "rrc", name, _some(data), direction(name), frequency, fields[3], log.subscription)


def _old(log: Log) -> Signal | None:
    """Logs of GSM and UMTS."""
    code, body = log.code, log.body
    subscription = log.subscription
    if code in GSM_RR:
        if GSM_RR[code]:
            subscription, body = body[0], body[1:]
        if body[2] != len(body) - 3:
            raise Unknown
        channel, data = _GSM_CHANNELS[body[0] & 0x7F], body[3:]
        if channel in ("bcch", "ccch") and data[0] & 3 == 1:
            data = data[1 : 1 + (data[0] >> 2)]  # behind its pseudo length
        up = not body[0] & 0x80
        return Signal("gsm", "rrc", channel, _some(data), up, subscription=subscription)
    if code == GPRS:
        return Signal("gsm", "nas", "", _some(body[4:]), body[0] == 0, subscription=subscription)
    if code in UMTS_NAS:
        if UMTS_NAS[code]:
            subscription, body = body[0], body[1:]
        if int.from_bytes(body[1:5], "little") != len(body) - 5:
            raise Unknown
        return Signal("umts", "nas", "", _some(body[5:]), None, subscription=subscription)
    if code == UMTS_RRC:
        return _umts(log)
    return None


def _umts(log: Log) -> Signal | None:
    kind, _, size = struct.unpack_from("<BBH", log.body)
    data = log.body[4 : 4 + size]
    if kind in _UMTS_LATER:  # the frequency and the cell's code come before the message
        name = _UMTS_LATER[kind]
        frequency, code = struct.unpack_from("<HH", log.body, 4)
        return Signal(
            "umts", "rrc", name, _some(log.body[8 : 8 + size]), direction(name), frequency, code, log.subscription
        )
    name = _UMTS.get(kind, "")
    if name not in UMTS_CHANNELS:
        return None
    return Signal("umts", "rrc", name, _some(data), direction(name), subscription=log.subscription)
