"""What cannot be checked at all ends in one sentence and exit status 2."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from tests.evidence import phones
from tests.hostile.conftest import assert_plain

from gifthorse import cli


def refused(capsys: pytest.CaptureFixture[str], *arguments: str | Path) -> str:
    """What the command line says when it refuses to."""
    assert cli.run([*map(str, arguments)]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    (line,) = said.err.splitlines()
    assert line.startswith("gifthorse: ")
    assert_plain(line)
    return line


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIFTHORSE_HOME", str(tmp_path / "home"))


@pytest.mark.parametrize(
    "name", ["empty", "text.txt", "zeros", "empty.zip", "tree", "gone", "pipe", "noise.apk", "nul"]
)
def test_nonsense_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "text.txt").write_text("hello\n")
    (tmp_path / "zeros").write_bytes(bytes(5000))
    (tmp_path / "empty.zip").write_bytes(b"PK\5\6" + bytes(18))
    phones.write(tmp_path / "tree", {"a/b/c.txt": b"x", "picture.gif": b"GIF89a"})
    (tmp_path / "noise.apk").write_bytes(os.urandom(300))
    os.mkfifo(tmp_path / "pipe")
    said = refused(capsys, "check", "/dev/null" if name == "nul" else tmp_path / name)
    assert (tmp_path / name).name in said or name == "nul"
    assert not (tmp_path / "home").exists(), "nothing is left of a check that was refused"


def test_a_report_is_never_half_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.apk").write_bytes(phones.apk())
    (tmp_path / "r.html").mkdir()
    refused(capsys, "check", tmp_path / "a.apk", "--html", tmp_path / "r.html")
    refused(capsys, "check", tmp_path / "a.apk", "--sarif", tmp_path / "no/such/folder.sarif")


def test_cases_that_are_none(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    app = tmp_path / "a.apk"
    app.write_bytes(phones.apk())
    full = phones.write(tmp_path / "full", {"my/work.txt": b"x"})
    assert "not empty" in refused(capsys, "check", app, "--case", full)
    assert "is a file" in refused(capsys, "check", app, "--case", app)
    refused(capsys, "check", app, "--case", app / "below")
    refused(capsys, "check", app, "--case", "/proc/nowhere")
    refused(capsys, "check", app, "--case", tmp_path / ("x" * 300))
    for verb in (["show"], ["ask"]):
        refused(capsys, *verb, full)
        refused(capsys, *verb, tmp_path / "gone")
        refused(capsys, *verb, app)
    assert sorted(p.name for p in full.rglob("*")) == ["my", "work.txt"]


@pytest.mark.parametrize("content", [b"", b"{", b"[1]", b'{"schema": 99}', b"\xff\xfe", b"[" * 100_000, b"null"])
def test_a_damaged_case_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str], content: bytes) -> None:
    app, case = tmp_path / "a.apk", tmp_path / "c"
    app.write_bytes(phones.apk())
    assert cli.run(["check", str(app), "--case", str(case), "--json"]) == 0
    capsys.readouterr()
    (case / "case.json").write_bytes(content)
    refused(capsys, "show", case)
    refused(capsys, "ask", case, "SELECT 1")


def test_each_file_of_a_case_damaged(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    app, case = tmp_path / "a.apk", tmp_path / "c"
    app.write_bytes(phones.apk())
    assert cli.run(["check", str(app), "--case", str(case), "--json"]) == 0
    wanted = json.loads(capsys.readouterr().out)
    for file in sorted(p for p in case.rglob("*") if p.is_file() and p.name != "lock"):
        whole = file.read_bytes()
        for damaged in (b"", whole[: len(whole) // 2], whole[:-1], os.urandom(len(whole))):
            file.write_bytes(damaged)
            for verb in (["show", str(case)], ["ask", str(case), "SELECT count(*) FROM methods, apps, evidence"]):
                assert cli.run(verb) in (0, 2), (file, verb)
                said = capsys.readouterr().err
                assert "mistake" not in said and len(said.splitlines()) <= 1, (file, said)
        assert cli.run(["check", str(app), "--case", str(case), "--json"]) == 0, file
        again = json.loads(capsys.readouterr().out)
        for changing in ("started", "seconds"):
            again[changing] = wanted[changing]
        assert again == wanted, f"{file} was not healed"


def test_nothing_is_written_beside_the_case(tmp_path: Path) -> None:
    """Not into the working folder, the evidence or the home folder."""
    tree = phones.write(tmp_path / "in", {"a.apk": phones.apk(), "system/build.prop": phones.BUILD_PROP})
    for folder in ("work", "user", "case"):
        (tmp_path / folder).mkdir()
    before = {p: p.stat().st_mtime_ns for p in tree.rglob("*")}
    command = [sys.executable, "-m", "gifthorse", "check", str(tree), "--case", str(tmp_path / "case/x")]
    environment = {**os.environ, "HOME": str(tmp_path / "user"), "TMPDIR": str(tmp_path / "work")}
    done = subprocess.run(
        command, cwd=tmp_path / "work", env=environment, capture_output=True, timeout=120, check=False
    )
    assert done.returncode == 0 and done.stderr == b""
    assert {p: p.stat().st_mtime_ns for p in tree.rglob("*")} == before
    assert not list((tmp_path / "work").iterdir()) and not list((tmp_path / "user").iterdir())
