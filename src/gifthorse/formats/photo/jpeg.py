"""JPEG files: markers, application segments, scans and what follows the end. No pixel is decoded.

ITU-T T.81; JFIF 1.02; CIPA DC-008 (APP1), DC-007 (MPF); XMP part 3; ICC.1 annex B; ISO/IEC 19566-5 (APP11).
"""

from __future__ import annotations

import re
import struct
from collections import defaultdict
from collections.abc import Iterator
from typing import Final

from gifthorse.formats.photo.canvas import Window
from gifthorse.formats.photo.model import Found, Nested, Picture, Tag, in_pieces
from gifthorse.formats.photo.text import decoded

SEGMENTS_LIMIT: Final = 20_000
_MARKER: Final = re.compile(rb"\xff+([^\x00\xd0-\xd7\xff])")
SCAN_END: Final = re.compile(rb"\xff[\x01-\xcf\xd8-\xfe]")  # begins with one literal byte, which is searched for fast
_LINE: Final = re.compile(rb"([A-Za-z#]{2,20})=([ -~]{1,100})\r?\n")
_ALONE: Final = {0xD8: "soi", 0xD9: "eoi", 0x01: "tem"}
_NAMES: Final = {
    0xC4: "dht",
    0xCC: "dac",
    0xDA: "sos",
    0xDB: "dqt",
    0xDC: "dnl",
    0xDD: "dri",
    0xDE: "dhp",
    0xFE: "com",
}
_XMP: Final = b"http://ns.adobe.com/xap/1.0/\0"
_XMP_MORE: Final = b"http://ns.adobe.com/xmp/extension/\0"
_GAIN_MAP: Final = b"urn:iso:std:iso:ts:21496:-1\0"

# What an application segment begins with: marker, signature, its name, the parser of the rest ("" for none).
_APPS: Final = (
    (0xE0, b"JFIF\0", "jfif", ""),
    (0xE0, b"JFXX\0", "jfxx", ""),
    (0xE0, b"AVI1", "avi1", ""),
    (0xE0, b"II\x1a\0\0\0HEAP", "ciff", "ciff"),
    (0xE0, b"MM\0\0\0\x1aHEAP", "ciff", "ciff"),
    (0xE1, b"Exif\0\0", "exif", "tiff"),
    (0xE1, b"Exif\0\xff", "exif", "tiff"),
    (0xE1, _XMP, "xmp", "xmp"),
    (0xE2, b"MPF\0", "mpf", "mpf"),
    (0xE2, _GAIN_MAP, "gain-map", ""),
    (0xED, b"Photoshop 3.0\0", "photoshop", "photoshop"),
    (0xEE, b"Adobe", "adobe", ""),
)


