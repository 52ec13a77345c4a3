from __future__ import annotations

import contextlib
import io
import json
import shutil
import struct
import subprocess
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageCms
from samples.photos.parts import box
from samples.photos.scene import jpeg, scene
from tests.formats.photo import photos
from tests.formats.photo.test_odd_places import PLACES

from gifthorse.errors import FormatError, GifthorseError, UnsupportedError
from gifthorse.formats.photo.read import read
from gifthorse.photo.scrub import profile, scrub

ALL = {name: data for name, data in photos.everything().items() if name not in ("tiff", "film", "cr3")}
FIXTURES = sorted((Path(__file__).parents[2] / "rules" / "photo").glob("*/*.jpg"))
WIDE = (0x80, 0x3D), (0x40, 0x2E)


def movie() -> bytes:
    """A film of a picture track and a track of places, whose samples lie one after the other."""

    def track(kind: bytes, at: int, size: int) -> bytes:
        table = box(
            b"stbl",
            box(b"stsd", bytes(4), struct.pack(">I", 0)),
            box(b"stsz", bytes(4), struct.pack(">II", size, 1)),
            box(b"stsc", bytes(4), struct.pack(">IIII", 1, 1, 1, 1)),
            box(b"stco", bytes(4), struct.pack(">II", 1, at)),
        )
        media = box(b"mdhd", bytes(4), struct.pack(">IIIIHH", 3_700_000_000, 3_700_000_000, 600, 600, 0x15C7, 0))
        handler = box(b"hdlr", bytes(8), kind, bytes(12), b"Orchard Media\0")
        head = box(
            b"tkhd",
            bytes(4),
            struct.pack(">II", 3_700_000_000, 3_700_000_000),
            bytes(68),
            struct.pack(">II", 64 << 16, 48 << 16),
        )
        return box(b"trak", head, box(b"mdia", media, handler, box(b"minf", table)))

    kind = box(b"ftyp", b"isom\0\0\2\0isommp42")

    def whole(at: int) -> bytes:
        times = box(b"mvhd", bytes(4), struct.pack(">II", 3_700_000_000, 3_700_000_000), bytes(88))
        place = b"+48.2085+016.3721/"
        user = box(b"udta", box(b"\xa9xyz", struct.pack(">HH", len(place), 0x15C7) + place))
        return kind + box(b"moov", times, track(b"vide", at, 40), track(b"meta", at + 40, 24), user)

    first = len(whole(0)) + 8
    return whole(first) + box(b"mdat", b"V" * 40, b"lat 48.2085 lon 16.3721.")


@pytest.mark.parametrize("name", sorted(ALL))
def test_nothing_is_left_of_any_kind(name: str) -> None:
    made = scrub(ALL[name])
    assert made.left == ()
    assert made.same in (True, None)
    assert b"Orchard" not in made.data and b"+48.2" not in made.data


@pytest.mark.parametrize("file", FIXTURES, ids=lambda f: f"{f.parent.name}/{f.stem}")
def test_nothing_is_left_of_the_fixtures(file: Path) -> None:
    made = scrub(file.read_bytes())
    assert made.left == () and made.same is True
    assert made.gone or len(made.data) <= file.stat().st_size


def test_a_film_keeps_its_pictures_alone() -> None:
    made = scrub(movie())
    assert made.left == ()
    assert len(made.data) == len(movie()) and b"V" * 40 in made.data
    for leak in (b"16.37", b"lat 48", b"Orchard", b"\xa9xyz", struct.pack(">I", 3_700_000_000)):
        assert leak not in made.data


@pytest.mark.parametrize("tail", [b"tail" * 30, b"tail", b"\0\0\0\4tail", bytes(20)])
def test_what_lies_behind_a_film_or_a_heif_picture_goes(tail: bytes) -> None:
    for data in (movie(), photos.heif(photos.tiff((0x010F, 2, b"Orchard\0")))):
        made = scrub(data + tail)
        assert made.left == () and b"tail" not in made.data and b"Orchard" not in made.data
    with pytest.raises(FormatError):
        scrub(movie()[:-10])


@pytest.mark.parametrize("place", PLACES)
def test_nothing_is_left_of_what_stood_in_odd_places(place: str) -> None:
    made = scrub(PLACES[place])
    assert made.left == () and made.same in (True, None)
    assert b"Maria" not in made.data and b"tail" not in made.data


