"""The command line: what goes to which stream, and the exit status."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.verbs.conftest import CONTEXT, document, finding

from gifthorse import __version__, check, cli
from gifthorse.errors import EvidenceError
from gifthorse.report.context import Context
from gifthorse.report.document import LEVELS


@pytest.fixture
def outcome(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[..., list[dict[str, Any]]]:
    """Puts a finished check in the pipeline's place; returns what it was called with."""

    def put(*levels: str, error: BaseException | None = None) -> list[dict[str, Any]]:
        calls: list[dict[str, Any]] = []

        def run(paths: list[Path], **options: Any) -> check.Outcome:
            calls.append({"paths": paths, **options})
            options["progress"](1, 2, "a/b.apk")
            if error:
                raise error
            found = document(*(finding(level, id=f"{i}") for i, level in enumerate(levels)))
            return check.Outcome(found, CONTEXT, tmp_path / "x.case")

        monkeypatch.setattr(check, "run", run)
        return calls

    return put


def test_json_is_alone_on_standard_output(
    outcome: Callable[..., Any], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    outcome("high")
    html, sarif = tmp_path / "r.html", tmp_path / "r.sarif"
    assert cli.run(["check", str(tmp_path), "--json", "--html", str(html), "--sarif", str(sarif)]) == 1
    captured = capsys.readouterr()
    assert json.loads(captured.out)["schema"] == 1
    assert captured.err == ""
    assert html.read_text().startswith("<!doctype html>")
    assert json.loads(sarif.read_text())["version"] == "2.1.0"
    assert sorted(p.name for p in tmp_path.iterdir()) == ["r.html", "r.sarif"], "no partial file is left"


def test_text_is_the_default_and_names_the_report(
    outcome: Callable[..., Any], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    calls = outcome("critical")
    html = tmp_path / "r.html"
    assert cli.run(["check", "a", "b", "--case", "c", "--jobs", "3", "--html", str(html)]) == 1
    out = capsys.readouterr().out
    assert out.lstrip().startswith("Is there a backdoor?")
    assert str(html) in out
    (call,) = calls
    assert (call["paths"], call["case"], call["jobs"]) == ([Path("a"), Path("b")], Path("c"), 3)


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("threshold", LEVELS)
def test_the_exit_status_follows_fail_on(outcome: Callable[..., Any], level: str, threshold: str) -> None:
    outcome(level)
    expected = int(LEVELS.index(level) >= LEVELS.index(threshold))
    assert cli.run(["check", "x", "--fail-on", threshold]) == expected


def test_high_is_the_default_threshold(outcome: Callable[..., Any]) -> None:
    outcome("medium", "low", "info")
    assert cli.run(["check", "x"]) == 0
    outcome("medium", "high")
    assert cli.run(["check", "x"]) == 1
    outcome()
    assert cli.run(["check", "x", "--fail-on", "info"]) == 0


@pytest.mark.parametrize(
    ("error", "status", "said"),
    [
        (EvidenceError("There is nothing\x1b[2J in it."), 2, r"gifthorse: There is nothing\x1b[2J in it."),
        (KeyboardInterrupt(), 130, "Stopped."),
        (ValueError("odd"), 2, "gifthorse: A mistake in gifthorse ended this (ValueError: odd)"),
    ],
)
def test_failures_are_one_sentence(
    outcome: Callable[..., Any],
    capsys: pytest.CaptureFixture[str],
    error: BaseException,
    status: int,
    said: str,
) -> None:
    outcome(error=error)
    assert cli.run(["check", "x", "--json"]) == status
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.strip().startswith(said)
    assert len(captured.err.strip().splitlines()) == 1


def test_a_mistake_can_be_looked_into(outcome: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> None:
    outcome(error=ValueError("odd"))
    monkeypatch.setenv("GIFTHORSE_DEBUG", "1")
    with pytest.raises(ValueError, match="odd"):
        cli.run(["check", "x"])


def test_a_report_that_cannot_be_written_fails_before_the_work(
    outcome: Callable[..., Any], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    calls = outcome()
    assert cli.run(["check", "x", "--html", str(tmp_path / "no" / "r.html")]) == 2
    assert cli.run(["check", "x", "--sarif", str(tmp_path)]) == 2
    said = capsys.readouterr().err
    assert "there is no folder" in said and "it is a folder" in said
    assert calls == []


@pytest.mark.parametrize(
    "wrong",
    [[], ["nonsense"], ["check"], ["check", "x", "--jobs", "0"], ["check", "x", "--fail-on", "bad"], ["ask"], ["rules"],
     ["ask", "x", "SELECT 1", "--json", "--csv"], ["ask", "x", "SELECT 1", "--rows", "-1"]],
)  # fmt: skip
def test_wrong_usage(wrong: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        cli.run(wrong)
    assert ended.value.code == 2
    captured = capsys.readouterr()
    assert captured.out == "" and "usage: gifthorse" in captured.err


def test_version_and_help(capsys: pytest.CaptureFixture[str]) -> None:
    for option, said in (("--version", f"gifthorse {__version__}\n"), ("--help", "Exit status: 0 nothing at or above")):
        with pytest.raises(SystemExit) as ended:
            cli.run([option])
        assert ended.value.code == 0
        assert said in capsys.readouterr().out


def test_help_loads_nothing_heavy() -> None:
    program = "import sys; from gifthorse.cli import parser; parser().format_help(); print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout.split()
    assert not {"numpy", "pyarrow", "duckdb", "cryptography", "rich", "jinja2", "gifthorse.judge"} & set(loaded)


def test_a_reader_that_goes_away_is_no_mistake(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "gifthorse", "rules", "list", "--json"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None and process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait(60) == cli.BROKEN_PIPE


def test_the_empty_context_will_do(
    outcome: Callable[..., Any], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(check, "run", lambda *_, **__: check.Outcome(document(), Context(), tmp_path))
    assert cli.run(["check", "x", "--html", str(tmp_path / "r.html")]) == 0
