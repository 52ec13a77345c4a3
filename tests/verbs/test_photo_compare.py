from __future__ import annotations

import builtins
import json
from pathlib import Path
from typing import Any

import pytest
from samples.photos import textures, variants

from gifthorse.cli import run
from gifthorse.photo.compare import vision

pytest.importorskip("cv2")
pytest.importorskip("faiss")


@pytest.fixture(scope="module")
def album(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Five photos, and a folder with copies of three of them and with other things."""
    root = tmp_path_factory.mktemp("album")
    (root / "phone").mkdir()
    (root / "web").mkdir()
    photos = [textures.photograph(n, 480, 360) for n in range(6)]
    for number, image in enumerate(photos[:5]):
        image.save(root / "phone" / f"IMG_{number}.jpg", quality=92)
    variants.scaled(photos[0], 0.7).save(root / "web" / "small.jpg", quality=70)
    variants.cropped(photos[1], 0.2, 0.1, 0, 0.1).save(root / "web" / "cut.jpg", quality=80)
    variants.post(photos[2], 0, 540, 1000).save(root / "web" / "post.png")
    photos[5].save(root / "web" / "other.jpg")
    (root / "web" / "broken.jpg").write_bytes((root / "web" / "small.jpg").read_bytes()[:2000])
    (root / "web" / "notes.txt").write_text("no photo")
    return root


def told(capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(capsys.readouterr().out)
    return document


def test_one_photo_against_some_is_the_contract(album: Path, capsys: pytest.CaptureFixture[str]) -> None:
    phone, web = album / "phone", album / "web"
    assert (
        run(["photo", "compare", "--json", str(phone / "IMG_1.jpg"), str(web / "cut.jpg"), str(web / "other.jpg")]) == 1
    )
    document = told(capsys)
    assert document["schema"] == 1 and document["problems"] == []
    cut, other = document["pairs"]
    assert cut.keys() == {"a", "b", "same", "score", "how", "changed"}
    assert cut["same"] is True and cut["a"] == str(phone / "IMG_1.jpg") and cut["b"] == str(web / "cut.jpg")
    assert any("left 20%" in c["says"] and c["a"][:2] == [0, 0] for c in cut["changed"])
    assert other["same"] is False and other["changed"] == []


def test_a_folder_against_a_folder(album: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["photo", "compare", "--json", str(album / "phone"), str(album / "web")]) == 1
    document = told(capsys)
    same = {(Path(p["b"]).name, Path(p["a"]).name) for p in document["pairs"] if p["same"]}
    assert same == {("small.jpg", "IMG_0.jpg"), ("cut.jpg", "IMG_1.jpg"), ("post.png", "IMG_2.jpg")}
    assert {Path(p["b"]).name for p in document["pairs"] if p["same"] is False} == {"other.jpg"}
    (problem,) = document["problems"]
    assert problem["path"].endswith("broken.jpg") and "cut short" in problem["sentence"]


def test_text_and_page(album: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page = tmp_path / "page.html"
    command = ["photo", "compare", str(album / "phone" / "IMG_0.jpg"), str(album / "web" / "small.jpg")]
    assert run([*command, "--html", str(page)]) == 1
    said = capsys.readouterr().out
    assert "SAME" in said and "size in A" in said
    text = page.read_text()
    assert text.count("data:image/jpeg;base64,") == 2 and "<script" not in text
    assert "default-src &#39;none&#39;" in text


def test_none_the_same_and_none_readable(album: Path, capsys: pytest.CaptureFixture[str]) -> None:
    phone, web = album / "phone", album / "web"
    assert run(["photo", "compare", str(phone / "IMG_0.jpg"), str(web / "other.jpg")]) == 0
    assert run(["photo", "compare", str(phone / "IMG_0.jpg"), str(web / "broken.jpg")]) == 2
    assert run(["photo", "compare", str(phone / "IMG_0.jpg"), str(web / "notes.txt")]) == 2
    capsys.readouterr()
    assert run(["photo", "compare", str(phone / "IMG_0.jpg"), str(web / "none.jpg")]) == 2
    assert capsys.readouterr().err.count("\n") == 1


def test_hostile_names_stay_text(album: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    evil = tmp_path / "<img src=x>\x1b[2J.jpg"
    evil.write_bytes((album / "phone" / "IMG_0.jpg").read_bytes())
    page = tmp_path / "page.html"
    assert run(["photo", "compare", str(album / "phone" / "IMG_0.jpg"), str(evil), "--html", str(page)]) == 1
    assert "\x1b" not in capsys.readouterr().out
    assert "<img src=x>" not in page.read_text() and "\x1b" not in page.read_text()


def test_without_the_extra_a_sentence_says_what_to_install(
    album: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    real = builtins.__import__

    def without(name: str, *arguments: Any, **options: Any) -> Any:
        if name == "cv2":
            raise ImportError(name)
        return real(name, *arguments, **options)

    vision.cv2.cache_clear()
    monkeypatch.setattr(builtins, "__import__", without)
    phone = str(album / "phone" / "IMG_0.jpg")
    assert run(["photo", "compare", phone, phone]) == 2
    assert "pip install 'gifthorse[compare]'" in capsys.readouterr().err
    monkeypatch.undo()
    vision.cv2.cache_clear()


def test_a_photo_is_the_same_as_itself(album: Path, capsys: pytest.CaptureFixture[str]) -> None:
    phone = str(album / "phone" / "IMG_0.jpg")
    assert run(["photo", "compare", phone, phone]) == 1
    assert "Every pixel" in capsys.readouterr().out


def test_a_film_is_said_to_be_one(album: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    film = tmp_path / "film.mp4"
    film.write_bytes(b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom" + bytes(100))
    assert run(["photo", "compare", "--json", str(album / "phone" / "IMG_0.jpg"), str(film)]) == 2
    assert "film" in told(capsys)["problems"][0]["sentence"]