class _Segments:
    """Segments that are parts of one thing, until all are there."""

    def __init__(self) -> None:
        self.icc: dict[int, Window] = {}
        self.xmp: dict[bytes, dict[int, Window]] = defaultdict(dict)
        self.jumbf: dict[bytes, dict[int, Window]] = defaultdict(dict)
        self.flir: dict[int, Window] = {}
        self.flashpix: dict[int, list[Window]] = defaultdict(list)

    def keep(self, window: Window, start: int, length: int, marker: int) -> str | None:
        """Keep the segment if it is such a part; returns what it is."""
        head = window.data[start : start + 80].tobytes()
        if marker == 0xE2 and head.startswith(b"ICC_PROFILE\0") and length > 14:
            self.icc[head[12]] = window.part(start + 14, length - 14)
            return "icc"
        if marker == 0xE1 and head.startswith(_XMP_MORE) and length > 75:
            self.xmp[head[35:67]][int.from_bytes(head[71:75])] = window.part(start + 75, length - 75)
            return "xmp-extended"
        if marker == 0xE1 and head.startswith(b"FLIR\0") and length > 8:
            self.flir[head[6]] = window.part(start + 8, length - 8)
            return "flir"
        if marker == 0xE2 and head.startswith(b"FPXR\0"):
            if head[6:7] == b"\2" and length > 13:  # a piece of a stream, by its number
                self.flashpix[int.from_bytes(head[7:9])].append(window.part(start + 13, length - 13))
            return "flashpix"
        if marker == 0xEB and head.startswith(b"JP") and length > 16:
            self.jumbf[head[2:4]][int.from_bytes(head[4:8])] = window.part(start + 8, length - 8)
            return "jumbf"
        return None

    def joined(self, window: Window, found: Found, prefix: str) -> Iterator[Nested]:
        """What the parts make together."""
        for parts in self.flashpix.values():
            whole = window.joined(parts)
            at = whole.data[:4096].tobytes().find(b"\xff\xd8\xff")
            if at >= 0:
                found.picture(in_pieces("jpeg", "preview", whole.part(at)))
        if self.icc:
            yield Nested("icc", window.joined(self.icc[n] for n in sorted(self.icc)), f"{prefix}.app2.icc")
        if self.flir:
            yield Nested("flir", window.joined(self.flir[n] for n in sorted(self.flir)), f"{prefix}.app1.flir")
        for numbered in self.xmp.values():
            yield Nested("xmp", window.joined(numbered[n] for n in sorted(numbered)), f"{prefix}.app1.xmp-extended")
        for numbered in self.jumbf.values():
            # Each part repeats the length and type of the box that they all belong to
            ordered = [numbered[n] for n in sorted(numbered)]
            whole = window.joined([*ordered[:1], *(p.part(8) for p in ordered[1:])])
            yield Nested("jumbf", whole, f"{prefix}.app11.jumbf")


def parse(window: Window, found: Found, prefix: str) -> Iterator[Nested]:
    """Read one JPEG from the beginning of the window, claim what belongs to it, and yield what lies inside.

    What follows its end is yielded as `trailer`. Damage is a problem, never an exception.
    """
    data = window.data
    at, segments, count, scans = 0, _Segments(), 0, 0
    while at < len(data):
        count += 1
        if count > SEGMENTS_LIMIT:
            window.canvas.problem(f"It has more than {SEGMENTS_LIMIT:,} segments.")
            break
        match = _MARKER.match(data, at)
        if match is None:
            match = _MARKER.search(data, at)
            window.canvas.problem(f"Bytes at {window.offset(at):,} are no JPEG marker.")
            if match is None:
                break
        marker, after = match[1][0], match.end()
        name = _ALONE.get(marker)
        if name is not None:
            window.claim(at, after - at, f"{prefix}.{name}")
            found.order.append(f"{prefix}.{name}")
            at = after
            if marker == 0xD9:
                break
            continue
        length = int.from_bytes(data[after : after + 2])
        if after + 2 > len(data) or length < 2 or after + length > len(data):
            window.canvas.problem(f"The segment at {window.offset(at):,} is cut short.")
            window.claim(at, len(data) - at, f"{prefix}.cut-short")
            at = len(data)
            break
        label, nested = _segment(window, found, prefix, (marker, after + 2, length - 2), segments)
        window.claim(at, after + length - at, f"{prefix}.{label}", known=not label.endswith(".unknown"))
        found.order.append(f"{prefix}.{label}")
        at = after + length
        if nested is not None:
            yield nested
        if marker == 0xDA:
            scans += 1
            following = SCAN_END.search(data, at)
            end = following.start() if following else len(data)
            window.claim(at, end - at, f"{prefix}.scan")
            if following is None:
                window.canvas.problem("The picture has no end mark: it is cut short.")
            at = end
    yield from segments.joined(window, found, prefix)
    if at < len(data):
        yield Nested("trailer", window.part(at), f"{prefix}.trailer")


