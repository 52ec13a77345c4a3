"""Where a photo was taken, and how that was found out."""

from __future__ import annotations

import re
from typing import Any, Final

from gifthorse.formats.photo.model import Photo, Tag
from gifthorse.readers.photo.world import near

_ISO6709: Final = re.compile(r"([+-]\d{1,3}(?:\.\d+)?)([+-]\d{1,3}(?:\.\d+)?)([+-]\d+(?:\.\d+)?)?")
_XMP_COORDINATE: Final = re.compile(r"(\d+),(\d+(?:\.\d+)?)(?:,(\d+(?:\.\d+)?))?([NSEW])")
_METHODS: Final = (
    ("cell", "cell"),
    ("network", "network"),
    ("wlan", "network"),
    ("fused", "fused"),
    ("gps", "gps"),
    ("manual", "manual"),
)
_NAMES: Final = (
    "Sub-location", "City", "Province-State", "Country-PrimaryLocationName", "Landmark", "Location", "State", "Country",
    "photoshop:City", "photoshop:State", "photoshop:Country", "Iptc4xmpCore:Location", "GPSAreaInformation",
)  # fmt: skip


def facts(photo: Photo) -> dict[str, Any]:
    """Position, height, how it was found, and place names of a photo."""
    latitude, longitude, altitude = _exif(photo, "") or _xmp(photo) or _film(photo) or _inside(photo) or (None,) * 3
    how = None
    if latitude is not None:
        method = photo.first("GPSProcessingMethod")
        words = method.text.lower() if method else ""
        how = next((name for word, name in _METHODS if word in words), "unknown")
    named = [
        t for t in photo.tags if t.name.rpartition("/")[2] in _NAMES and t.group in ("iptc", "xmp", "makernote", "gps")
    ]
    words = ", ".join(dict.fromkeys(t.text.strip() for t in named if t.text.strip() and t.text.isprintable()))
    return {
        "latitude": latitude,
        "longitude": longitude,
        "altitude": altitude,
        "position_how": how,
        "near": near(latitude, longitude) if latitude is not None and longitude is not None else None,
        "place": words[:500] or None,
    }


def _exif(photo: Photo, role: str) -> tuple[float, float, float | None] | None:
    group = f"{role}:gps" if role else "gps"
    latitude = _degrees(photo.first("GPSLatitude", group), photo.first("GPSLatitudeRef", group), "S")
    longitude = _degrees(photo.first("GPSLongitude", group), photo.first("GPSLongitudeRef", group), "W")
    if latitude is None or longitude is None or abs(latitude) > 90 or abs(longitude) > 180:
        return None
    if latitude == 0 and longitude == 0:  # what cameras write that know no position
        return None
    height, below = photo.first("GPSAltitude", group), photo.first("GPSAltitudeRef", group)
    altitude = float(height.value) if height and isinstance(height.value, (int, float)) else None
    if altitude is not None and below is not None and below.text in ("1", "01"):
        altitude = -altitude
    return latitude, longitude, altitude


def _inside(photo: Photo) -> tuple[float, float, float | None] | None:
    """The position that only a picture inside still carries."""
    roles = {t.group.partition(":")[0] for t in photo.tags if t.group.endswith(":gps")}
    return next((found for role in sorted(roles) if (found := _exif(photo, role))), None)


def _degrees(value: Tag | None, reference: Tag | None, negative: str) -> float | None:
    if value is None:
        return None
    parts = value.value if isinstance(value.value, tuple) else (value.value,)
    numbers = [float(p) for p in parts if isinstance(p, (int, float))]
    if not numbers or len(numbers) != len(parts):
        return None
    degrees = sum((n / 60**i for i, n in enumerate(numbers[:3])), 0.0)
    return -degrees if reference and reference.text.strip().upper().startswith(negative) else degrees


def _xmp(photo: Photo) -> tuple[float, float, float | None] | None:
    found = []
    for name in ("exif:GPSLatitude", "exif:GPSLongitude"):
        tag = photo.first(name, "xmp")
        match = _XMP_COORDINATE.fullmatch(tag.text.strip()) if tag else None
        if match is None:
            return None
        degrees = float(match[1]) + float(match[2]) / 60 + float(match[3] or 0) / 3600
        found.append(-degrees if match[4] in "SW" else degrees)
    return found[0], found[1], None


def _film(photo: Photo) -> tuple[float, float, float | None] | None:
    """ISO 6709, as films carry it; also the film inside a photo."""
    for tag in photo.tags:
        if tag.name in ("GPSCoordinates", "com.apple.quicktime.location.ISO6709", "LocationInformation") or (
            tag.name.lower().endswith("location") and tag.group.endswith("quicktime")
        ):
            match = _ISO6709.match(tag.text.strip())
            if match and abs(float(match[1])) <= 90 and abs(float(match[2])) <= 180:
                return float(match[1]), float(match[2]), float(match[3]) if match[3] else None
    return None
