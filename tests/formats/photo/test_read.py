from __future__ import annotations

import contextlib
import json
import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from samples.photos.build import PHOTOS
from samples.photos.parts import credentials, film, segment, with_segment, with_xmp
from samples.photos.scene import jpeg, scene
from tests.formats.photo import photos

from gifthorse.errors import FormatError
from gifthorse.formats.photo.model import Photo
from gifthorse.formats.photo.read import read

ALL = photos.everything()
RULES = Path(__file__).parents[2] / "rules" / "photo"
FIXTURES = sorted([*RULES.glob("*/*.jpg"), *RULES.glob("*/*.mp4")])


def whole(data: bytes) -> Photo:
    """Read a photo and check that its spans cover every byte once."""
    photo = read(data)
    at = 0
    for span in photo.spans:
        assert span.start == at and span.length > 0
        at += span.length
    assert at == len(data)
    return photo


def leftover(photo: Photo) -> int:
    return sum(span.length for span in photo.spans if not span.known)


@pytest.mark.parametrize("name", ALL)
def test_every_byte_is_accounted_for(name: str) -> None:
    photo = whole(ALL[name])
    assert leftover(photo) == 0, [s for s in photo.spans if not s.known]
    assert photo.problems == ()


@pytest.mark.parametrize("file", FIXTURES, ids=lambda f: f"{f.parent.name}/{f.stem}")
def test_fixtures_are_whole(file: Path) -> None:
    photo = whole(file.read_bytes())
    assert (photo.width or 0) > 0 or photo.kind == "mp4"
    assert photo.problems == ()


def test_every_photo_rule_has_its_fixtures() -> None:
    assert {f.parent.name for f in FIXTURES} == set(PHOTOS)


@settings(max_examples=400, deadline=None)
@given(st.sampled_from(sorted(ALL)), st.data())
def test_cut_short_anywhere(name: str, data: st.DataObject) -> None:
    cut = data.draw(st.integers(0, len(ALL[name])))
    try:
        whole(ALL[name][:cut])
    except FormatError:
        assert cut < 16


@settings(max_examples=600, deadline=None)
@given(st.sampled_from(sorted(ALL)), st.lists(st.tuples(st.integers(0, 1 << 20), st.integers(0, 255)), max_size=6))
def test_flipped_anywhere(name: str, flips: list[tuple[int, int]]) -> None:
    changed = bytearray(ALL[name])
    for place, value in flips:
        changed[place % len(changed)] = value
    with contextlib.suppress(FormatError):
        whole(bytes(changed))


def test_what_is_no_photo() -> None:
    for data in (b"", b"PK\3\4" + bytes(40), b"\x7fELF" + bytes(40)):
        with pytest.raises(FormatError):
            read(data)


def test_a_preview_that_no_tag_points_at() -> None:
    """As in photos of a Xiaomi phone: a JPEG cut into APP2 segments behind the EXIF block of a HEIF file."""
    photo = whole(photos.heif(photos.tiff((0x010F, 2, b"Xiaomi\0")) + photos.cut_up(photos.OTHER)))
    hidden = [p for p in photo.pictures if p.role == "undeclared"]
    assert [(p.width, p.height, p.data == photos.OTHER) for p in hidden] == [(64, 48, True)]


def test_what_lies_in_mdat_without_an_item() -> None:
    photo = whole(photos.heif(photos.tiff((0x010F, 2, b"Orchard\0")), b"\xaa" * 2000))
    assert leftover(photo) == 2000
    assert (photo.kind, photo.width, photo.height) == ("heic", 640, 480)
    rotation = photo.first("Rotation")
    assert rotation is not None and rotation.value == 90


def test_a_jpeg_behind_a_jpeg() -> None:
    photo = whole(photos.PLAIN + photos.OTHER)
    assert [(p.offset, p.length, p.declared) for p in photo.pictures] == [(len(photos.PLAIN), len(photos.OTHER), False)]


def test_a_motion_photo_and_its_place() -> None:
    photo = whole(photos.PLAIN + film("+48.2085+016.3721/"))
    assert [(p.role, p.kind) for p in photo.pictures] == [("video", "mp4")]
    place = photo.first("GPSCoordinates", "video:quicktime")
    assert place is not None and place.text == "+48.2085+016.3721/"


def test_samsungs_blocks() -> None:
    photo = whole(ALL["samsung"])
    assert [(p.role, p.length) for p in photo.pictures] == [("video", len(film()))]
    stamp = photo.first("Image_UTC_Data", "samsung")
    assert stamp is not None and stamp.text == "1714979289731"


def texts(name: str) -> dict[str, str]:
    return {f"{tag.group}.{tag.name}": tag.text for tag in whole(ALL[name]).tags}


