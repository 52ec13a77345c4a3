"""Maker notes: directories like TIFF's with a head of the maker's own. Only what tells camera, owner or shot is named.

No maker documents them; layouts and numbers as ExifTool's documentation lists them, checked against real photos.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial
from typing import Final

from gifthorse.errors import FormatError
from gifthorse.formats.photo import sony
from gifthorse.formats.photo.canvas import Window
from gifthorse.formats.photo.model import Found, Nested, Picture, Tag
from gifthorse.formats.photo.text import decoded
from gifthorse.formats.photo.tiff import Entry, Reader

DIRECTORIES_LIMIT: Final = 32
MOVED_LIMIT: Final = 1 << 20


@dataclass(frozen=True, slots=True)
class Layout:
    """How a maker's notes begin: where the directory is, and what its offsets count from (`note`, or the TIFF block).

    `order` is a fixed byte order, "mark" where a TIFF header stands at `start`, or "" for the one of the file.
    """

    maker: str
    signature: bytes
    start: int
    note: bool
    order: str = ""


LAYOUTS: Final = (
    Layout("apple", b"Apple iOS\0", 14, note=True, order=">"),
    Layout("nikon", b"Nikon\0\x02", 10, note=True, order="mark"),
    Layout("nikon", b"Nikon\0\x01", 8, note=False),
    Layout("olympus", b"OLYMPUS\0II", 12, note=True, order="<"),
    Layout("olympus", b"OLYMPUS\0MM", 12, note=True, order=">"),
    Layout("olympus", b"OM SYSTEM\0\0\0II", 16, note=True, order="<"),
    Layout("olympus", b"OLYMP\0", 8, note=False),
    Layout("olympus", b"EPSON\0", 8, note=False),
    Layout("olympus", b"MINOL\0", 8, note=False),
    Layout("panasonic", b"Panasonic\0", 12, note=False),
    Layout("panasonic", b"LEICA\0\0\0", 8, note=False),
    Layout("pentax", b"PENTAX \0II", 10, note=True, order="<"),
    Layout("pentax", b"PENTAX \0MM", 10, note=True, order=">"),
    Layout("pentax", b"AOC\0II", 6, note=False, order="<"),
    Layout("pentax", b"AOC\0MM", 6, note=False, order=">"),
    Layout("pentax", b"AOC\0", 6, note=False),
    Layout("fujifilm", b"FUJIFILM", 12, note=True, order="<"),
    Layout("sony", b"SONY DSC \0", 12, note=False),
    Layout("sony", b"SONY CAM \0", 12, note=False),
    Layout("sony", b"SONY MOBILE", 12, note=False),
    Layout("casio", b"QVC\0", 6, note=False, order=">"),
    Layout("casio", b"DCI\0", 6, note=False, order=">"),
    Layout("sanyo", b"SANYO\0", 8, note=False),
    Layout("sigma", b"SIGMA\0", 10, note=False),
    Layout("sigma", b"FOVEON\0", 10, note=False),
    Layout("ricoh", b"Ricoh", 8, note=False, order=">"),
    Layout("ricoh", b"RICOH\0", 8, note=False),
    Layout("kyocera", b"KYOCERA", 22, note=True),
    Layout("motorola", b"MOT\0", 8, note=True),
    Layout("huawei", b"HUAWEI\0\0", 8, note=True, order="mark"),
)
_PLAIN: Final = ("canon", "samsung", "sony", "nikon", "olympus", "minolta", "konica", "casio", "kodak", "leica")

# What identifies a camera, a lens, an owner or a shot, by maker and number.
NAMES: Final[dict[str, dict[int, str]]] = {
    "apple": {0x11: "ContentIdentifier", 0x15: "ImageUniqueID", 0x2B: "PhotoIdentifier", 0x08: "AccelerationVector"},
    "canon": {
        0x06: "CanonImageType", 0x07: "CanonFirmwareVersion", 0x08: "FileNumber", 0x09: "OwnerName",
        0x0C: "SerialNumber", 0x28: "ImageUniqueID", 0x95: "LensModel", 0x96: "InternalSerialNumber",
        0x4019: "LensSerialNumber",
    },
    "nikon": {
        0x1D: "SerialNumber", 0xA0: "SerialNumber", 0xA7: "ShutterCount", 0x1B: "CropHiSpeed", 0x84: "Lens",
        0x80: "ImageAdjustment", 0x11: "PreviewIFD", 0x98: "LensData",
    },
    "olympus": {
        0x0404: "SerialNumber", 0x2010: "Equipment", 0x0207: "CameraType", 0x0209: "CameraID", 0x0100: "ThumbnailImage",
        0x0088: "PreviewImageStart", 0x0089: "PreviewImageLength",
    },
    "olympus-equipment": {
        0x0101: "SerialNumber", 0x0102: "InternalSerialNumber", 0x0104: "BodyFirmwareVersion",
        0x0202: "LensSerialNumber", 0x0203: "LensModel", 0x0302: "ExtenderSerialNumber", 0x1002: "FlashSerialNumber",
    },
    "panasonic": {
        0x25: "InternalSerialNumber", 0x51: "LensType", 0x52: "LensSerialNumber", 0x02: "FirmwareVersion",
        0x33: "BabyAge", 0x65: "Title", 0x66: "BabyName", 0x67: "Location", 0x69: "Country", 0x6B: "State",
        0x6D: "City", 0x6F: "Landmark",
    },
    "pentax": {0x0229: "SerialNumber", 0x0230: "FirmwareVersion", 0x0215: "CameraInfo"},
    "fujifilm": {0x10: "InternalSerialNumber", 0x4100: "FacesDetected", 0x4282: "FaceRecInfo"},
    "sony": {0x2031: "SerialNumber", 0xB001: "SonyModelID", 0xB027: "LensType", 0x2001: "PreviewImage"},
    "samsung": {
        0x03: "SamsungModelID", 0x43: "CameraTemperature", 0xA001: "FirmwareName", 0xA002: "SerialNumber",
        0xA005: "InternalLensSerialNumber", 0x0100: "FaceDetect", 0x0120: "FaceRecognition", 0x0123: "FaceName",
    },
    "minolta": {0x88: "PreviewImageStart", 0x89: "PreviewImageLength"},
    "ricoh-camera": {0x05: "InternalSerialNumber"},
    "sigma": {0x02: "SerialNumber"},
    "ricoh": {0x05: "InternalSerialNumber", 0x5001: "SerialNumber"},
    "motorola": {0x5500: "BuildNumber", 0x5501: "SerialNumber", 0x6705: "ManufactureDate"},
    "kodak": {0x1A: "SerialNumber", 0x28: "SerialNumber"},
}  # fmt: skip
_RECONYX: Final = ((b"\x01\xf1", 0x2A, 15), (b"RECONYXH2\0", 0x7E, 15))
_SUBDIRECTORIES: Final = {("ricoh", 0x2001): "ricoh-camera", ("olympus", 0x2010): "olympus-equipment"}
_PREVIEWS: Final = {("nikon", 0x11): "nikon-preview", ("samsung", 0x35): "samsung-preview"}


def parse(nested: Nested, found: Found) -> Iterator[Nested]:
    """Read the maker note that lies in the TIFF block of `nested`, into tags of the group `makernote`."""
    window, prefix, start, order = nested.window, nested.prefix, nested.start, nested.order
    note = window.part(start, nested.length)
    note.claim(0, len(note), f"{prefix}.unclaimed", known=True)
    head = note.data[:64].tobytes()
    make = next((str(t.value) for t in found.tags if t.name == "Make"), "").lower()
    layout = next((one for one in LAYOUTS if head.startswith(one.signature)), None)
    order, moved = _written_by_canon(note, start, order) if make.startswith("canon") else (order, 0)
    if layout is None:
        plain = next((maker for maker in _PLAIN if make.startswith(maker)), None)
        if _reconyx(note, found, prefix):
            return
        if plain is None or not _looks_like_directory(note, order):
            yield from _unread(note, found, prefix)
            return
        layout = Layout(plain, b"", 0, note=plain == "samsung")
    base = note if layout.note else window
    at = layout.start if layout.note else start + layout.start
    if layout.order == "mark":
        base = note.part(layout.start)
        mark = {b"II": "<", b"MM": ">"}.get(base.data[:2].tobytes())
        if mark is None:
            return
        order, at = mark, base.number(mark + "I", 4)
    elif layout.order:
        order = layout.order
    if layout.maker == "fujifilm":
        at = note.number("<I", 8)
    reader = Reader(base, found, prefix, order, moved=moved)
    yield from _directories(reader, layout.maker, at)


def _written_by_canon(note: Window, start: int, order: str) -> tuple[str, int]:
    """Byte order of Canon's notes and how far they were moved: they end with a TIFF header and where they once were."""
    mark = {b"II*\0": "<", b"MM\0*": ">"}.get(note.data[-8:-4].tobytes())
    if mark is None or len(note) < 16:
        return order, 0
    moved = start - note.number(mark + "I", len(note) - 4)
    return mark, moved if abs(moved) < MOVED_LIMIT else 0


