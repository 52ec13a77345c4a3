"""Workers that fail, checks that are killed, folders that fill up: what can be saved is, and the rest is told."""

from __future__ import annotations

import contextlib
import json
import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.evidence import phones
from tests.formats.elf.elfwriter import shared
from tests.hostile.conftest import Run, assert_plain

from gifthorse import check, cli, work
from gifthorse.confine import resident
from gifthorse.evidence import Unit
from gifthorse.examine import examine
from gifthorse.report.document import Document, to_json
from gifthorse.tables import Rows

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the misbehaving workers here rely on fork and signals")

APPS = {f"system/app/{n}/{n}.apk": phones.apk(f"org.{n}") for n in ("good", "hang", "swell", "die", "odd", "lost")}
LIBRARIES = {f"system/lib64/lib{n}.so": shared(soname=f"lib{n}.so") for n in ("a", "b", "hang", "c")}
SYSTEM = {
    "system/build.prop": phones.BUILD_PROP,
    "system/etc/init/odd.rc": phones.INIT_RC,
    "system/etc/init/fine.rc": phones.INIT_RC,
    "system/framework/die.jar": phones.jar(),
    "system/framework/fine.jar": phones.jar(),
}


def misbehave(unit: Unit) -> Rows:
    """As the names of the unit's files say, until it is asked for less."""
    names = {Path(node.path).stem.removeprefix("lib") for node in unit.nodes}
    if "lost" in names or not unit.without_code:
        if "hang" in names:
            time.sleep(100)
        if "swell" in names:
            held = bytearray(work.MEMORY_A_WORKER)
            held[::4096] = b"x" * len(held[::4096])
            time.sleep(100)
        if "die" in names:
            os.kill(os.getpid(), signal.SIGKILL)
        if "odd" in names or "lost" in names:
            raise ValueError("a mistake of ours")
    return examine(unit)


