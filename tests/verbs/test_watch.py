"""The verb watch: what it refuses, what it prints."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from rich.console import Console
from tests import contract
from tests.capturewriter import Talk, pcap
from tests.verbs.conftest import finding

from gifthorse import cli
from gifthorse.case import Case
from gifthorse.verbs import watch as verb

TALK = Talk(ports=(40000, 80), server="198.51.100.7").open()
TALK.say(0, b"GET /a?imei=490154203237518 HTTP/1.1\r\nHost: \x1b[31mred.test\r\n\r\n")
TALK.say(1, b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok").close()


@pytest.fixture
def capture(tmp_path: Path) -> Path:
    path = tmp_path / "line.pcap"
    path.write_bytes(pcap(TALK.frames))
    return path


def test_lines_of_json_end_with_the_contract(capture: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["watch", str(capture), "--seconds", "1", "--json"]) == 1
    said = capsys.readouterr()
    *findings, report = [json.loads(line) for line in said.out.splitlines()]
    contract.check(report)
    assert {f["finding"]["id"] for f in findings} == {f["id"] for f in report["findings"]}
    assert said.err.startswith("Watching line.pcap; Ctrl-C") and said.out.isascii()


def test_the_terminal_gets_the_answer_and_nothing_that_steers_it(
    capture: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page, case = tmp_path / "r.html", tmp_path / "case"
    status = cli.run(["watch", str(capture), "--seconds", "3", "--html", str(page), "--case", str(case)])
    said = capsys.readouterr().out
    assert status == 1 and "Is its line secure?   NO" in said and "backdoor" not in said
    assert "\x1b" not in said and "\\x1b[31mred.test" in said
    assert page.read_text().startswith("<!doctype html>")
    assert cli.run(["show", str(case)]) == 0


def test_what_appears_is_one_line_with_the_time_and_the_level(capsys: pytest.CaptureFixture[str]) -> None:
    screen = verb._Screen(Console(highlight=False, width=100), json_lines=False, status=False)
    screen.tell([finding("high", says="red \x1b[31m"), finding("low", says="two")])
    lines = capsys.readouterr().out.splitlines()
    assert [line[9:] for line in lines] == ["high     red \\x1b[31m", "low      two"]


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["-i", "no-such-interface"], "There is no interface no-such-interface; there are: "),
        (["missing.pcap"], "missing.pcap is no file that can be watched."),
        (["{capture}", "--write", "{tmp}/x"], "--write keeps what an interface brings"),
        (["{capture}", "--case", "{capture}"], "is a file; name a folder."),
    ],
)
def test_what_cannot_be_watched_is_told_in_a_sentence(
    words: list[str], says: str, capture: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.run(["watch", *(w.format(capture=capture, tmp=tmp_path) for w in words)]) == 2
    said = capsys.readouterr()
    assert says in said.err and said.err.count("\n") == 1 and not said.out


def test_servers_have_the_places_of_the_databases_that_were_named(capture: Path, tmp_path: Path) -> None:
    case = tmp_path / "case"
    place = Path(__file__).parents[1] / "formats" / "places.mmdb"
    asked = ["watch", str(capture), "--seconds", "1", "--case", str(case), "--geo"]
    assert cli.run([*asked, str(tmp_path / "none.mmdb")]) == 2
    assert cli.run([*asked, str(place)]) == 1
    tables = Case.open(case).tables()
    assert tables["geo_databases"].num_rows == 1
    assert tables["destinations"].column("countries").to_pylist() == [["CN"]]
