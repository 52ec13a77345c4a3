"""`gifthorse diff`: what one phone has that the other has not."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from gifthorse.cli import run
from gifthorse.report.document import Document
from gifthorse.tables import Rows

from .conftest import add, document, finding


def phone(*packages: str, version: str = "1", hosts: tuple[str, ...] = ()) -> Rows:
    rows = Rows()
    for package in packages:
        add(rows, "apps", package=package, version_name=version, uid="app", sha256=f"{package}{version}")
        add(rows, "permissions_used", package=package, name="android.permission.INTERNET")
    for name in hosts:
        add(rows, "hosts", name=name, address="1.2.3.4")
    return rows


@pytest.fixture
def two(make_case: Callable[..., Path], tmp_path: Path) -> Callable[..., tuple[str, str]]:
    def made(first: Rows, second: Rows, *found: Document) -> tuple[str, str]:
        one = make_case(first, found[0] if found else None).rename(tmp_path / "first.case")
        return str(one), str(make_case(second, found[1] if found else None))

    return made


def told(cases: tuple[str, str], capsys: pytest.CaptureFixture[str]) -> list[tuple[str, str, str, str]]:
    status = run(["diff", *cases, "--json"])
    found = json.loads(capsys.readouterr().out)
    assert status == int(bool(found))
    return [(d["kind"], d["name"], d["first"], d["second"]) for d in found]


def test_the_same_phone_has_no_differences(
    two: Callable[..., tuple[str, str]], capsys: pytest.CaptureFixture[str]
) -> None:
    cases = two(phone("a", "b"), phone("b", "a"))
    assert told(cases, capsys) == []
    assert run(["diff", *cases]) == 0
    assert "0 differences" in capsys.readouterr().out


def test_apps_come_go_and_change(two: Callable[..., tuple[str, str]], capsys: pytest.CaptureFixture[str]) -> None:
    first, second = phone("a", "b"), phone("b", "c", version="2", hosts=("update.example",))
    found = told(two(first, second), capsys)
    apps = {name: (one, other) for kind, name, one, other in found if kind == "app"}
    assert apps["a"][1] == "" and "version_name 1" in apps["a"][0]
    assert apps["b"] == ("version_name 1, sha256 b1", "version_name 2, sha256 b2"), "only what differs is told"
    assert apps["c"][0] == "" and "version_name 2" in apps["c"][1]
    assert ("permission", "a android.permission.INTERNET", "yes", "") in found
    assert ("name in the hosts file", "update.example", "", "address 1.2.3.4") in found


def test_findings_come_first_the_worst_before_all(
    two: Callable[..., tuple[str, str]], capsys: pytest.CaptureFixture[str]
) -> None:
    old, new = document(finding("high", id="1"), finding("low", id="2")), document(finding("critical", id="3"))
    cases = two(phone("a"), phone(), old, new)
    kinds = [(kind, one.partition(":")[0], other.partition(":")[0]) for kind, _, one, other in told(cases, capsys)]
    assert kinds[:3] == [("finding", "", "critical"), ("finding", "high", ""), ("finding", "low", "")]
    assert run(["diff", *cases]) == 1
    out = capsys.readouterr().out
    assert "3 findings differ" in out and "+ critical: com.example.agent" in out


def test_hostile_names_stay_names(two: Callable[..., tuple[str, str]], capsys: pytest.CaptureFixture[str]) -> None:
    cases = two(phone("\x1b[31m[bold]a\u202e"), phone())
    assert run(["diff", *cases]) == 1
    out = capsys.readouterr().out
    assert "\x1b" not in out and "\u202e" not in out and "[bold]a" in out
    assert run(["diff", *cases, "--json"]) == 1
    assert capsys.readouterr().out.isascii()


def test_no_case(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["diff", str(tmp_path), str(tmp_path)]) == 2
    assert "is no gifthorse case" in capsys.readouterr().err