def test_which_side_is_up_stays() -> None:
    block = photos.tiff((0x010F, 2, b"Orchard\0"), (0x0112, 3, b"\6\0"))
    made = scrub(photos.with_exif(photos.PLAIN, block))
    tag = read(made.data).first("Orientation")
    assert tag is not None and tag.value == 6
    with Image.open(io.BytesIO(made.data)) as image:
        assert dict(image.getexif()) == {0x0112: 6}


def wide_profile() -> bytes:
    """A profile of other colours than sRGB, with words and a date in it."""
    raw = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    at = raw.index(b"rXYZ")
    start = int.from_bytes(raw[at + 4 : at + 8])
    raw[start + 8 : start + 12] = struct.pack(">i", 0x83DF)
    raw[48:52] = b"XM  "
    return bytes(raw)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_other_colours_stay_without_words(kind: str) -> None:
    out = io.BytesIO()
    scene(4, 48, 36).save(out, kind, icc_profile=wide_profile())
    made = scrub(out.getvalue())
    assert made.left == () and made.same is True
    with Image.open(io.BytesIO(made.data)) as image:
        kept = image.info["icc_profile"]
    assert struct.pack(">i", 0x83DF) in kept and b"XM  " not in kept
    ImageCms.ImageCmsProfile(io.BytesIO(kept))


def test_srgb_needs_no_profile() -> None:
    assert profile.neutral(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()) is None
    assert profile.neutral(b"no profile") is None


def test_progressive_and_large_tables_stay_as_they_are() -> None:
    made = scrub(jpeg(scene(2, 120, 90), 95, progressive=True, optimize=True, comment=b"kept by nobody"))
    assert made.same is True and b"nobody" not in made.data


def test_a_kind_that_cannot_be_scrubbed_is_refused() -> None:
    with pytest.raises(UnsupportedError):
        scrub(photos.saved("TIFF"))


@settings(max_examples=200, deadline=None)
@given(
    st.sampled_from(sorted(ALL)),
    st.lists(st.tuples(st.integers(0, 1 << 20), st.integers(0, 255)), max_size=4),
    st.data(),
)
def test_damage_is_refused_or_gone(name: str, flips: list[tuple[int, int]], data: st.DataObject) -> None:
    changed = bytearray(ALL[name][: data.draw(st.integers(16, len(ALL[name])))])
    for place, value in flips:
        changed[place % len(changed)] = value
    with contextlib.suppress(GifthorseError):
        scrub(bytes(changed))


@pytest.mark.skipif(shutil.which("exiftool") is None, reason="exiftool is not installed")
def test_exiftool_finds_nothing_either(tmp_path: Path) -> None:
    """ExifTool's groups of metadata are empty, but for which side is up."""
    for number, (name, data) in enumerate(
        [*ALL.items(), ("movie", movie()), *((f.parent.name, f.read_bytes()) for f in FIXTURES)]
    ):
        (tmp_path / f"{number:03}-{name}").write_bytes(scrub(data).data)
    groups = [
        "-EXIF:all",
        "-GPS:all",
        "-XMP:all",
        "-IPTC:all",
        "-MakerNotes:all",
        "-Photoshop:all",
        "-JUMBF:all",
        "-MPF:all",
    ]
    named = [
        "-QuickTime:GPSCoordinates",
        "-QuickTime:Make",
        "-QuickTime:CreateDate",
        "-JPEG:Comment",
        "-File:Comment",
        "-Trailer:all",
        "-File:FileType",
    ]
    command = [
        "exiftool",
        "-j",
        "-a",
        "-G0",
        *groups,
        *named,
        "--EXIF:Orientation",
        "--EXIF:ExifByteOrder",
        *sorted(map(str, tmp_path.iterdir())),
    ]
    told = json.loads(subprocess.run(command, capture_output=True, check=False).stdout)
    assert len(told) > 60
    for entry in told:
        entry.pop("SourceFile")
        assert entry.pop("File:FileType")
        assert set(entry.values()) <= {"0000:00:00 00:00:00"}, entry


def test_sixteen_bits_a_pixel_are_compared_too() -> None:
    out = io.BytesIO()
    Image.fromarray(np.arange(48 * 36, dtype=np.uint16).reshape(36, 48) * 37).save(out, "PNG")
    assert scrub(out.getvalue()).same is True
