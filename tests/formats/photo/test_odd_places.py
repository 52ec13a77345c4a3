"""What photos give away in places that few programs look at."""

from __future__ import annotations

import struct
import zlib

import pytest
from PIL import ImageCms
from samples.photos.parts import segment, with_segment
from tests.formats.photo import photos
from tests.formats.photo.test_read import whole

SECRET = "Maria at home"
ARTIST = photos.tiff((0x013B, 2, SECRET.encode() + b"\0"), (0x0112, 3, b"\1\0"))
IPTC = b"\x1c\x02\x50" + struct.pack(">H", len(SECRET)) + SECRET.encode()
RESOURCE = b"8BIM" + struct.pack(">HHI", 0x0404, 0, len(IPTC)) + IPTC + bytes(len(IPTC) & 1)


def chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png(*chunks: bytes) -> bytes:
    """A PNG with more chunks before its pixels."""
    plain = photos.saved("PNG")
    at = plain.index(b"IDAT") - 4
    return plain[:at] + b"".join(chunks) + plain[at:]


def raw_profile(kind: bytes, body: bytes) -> bytes:
    """How ImageMagick keeps other formats' metadata in a PNG."""
    digits = b"\n" + kind + b"\n%8d\n" % len(body) + body.hex().encode() + b"\n"
    return chunk(b"zTXt", b"Raw profile type " + kind + b"\0\0" + zlib.compress(digits))


def webp(*chunks: tuple[bytes, bytes], behind: bytes = b"") -> bytes:
    """A WebP of these chunks before the picture, with no head that announces them."""
    made = (
        b"".join(k + struct.pack("<I", len(b)) + b + bytes(len(b) & 1) for k, b in chunks) + photos.saved("WEBP")[12:]
    )
    return b"RIFF" + struct.pack("<I", len(made) + 4) + b"WEBP" + made + behind


def colours() -> bytes:
    """A profile with a text under a name of its own."""
    raw = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    at = raw.index(b"cprt")
    start, size = struct.unpack(">II", raw[at + 4 : at + 12])
    text = (b"text\0\0\0\0" + SECRET.encode() + b"\0").ljust(size, b"\0")[:size]
    return raw[:at] + b"mine" + raw[at + 4 : start] + text + raw[start + size :]


PLACES = {
    "png eXIf": png(chunk(b"eXIf", ARTIST)),
    "png raw exif": png(raw_profile(b"exif", b"Exif\0\0" + ARTIST)),
    "png raw APP1": png(raw_profile(b"APP1", b"Exif\0\0" + ARTIST)),
    "png raw iptc": png(raw_profile(b"iptc", RESOURCE)),
    "png zipped text": png(chunk(b"iTXt", b"Author\0\1\0en\0\0" + zlib.compress(SECRET.encode()))),
    "webp, not announced": webp((b"EXIF", ARTIST)),
    "webp, behind": webp(behind=SECRET.encode() * 2),
    "jpeg 8BIM": with_segment(photos.PLAIN, 0xED, b"Photoshop 3.0\0" + RESOURCE),
    "jpeg second exif": photos.with_exif(photos.with_exif(photos.PLAIN, ARTIST), photos.tiff((0x0112, 3, b"\1\0"))),
    "jpeg late comment": photos.PLAIN[:-2] + segment(0xFE, SECRET.encode()) + photos.PLAIN[-2:],
    "jpeg note behind": photos.PLAIN + SECRET.encode() * 2,
    "jpeg own segment": with_segment(photos.PLAIN, 0xE9, SECRET.encode() * 2),
    "jpeg windows": photos.with_exif(photos.PLAIN, photos.tiff((0x9C9D, 1, SECRET.encode("utf-16-le") + b"\0\0"))),
    "jpeg profile": with_segment(photos.PLAIN, 0xE2, b"ICC_PROFILE\0\1\1" + colours()),
    "heif, behind": photos.heif(ARTIST) + b"tail" * 30,
}


@pytest.mark.parametrize("place", PLACES)
def test_it_is_told(place: str) -> None:
    assert any(SECRET in tag.text for tag in whole(PLACES[place]).tags)


def test_a_thumbnail_of_bare_pixels_is_a_picture() -> None:
    head = b"JFIF\0\1\1\0\0\1\0\1" + bytes((8, 6)) + bytes(8 * 6 * 3)
    (inside,) = whole(photos.PLAIN[:2] + segment(0xE0, head) + photos.PLAIN[2:]).pictures
    assert (inside.kind, inside.role, inside.width, inside.height, inside.length) == ("raw", "thumbnail", 8, 6, 144)


@pytest.mark.parametrize("noise", [b"\xff" * 300, b"\xcc\xdd" * 200, bytes(range(256)) * 2, b"ab" * 90])
def test_what_is_no_text_is_not_called_one(noise: bytes) -> None:
    assert not [tag for tag in whole(photos.PLAIN + noise).tags if tag.group == "unexplained"]