def canon(window: Window, found: Found, prefix: str) -> Iterator[Nested]:
    """Canon's notes as a TIFF structure of their own, as in CR3."""
    order = {b"II": "<", b"MM": ">"}.get(window.data[:2].tobytes())
    if order is not None:
        yield from _directories(Reader(window, found, prefix, order), "canon", window.number(order + "I", 4))


def _reconyx(note: Window, found: Found, prefix: str) -> bool:
    """The notes of Reconyx's wildlife cameras: a fixed layout with the serial number in UTF-16."""
    for signature, at, size in _RECONYX:
        if note.at(0, signature) and len(note) >= at + 2 * size:
            text = note.data[at : at + 2 * size].tobytes().decode("utf-16-le", "replace").split("\0", 1)[0]
            if text.isalnum():
                found.tag(Tag("makernote", "SerialNumber", None, "utf-16", text, text, note.offset(at), 2 * size))
            note.claim(0, len(note), f"{prefix}.reconyx")
            return True
    return False


def _directories(reader: Reader, maker: str, at: int) -> Iterator[Nested]:
    waiting = [(maker, at)]
    for _ in range(DIRECTORIES_LIMIT):
        if not waiting:
            return
        name, at = waiting.pop()
        if at in reader.seen:
            continue
        reader.seen.add(at)
        try:
            entries, _ = reader.directory(at, name, pointer=False)
        except FormatError:
            continue  # a note that somebody moved has offsets that lead nowhere
        known = NAMES.get(name, {})
        for entry in map(partial(_cut, name, reader), entries):
            label = known.get(entry.number, f"0x{entry.number:04x}")
            reader.tag(entry, "makernote", label)
            inner = _SUBDIRECTORIES.get((name, entry.number)) or _PREVIEWS.get((name, entry.number))
            if inner:
                place = entry.value if isinstance(entry.value, int) else entry.at
                place += 20 if inner == "ricoh-camera" else 0  # behind its name
                waiting.append((inner, place))
            if (name, entry.number) == ("sony", sony.TAG) and isinstance(entry.value, bytes):
                model = next((str(t.value).strip() for t in reader.found.tags if t.name == "Model"), "")
                for one in sony.serial(entry.value, reader.window.offset(entry.at), model):
                    reader.found.tag(one)
        _pictures(reader, entries, name)
    yield from ()


