"""Verdicts over photos of sensors whose patterns are known."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
from PIL import Image, ImageDraw
from tests.photo.match.sensor import HEIGHT, WIDTH, Sensor

from gifthorse.case import Case
from gifthorse.cli import run
from gifthorse.evidence import open_evidence
from gifthorse.photo.match import store
from gifthorse.photo.match.claims import Habits
from gifthorse.photo.match.fingerprint import Fingerprint, build
from gifthorse.photo.match.grey import decode
from gifthorse.photo.match.match import Answer, Matcher
from gifthorse.photo.match.phone import open_phone
from gifthorse.photo.match.score import query
from gifthorse.photo.match.search import search
from gifthorse.photo.match.shot import shot
from gifthorse.photo.match.verdict import RATE, Verdict, fits

OWN, TWIN = Sensor(1), Sensor(2)


@pytest.fixture(scope="module")
def album(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return OWN.album(tmp_path_factory.mktemp("own") / "DCIM", 12)


@pytest.fixture(scope="module")
def matcher(album: Path) -> Matcher:
    return Matcher(open_phone(album), tell=lambda _: None)


def asked(matcher: Matcher, folder: Path, photo: bytes) -> Verdict:
    (folder / "photo.jpg").write_bytes(photo)
    answer = matcher.answer(open_evidence([folder / "photo.jpg"]).nodes[0])
    assert isinstance(answer, Answer) and answer.verdict, answer
    return answer.verdict


@pytest.mark.parametrize("quality", [95, 92, 85])
def test_a_photo_of_the_phone_matches(matcher: Matcher, tmp_path: Path, quality: int) -> None:
    told = asked(matcher, tmp_path, OWN.saved(OWN.scene(1), quality))
    assert told.verdict == "match" and told.search_size == 1
    assert told.pce is not None and told.pce > 60 and told.false_alarm_rate == 1e-6
    assert "prove" not in told.because and "not ruled out" in told.because


def test_a_photo_without_metadata_matches(matcher: Matcher, tmp_path: Path) -> None:
    told = asked(matcher, tmp_path, OWN.saved(OWN.scene(2), tags=False))
    assert told.verdict == "match" and "does not say which camera" in told.because


def test_a_cut_out_is_found_where_it_was(matcher: Matcher, tmp_path: Path) -> None:
    told = asked(matcher, tmp_path, OWN.saved(OWN.scene(1).crop((70, 50, 600, 440)), tags=False))
    assert told.verdict == "match"
    assert told.search_size == (WIDTH - 530 + 1) * (HEIGHT - 390 + 1)
    told = asked(matcher, tmp_path, OWN.saved(OWN.scene(1).crop((72, 48, 552, 408)), tags=False))  # 4:3 as it was
    assert told.verdict == "match" and told.search_size == 1 + (WIDTH - 480 + 1) * (HEIGHT - 360 + 1)


@pytest.mark.parametrize(
    "turn", [Image.Transpose.ROTATE_180, Image.Transpose.ROTATE_90, Image.Transpose.FLIP_LEFT_RIGHT]
)
def test_a_turned_copy_is_found(matcher: Matcher, tmp_path: Path, turn: Image.Transpose) -> None:
    told = asked(matcher, tmp_path, OWN.saved(OWN.scene(3).transpose(turn), tags=False))
    assert told.verdict == "match"


def test_a_smaller_copy_is_compared_at_its_scale(matcher: Matcher, tmp_path: Path) -> None:
    smaller = OWN.scene(1).resize((480, 360), Image.Resampling.LANCZOS)
    told = asked(matcher, tmp_path, OWN.saved(smaller, 90, tags=False))
    assert told.verdict == "match" and "75.0%" in told.because
    square = OWN.scene(1).crop((80, 0, 560, 480)).resize((400, 400), Image.Resampling.LANCZOS)
    told = asked(matcher, tmp_path, OWN.saved(square, 92, tags=False))
    assert told.verdict == "match" and "83.3%" in told.because


def test_a_zoomed_photo_is_compared_with_the_middle_of_the_sensor(matcher: Matcher, tmp_path: Path) -> None:
    for sensor, verdict in ((OWN, "match"), (TWIN, "consistent")):
        middle = sensor.scene(1).crop((107, 80, 533, 400)).resize((WIDTH, HEIGHT), Image.Resampling.BICUBIC)
        told = asked(matcher, tmp_path, replace(sensor, zoom=1.5).saved(middle))
        assert told.verdict == verdict, told
        assert verdict != "match" or "zoomed by 1.50" in told.because


def test_another_device_of_the_model_is_no_match(matcher: Matcher, tmp_path: Path) -> None:
    told = asked(matcher, tmp_path, TWIN.saved(TWIN.scene(1)))  # tags, order and tables are those of the phone
    assert told.verdict == "contradiction" and "another phone of the model" in told.because
    assert asked(matcher, tmp_path, TWIN.saved(TWIN.scene(1), tags=False)).verdict == "inconclusive"


def test_another_model_contradicts(matcher: Matcher, tmp_path: Path) -> None:
    other = Sensor(3, model="Pear 3")
    told = asked(matcher, tmp_path, other.saved(other.scene(4)))
    assert told.verdict == "contradiction" and "is not this phone's model" in told.because


def test_tags_of_another_model_do_not_hide_the_sensor(matcher: Matcher, tmp_path: Path) -> None:
    told = asked(matcher, tmp_path, replace(OWN, model="Pear 3").saved(OWN.scene(5)))
    assert told.verdict == "match" and "was changed" in told.because


def test_tags_pasted_onto_a_photo_of_another_device_do_not_help(matcher: Matcher, tmp_path: Path) -> None:
    other = Sensor(8, size=(560, 420))  # another camera's size, the phone's tags
    told = asked(matcher, tmp_path, other.saved(other.scene(6)))
    assert told.verdict == "inconclusive" and "None of the reference shots has its size" in told.because


def test_a_photo_that_shows_nothing_is_only_consistent(matcher: Matcher, tmp_path: Path) -> None:
    for level in (1.4, -1.0):  # all white, all black
        told = asked(matcher, tmp_path, OWN.saved(OWN.flat(70, level)))
        assert told.verdict == "consistent" and told.pce is not None and told.pce < 10


def watermarked(image: Image.Image) -> Image.Image:
    """With a bar and a text that every shot of the model carries."""
    draw = ImageDraw.Draw(image)
    draw.rectangle((10, HEIGHT - 60, 330, HEIGHT - 12), fill=(250, 250, 250))
    for number in range(16):
        draw.line((20 + 19 * number, HEIGHT - 52, 26 + 17 * number, HEIGHT - 20), fill=(10, 10, 10), width=3)
    return image


def test_a_watermark_that_all_phones_of_the_model_print_is_no_match(tmp_path: Path) -> None:
    folder = tmp_path / "own"
    folder.mkdir()
    for number in range(12):
        (folder / f"{number}.jpg").write_bytes(OWN.saved(watermarked(OWN.flat(number))))
    matcher = Matcher(open_phone(folder), tell=lambda _: None)
    assert asked(matcher, tmp_path, OWN.saved(watermarked(OWN.scene(1)))).verdict == "match"
    told = asked(matcher, tmp_path, TWIN.saved(watermarked(TWIN.scene(1)), tags=False))
    assert told.verdict == "inconclusive" and "does not fit" in told.because


def shared(kind: str) -> npt.NDArray[np.float32]:
    """What a model's processing prints into all its photos."""
    rng = np.random.default_rng(99)
    if kind == "periodic":
        rows, columns = np.mgrid[0:HEIGHT, 0:WIDTH]
        waves: npt.NDArray[np.float32] = (0.02 * np.sin(2 * np.pi * (rows / 5.3 + columns / 7.1))).astype(np.float32)
        return waves
    if kind == "corner":
        corner = np.zeros((HEIGHT, WIDTH), np.float32)
        corner[:90, :120] = 0.06 * rng.standard_normal((90, 120), np.float32)
        return corner
    return np.float32(0.008) * rng.standard_normal((HEIGHT, WIDTH), np.float32)


