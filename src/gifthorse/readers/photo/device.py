"""Which camera took a photo, with which lens, and how."""

from __future__ import annotations

import json
import re
from typing import Any, Final

from gifthorse.formats.photo.model import Photo

_MAKES: Final = ("Make", "com.apple.quicktime.make", "com.android.manufacturer")
_MODELS: Final = ("Model", "com.apple.quicktime.model", "com.android.model", "UniqueCameraModel")
_SOFTWARE: Final = (
    "Software",
    "com.apple.quicktime.software",
    "SoftwareVersion",
    "com.android.version",
    "xmp:CreatorTool",
)
_FRONT: Final = re.compile(r"\bfront\b|selfie|TrueDepth", re.I)
_BACK: Final = re.compile(r"\b(?:back|rear|wide|tele)\b", re.I)


def facts(photo: Photo) -> dict[str, Any]:
    """Maker, model, lens, software, lens side, zoom, focal length and orientation."""
    settings = _xiaomi(photo)
    lens = _text(photo, ("LensModel", "Lens", "aux:Lens", "exifEX:LensModel"))
    front: bool | None = None
    if settings.get("sensor_type") in ("front", "rear"):
        front = settings["sensor_type"] == "front"
    elif lens and (_FRONT.search(lens) or _BACK.search(lens)):
        front = _FRONT.search(lens) is not None
    mirrored = settings.get("mirror")
    return {
        "make": _text(photo, _MAKES),
        "model": _text(photo, _MODELS),
        "market_name": _text(photo, ("XiaomiModel", "com.android.marketname", "Samsung_Model")),
        "lens": lens,
        "software": _text(photo, _SOFTWARE),
        "front_camera": front,
        "mirrored": mirrored if isinstance(mirrored, bool) else None,
        "zoom": _number(photo, "DigitalZoomRatio"),
        "focal_length_35": _number(photo, "FocalLengthIn35mmFormat"),
        "orientation": _orientation(photo),
    }


def _text(photo: Photo, names: tuple[str, ...]) -> str | None:
    for name in names:
        for tag in photo.tags:
            if tag.name == name and ":" not in tag.group and tag.text.strip() and isinstance(tag.value, str):
                return tag.text.strip()[:200]
    return None


def _number(photo: Photo, name: str) -> float | None:
    tag = photo.first(name, "exif", "ifd0")
    return float(tag.value) if tag and isinstance(tag.value, (int, float)) else None


def _orientation(photo: Photo) -> int | None:
    tag = photo.first("Orientation", "ifd0")
    return tag.value if tag and isinstance(tag.value, int) and 1 <= tag.value <= 8 else None


def _xiaomi(photo: Photo) -> dict[str, Any]:
    """The settings that Xiaomi's camera writes as JSON."""
    tag = photo.first("XiaomiSettings")
    try:
        found = json.loads(tag.text) if tag else {}
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
