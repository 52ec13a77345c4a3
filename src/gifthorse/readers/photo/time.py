"""When a photo was taken, and in which time zone: stated, or worked out from the satellites' time."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any, Final

from gifthorse.formats.photo.model import Photo

_DATE: Final = re.compile(r"(\d{4})[:-](\d\d)[:-](\d\d)[ T](\d\d):(\d\d)(?::(\d\d))?(?:\.\d+)?(Z|[+-]\d\d:?\d\d)?")
_OFFSET: Final = re.compile(r"([+-])(\d\d):?(\d\d)")
ZONES: Final = 15  # minutes: every zone in use is a multiple of it
SLACK: Final = timedelta(minutes=5)  # a fix may be older than the photo, seldom by more


def facts(photo: Photo) -> dict[str, Any]:
    """`taken`, `taken_utc`, `offset_minutes`, `offset_how` and `subsecond` of a photo, as far as they are known."""
    taken, offset = _local(photo)
    how = "stated" if offset is not None else None
    if taken is not None and offset is None:
        stated = photo.first("OffsetTimeOriginal") or photo.first("OffsetTime") or photo.first("OffsetTimeDigitized")
        offset = _minutes(stated.text) if stated else None
        how = "stated" if offset is not None else None
    satellites = _satellites(photo)
    if taken is not None and offset is None and satellites is not None:
        offset = _difference(taken, satellites)
        how = "gps" if offset is not None else None
    film = photo.first("CreateDate", "quicktime")
    if taken is None and film is not None:
        parsed = _parsed(film.text)
        if parsed:
            return _row(parsed[0], 0, "file", None)
    subsecond = photo.first("SubSecTimeOriginal") or photo.first("SubSecTime")
    return _row(taken, offset, how, subsecond.text.strip() if subsecond and subsecond.text.strip() else None)


def _row(taken: datetime | None, offset: int | None, how: str | None, subsecond: str | None) -> dict[str, Any]:
    utc = taken - timedelta(minutes=offset) if taken is not None and offset is not None else None
    return {
        "taken": taken.isoformat(" ") if taken else None,
        "taken_utc": utc.isoformat(" ") if utc else None,
        "offset_minutes": offset,
        "offset_how": how,
        "subsecond": subsecond,
    }


def _local(photo: Photo) -> tuple[datetime | None, int | None]:
    for name in ("DateTimeOriginal", "CreateDate"):
        tag = photo.first(name, "exif", "ifd0")
        if tag and (parsed := _parsed(tag.text)):
            return parsed
    for tag in photo.tags:
        if tag.group in ("xmp", "quicktime") and tag.name in (
            "exif:DateTimeOriginal",
            "photoshop:DateCreated",
            "xmp:CreateDate",
            "com.apple.quicktime.creationdate",
            "ContentCreateDate",
        ):
            parsed = _parsed(tag.text)
            if parsed:
                return parsed
    return None, None


def _parsed(text: str) -> tuple[datetime, int | None] | None:
    match = _DATE.match(text.strip())
    if match is None:
        return None
    try:
        when = datetime(*(int(part or 0) for part in match.groups()[:6]))  # type: ignore[arg-type]  # six numbers, no time zone
    except ValueError:
        return None
    zone = match[7]
    return when, None if zone is None else 0 if zone == "Z" else _minutes(zone)


def _minutes(text: str) -> int | None:
    match = _OFFSET.search(text)
    if match is None:
        return 0 if text.strip() == "Z" else None
    minutes = int(match[2]) * 60 + int(match[3])
    return (-minutes if match[1] == "-" else minutes) if minutes <= 14 * 60 else None


def _satellites(photo: Photo) -> datetime | None:
    """The time the satellites told, UTC."""
    date, clock = photo.first("GPSDateStamp", "gps"), photo.first("GPSTimeStamp", "gps")
    if date is None or clock is None or not isinstance(clock.value, tuple) or len(clock.value) != 3:
        return None
    try:
        year, month, day = (int(part) for part in re.split(r"[:-]", date.text.strip())[:3])
        hour, minute, second = (int(part or 0) for part in clock.value)
        return datetime(year, month, day, hour, minute, min(second, 59))  # UTC, like all here
    except (ValueError, TypeError):
        return None


def _difference(local: datetime, utc: datetime) -> int | None:
    """Minutes ahead of UTC, where the difference is a zone that exists."""
    minutes = (local - utc) / timedelta(minutes=1)
    zone = round(minutes / ZONES) * ZONES
    return zone if -12 * 60 <= zone <= 14 * 60 and abs(minutes - zone) * timedelta(minutes=1) <= SLACK else None