@pytest.mark.parametrize("kind", ["periodic", "corner", "everywhere"])
def test_what_all_phones_of_a_model_share_is_no_match(tmp_path: Path, kind: str) -> None:
    one, other = (Sensor(n, shared=shared(kind)) for n in (21, 22))
    matcher = Matcher(open_phone(one.album(tmp_path / "own", 12)), tell=lambda _: None)
    assert asked(matcher, tmp_path, one.saved(one.scene(1))).verdict == "match"
    assert asked(matcher, tmp_path, other.saved(other.scene(1))).verdict != "match"
    assert asked(matcher, tmp_path, other.saved(other.flat(40))).verdict != "match"


def test_other_phones_of_the_model_tell_what_is_shared(tmp_path: Path) -> None:
    pattern = np.float32(0.02) * np.random.default_rng(98).standard_normal((HEIGHT, WIDTH), np.float32)
    one, other, third = (Sensor(n, shared=pattern) for n in (31, 32, 33))
    own, others = one.album(tmp_path / "own", 12), open_phone(third.album(tmp_path / "others", 12))
    matcher = Matcher(open_phone(own), others=others, tell=lambda _: None)
    for sensor in (other, third):
        for image in (sensor.scene(1), sensor.flat(50)):
            told = asked(matcher, tmp_path, sensor.saved(image))
            assert told.verdict != "match" and "other phones of the model" in told.because
    for image in (one.scene(1), one.flat(50), one.scene(1).crop((70, 50, 600, 440))):
        told = asked(matcher, tmp_path, one.saved(image))
        assert told.verdict == "match" and "ruled out" not in told.because