def _cut(name: str, reader: Reader, entry: Entry) -> Entry:
    """An entry without what is not its own: of Canon's lens information the first five bytes are the lens's number."""
    if (name, entry.number) != ("canon", 0x4019):
        return entry
    return replace(entry, length=5, value=reader.window.data[entry.at : entry.at + 5].tobytes())


def _pictures(reader: Reader, entries: list[Entry], name: str) -> None:
    """Previews that a note points at or holds."""
    numbers = {e.number: e.value for e in entries}
    pairs = [(0x0201, 0x0202)] if name.endswith("-preview") else []
    pairs += [(0x88, 0x89)] if name in ("olympus", "minolta") else [(0x04, 0x03)] if name == "pentax" else []
    for first, second in pairs:
        start, size = numbers.get(first), numbers.get(second)
        if isinstance(start, int) and isinstance(size, int) and 0 < size <= len(reader.window) - start:
            part = reader.window.part(start, size)
            reader.found.picture(Picture("jpeg", "preview", part.offset(0), size, None, None, declared=True))
    for entry in entries:
        if entry.length > 256 and isinstance(entry.value, bytes) and entry.value[:2] == b"\xff\xd8":
            part = reader.window.part(entry.at, entry.length)
            reader.found.picture(Picture("jpeg", "preview", part.offset(0), len(part), None, None, declared=True))


def _looks_like_directory(note: Window, order: str) -> bool:
    if len(note) < 18:
        return False
    count, kind = note.number(order + "H", 0), note.number(order + "H", 4)
    return 0 < count < 512 and 0 < kind < 14 and 2 + 12 * count <= len(note) + 12


def _unread(note: Window, found: Found, prefix: str) -> Iterator[Nested]:
    """A note of a form that is not known: kept as text if it is one, else as an unexplained blob."""
    raw = note.data[:4096].tobytes()
    if len(raw) >= 4 and sum(32 <= b < 127 or b in b"\r\n\t\0" for b in raw) > 0.95 * len(raw):
        text = decoded(raw)
        found.tag(Tag("makernote", "MakerNoteText", None, "text", text, text[:1024], note.offset(0), len(note)))
        note.claim(0, len(note), f"{prefix}.text")
        return
    note.claim(0, len(note), f"{prefix}.unknown", known=False)
    yield Nested("segment", note, f"{prefix}.unknown")
