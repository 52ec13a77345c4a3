"""HEIF from end to end: compared, and matched with a phone, where its decoder is installed (the extra heif)."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from samples.photos import textures, variants
from tests.photo.match.sensor import Sensor

from gifthorse.cli import run

pillow_heif = pytest.importorskip("pillow_heif")
OWN, TWIN = Sensor(1), Sensor(2)


def heic(image: Image.Image, exif: Image.Exif | None = None, quality: int = 92) -> bytes:
    out = io.BytesIO()
    pillow_heif.from_pillow(image).save(out, quality=quality, exif=exif.tobytes() if exif else None)
    return out.getvalue()


def told(capsys: pytest.CaptureFixture[str], *command: str) -> Any:
    capsys.readouterr()
    run(["photo", *command, "--json"])
    return json.loads(capsys.readouterr().out)


def test_a_heif_photo_is_compared(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pytest.importorskip("cv2")
    pytest.importorskip("faiss")
    photo = textures.photograph(1, 480, 360)
    (tmp_path / "own.heic").write_bytes(heic(photo, quality=80))
    copies = {"copy.jpg": variants.cropped(photo, 0.1, 0, 0, 0.1), "other.jpg": textures.photograph(2, 480, 360)}
    for name, image in copies.items():
        image.save(tmp_path / name, quality=80)
    (tmp_path / "cut.heic").write_bytes((tmp_path / "own.heic").read_bytes()[:3000])
    names = [str(tmp_path / name) for name in ("own.heic", *copies, "cut.heic")]
    document = told(capsys, "compare", *names)
    same = {Path(p["b"]).name: p["same"] for p in document["pairs"]}
    assert same == {"copy.jpg": True, "other.jpg": False}
    (problem,) = document["problems"]
    assert problem["sentence"].endswith(".")


def test_a_heif_photo_is_matched(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    album, asked = OWN.album(tmp_path / "own", 10), tmp_path / "asked"
    asked.mkdir()
    lying = OWN.tags()
    lying[0x0112] = 6
    photos = {
        "own.heic": heic(OWN.scene(1), OWN.tags()),
        "lying.heic": heic(OWN.scene(2), lying),
        "twin.heic": heic(TWIN.scene(1), TWIN.tags()),
        "cut.heic": heic(OWN.scene(3), OWN.tags())[:20_000],
    }
    for name, data in photos.items():
        (asked / name).write_bytes(data)
    document = told(capsys, "match", "--phone", str(album), str(asked))
    verdicts = {Path(p["path"]).name: p["verdict"] for p in document["photos"]}
    assert verdicts.pop("twin.heic") in ("consistent", "inconclusive")
    assert verdicts == {"own.heic": "match", "lying.heic": "match"}
    (problem,) = document["problems"]
    assert problem["sentence"].endswith(".")