def test_few_reference_shots_never_match(tmp_path: Path) -> None:
    matcher = Matcher(open_phone(OWN.album(tmp_path / "own", 9)), tell=lambda _: None)
    told = asked(matcher, tmp_path, OWN.saved(OWN.scene(1)))
    assert told.verdict == "consistent" and told.pce is None and "needs 10" in told.because


def test_shots_of_several_phones_make_no_fingerprint(tmp_path: Path) -> None:
    for number in range(12):
        Sensor(100 + number).album(tmp_path / "own", 1, start=number)
    matcher = Matcher(open_phone(tmp_path / "own"), tell=lambda _: None)
    assert not matcher.kept and "do not share" in matcher.few[0]


def test_every_lens_has_its_own_fingerprint(tmp_path: Path) -> None:
    wide = Sensor(41, focal=2.2)
    own = OWN.album(tmp_path / "own", 10).parent
    wide.album(own / "own", 10, start=20)
    matcher = Matcher(open_phone(own), tell=lambda _: None)
    assert sorted(k.group.lens or "" for k in matcher.kept) == ["2.2 mm f/1.8", "5.4 mm f/1.8"]
    told = asked(matcher, tmp_path, wide.saved(wide.scene(1)))
    assert told.verdict == "match" and "2.2 mm" in told.because and told.search_size == 1
    swapped = asked(matcher, tmp_path, replace(wide, focal=5.4).saved(wide.scene(1)))
    assert swapped.verdict == "match" and swapped.search_size and swapped.search_size > 1


def test_false_alarms_come_as_often_as_is_said() -> None:
    """Over 360 unrelated pairs the strength is a normal deviate, hardly wider than what the rate counts with."""
    size, small = (320, 240), (248, 184)
    patterns = []
    for number in range(12):
        other = Sensor(300 + number, size=size)
        made = build((decode(other.saved(other.flat(n))) for n in range(10)), 10)
        assert made is not None
        patterns.append(made.pattern)
    turned, shifted = [], []
    for number in range(15):
        sensor = Sensor(200 + number, size=size)
        image, quality = sensor.scene(number), 85 + number % 11
        whole = query(shot(decode(sensor.saved(image, quality)).grey))
        cut = query(shot(decode(sensor.saved(image.crop((20, 14, 268, 198)), quality)).grey))
        for pattern in patterns:
            turned.append(next(search(whole, size, pattern, 0)))
            shifted.append(next(search(cut, small, pattern, 0)))
    assert 0.8 < np.std([found.score.strength for found in turned]) < 1.25
    assert {found.searched for found in shifted} == {73 * 57}
    for found in (turned, shifted):
        rates = np.array([one.rate for one in found])
        assert not any(fits(one) for one in found)
        assert (rates <= RATE).sum() <= 1
        assert (rates <= 0.1).mean() < 0.15


