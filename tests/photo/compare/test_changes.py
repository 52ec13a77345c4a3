from __future__ import annotations

from collections.abc import Callable

from PIL import Image, ImageOps
from samples.photos import variants

from gifthorse.photo.compare import pair, pictures
from gifthorse.photo.compare.changes import changes
from gifthorse.photo.compare.sketch import Seen
from gifthorse.report.pairs import Box, Change

Photo = Callable[[int], Image.Image]
See = Callable[[Image.Image], Seen]


def told(a: Seen, b: Seen) -> tuple[Change, ...]:
    verdict = pair.judge(a, b)
    assert verdict.laid and verdict.checked
    return changes(a, b, verdict.laid, verdict.checked)


def near(box: Box | None, wanted: Box, slack: int = 24) -> bool:
    return box is not None and all(abs(v - w) <= slack for v, w in zip(box, wanted, strict=True))


def test_a_plain_copy_was_not_changed(photo: Photo, seen: See) -> None:
    assert told(seen(photo(0)), seen(variants.saved(photo(0), 80))) == ()


def test_a_crop_is_told_with_its_place(photo: Photo, seen: See) -> None:
    found = told(seen(photo(0)), seen(variants.cropped(photo(0), 0.2, 0, 0, 0.1)))
    left = next(c for c in found if "left 20%" in c.says)
    assert near(left.a, (0, 0, 128, 480), 6) and left.b is None
    assert any("bottom 10%" in c.says for c in found)


def test_bars_and_mirroring_are_told(photo: Photo, seen: See) -> None:
    copy = variants.barred(ImageOps.mirror(photo(0)), 0.125, (0, 0, 0))
    found = told(seen(photo(0)), seen(copy))
    assert found[0].what == "mirrored"
    bars = [c for c in found if c.what == "bar"]
    assert [near(c.b, wanted, 6) for c, wanted in zip(bars, ((0, 0, 640, 60), (0, 540, 640, 60)), strict=True)] == [
        True
    ] * 2


def test_a_sticker_and_a_blurred_part_are_told_with_their_places(photo: Photo, seen: See) -> None:
    copy = variants.sticker(photo(1), 0.75, 0.3, 0.25)
    place = next(c for c in told(seen(photo(1)), seen(copy)) if c.what in ("replaced", "added", "covered"))
    assert near(place.b, (420, 84, 120, 120)) and near(place.a, (420, 84, 120, 120))
    copy = variants.blurred(photo(1), (0.25, 0.5, 0.55, 0.85))
    covered = [c for c in told(seen(photo(1)), seen(copy)) if c.what in ("covered", "replaced")]
    assert covered and covered[0].b and covered[0].b[0] >= 140 and covered[0].b[1] >= 220


def test_what_lies_around_a_photo_in_a_post_is_told(photo: Photo, seen: See) -> None:
    found = told(seen(photo(0)), seen(variants.post(photo(0), 1)))
    assert any(c.what == "around" and c.b and c.b[1] > 1000 for c in found)
    assert any(c.what == "resized" for c in found)


def test_taken_colour_and_light_are_told(photo: Photo, seen: See) -> None:
    grey = ImageOps.grayscale(photo(0)).convert("RGB")
    assert "B is without colour." in {c.says for c in told(seen(photo(0)), seen(grey))}
    assert "B is darker." in {c.says for c in told(seen(photo(0)), seen(variants.gamma(photo(0), 1.8)))}


def test_pictures_of_changes_are_small_and_new(photo: Photo, seen: See) -> None:
    a = seen(photo(0))
    both = pictures.both(a, a, [Change("cut", "", (0, 0, 100, 480), None)])
    assert all(data[:3] == b"\xff\xd8\xff" and len(data) < 120_000 for data in both) and both[0] != both[1]
