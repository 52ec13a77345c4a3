"""What a file tells of how it was saved: quality, tables, order of its parts, programs that changed it.

IJG's standard tables: ITU-T T.81, annex K, scaled as in libjpeg's `jpeg_set_quality`.
"""

from __future__ import annotations

import hashlib
import re
import tomllib
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any, Final

from gifthorse.formats.photo.model import Photo

# Annex K.1 and K.2 in zigzag order.
LUMINANCE: Final = (
    16, 11, 12, 14, 12, 10, 16, 14, 13, 14, 18, 17, 16, 19, 24, 40, 26, 24, 22, 22, 24, 49, 35, 37, 29, 40, 58, 51,
    61, 60, 57, 51, 56, 55, 64, 72, 92, 78, 64, 68, 87, 69, 55, 56, 80, 109, 81, 87, 95, 98, 103, 104, 103, 62, 77, 113,
    121, 112, 100, 120, 92, 101, 103, 99,
)  # fmt: skip
CHROMINANCE: Final = (
    17, 18, 18, 24, 21, 24, 47, 26, 26, 47, 99, 66, 56, 66, *(99,) * 50,
)  # fmt: skip
_EDITORS: Final = re.compile(
    r"photoshop|lightroom|gimp|snapseed|picsart|vsco|facetune|meitu|beauty ?plus|canva|affinity|pixelmator|capture one|"
    r"darktable|rawtherapee|paint|photos? ?editor|polarr|instagram|facebook|whatsapp|telegram|imagemagick|acdsee|"
    r"picasa|"
    r"adobe|luminar|fotor|inshot|remini|b612|snow|camera360|youcam|google photos|ai editor|dall|midjourney|firefly|"
    r"stable diffusion|pillow|ffmpeg|handbrake|lavf",
    re.I,
)
_PROGRAMS: Final = (
    "Software", "ProcessingSoftware", "xmp:CreatorTool", "ImageEditingSoftware", "MetadataEditingSoftware",
    "ImageEditor", "OriginatingProgram", "Encoder", "claim_generator", "softwareAgent",
)  # fmt: skip


def facts(photo: Photo) -> dict[str, Any]:
    """Quality and tables of the last save, the order of parts as a digest, and who edited it."""
    tables = photo.quantisation
    estimate = quality(tables[0]) if 0 in tables and photo.kind == "jpeg" else None
    order = hashlib.md5("\n".join(photo.order).encode(), usedforsecurity=False).hexdigest()
    return {
        "quality": estimate[0] if estimate else None,
        "quality_exact": estimate[1] if estimate else None,
        "subsampling": photo.subsampling,
        "tables_digest": digest(photo) if tables else None,
        "tables_of": _program(tables[0]) if 0 in tables and photo.kind == "jpeg" else None,
        "order_digest": order,
        "said_width": _said(photo, "ExifImageWidth"),
        "said_height": _said(photo, "ExifImageHeight"),
        "edited_by": editor(photo),
    }


def _program(table: tuple[int, ...]) -> str | None:
    """The program whose luminance table this is, where no camera uses the same."""
    text = ",".join(map(str, table))
    return _programs().get(hashlib.md5(text.encode(), usedforsecurity=False).hexdigest())


@cache
def _programs() -> dict[str, str]:
    raw = tomllib.loads((files("gifthorse.data") / "jpeg_tables.toml").read_text(encoding="utf-8"))
    return {row["md5"]: row["program"] for row in raw["table"]}


def _said(photo: Photo, name: str) -> int | None:
    """A size that the camera wrote, which programs that cut or shrink a photo often leave as it was."""
    tag = photo.first(name, "exif")
    return tag.value if tag and isinstance(tag.value, int) and 0 < tag.value < 1 << 31 else None


def digest(photo: Photo) -> str:
    """MD5 over the quantisation tables by number and the sampling: the same for photos that one encoder saved."""
    text = ";".join(f"{n}:{','.join(map(str, photo.quantisation[n]))}" for n in sorted(photo.quantisation))
    return hashlib.md5(f"{text}|{photo.subsampling}".encode(), usedforsecurity=False).hexdigest()


def scaled(base: tuple[int, ...], quality: int) -> tuple[int, ...]:
    """IJG's table for a quality of 1 to 100."""
    scale = 5000 // quality if quality < 50 else 200 - quality * 2
    return tuple(min(255, max(1, (value * scale + 50) // 100)) for value in base)


@cache
def _ladder() -> tuple[tuple[int, ...], ...]:
    return tuple(scaled(LUMINANCE, candidate) for candidate in range(1, 101))


@lru_cache(256)  # a camera's photos have one
def quality(table: tuple[int, ...]) -> tuple[int, bool]:
    """The quality whose luminance table is nearest, and whether it is exactly that one."""
    best, distance = 1, 1 << 30
    for candidate, known in enumerate(_ladder(), 1):
        difference = sum(abs(a - b) for a, b in zip(known, table, strict=False))
        if difference < distance:
            best, distance = candidate, difference
    return best, distance == 0


def editor(photo: Photo) -> str | None:
    """The program that says it changed the photo, if one does."""
    for tag in photo.tags:
        name = tag.name.rpartition("/")[2]
        if ":" in tag.group:
            continue
        if (name in _PROGRAMS or name.endswith("stEvt:softwareAgent")) and _EDITORS.search(tag.text):
            return tag.text.strip()[:200]
    return None