def test_the_verb_prints_the_contract(album: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    photos = tmp_path / "photos"
    photos.mkdir()
    (photos / "own.jpg").write_bytes(OWN.saved(OWN.scene(1)))
    (photos / "other.jpg").write_bytes(Sensor(3, model="Pear 3").saved(TWIN.scene(2)))
    assert run(["photo", "match", "--phone", str(album), "--json", str(photos)]) == 1
    document = json.loads(capsys.readouterr().out)
    keys = {"path", "verdict", "pce", "search_size", "false_alarm_rate", "because"}
    assert all(set(photo) == keys for photo in document["photos"])
    assert {p["path"].rpartition("/")[2]: p["verdict"] for p in document["photos"]} == {
        "own.jpg": "match",
        "other.jpg": "contradiction",
    }
    assert run(["photo", "match", "--phone", str(album), str(photos / "own.jpg")]) == 0
    assert "1 of 1 photo matched. No verdict is a proof." in capsys.readouterr().out


def test_what_cannot_be_used_is_a_sentence(album: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "text.jpg").write_text("no photo")
    (tmp_path / "cut.jpg").write_bytes(OWN.saved(OWN.scene(1))[:3000])
    command = ["photo", "match", "--phone", str(album), "--json"]
    assert run([*command, str(tmp_path / "text.jpg"), str(tmp_path / "cut.jpg"), str(tmp_path / "none.jpg")]) == 2
    problems = json.loads(capsys.readouterr().out)["problems"]
    assert len(problems) == 3 and all(p["sentence"].endswith(".") for p in problems)
    assert run(["photo", "match", "--phone", str(tmp_path / "no"), str(tmp_path / "cut.jpg")]) == 2
    assert capsys.readouterr().err.count("\n") == 1


def test_a_picture_of_countless_scans_is_refused(matcher: Matcher, tmp_path: Path) -> None:
    out = io.BytesIO()
    OWN.scene(1).save(out, "JPEG", progressive=True)
    data = out.getvalue()
    scan = data[data.index(b"\xff\xda") : data.index(b"\xff\xc4", data.index(b"\xff\xda"))]
    (tmp_path / "photo.jpg").write_bytes(data[:-2] + scan * 900 + data[-2:])
    told = matcher.answer(open_evidence([tmp_path / "photo.jpg"]).nodes[0])
    assert told.verdict is not None  # small as it is, it is gone over
    (tmp_path / "photo.jpg").write_bytes(data.replace(b"\x01\xe0\x02\x80", b"\x20\x00\x20\x00")[:-2] + scan * 900)
    told = matcher.answer(open_evidence([tmp_path / "photo.jpg"]).nodes[0])
    assert told.problem and "scans" in told.problem


def test_a_photo_in_question_is_no_reference_for_itself(album: Path, tmp_path: Path) -> None:
    phone = open_phone(album)
    digests = [r.facts.sha256 for r in phone.references]
    assert not Matcher(phone, asked=digests[:3], tell=lambda _: None).kept


def test_a_case_keeps_its_fingerprints(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    tree = tmp_path / "phone"
    (tree / "system").mkdir(parents=True)
    (tree / "system" / "build.prop").write_text("ro.product.model=Nova 7\nro.product.brand=Orchard\nro.build.id=NV7\n")
    OWN.album(tree / "data" / "media" / "0" / "DCIM" / "Camera", 10)
    case, photo = tmp_path / "case", tmp_path / "photo.jpg"
    photo.write_bytes(OWN.saved(OWN.scene(1)))
    run(["check", str(tree), "--case", str(case), "--json", "--no-progress"])
    capsys.readouterr()
    command = ["photo", "match", "--phone", str(case), "--json", str(photo)]
    assert run(command) == 0
    first = capsys.readouterr()
    assert json.loads(first.out)["photos"][0]["verdict"] == "match" and "making" in first.err
    assert run(command) == 0
    second = capsys.readouterr()
    assert second.err == "" and json.loads(second.out)["photos"][0]["verdict"] == "match"
    assert run(["ask", str(case), "SELECT lens, width, shots FROM fingerprints", "--csv"]) == 0
    assert "5.4 mm f/1.8,640,10" in capsys.readouterr().out
    pattern = next((case / "fingerprints").glob("*.f16"))
    pattern.write_bytes(pattern.read_bytes()[:100])  # broken off: made anew
    assert run(command) == 0 and "making" in capsys.readouterr().err
    tree.rename(tmp_path / "gone")  # the evidence has gone: what was kept is used
    assert run(command) == 0
    assert json.loads(capsys.readouterr().out)["photos"][0]["verdict"] == "match"


def test_a_case_does_not_fill_up_with_fingerprints(tmp_path: Path) -> None:
    case = Case.create(tmp_path / "case")
    pattern = np.zeros((128, 128), np.float32)
    for number in range(store.FILES_MAX + 4):
        group = store.Group(f"{number} mm", None, False, 128, 128)
        fingerprint = Fingerprint(pattern, 12, 0, agreement=9.0, gain=0.5, survives=0.5)
        empty = Habits(frozenset({(128, 128)}), frozenset(), frozenset({("jpeg.soi",)}))
        store.save(
            case, store.Kept(store.key(group, [str(number)]), group, fingerprint, ("Nova 7",), empty, store.now())
        )
    kept = store.load(case)
    assert len(kept) == store.FILES_MAX + 4 and next(iter(kept.values())).habits.sizes == {(128, 128)}
    used = set(list(kept)[:2])
    store.forget(case, used)
    left = store.load(case)
    assert len(left) == store.FILES_MAX and used <= set(left)


@pytest.mark.parametrize("damage", [b"", b"[]", b"{}", b'{"method": 1, "shape": [1e9, 1e9]}', b"\xff" * 40])
def test_damaged_fingerprints_are_left_alone(tmp_path: Path, damage: bytes) -> None:
    case = Case.create(tmp_path / "case")
    (case.path / "fingerprints").mkdir()
    (case.path / "fingerprints" / "a.json").write_bytes(damage)
    assert store.load(case) == {}
