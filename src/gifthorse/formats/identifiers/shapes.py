"""Shapes of identifiers: what digits and letters must look like to be one."""

from __future__ import annotations

import re
from typing import Final

IMEI: Final = re.compile(r"\d{15}\Z").match
IMSI: Final = re.compile(r"\d{14,15}\Z").match
ICCID: Final = re.compile(r"89\d{17,18}F?\Z").match
MAC: Final = re.compile(r"(?:[0-9A-Fa-f]{2}[:-]){5}[0-9A-Fa-f]{2}\Z").match
BARE_MAC: Final = re.compile(r"[0-9A-Fa-f]{12}\Z").match
DOTTED_MAC: Final = re.compile(r"[0-9A-Fa-f]{4}\.[0-9A-Fa-f]{4}\.[0-9A-Fa-f]{4}\Z").match
_MEID: Final = re.compile(r"[A-F][0-9A-F]{13}\Z|[a-f][0-9a-f]{13}\Z").match
_SOFTWARE: Final = re.compile(r"\d{16}\Z").match
ANDROID_ID: Final = re.compile(r"[0-9A-Fa-f]{15,16}\Z").match
UUID: Final = re.compile(r"[0-9A-Fa-f]{8}-(?:[0-9A-Fa-f]{4}-){3}[0-9A-Fa-f]{12}\Z").match
DIGEST: Final = re.compile(r"(?:[0-9a-f]{32}|[0-9a-f]{40}|[0-9a-f]{64}|[0-9A-F]{32}|[0-9A-F]{40}|[0-9A-F]{64})\Z").match
EMAIL: Final = re.compile(r"[A-Za-z0-9_.+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,4}\Z").match
PHONE: Final = re.compile(r"(?:\+|00)?\d[\d ()-]{6,18}\d\Z").match
COORDINATE: Final = re.compile(r"-?\d{1,3}\.\d{3,}\Z").match
PAIR: Final = re.compile(r"\s*\(?(-?\d{1,3}\.\d{3,})\s*[,;| ]\s*(-?\d{1,3}\.\d{3,})\)?\s*\Z").match
ROUGH: Final = re.compile(r"\s*\(?(-?\d{1,3}\.\d{1,})\s*[,;| ]\s*(-?\d{1,3}\.\d{1,})\)?\s*\Z").match
BARE_PAIR: Final = re.compile(r"\s*\(?(-?\d{1,3}\.\d{4,})\s*[,;|: ]\s*(-?\d{1,3}\.\d{4,})\)?\s*\Z").match
SERIAL: Final = re.compile(r"(?=[A-Za-z-]*\d)[A-Za-z0-9-]{6,24}\Z").match
OPAQUE: Final = re.compile(r"[A-Za-z0-9_.:+/=-]{8,256}\Z").match

# Bodies that give out the first digits of IMEIs now (GSMA TS.06); others have not been used since 2004.
_REPORTING: Final = ("01", "35", "86", "98", "99", "91")
# Mobile country codes (ITU-T E.212, annex to the Operational Bulletin): the hundreds in use, not each number of them.
_COUNTRIES: Final = (
    *range(202, 300),
    *range(302, 375),
    *range(376, 390),
    *range(400, 475),
    *range(502, 560),
    *range(602, 660),
    *range(702, 760),
    *range(901, 902),
)
_COUNTRY: Final = frozenset(map(str, _COUNTRIES))
_FAKE_MACS: Final = frozenset({"020000000000", "000000000000", "ffffffffffff", "111111111111", "123456789abc"})


def luhn(digits: str) -> bool:
    """Whether the last digit checks the others (ISO/IEC 7812)."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = ord(digit) - 48
        if place % 2:
            value = value * 2 - 9 if value > 4 else value * 2
        total += value
    return total % 10 == 0


def is_imei(value: str) -> bool:
    """Fifteen digits with a right check digit, of a body that gives them out; no placeholder."""
    return IMEI(value) is not None and value[:2] in _REPORTING and len(set(value)) > 3 and luhn(value)


def is_handset(value: str) -> bool:
    """What a field may hold that says it is an IMEI: with its check digit, with the software's version in its place
    (16 digits, nothing to check), with separators, or the MEID of a CDMA phone."""
    if len(set(value)) <= 3:
        return False
    if _MEID(value):
        return True
    bare = value.replace("-", "").replace(" ", "").replace("/", "")
    return (IMEI(bare) is not None and luhn(bare)) or (_SOFTWARE(bare) is not None and bare[:2] in _REPORTING)


def is_imsi(value: str) -> bool:
    """Fourteen or fifteen digits that begin with a country's code."""
    return IMSI(value) is not None and value[:3] in _COUNTRY and len(set(value)) > 3


def is_mac(value: str) -> bool:
    """A hardware address that somebody has: not one of the placeholders phones give instead, no multicast."""
    bare = value.replace(":", "").replace("-", "").replace(".", "").lower()
    return bare not in _FAKE_MACS and not int(bare[1], 16) & 1 and len(set(bare)) > 3


def is_serial(value: str) -> bool:
    """Letters and digits: digits alone count things as well, and small words with hyphens are names."""
    return SERIAL(value) is not None and not value.isdigit() and not ("-" in value and value.islower())


def is_uuid(value: str) -> bool:
    """A UUID that is none of the placeholders."""
    return UUID(value) is not None and len(set(value)) > 4


def is_place(latitude: str, longitude: str) -> bool:
    """Two decimal numbers on the globe, at least to a few hundred metres, and not the nought of a missing fix."""
    if COORDINATE(latitude) is None or COORDINATE(longitude) is None:
        return False
    return 0 < abs(float(latitude)) <= 90 and 0 < abs(float(longitude)) <= 180


def is_pair(value: str, *, named: bool) -> bool:
    """Latitude and longitude in one value, in either order: to ten metres by itself, to a town where a name tells."""
    pair = ROUGH(value) if named else BARE_PAIR(value)
    if pair is None or max(len(half.partition(".")[2]) for half in pair.groups()) < 2:
        return False
    a, b = abs(float(pair[1])), abs(float(pair[2]))
    return min(a, b) > (0 if named else 1) and min(a, b) <= 90 and max(a, b) <= 180
