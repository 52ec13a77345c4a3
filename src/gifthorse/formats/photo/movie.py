"""Films: when and where they were taken, with what, and which bytes of `mdat` belong to a track.

ISO/IEC 14496-12; Apple's QuickTime file format (user data, `keys` and `ilst`).
"""

from __future__ import annotations

import itertools
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Final

import numpy as np

from gifthorse.errors import FormatError
from gifthorse.formats.photo.boxes import Box, boxes, name
from gifthorse.formats.photo.canvas import Window
from gifthorse.formats.photo.model import Found, Nested, Picture, Tag
from gifthorse.formats.photo.text import decoded, shown

SAMPLES_LIMIT: Final = 20_000_000
CHUNKS_LIMIT: Final = 4_000_000
RUNS_LIMIT: Final = 20_000
KEYS_LIMIT: Final = 2_000
_EPOCH: Final = datetime(1904, 1, 1, tzinfo=UTC)
_TABLES: Final = (b"stco", b"co64", b"stsc", b"stsz")
_USER: Final = {
    b"\xa9xyz": "GPSCoordinates",
    b"\xa9day": "ContentCreateDate",
    b"\xa9mak": "Make",
    b"\xa9mod": "Model",
    b"\xa9swr": "SoftwareVersion",
    b"\xa9cmt": "Comment",
    b"\xa9nam": "Title",
    b"\xa9too": "Encoder",
    b"\xa9fmt": "Format",
    b"auth": "Author",
    b"cprt": "Copyright",
    b"dscp": "Description",
    b"titl": "Title",
    b"perf": "Performer",
    b"loci": "LocationInformation",
    b"manu": "Make",
    b"modl": "Model",
}


@dataclass(slots=True)
class Track:
    """The sample tables of one track, whose box lies from `start` to before `end`."""

    start: int
    end: int
    chunks: np.ndarray | None = None
    per_chunk: np.ndarray | None = None
    sizes: np.ndarray | int | None = None
    count: int = 0


@dataclass(slots=True)
class Movie:
    """What the boxes of a film say, box after box."""

    tracks: list[Track] = field(default_factory=list)
    width: int | None = None
    height: int | None = None
    fragments: bool = False

    def box(self, inner: Window, box: Box, found: Found) -> None:
        """Take what one box says. Raises FormatError where it is cut short."""
        kind = box.type
        if kind == b"trak":
            self.tracks.append(Track(box.start, box.start + box.length))
        elif kind in (b"mvhd", b"tkhd", b"mdhd"):
            self._times(inner, kind, found)
        elif kind == b"moof":
            self.fragments = True
        elif kind in _TABLES:
            track = next((t for t in self.tracks if t.start <= box.start < t.end), None)
            if track is not None:
                _sample_table(track, inner, kind)

    def _times(self, inner: Window, kind: bytes, found: Found) -> None:
        wide = inner.number(">B", 0) == 1
        created, modified = struct.unpack(">QQ" if wide else ">II", inner.take(4, 16 if wide else 8))
        if kind == b"tkhd":
            width, height = inner.number(">I", len(inner) - 8) >> 16, inner.number(">I", len(inner) - 4) >> 16
            if width * height > (self.width or 0) * (self.height or 0):
                self.width, self.height = width, height
        label = {b"mvhd": "", b"tkhd": "Track", b"mdhd": "Media"}[kind]
        for what, value in (("CreateDate", created), ("ModifyDate", modified)):
            when = date(value)
            if when:
                found.tag(Tag("quicktime", label + what, None, "date", when, when, inner.offset(4), 8))

    def claim(self, window: Window, prefix: str, media: list[tuple[int, int]]) -> None:
        """Claim what the tracks point at. A film in fragments claims its media as a whole: its tables lie elsewhere."""
        if self.fragments:
            for start, length in media:
                window.claim(start, length, f"{prefix}.mdat.fragments")
            return
        for number, track in enumerate(self.tracks):
            for start, end in runs(track):
                window.claim(start, end - start, f"{prefix}.mdat.track{number}")

    def into(self, found: Found) -> None:
        """Give the film's size to the photo."""
        if self.width and not found.width:
            found.width, found.height = self.width, self.height


