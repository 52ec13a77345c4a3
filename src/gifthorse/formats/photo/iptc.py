"""IPTC records and Photoshop's image resources that carry them. IIM 4.2; Adobe's Photoshop file format."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from gifthorse.formats.photo.canvas import Window
from gifthorse.formats.photo.model import Found, Nested, Picture, Tag
from gifthorse.formats.photo.text import decoded

DATASETS_LIMIT: Final = 2_000
_NAMES: Final = {
    (1, 90): "CodedCharacterSet", (2, 0): "ApplicationRecordVersion", (2, 4): "ObjectAttributeReference",
    (2, 5): "ObjectName", (2, 7): "EditStatus", (2, 10): "Urgency", (2, 12): "SubjectReference", (2, 15): "Category",
    (2, 20): "SupplementalCategories", (2, 22): "FixtureIdentifier", (2, 25): "Keywords",
    (2, 26): "ContentLocationCode", (2, 27): "ContentLocationName", (2, 30): "ReleaseDate", (2, 35): "ReleaseTime",
    (2, 40): "SpecialInstructions", (2, 55): "DateCreated", (2, 60): "TimeCreated", (2, 62): "DigitalCreationDate",
    (2, 63): "DigitalCreationTime", (2, 65): "OriginatingProgram", (2, 70): "ProgramVersion", (2, 80): "By-line",
    (2, 85): "By-lineTitle", (2, 90): "City", (2, 92): "Sub-location", (2, 95): "Province-State",
    (2, 100): "Country-PrimaryLocationCode", (2, 101): "Country-PrimaryLocationName",
    (2, 103): "OriginalTransmissionReference", (2, 105): "Headline", (2, 110): "Credit", (2, 115): "Source",
    (2, 116): "CopyrightNotice", (2, 118): "Contact", (2, 120): "Caption-Abstract", (2, 121): "LocalCaption",
    (2, 122): "Writer-Editor", (2, 187): "UniqueDocumentID", (2, 221): "Prefs",
}  # fmt: skip
_RESOURCES: Final = {
    0x0404: "iptc", 0x040F: "icc", 0x0422: "exif", 0x0424: "xmp", 0x0409: "thumbnail", 0x040C: "thumbnail",
    0x0425: "digest", 0x03ED: "resolution", 0x040A: "copyright", 0x040B: "url", 0x0421: "version",
}  # fmt: skip
_INSIDE: Final = {"iptc": "iptc", "icc": "icc", "exif": "tiff", "xmp": "xmp"}


def parse(window: Window, found: Found, prefix: str) -> Iterator[Nested]:
    """Read IPTC datasets into tags of the group `iptc`."""
    window.claim(0, len(window), f"{prefix}.unclaimed", known=False)
    data, at = window.data, 0
    for _ in range(DATASETS_LIMIT):
        if not window.at(at, b"\x1c") or at + 5 > len(data):
            break
        record, dataset, length = data[at + 1], data[at + 2], int.from_bytes(data[at + 3 : at + 5])
        head = 5
        if length & 0x8000:  # an extended dataset: the length of the length
            wide = length & 0x7FFF
            head += min(wide, 4)
            length = int.from_bytes(data[at + 5 : at + 5 + min(wide, 4)])
        raw = data[at + head : at + head + length].tobytes()
        name = _NAMES.get((record, dataset), f"{record}:{dataset:03}")
        text = decoded(raw)
        found.tag(Tag("iptc", name, record << 8 | dataset, "text", text, text[:1024], window.offset(at), len(raw)))
        window.claim(at, head + length, f"{prefix}.{name}")
        at += head + length
    if not any(data[at : at + 64]):
        window.claim(at, len(data) - at, f"{prefix}.padding")
    yield from ()


def photoshop(window: Window, found: Found, prefix: str) -> Iterator[Nested]:
    """Read Photoshop's resource blocks: they hold IPTC, XMP, EXIF, profiles, and a thumbnail of their own."""
    window.claim(0, len(window), f"{prefix}.unclaimed", known=False)
    data, at = window.data, 0
    while data[at : at + 4].tobytes() in (b"8BIM", b"PHUT", b"DCSR", b"AgHg", b"MeSa") and at + 12 <= len(data):
        number, named = int.from_bytes(data[at + 4 : at + 6]), data[at + 6]
        body = at + 6 + (named + 2) // 2 * 2
        size = int.from_bytes(data[body : body + 4])
        start, end = body + 4, body + 4 + size
        name = _RESOURCES.get(number, f"0x{number:04x}")
        window.claim(at, end + (size & 1) - at, f"{prefix}.{name}")
        inner = window.part(start, size)
        if name in _INSIDE:
            yield Nested(_INSIDE[name], inner, f"{prefix}.{name}")
        elif name == "thumbnail" and size > 28:
            width, height = int.from_bytes(inner.data[4:8]), int.from_bytes(inner.data[8:12])
            found.picture(Picture("jpeg", "thumbnail", inner.offset(28), size - 28, width, height, declared=True))
        elif name in ("url", "digest"):
            text = inner.data[:1024].tobytes().hex() if name == "digest" else decoded(inner.data[:1024].tobytes())
            label = {"url": "URL", "digest": "IPTCDigest"}[name]
            found.tag(Tag("photoshop", label, number, "text", text, text, inner.offset(0), size))
        at = end + (size & 1)
    if not any(data[at : at + 64]):
        window.claim(at, len(data) - at, f"{prefix}.padding")
