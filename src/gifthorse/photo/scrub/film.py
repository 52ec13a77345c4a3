"""Films: pictures and sound stay where they are; everything else is overwritten with zeros in its place.

No offset changes that way, so nothing has to be written anew. Boxes that say something become `free` boxes of zeros;
tracks other than pictures and sound (places, gyroscopes, texts) go, and with them their bytes in `mdat`.
"""

from __future__ import annotations

from typing import Final

from gifthorse.errors import FormatError
from gifthorse.formats.photo.boxes import Box, boxes, whole
from gifthorse.formats.photo.canvas import Window
from gifthorse.formats.photo.model import Found
from gifthorse.formats.photo.movie import Movie, runs

_TOP: Final = (b"ftyp", b"moov", b"mdat", b"moof", b"mfra", b"sidx", b"styp", b"wide")
_SILENT: Final = (b"udta", b"meta", b"uuid", b"free", b"skip", b"tref", b"iods", b"prft", b"emsg")
_CONTAINERS: Final = (b"moov", b"trak", b"mdia", b"minf", b"stbl", b"edts", b"mvex", b"moof", b"traf", b"gmhd")
_TIMES: Final = (b"mvhd", b"tkhd", b"mdhd")


def scrub(data: memoryview) -> bytes:
    """The copy. Raises FormatError for a film that is damaged."""
    window = Window.whole(data)
    found, end = whole(window, _TOP)
    made = bytearray(data[:end])
    film, media, fragments = Movie(), [], False
    for box in found:
        fragments |= box.type == b"moof"
        if box.type == b"mdat":
            media.append((box.start, box.start + box.length))
        elif box.type not in _TOP:
            _silence(made, box)
        elif box.type in _CONTAINERS:
            _inside(window, made, box, film)
    if not media or (not film.tracks and not fragments):
        raise FormatError("It holds no film that could be copied.", 0)
    if not fragments:
        _media(made, film, media)
    return bytes(made)


def _inside(window: Window, made: bytearray, around: Box, film: Movie) -> None:
    """Silence what says something in a container, and what it holds."""
    waiting = [around]
    while waiting:
        outer = waiting.pop()
        for box in boxes(window, outer.start, outer.start + outer.length):
            if (box.type == b"trak" and _handler(window, box) not in (b"vide", b"soun")) or box.type in _SILENT:
                _silence(made, box)
            elif box.type in _CONTAINERS:
                if box.type == b"trak":
                    film.box(window.part(box.start, box.length), box, Found())
                waiting.append(box)
            elif box.type in _TIMES:
                wide = made[box.start] == 1
                made[box.start + 4 : box.start + (20 if wide else 12)] = bytes(16 if wide else 8)
                if box.type == b"mdhd":
                    made[box.start + (32 if wide else 20) : box.start + (34 if wide else 22)] = b"\x55\xc4"  # und
            elif box.type == b"hdlr":
                made[box.start + 12 : box.start + box.length] = bytes(max(0, box.length - 12))
            elif box.type == b"stsd":
                _names(window, made, box)
            else:
                film.box(window.part(box.start, box.length), box, Found())


def _handler(window: Window, track: Box) -> bytes:
    for media in boxes(window, track.start, track.start + track.length):
        if media.type == b"mdia":
            for box in boxes(window, media.start, media.start + media.length):
                if box.type == b"hdlr":
                    return window.take(box.start + 8, 4)
    return b""


def _names(window: Window, made: bytearray, box: Box) -> None:
    """The vendor and the name of the encoder in the entries of `stsd` that describe pictures."""
    for entry in boxes(window, box.start + 8, box.start + box.length):
        if (entry.length >= 78 and entry.type[:1] not in (b"m", b"t", b"s")) or entry.type in (b"mp4v", b"mjpa"):
            made[entry.start + 12 : entry.start + 16] = bytes(4)
            made[entry.start + 42 : entry.start + 74] = bytes(32)


def _media(made: bytearray, film: Movie, media: list[tuple[int, int]]) -> None:
    """Overwrite what of `mdat` no track of picture or sound points at."""
    kept = sorted(run for track in film.tracks for run in runs(track))
    for start, end in media:
        at = start
        for first, stop in kept:
            if first > at and first < end:
                made[at:first] = bytes(first - at)
            at = max(at, min(stop, end))
        if at < end:
            made[at:end] = bytes(end - at)


def _silence(made: bytearray, box: Box) -> None:
    head = box.start - box.head
    made[head + 4 : head + 8] = b"free"
    usage = 16 if box.head >= 24 else 0  # what identified a uuid box goes too
    made[box.start - usage : box.start + box.length] = bytes(box.length + usage)