def _segment(
    window: Window, found: Found, prefix: str, where: tuple[int, int, int], segments: _Segments
) -> tuple[str, Nested | None]:
    """What one segment is, and what lies inside. `where`: marker, start of its contents, their length."""
    marker, start, length = where
    data = window.data
    if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
        _frame(window, found, start, length, marker)
        return f"sof{marker - 0xC0}", None
    if marker == 0xDB:
        _quantisation(data[start : start + length].tobytes(), found)
    if marker == 0xFE:
        text = decoded(data[start : start + length].tobytes())
        found.tag(Tag("jpeg", "Comment", None, "text", text, text, window.offset(start), length))
    if not 0xE0 <= marker <= 0xEF:
        return _NAMES.get(marker, f"{marker:02x}.unknown"), None
    app = f"app{marker - 0xE0}"
    part = segments.keep(window, start, length, marker)
    if part is not None:
        return f"{app}.{part}", None
    for of, signature, name, parser in _APPS:
        if marker == of and data[start : start + len(signature)] == signature:
            skipped = 0 if name == "ciff" else len(signature)
            inside = window.part(start + skipped, length - skipped)
            if name == "jfxx":
                _jfxx(inside, found)
            elif name == "jfif" and len(inside) > 9 and (size := 3 * inside.data[7] * inside.data[8]):
                width, height = inside.data[7:9]
                found.picture(Picture("raw", "thumbnail", inside.offset(9), size, width, height, declared=True))
            nested = Nested(parser, inside, f"{prefix}.{app}.{name}") if parser else None
            return f"{app}.{name}", nested
    if marker == 0xEC and b"[picture info]" in data[start : start + 64].tobytes():
        _picture_info(window.part(start, length), found)
        return f"{app}.picture-info", None
    mark = data[start : start + 16].tobytes().split(b"\0", 1)[0].decode("latin-1")
    text = mark if mark.isprintable() else ""
    found.tag(Tag("jpeg", app.upper(), None, "segment", text, text, window.offset(start), length))
    return f"{app}.unknown", Nested("segment", window.part(start, length), f"{prefix}.{app}.unknown")


def _picture_info(inside: Window, found: Found) -> None:
    """The lines of NAME=VALUE that Olympus, Sanyo, Epson and Agfa wrote."""
    raw = inside.data[:8192].tobytes()
    for match in _LINE.finditer(raw):
        name = {"Serial#": "SerialNumber", "ID": "CameraID", "Version": "FirmwareVersion"}.get(decoded(match[1]))
        text = decoded(match[2].strip())
        label = name or decoded(match[1])
        found.tag(Tag("pictureinfo", label, None, "text", text, text, inside.offset(match.start(2)), len(match[2])))


def _frame(window: Window, found: Found, start: int, length: int, marker: int) -> None:
    if length < 6 or found.width:
        return
    _, height, width, components = struct.unpack_from(">BHHB", window.data, start)
    found.width, found.height, found.progressive = width, height, marker == 0xC2
    rows = window.data[start + 6 : start + min(length, 6 + 3 * components)].tobytes()
    found.subsampling = ",".join(f"{b >> 4}x{b & 15}" for b in rows[1::3]) or None


def _quantisation(raw: bytes, found: Found) -> None:
    """The tables of a DQT segment, as they stand (zigzag order); later ones replace earlier ones of their number."""
    at = 0
    while at < len(raw):
        wide, number = raw[at] >> 4, raw[at] & 15
        size = 128 if wide else 64
        values = raw[at + 1 : at + 1 + size]
        if len(values) < size:
            return
        found.quantisation[number] = struct.unpack(">64H", values) if wide else tuple(values)
        at += 1 + size


def _jfxx(window: Window, found: Found) -> None:
    """A thumbnail of JFIF's extension; only the kind that is a JPEG is a picture of its own."""
    if window.data[:1].tobytes() == b"\x10" and len(window) > 3:
        found.picture(Picture("jpeg", "thumbnail", window.offset(1), len(window) - 1, None, None, declared=True))
