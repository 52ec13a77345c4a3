"""Where somebody is, as it is written down: decimal degrees, whole millionths, GeoJSON, sentences of GPS receivers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from gifthorse.formats.identifiers import shapes

MAX_PLACES: Final = 16
_WHOLE: Final = re.compile(r"-?\d{7,10}\Z").match
# NMEA 0183: a fix that is valid (RMC with A, GGA, GLL), degrees and minutes in one number
_SENTENCE: Final = re.compile(
    rb"\$G[PNLABI](?:RMC,[\d.]{0,12},A,|GGA,[\d.]{0,12},|GLL,)"
    rb"(\d{2})(\d{2}\.\d{1,8}),([NS]),(\d{3})(\d{2}\.\d{1,8}),([EW])"
)
_ARRAY: Final = re.compile(
    rb'"(coordinates|coords|coordinate|location|loc|latlng|lnglat|position|geo)\\{0,7}"\s*:\s*'
    rb"\[\s*(-?\d{1,3}\.\d{3,20})\s*,\s*(-?\d{1,3}\.\d{3,20})",
    re.IGNORECASE,
)


_BARE: Final = re.compile(
    rb"(?<![\w.,;:=+-])(-?\d{1,3}\.\d{4,12})(?:[,;:/ ]|%2C|%3B|%20)(-?\d{1,3}\.\d{4,12})(?![\w.,;:+-])", re.IGNORECASE
)


def bare(text: bytes) -> Iterator[tuple[str, int, int]]:
    """(degrees, where, how long) of pairs that stand alone in an address, as in /weather/48.20849,16.37208."""
    for count, match in enumerate(_BARE.finditer(text)):
        if count >= MAX_PLACES:
            return
        value = f"{match[1].decode('ascii')},{match[2].decode('ascii')}"
        if shapes.is_pair(value, named=False):
            yield value, match.start(1), match.end() - match.start(1)


def place(latitude: str, longitude: str) -> str | None:
    """Two values of fields that name them, in degrees; None if they are none. Millionths and ten-millionths of a degree
    have no point."""
    if shapes.is_place(latitude, longitude):
        return f"{latitude},{longitude}"
    if _WHOLE(latitude) and _WHOLE(longitude):
        a, b = int(latitude), int(longitude)
        for unit in (10**6, 10**7):
            if 0 < abs(a) <= 90 * unit and 0 < abs(b) <= 180 * unit:
                return f"{a / unit:.6f},{b / unit:.6f}"
    return None


def written(text: bytes) -> Iterator[tuple[str, str, int, int]]:
    """(field, degrees, where, how long) of places in arrays of JSON and in sentences of receivers."""
    if b"$G" in text:
        for count, match in enumerate(_SENTENCE.finditer(text)):
            if count >= MAX_PLACES:
                break
            a, b = (int(match[i]) + float(match[i + 1]) / 60 for i in (1, 4))
            value = f"{-a if match[3] == b'S' else a:.6f},{-b if match[6] == b'W' else b:.6f}"
            yield match[0][1:6].decode("ascii"), value, match.start(1), match.end() - match.start(1)
    if b"[" in text:
        for count, match in enumerate(_ARRAY.finditer(text)):
            if count >= MAX_PLACES:
                break
            first, second = match[2].decode("ascii"), match[3].decode("ascii")
            if shapes.is_place(first, second) or shapes.is_place(second, first):
                yield match[1].decode("ascii"), f"{first},{second}", match.start(2), match.end() - match.start(2)