def _sample_table(track: Track, inner: Window, kind: bytes) -> None:
    if kind in (b"stco", b"co64"):
        count = min(inner.number(">I", 4), CHUNKS_LIMIT)
        wide = kind == b"co64"
        raw = inner.data[8 : 8 + count * (8 if wide else 4)]
        track.chunks = np.frombuffer(raw[: len(raw) // 8 * 8 if wide else len(raw) // 4 * 4], ">u8" if wide else ">u4")
    elif kind == b"stsc":
        raw = inner.data[8 : 8 + 12 * min(inner.number(">I", 4), CHUNKS_LIMIT)]
        track.per_chunk = np.frombuffer(raw[: len(raw) // 12 * 12], ">u4").reshape(-1, 3)
    elif kind == b"stsz":
        fixed, track.count = inner.number(">I", 4), min(inner.number(">I", 8), SAMPLES_LIMIT)
        raw = inner.data[12 : 12 + 4 * track.count]
        track.sizes = fixed or np.frombuffer(raw[: len(raw) // 4 * 4], ">u4")


def runs(track: Track) -> Iterator[tuple[int, int]]:
    """The byte ranges of a track, neighbouring chunks as one."""
    chunks, table, sizes = track.chunks, track.per_chunk, track.sizes
    if chunks is None or table is None or sizes is None or not len(chunks) or not len(table):
        return
    first = np.clip(table[:, 0].astype(np.int64) - 1, 0, len(chunks))
    spans = np.diff(np.append(first, len(chunks)))
    each = np.repeat(table[:, 1].astype(np.int64), np.maximum(spans, 0))[: len(chunks)]
    each = np.minimum(each, SAMPLES_LIMIT)
    ends = np.cumsum(each)
    begins = ends - each
    if isinstance(sizes, int):
        lengths = each * sizes
    else:
        total = np.concatenate(([0], np.cumsum(sizes.astype(np.int64))))
        lengths = total[np.minimum(ends, len(sizes))] - total[np.minimum(begins, len(sizes))]
    starts = chunks[: len(lengths)].astype(np.int64)
    order = np.argsort(starts, kind="stable")
    starts, stops = starts[order], (starts + lengths)[order]
    far = np.flatnonzero(np.concatenate(([True], starts[1:] > np.maximum.accumulate(stops)[:-1])))
    highest = np.maximum.reduceat(stops, far)
    yield from zip(starts[far][:RUNS_LIMIT].tolist(), highest[:RUNS_LIMIT].tolist(), strict=True)


def handler(inner: Window) -> Tag:
    """What a track holds, by its handler: `vide` for pictures, `soun` for sound, others for texts and measurements."""
    kind = decoded(inner.data[8:12].tobytes())
    return Tag("quicktime", "HandlerType", None, "code", kind, kind, inner.offset(8), 4)


def metadata(inner: Window, found: Found, label: str) -> Iterator[Nested]:
    """QuickTime's metadata: names in `keys`, values in `ilst`. The box may begin with version and flags, or not."""
    at = 0 if inner.data[4:8].tobytes() in (b"hdlr", b"keys", b"ilst", b"mhdr") else 4
    keys: list[str] = []
    for box in boxes(inner, at):
        inner.claim(box.start - box.head, box.head + box.length, f"{label}.{name(box.type)}")
        if box.type == b"keys":
            parts = itertools.islice(boxes(inner, box.start + 8, box.start + box.length), KEYS_LIMIT)
            keys += [decoded(inner.take(part.start, min(part.length, 256))) for part in parts]
        elif box.type == b"ilst":
            yield from _values(inner.part(box.start, box.length), found, keys)


def _values(inner: Window, found: Found, keys: list[str]) -> Iterator[Nested]:
    for item in boxes(inner):
        number = int.from_bytes(item.type)
        key = keys[number - 1] if 0 < number <= len(keys) else _USER.get(item.type, name(item.type))
        for data in boxes(inner, item.start, item.start + item.length):
            if data.type != b"data" or data.length < 8:
                continue
            kind = inner.number(">I", data.start)
            raw = inner.take(data.start + 8, min(data.length - 8, 65_536))
            value = decoded(raw) if kind in (0, 1, 2, 4) else raw
            if kind in (21, 22, 65, 66, 67, 74) and len(raw) <= 8:
                value = str(int.from_bytes(raw, signed=kind != 22))
            if kind in (13, 14):
                where = inner.offset(data.start + 8)
                found.picture(Picture("jpeg", "preview", where, data.length - 8, None, None, declared=True))
            found.tag(
                Tag("quicktime", key, None, "item", value, shown(value), inner.offset(data.start + 8), data.length - 8)
            )
    yield from ()


def user_data(inner: Window, found: Found, kind: bytes, label: str) -> Iterator[Nested]:
    """One box of user data: QuickTime's texts, 3GPP's, and what vendors put there."""
    raw = inner.data[:65_536].tobytes()
    if kind == b"XMP_":
        yield Nested("xmp", inner, f"{label}.xmp")
        return
    if kind[:1] == b"\xa9" and len(raw) >= 4:
        size = int.from_bytes(raw[:2])
        text = decoded(raw[4 : 4 + size]) if size <= len(raw) - 4 else decoded(raw)
    elif kind in _USER and len(raw) > 6:
        text = decoded(raw[6:])
        if kind == b"loci":
            text = _location(raw)
    else:
        value = raw
        found.tag(Tag("userdata", name(kind), None, "bytes", value, shown(value), inner.offset(0), len(inner)))
        at = raw[:16].find(b"\xff\xd8\xff")
        if at >= 0:
            found.picture(Picture("jpeg", "preview", inner.offset(at), len(inner) - at, None, None, declared=True))
        return
    found.tag(Tag("quicktime", _USER.get(kind, name(kind)), None, "text", text, text, inner.offset(0), len(inner)))


def _location(raw: bytes) -> str:
    """3GPP TS 26.244, 8.10: language, place name, role, then longitude, latitude and altitude as 16.16 numbers."""
    end = raw.find(b"\0", 6)
    at = end + 2
    if end < 0 or at + 12 > len(raw):
        raise FormatError("A place in the user data is cut short.")
    longitude, latitude, altitude = (n / 65536 for n in struct.unpack_from(">iii", raw, at))
    return f"{latitude:+.5f}{longitude:+.5f}{altitude:+.1f}/ {raw[6:end].decode('utf-8', 'replace')}"


def date(seconds: int) -> str | None:
    """A QuickTime time, seconds since 1904 in UTC, as EXIF writes dates; None for none or nonsense."""
    if not 0 < seconds < 1 << 33:
        return None
    return (_EPOCH + timedelta(seconds=seconds)).strftime("%Y:%m:%d %H:%M:%S")
