from __future__ import annotations

import json
from pathlib import Path

import pytest
from samples.photos.build import PLAIN

from gifthorse.cli import run

PHOTOS = Path(__file__).parents[1] / "rules" / "photo"


def test_read_tells_and_masks(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["photo", "read", str(PHOTOS / "place-exact" / "hit.jpg")]) == 1
    said = capsys.readouterr().out
    assert "48.…" in said and "48.2" not in said
    assert run(["photo", "read", "--reveal", str(PHOTOS / "place-exact" / "hit.jpg")]) == 1
    assert "48.20849" in capsys.readouterr().out


def test_read_prints_the_contract(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["photo", "read", "--json", str(PHOTOS / "owner-named")]) == 0
    document = json.loads(capsys.readouterr().out)
    assert document["schema"] == 1
    found = {(f["rule"], f["subject"]["kind"]) for f in document["findings"]}
    assert ("photo/owner-named", "photo") in found
    assert "Example" not in json.dumps(document)


def test_scrub_one_and_read_it_again(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    copy = tmp_path / "copy.jpg"
    assert run(["photo", "scrub", str(PHOTOS / "place-exact" / "hit.jpg"), str(copy)]) == 0
    assert "the same pixels" in capsys.readouterr().out
    assert run(["photo", "read", "--fail-on", "info", str(copy)]) == 0
    assert copy.read_bytes() == PLAIN[:2] + copy.read_bytes()[2:]


def test_scrub_never_overwrites(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    photo = tmp_path / "a.jpg"
    photo.write_bytes(PLAIN)
    assert run(["photo", "scrub", str(photo), str(photo)]) == 2
    assert "nothing is overwritten" in capsys.readouterr().err
    assert photo.read_bytes() == PLAIN
    assert run(["photo", "scrub", str(tmp_path), str(tmp_path / "inside")]) in (0, 2)


def test_scrub_a_folder(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    album = tmp_path / "album"
    (album / "day").mkdir(parents=True)
    (album / "day" / "IMG_20240506_070809.jpg").write_bytes(PLAIN)
    (album / "notes.txt").write_text("no photo")
    (album / "cut.jpg").write_bytes(PLAIN[:400])
    assert run(["photo", "scrub", str(album), str(tmp_path / "out")]) == 2
    told = capsys.readouterr()
    assert "cut.jpg" in told.err and "--rename" in told.out
    assert sorted(p.name for p in (tmp_path / "out").rglob("*") if p.is_file()) == ["IMG_20240506_070809.jpg"]
    run(["photo", "scrub", "--rename", str(album), str(tmp_path / "named")])
    assert [p.name for p in (tmp_path / "named").iterdir()] == ["photo-0002.jpg"]


def test_scrub_json_is_the_contract_of_the_copies(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["photo", "scrub", "--json", str(PHOTOS / "comment" / "hit.jpg"), str(tmp_path / "c.jpg")]) == 0
    document = json.loads(capsys.readouterr().out)
    assert document["findings"] == [] and document["answers"][2]["answer"] == "not found"


def test_what_is_missing_is_one_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["photo", "scrub", str(tmp_path / "none.jpg"), str(tmp_path / "out.jpg")]) == 2
    assert capsys.readouterr().err.count("\n") == 1


def test_one_command_reads_a_folder_and_writes_the_copies(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    album = tmp_path / "album"
    (album / "day").mkdir(parents=True)
    (album / "day" / "home.jpg").write_bytes((PHOTOS / "place-exact" / "hit.jpg").read_bytes())
    (album / "plain.jpg").write_bytes(PLAIN)
    assert run(["photo", "read", str(album), "--scrub", str(tmp_path / "out")]) == 1
    told = capsys.readouterr().out
    assert "It was taken at 48.…" in told and "2 copies of 2" in told and "nothing is left in them" in told
    assert run(["photo", "read", "--fail-on", "info", str(tmp_path / "out")]) == 0
    assert (tmp_path / "out" / "day" / "home.jpg").is_file()


def test_a_copy_that_cannot_be_made_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    album = tmp_path / "album"
    album.mkdir()
    (album / "cut.jpg").write_bytes(PLAIN[:400])
    assert run(["photo", "read", "--json", str(album), "--scrub", str(tmp_path / "out")]) == 2
    (copy,) = json.loads(capsys.readouterr().out)["copies"]
    assert copy["copy"] is None and "cut short" in copy["refused"]
    assert run(["photo", "read", str(album), "--scrub", str(album / "inside")]) == 2
    assert "lies in the folder of the photos" in capsys.readouterr().err
