"""ISO base media files: HEIF and AVIF pictures, MP4 and QuickTime films. Boxes, and what of `mdat` anything points at.

ISO/IEC 14496-12, 23008-12 (HEIF), 23000-22 (MIAF); Apple's QuickTime file format; C2PA's `uuid` box.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from gifthorse.errors import FormatError
from gifthorse.formats.photo import heif, movie
from gifthorse.formats.photo.boxes import Box, boxes, name
from gifthorse.formats.photo.canvas import Window
from gifthorse.formats.photo.model import Found, Nested, Picture

BOXES_LIMIT: Final = 20_000
DEPTH_LIMIT: Final = 16
_CONTAINERS: Final = frozenset(b"moov trak mdia minf dinf stbl edts udta mvex moof traf mfra tref".split())
_KNOWN: Final = frozenset(
    (
        b"ftyp free skip wide mdat meta moov uuid styp sidx mpvd pnot mvhd tkhd mdhd hdlr vmhd smhd nmhd gmhd dref url "
        b"stsd stts stss stsc stsz stz2 stco co64 ctts cslg sdtp sgpd sbgp elst trex mehd mfhd tfhd tfdt trun saiz "
        b"saio mfro tfra emsg prft iods load clef prof enof tapt chap tmcd cdsc hint subs senc pssh kind elng ludt "
        b"leva gmin jumb idat udta keys ilst trak mdia minf dinf stbl edts mvex moof traf mfra tref"
    ).split()
)
C2PA: Final = bytes.fromhex("d8fec3d61b0e483c92975828877ec481")
CANON: Final = bytes.fromhex("85c0b687820f11e08111f4ce462b6a48")
_CANON: Final = {b"CMT1": "tiff", b"CMT2": "tiff", b"CMT3": "canon", b"CMT4": "tiff-gps"}
XMP: Final = bytes.fromhex("be7acfcb97a942e89c71999491e3afac")


def parse(window: Window, found: Found, prefix: str) -> Iterator[Nested]:
    """Read the boxes of a file; the kind of file is told by its brands."""
    found.kind = found.kind or brand(window.data[:64].tobytes())
    media: list[tuple[int, int]] = []
    film = movie.Movie()
    count = 0
    metas: list[tuple[Window, str]] = []
    waiting = [(0, len(window), prefix, 0)]
    while waiting:
        start, end, where, depth = waiting.pop(0)
        try:
            for box in boxes(window, start, end):
                count += 1
                if count > BOXES_LIMIT:
                    raise FormatError(f"It has more than {BOXES_LIMIT:,} boxes.")
                label = f"{where}.{name(box.type)}"
                known = box.type in _KNOWN or b"udta" in where.encode()
                window.claim(box.start - box.head, box.head + box.length, label, known=known)
                if depth == 0 or box.type in (b"trak", b"meta"):
                    found.order.append(label)
                if box.type == b"mdat":
                    media.append((box.start, box.length))
                    window.claim(box.start, box.length, f"{label}.unclaimed", known=False)
                elif box.type in _CONTAINERS and depth < DEPTH_LIMIT:
                    waiting.append((box.start, box.start + box.length, label, depth + 1))
                if box.type == b"meta" and not any(part in label for part in (".moov", ".udta", ".trak")):
                    metas.append((window.part(box.start, box.length), label))
                else:
                    yield from _box(window, found, label, box, film)
        except FormatError as error:
            window.canvas.problem(str(error))
            rest = error.offset
            if rest is not None and depth == 0 and "smaller" in str(error):
                yield Nested("trailer", window.part(rest), f"{prefix}.trailer")
    for meta, label in metas:  # only now: what items claim of `mdat` must come after `mdat` itself
        yield from heif.parse(meta, window, found, label)
    film.claim(window, prefix, media)
    film.into(found)


def _box(window: Window, found: Found, label: str, box: Box, film: movie.Movie) -> Iterator[Nested]:
    """What one box says."""
    inner = window.part(box.start, box.length)
    if box.type == b"meta":
        yield from movie.metadata(inner, found, label)
    elif box.type == b"uuid":
        usage = window.take(box.start - 16, 16)
        if usage == C2PA:
            yield Nested("jumbf", inner.part(_after_name(inner)), f"{label}.c2pa")
        elif usage == XMP:
            yield Nested("xmp", inner, f"{label}.xmp")
        elif usage == CANON:
            yield from _canon(inner, found, label)
        else:
            yield Nested("segment", inner, f"{label}.{usage.hex()}")
    elif box.type == b"mpvd":
        found.picture(Picture("mp4", "video", window.offset(box.start), box.length, None, None, declared=True))
    elif box.type == b"mcvr":
        found.picture(Picture("jpeg", "preview", window.offset(box.start), box.length, None, None, declared=True))
    elif box.type == b"hdlr" and label.endswith(".mdia.hdlr"):
        found.tag(movie.handler(inner))
    elif ".udta" in label and box.type != b"udta":
        yield from movie.user_data(inner, found, box.type, label)
    else:
        film.box(inner, box, found)


def _canon(inner: Window, found: Found, label: str) -> Iterator[Nested]:
    """CR3's box of Canon's: EXIF's directories as TIFF structures of their own, notes, and a thumbnail."""
    for part in boxes(inner):
        where = f"{label}.{name(part.type)}"
        inner.claim(part.start - part.head, part.head + part.length, where)
        body = inner.part(part.start, part.length)
        if part.type in _CANON:
            yield Nested(_CANON[part.type], body, where)
        elif part.type == b"THMB" and part.length > 16:
            found.picture(Picture("jpeg", "thumbnail", body.offset(16), part.length - 16, None, None, declared=True))


def _after_name(inner: Window) -> int:
    """C2PA's box: version and flags, a purpose, an offset of eight bytes for some, then the manifest store."""
    raw = inner.data[:64].tobytes()
    end = raw.find(b"\0", 4)
    at = end + 1 if end > 0 else 0
    return at + 8 if raw[4:end] == b"manifest" else at


def brand(head: bytes) -> str:
    """The kind of file that the brands of an `ftyp` box tell."""
    if head[4:8] != b"ftyp":
        return "mov"
    size = int.from_bytes(head[:4])
    brands = {head[8:12], *(head[i : i + 4] for i in range(16, min(size, len(head)), 4))}
    if brands & {b"avif", b"avis"}:
        return "avif"
    if head[8:12] in (b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1", b"mif2", b"jpeg"):
        return "heic"
    if head[8:12] == b"qt  ":
        return "mov"
    return "cr3" if head[8:12] == b"crx " else "mp4"
