from __future__ import annotations

import base64
import io
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PIL import Image
from samples.photos.build import PLAIN
from samples.photos.parts import film
from samples.photos.scene import jpeg, scene

from gifthorse.formats.photo.read import read
from gifthorse.photo import album
from gifthorse.photo.album import atlas, cards, ledger, thumbnail
from gifthorse.report.album import Album
from gifthorse.report.document import Answer, Coverage, Document

RULES = Path(__file__).parents[2] / "rules" / "photo"
PHOTO = Answer("photo", "not found", (), (Coverage("photos and films read", 1, 1, ""),), ())
DOCUMENT = Document("0", "", datetime.now(UTC), 0.0, (PHOTO,), (), ())


def made(*paths: Path, reveal: bool = False) -> Album:
    return cards.album(paths, DOCUMENT, reveal=reveal)


def decoded(uri: str) -> Image.Image:
    return Image.open(io.BytesIO(base64.b64decode(uri.removeprefix("data:image/jpeg;base64,"))))


def test_pictures_are_small_and_made_anew() -> None:
    original = jpeg(scene(4, 900, 600), comment=b"made by hand", icc_profile=b"\0" * 128 + b"secret")
    shown = thumbnail.make(original)
    assert shown is not None and (shown.width, shown.height) == (320, 213)
    raw = base64.b64decode(shown.uri.partition(",")[2])
    assert b"made by hand" not in raw and b"secret" not in raw
    assert [t for t in read(raw).tags if t.group != "jpeg"] == []


def test_pictures_are_turned_upright() -> None:
    wide = scene(4, 300, 200)
    exif = Image.Exif()
    exif[0x0112] = 6
    turned = thumbnail.make(jpeg(wide, exif=exif.tobytes()))
    assert turned is not None and (turned.width, turned.height) == (200, 300)
    inner = thumbnail.make(jpeg(wide), turned=6)
    assert inner is not None and (inner.width, inner.height) == (200, 300)
    upright = wide.transpose(Image.Transpose.ROTATE_270).resize((20, 30))
    difference = [
        abs(a - b) for a, b in zip(upright.tobytes(), decoded(turned.uri).resize((20, 30)).tobytes(), strict=True)
    ]
    assert sum(difference) / len(difference) < 6


@pytest.mark.parametrize("data", [b"", PLAIN[:300], b"\x89PNG\r\n\x1a\n" + bytes(40), film()])
def test_what_cannot_be_decoded_has_no_picture(data: bytes) -> None:
    assert thumbnail.make(data) is None


def test_places_are_masked_and_no_map_is_drawn_unless_revealed() -> None:
    hidden, open_ = made(RULES / "place-exact"), made(RULES / "place-exact", reveal=True)
    assert "48.2" not in repr(hidden) and "Vienna" not in repr(hidden) and all(p.map is None for p in hidden.photos)
    (shown,) = (p for p in open_.photos if p.map)
    assert shown.map and shown.map.says == "Vienna, Austria"
    assert ("place", "48.20849, 16.37208 (Vienna, Austria)") in shown.facts


def test_what_was_cut_away_is_shown_first() -> None:
    (hit,) = (p for p in made(RULES / "preview-differs").photos if "hit" in p.name)
    assert hit.inside[0].differs and hit.inside[0].image is not None
    (hit,) = (p for p in made(RULES / "undeclared-picture").photos if "hit" in p.name)
    assert hit.inside[0].role == "undeclared" and not hit.inside[0].declared and hit.inside[0].image is not None


def test_bytes_add_up_and_the_ribbon_is_whole() -> None:
    for file in sorted(RULES.glob("*/*.jpg")):
        data = file.read_bytes()
        photo = read(data)
        assert sum(b.total for b in ledger.totals(photo, len(data))) == len(data)
        parts = ledger.parts(photo, len(data))
        assert abs(sum(p.width for p in parts) - 100) < 0.5 and parts[0].x == 0
    behind = PLAIN + b"\x01\x02" * 600
    kinds = {b.kind for b in ledger.totals(read(behind), len(behind))}
    assert kinds == {"picture", "words", "unexplained"}


def test_maps_stay_in_their_frame_everywhere() -> None:
    for latitude in (-89.9, -54.8, 0.0, 48.2, 71.0, 89.9):
        for longitude in (-180.0, -70.0, 16.4, 179.99):
            drawn = atlas.around(latitude, longitude)
            numbers = [float(n) for n in drawn.land.replace("M", " ").replace("L", " ").replace("Z", " ").split()]
            assert all(-5 <= x <= atlas.WIDTH + 5 for x in numbers[::2])
            assert all(-5 <= y <= atlas.HEIGHT + 5 for y in numbers[1::2])


def test_the_album_is_made_in_a_process_of_its_own(tmp_path: Path) -> None:
    (tmp_path / "a.jpg").write_bytes(PLAIN)
    (tmp_path / "cut.jpg").write_bytes(PLAIN[:500])
    got = album.build([tmp_path], DOCUMENT)
    assert got is not None and {Path(p.name).name for p in got.photos} == {"a.jpg", "cut.jpg"}
    nothing = Document("0", "", datetime.now(UTC), 0.0, (), (), ())
    assert album.build([tmp_path], nothing) is None
