"""Workers that crash, hang or swell lose their own unit and nothing else."""

from __future__ import annotations

import os
import signal
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import pytest

from gifthorse import work
from gifthorse.case import Case
from gifthorse.tables import Rows

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the misbehaving workers here rely on fork and signals")


@dataclass(frozen=True)
class Unit:
    key: str
    path: str = "x"
    size: int = 10


def behave(unit: Unit) -> Rows:
    rows = Rows()
    if unit.key == "crash":
        os.kill(os.getpid(), signal.SIGSEGV)
    if unit.key == "hang":
        time.sleep(60)
    if unit.key == "error":
        raise ValueError("a mistake of ours")
    if unit.key == "swell":
        held = bytearray(work.MEMORY_A_WORKER)
        held[::4096] = b"x" * len(held[::4096])
        time.sleep(60)
    rows.add("hosts", evidence=1, address="127.0.0.1", name=unit.key, line=1)
    return rows


def run(case: Case, *keys: str, jobs: int = 2) -> dict[str, str | None]:
    return {d.unit.key: d.error for d in work.run([Unit(k) for k in keys], behave, case, jobs=jobs)}


@pytest.fixture
def case(tmp_path: Path) -> Case:
    return Case.create(tmp_path / "case")


def names(case: Case, *keys: str) -> list[str]:
    return sorted(case.merged(list(keys))["hosts"]["name"].to_pylist())


def test_every_unit_ends_in_a_part(case: Case) -> None:
    assert run(case, "a", "b", "c", "d", "e") == dict.fromkeys("abcde")
    assert names(case, *"abcde") == list("abcde")


def test_a_crash_takes_only_its_unit(case: Case) -> None:
    assert run(case, "a", "crash", "b", "c") == {"a": None, "crash": "crash", "b": None, "c": None}
    assert names(case, "a", "b", "c") == ["a", "b", "c"]
    assert not case.part("crash").exists()


def test_an_unexpected_error_is_told(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("GIFTHORSE_DEBUG", raising=False)
    (done,) = work.run([Unit("error")], behave, case)
    assert done.error == "crash"
    assert done.sentence == "Reading it met something that gifthorse does not expect; it was not examined."


def test_a_hang_is_ended(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(work, "SECONDS_A_UNIT", 0.5)
    assert run(case, "hang", "a") == {"hang": "timeout", "a": None}


def test_a_swelling_worker_is_ended(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(work, "MEMORY_A_WORKER", 300 << 20)
    assert run(case, "swell", "a") == {"swell": "memory", "a": None}


def test_finished_units_are_not_done_again(case: Case) -> None:
    run(case, "a", "b")
    before = case.part("a").stat().st_mtime_ns
    run(case, "a", "b", "c")
    assert case.part("a").stat().st_mtime_ns == before
    assert names(case, "a", "b", "c") == ["a", "b", "c"]


def test_a_killed_run_resumes(case: Case) -> None:
    child = os.fork()
    if child == 0:
        os.setpgid(0, 0)
        run(case, "a", "b", "hang", "c", jobs=1)
        os._exit(0)
    while not case.part("b").exists():
        time.sleep(0.05)
    os.killpg(child, signal.SIGKILL)
    os.waitpid(child, 0)
    assert not case.part("c").exists()
    before = case.part("a").stat().st_mtime_ns
    assert run(case, "a", "b", "c") == dict.fromkeys("abc")
    assert case.part("a").stat().st_mtime_ns == before


def test_a_worker_that_has_grown_is_tidied(case: Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    told = tmp_path / "tidied"
    monkeypatch.setattr(work, "TIDY_ABOVE", 1 << 60)
    list(work.run([Unit("small")], behave, case, tidy=told.touch))
    assert not told.exists()
    monkeypatch.setattr(work, "TIDY_ABOVE", 0)
    list(work.run([Unit("grown")], behave, case, tidy=told.touch))
    assert told.exists()


def test_what_is_done_meanwhile_is_done_once(case: Case) -> None:
    done: list[int] = []
    list(work.run([Unit("a"), Unit("b"), Unit("c")], behave, case, jobs=1, meanwhile=lambda: done.append(1)))
    assert done == [1]