def test_what_can_be_saved_of_a_unit_is(tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    # Long enough for a worker to swell in first, on a machine with much else to do
    monkeypatch.setattr(work, "SECONDS_A_UNIT", 8.0)
    # Beside what the tests before this one have loaded, which a forked worker holds too
    monkeypatch.setattr(work, "MEMORY_A_WORKER", resident(os.getpid()) + (400 << 20))
    monkeypatch.setattr(check, "examine", misbehave)
    monkeypatch.delenv("GIFTHORSE_DEBUG", raising=False)
    tree = phones.write(tmp_path / "tree", {**APPS, **LIBRARIES, **SYSTEM})
    checked = run(tree)

    apps = checked.apps()
    assert {name: row["code_read"] for name, row in apps.items()} == {
        "org.good": "yes", "org.hang": "no", "org.swell": "no", "org.die": "no", "org.odd": "no"
    }  # fmt: skip
    assert all(row["sha256"] and row["dex_bytes"] for row in apps.values())
    told = {path.rpartition("/")[2]: said for path, said in checked.problems.items()}
    partly = "only a part of it was examined, and its code was not."
    assert told == {
        "hang.apk": [f"Reading it took longer than allowed; {partly}"],
        "swell.apk": [f"Reading it took more memory than allowed; {partly}"],
        "die.apk": [f"Reading it ended its worker process unexpectedly; {partly}"],
        "odd.apk": [f"Reading it met something that gifthorse does not expect; {partly}"],
        "lost.apk": ["Reading it met something that gifthorse does not expect; it was not examined."],
        "libhang.so": ["Reading it took longer than allowed; it was not examined."],
        "odd.rc": ["Reading it met something that gifthorse does not expect; it was not examined."],
        "die.jar": ["Reading it ended its worker process unexpectedly; it was not examined."],
    }
    # The files that shared a unit with a bad one
    assert {row["soname"] for row in checked.rows("libraries")} == {"liba.so", "libb.so", "libc.so"}
    assert {row["name"] for row in checked.rows("properties")} == {"ro.product.model", "ro.build.type", "ro.debuggable"}
    assert len(checked.rows("init_services")) == 1
    # Everything is there to be counted, once
    paths = [row["path"] for row in checked.rows("evidence")]
    assert len(paths) == len(set(paths))
    assert {f"tree/{name}" for name in (*APPS, *LIBRARIES, *SYSTEM)} <= set(paths)
    assert checked.coverage("apps whose manifest was read") == (5, 6)
    assert checked.coverage("apps whose code was read") == (1, 5)
    assert checked.coverage("framework jars whose code was read") == (1, 2)
    assert checked.coverage("native programs and libraries read") == (3, 4)
    assert checked.coverage("start-up files of init read") == (1, 2)

    # The same command tries again what was given up, and only that
    parts = {p: p.stat().st_mtime_ns for p in (checked.case / "parts").iterdir()}
    monkeypatch.setattr(check, "examine", examine)
    monkeypatch.setattr(work, "SECONDS_A_UNIT", 60.0)
    again = run(tree)
    assert not again.problems
    assert {row["code_read"] for row in again.apps().values()} == {"yes"} and len(again.apps()) == 6
    kept = [p for p, before in parts.items() if p.exists() and p.stat().st_mtime_ns == before]
    assert len(kept) >= 2


def swallow(unit: Unit) -> Rows:
    """Asks for more memory at once than any worker may have."""
    if "swell" in unit.path:
        bytes(4 * work.MEMORY_A_WORKER)
    return examine(unit)


def test_one_allocation_cannot_outrun_the_watch(tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(work, "MEMORY_A_WORKER", 1 << 30)  # a worker begins with what the tests have loaded
    monkeypatch.setattr(work, "POLL_SECONDS", 100)
    monkeypatch.setattr(check, "examine", swallow)
    tree = phones.write(tmp_path / "tree", {n: APPS[n] for n in APPS if "good" in n or "swell" in n})
    checked = run(tree)
    assert list(checked.problems.values()) == [["Reading it took more memory than allowed; it was not examined."]]
    assert set(checked.apps()) == {"org.good"}


# -- checks that are killed --------------------------------------------------------------------------------------------


def linger(unit: Unit) -> Rows:
    """Stays with one app for long."""
    if unit.path.endswith("hang.apk"):
        time.sleep(100)
    return examine(unit)


@contextlib.contextmanager
def background(tree: Path, case: Path) -> Iterator[int]:
    """A check in a process group of its own that comes as far as `hang.apk`; it is killed at the end, if not before."""
    child = os.fork()
    if not child:
        os.setpgid(0, 0)
        setattr(check, "examine", linger)  # noqa: B010  # in this process alone
        with contextlib.suppress(BaseException):
            check.run([tree], case=case, rules=(), jobs=2)
        os._exit(0)
    try:
        until = time.monotonic() + 60
        while len(list((case / "parts").glob("*.part"))) < len(APPS) - 1 and time.monotonic() < until:
            time.sleep(0.02)
        yield child
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(child, signal.SIGKILL)
        with contextlib.suppress(ChildProcessError):
            os.waitpid(child, 0)


def told(document: Document) -> Any:
    """A report without what differs from run to run."""
    found = json.loads(to_json(document))
    return {key: value for key, value in found.items() if key not in ("started", "seconds", "case")}


def children(process: int) -> list[int]:
    return [int(n) for n in Path(f"/proc/{process}/task/{process}/children").read_text().split()]


def running(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_a_killed_check_goes_on_where_it_ended(tmp_path: Path, run: Run) -> None:
    tree = phones.write(tmp_path / "tree", {**APPS, "system/build.prop": phones.BUILD_PROP})
    whole = run(tree, case="whole.case")
    case = tmp_path / "killed.case"
    with background(tree, case) as process:
        os.killpg(process, signal.SIGKILL)
        os.waitpid(process, 0)
    before = {p: p.stat().st_mtime_ns for p in (case / "parts").glob("*.part")}
    assert before and not (case / "case.json").exists()
    assert cli.run(["show", str(case)]) == 2
    again = run(tree, case="killed.case")
    after = {p: p.stat().st_mtime_ns for p in (case / "parts").glob("*.part")}
    assert {p: after.get(p) for p in before} == before, "finished units are not done again"
    assert told(again.document) == told(whole.document)
    for table in ("apps", "evidence", "components", "properties", "files"):
        assert sorted(again.rows(table), key=repr) == sorted(whole.rows(table), key=repr)
    assert not list(case.rglob("*.tmp"))


def test_workers_end_with_their_parent(tmp_path: Path) -> None:
    tree = phones.write(tmp_path / "tree", APPS)
    with background(tree, tmp_path / "c") as process:
        workers = children(process)
        assert workers
        os.kill(process, signal.SIGKILL)
        os.waitpid(process, 0)
        until = time.monotonic() + 20
        while any(map(running, workers)) and time.monotonic() < until:
            time.sleep(0.05)
        assert not any(map(running, workers))


def test_two_checks_do_not_share_a_folder(tmp_path: Path, run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    tree = phones.write(tmp_path / "tree", APPS)
    case = tmp_path / "x.case"
    with background(tree, case):
        before = {p: p.stat().st_mtime_ns for p in case.rglob("*")}
        assert cli.run(["check", str(tree), "--case", str(case)]) == 2
        said = capsys.readouterr().err.removeprefix("gifthorse: ").strip()
        assert said == f"Another check is writing to {case}: let it end, or name another folder with --case."
        assert {p: p.stat().st_mtime_ns for p in case.rglob("*")} == before
    assert len(run(tree).apps()) == 6, "a killed check keeps nobody out"


def test_a_folder_used_for_other_evidence(tmp_path: Path, run: Run) -> None:
    one = phones.write(tmp_path / "one", {"a.apk": phones.apk("org.one"), "l.so": shared()})
    two = phones.write(tmp_path / "two", {"a.apk": phones.apk("org.two")})
    wanted = run(two, case="fresh.case")
    run(one)
    found = run(two)
    assert told(found.document) == told(wanted.document)
    assert set(found.apps()) == {"org.two"} and not found.rows("libraries")
    assert set(run(one).apps()) == {"org.one"}


def test_evidence_that_changed_is_read_again(tmp_path: Path, run: Run) -> None:
    tree = phones.write(tmp_path / "in", {"a.apk": phones.apk("org.one")})
    stamp = (tree / "a.apk").stat().st_mtime_ns
    assert set(run(tree).apps()) == {"org.one"}
    (tree / "a.apk").write_bytes(phones.apk("org.two"))
    os.utime(tree / "a.apk", ns=(stamp + 1, stamp + 1))
    assert set(run(tree).apps()) == {"org.two"}


@pytest.mark.parametrize("limit", [0, 1_000, 20_000])
def test_a_full_disk(tmp_path: Path, limit: int) -> None:
    """No file may grow beyond the limit, as on a disk that is full."""
    tree = phones.write(tmp_path / "tree", {**APPS, "system/build.prop": phones.BUILD_PROP})
    command = [sys.executable, "-m", "gifthorse", "check", str(tree), "--case", str(tmp_path / "c"), "--json"]

    def confine() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

    full = subprocess.run(command, capture_output=True, text=True, timeout=120, preexec_fn=confine, check=False)
    (line,) = full.stderr.splitlines()
    assert full.returncode == 2 and full.stdout == ""
    assert line == f"gifthorse: The case folder {tmp_path / 'c'} cannot be used: File too large."
    assert_plain(line)
    healed = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert healed.returncode in (0, 1) and healed.stderr == ""
    assert json.loads(healed.stdout)["problems"] == []