def test_flirs_records_and_the_picture_in_two_segments() -> None:
    photo, told = whole(ALL["flir"]), texts("flir")
    assert told["flir.CameraSerialNumber"] == "470023842" and told["flir.LensSerialNumber"] == "1175627"
    assert told["gps.GPSLatitude"] == "48.2085" and told["gps.GPSLongitudeRef"] == "E"
    (inside,) = photo.pictures
    assert inside.declared and inside.role == "preview" and inside.data == photos.OTHER and inside.width == 64


def test_canons_heap_and_raw_file() -> None:
    told = texts("ciff")
    assert (told["ciff.Make"], told["ciff.Model"], told["ciff.OwnerName"]) == ("Canon", "Shot A5", "Maria Example")
    photo = whole(ALL["cr3"])
    assert photo.kind == "cr3" and [(p.role, p.width) for p in photo.pictures] == [("thumbnail", 64)]
    assert texts("cr3")["gps.GPSLatitude"] == "48 12 30" and texts("cr3")["ifd0.Make"] == "Orchard"


def test_picture_info_is_a_list_of_names_and_values() -> None:
    assert texts("picture-info")["pictureinfo.SerialNumber"] == "#0042"


def test_a_preview_in_pieces_and_one_without_its_first_byte() -> None:
    (preview,) = whole(ALL["flashpix"]).pictures
    assert preview.data == photos.OTHER and preview.declared
    (hidden,) = whole(ALL["beheaded"]).pictures
    assert hidden.data == photos.OTHER and hidden.role == "undeclared" and not hidden.declared


def test_what_only_looks_like_a_picture_is_none() -> None:
    giant = bytearray(jpeg(scene(1, 64, 48)))
    at = giant.index(b"\xff\xc0") + 5
    giant[at : at + 4] = b"\x60\0\x90\0"
    assert whole(ALL["heif"] + bytes(giant)).pictures == ()


def test_content_credentials() -> None:
    photo = whole(with_segment(photos.PLAIN, 0xEB, credentials()))
    maker = photo.first("claim_generator", "c2pa")
    assert maker is not None and maker.text == "Studio Maker"


def test_entities_are_refused() -> None:
    bomb = photos.PLAIN[:2] + segment(
        0xE1,
        b'http://ns.adobe.com/xap/1.0/\0<!DOCTYPE a [<!ENTITY b "boom"><!ENTITY c "&b;&b;">]><a>&c;</a>',
    )
    photo = whole(bomb + photos.PLAIN[2:])
    assert any("entities" in sentence for sentence in photo.problems)


def test_a_directory_that_leads_to_itself() -> None:
    block = bytearray(photos.tiff((0x0112, 3, b"\1\0")))
    block[-4:] = (8).to_bytes(4, "little")
    photo = whole(photos.with_exif(photos.PLAIN, bytes(block)))
    assert len([t for t in photo.tags if t.name == "Orientation"]) == 1


def test_claims_of_gigabytes() -> None:
    entry = (0x9286).to_bytes(2, "little") + (7).to_bytes(2, "little") + b"\xff\xff\xff\x7f" + (8).to_bytes(4, "little")
    block = b"II*\0\x08\0\0\0" + (1).to_bytes(2, "little") + entry + bytes(4)
    photo = whole(photos.with_exif(photos.PLAIN, block))
    assert photo.problems


def test_quantisation_and_sampling() -> None:
    photo = whole(jpeg(scene(1, 64, 48), 75, subsampling=2))
    assert photo.subsampling == "2x2,1x1,1x1" and photo.quantisation[0][0] == 8 and len(photo.quantisation[1]) == 64


def test_xmp_properties_have_paths() -> None:
    photo = whole(with_xmp(photos.PLAIN, 'GDepth:Near="0.5"'))
    near = photo.first("GDepth:Near", "xmp")
    assert near is not None and near.value == "0.5"


@pytest.mark.skipif(shutil.which("exiftool") is None, reason="exiftool is not installed")
def test_exiftool_sees_no_tag_that_we_miss() -> None:
    """ExifTool as oracle over everything that was made: the tags that identify a person, a place or a camera."""
    wanted = "GPSLatitude GPSLongitude SerialNumber LensSerialNumber Artist ImageUniqueID Make Model Software LensModel"
    command = ["exiftool", "-j", "-n", "-G1", *(f"-{name}" for name in wanted.split()), *map(str, FIXTURES)]
    told = json.loads(subprocess.run(command, capture_output=True, check=False).stdout)
    compared = 0
    for entry in told:
        photo = read(Path(entry.pop("SourceFile")).read_bytes())
        for key, value in entry.items():
            group, _, name = key.partition(":")
            if group == "Composite":
                continue
            compared += 1
            tag = photo.first(name)
            assert tag is not None, (key, value)
            if isinstance(value, str):
                assert tag.text == value
    assert compared > 20
