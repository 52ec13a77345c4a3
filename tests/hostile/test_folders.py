"""Folders made to be hard to walk, and names made to be hard to say."""

from __future__ import annotations

import os
import shutil
import socket
import sys
import tempfile
import threading
from pathlib import Path

import pytest
from tests.evidence import phones
from tests.hostile import zips
from tests.hostile.conftest import Run, assert_plain

from gifthorse.evidence import open_evidence, units

NAMES = (
    "a\nb.apk",
    "\x1b[31mred\x1b]0;title\x07.apk",
    "\u202egpj.apk",
    "{subject}{0}{x!r}.apk",
    "'; DROP TABLE apps; --.apk",
    "a*b?[c].apk",
    "<script>alert(1)</script>.apk".replace("/", "\u2215"),
    "[bold red]x[/].apk".replace("/", "\u2215"),
    "\u200b\ufeff.apk",
    os.fsdecode(b"\xff\xfe\x80.apk"),
)


def everything_below(folder: Path) -> dict[str, int]:
    """Every file and its time of change."""
    return {str(p): p.lstat().st_mtime_ns for p in folder.rglob("*")}


def test_what_is_no_file_is_passed_by(tmp_path: Path, run: Run) -> None:
    tree = phones.write(tmp_path / "in/tree", phones.below("system", phones.system()))
    system = tree / "system"
    outside = phones.write(tmp_path / "outside", {"secret.apk": phones.apk("org.secret"), "deep/x.prop": b"a=b"})
    (system / "loop").symlink_to(".")
    (system / "up").symlink_to("../..")
    (system / "out").symlink_to(outside)
    (system / "app/link.apk").symlink_to(outside / "secret.apk")
    (system / "dangling.apk").symlink_to("/nowhere/at/all")
    (system / "me").symlink_to("me")
    os.mkfifo(system / "pipe.apk")
    with socket.socket(socket.AF_UNIX) as bound:
        bound.bind(str(system / "socket"))
    above = os.open(system, os.O_RDONLY)
    for _ in range(3000):
        os.mkdir("d", dir_fd=above)
        below = os.open("d", os.O_RDONLY, dir_fd=above)
        os.close(above)
        above = below
    os.close(above)
    checked = run(tree)
    assert set(checked.apps()) == {"org.foo", "org.bar"}, "links are not followed"
    told = sorted(s for sentences in checked.problems.values() for s in sentences)
    assert told == ["Folders deeper than 48 were not examined.", "Pipes, sockets and devices were not read (2 in all)."]
    links = {r["path"]: r["link_target"] for r in checked.rows("files") if r["kind"] == "link"}
    assert links["/system/loop"] == "." and links["/system/app/link.apk"] == str(outside / "secret.apk")


def test_odd_names_harm_nothing(tmp_path: Path, run: Run) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    for number, name in enumerate(NAMES):
        (folder / name).write_bytes(phones.apk(f"org.n{number}"))
        (folder / f"{name}.prop").write_bytes(b"ro.product.model=x\n")
    checked = run(folder, rules=True)
    assert set(checked.apps()) == {f"org.n{n}" for n in range(len(NAMES))}
    assert checked.coverage("apps whose manifest was read") == (len(NAMES), len(NAMES))
    assert not checked.problems


def test_odd_names_inside_a_zip_stay_inside(tmp_path: Path, run: Run) -> None:
    names: list[str | bytes] = [
        *NAMES, "../../up.apk", "/etc/abs.apk", "..\\..\\back.apk", "C:\\x.apk", "a//b.apk", "./c.apk", "nul\0byte.apk",
        b"\xff\xfe.apk", "x" * 60_000 + ".apk", "/".join(["d"] * 3000) + "/e.apk", "twice.apk", "twice.apk",
    ]  # fmt: skip
    home = tmp_path / "in"
    home.mkdir()
    members = [(name, zips.packed(phones.apk(f"org.z{number}"))) for number, name in enumerate(names)]
    (home / "odd.zip").write_bytes(zips.written(members))
    before = everything_below(tmp_path)
    checked = run(home / "odd.zip")
    case = tmp_path / "x.case"
    assert {p: t for p, t in everything_below(tmp_path).items() if not p.startswith(str(case))} == before
    assert len(checked.apps()) >= len(names) - 1
    assert not [p for p in case.rglob("*") if ".." in p.name or p.suffix == ".apk"]
    for row in checked.rows("evidence"):
        row["path"].encode()


def test_a_file_that_goes_away(tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """Between listing and reading, and between recognising and examining."""
    tree = phones.write(tmp_path / "tree", {f"app/a{n}.apk": phones.apk(f"org.a{n}") for n in range(4)})
    (tree / "a.xapk").write_bytes(phones.zipped({"base.apk": phones.apk("org.in"), "manifest.json": b"{}"}))
    from gifthorse import check  # patched where it is used

    def then_gone(paths: list[Path]) -> object:
        found = open_evidence(paths)
        (tree / "app/a0.apk").unlink()
        (tree / "app/a1.apk").write_bytes(b"")
        (tree / "app/a2.apk").write_bytes(phones.apk("org.a2")[:200])
        (tree / "a.xapk").unlink()
        return found

    monkeypatch.setattr(check, "open_evidence", then_gone)
    checked = run(tree)
    assert set(checked.apps()) == {"org.a3"}
    assert {Path(p).name for p in checked.problems} >= {"a0.apk", "a1.apk", "a2.apk", "a.xapk!base.apk"}
    assert checked.coverage("apps whose manifest was read") == (1, 5)


def test_a_container_that_shrinks_while_it_is_walked(tmp_path: Path) -> None:
    """Reading behind the end of a mapped file would end the process."""
    bundle = tmp_path / "x.zip"
    members = [(f"{n}.apk", zips.packed(os.urandom(3000) + phones.apk(f"org.s{n}"))) for n in range(400)]
    bundle.write_bytes(zips.written(members))
    stop = threading.Event()

    def shrink() -> None:
        while not stop.wait(0.001):
            size = bundle.stat().st_size
            os.truncate(bundle, size // 2)
            os.truncate(bundle, size)

    thread = threading.Thread(target=shrink)
    thread.start()
    try:
        tree = open_evidence([bundle, phones.write(tmp_path / "ok", {"a.apk": phones.apk()})])
    finally:
        stop.set()
        thread.join()
    for problem in tree.problems:
        assert_plain(problem.sentence)


def test_a_hundred_thousand_files(tmp_path: Path) -> None:
    top = tmp_path / "many"
    for folder in range(100):
        (top / f"d{folder}").mkdir(parents=True)
        one = top / f"d{folder}/f"
        one.write_bytes(b"x")
        for number in range(999):
            os.link(one, top / f"d{folder}/{number}")
    phones.write(top, {"app.apk": phones.apk("org.one"), "build.prop": phones.BUILD_PROP})
    tree = open_evidence([top])
    assert len([n for n in tree.nodes if n.kind == "other"]) == 100_000
    assert sum(len(unit.nodes) for unit in units(tree)) == 2
    shutil.rmtree(top)


@pytest.mark.skipif(sys.platform != "linux", reason="gives up root's rights in a forked process")
def test_a_file_that_may_not_be_read() -> None:
    with tempfile.TemporaryDirectory() as folder:  # the folders of pytest are closed to other users
        Path(folder).chmod(0o755)
        tree = phones.write(
            Path(folder) / "t", {"a.apk": phones.apk(), "b.apk": phones.apk("b.b"), "c/d.apk": phones.apk()}
        )
        (tree / "b.apk").chmod(0)
        (tree / "c").chmod(0)
        child = os.fork()
        if not child:
            status = 1
            try:
                if os.geteuid() == 0:
                    os.setgroups([])
                    os.setgid(65534)
                    os.setuid(65534)
                found = open_evidence([tree])
                kinds = {n.path: n.kind for n in found.nodes}
                told = {p.path: p.sentence for p in found.problems}
                assert kinds["t/a.apk"] == "apk" and kinds["t/b.apk"] == "other" and "t/c/d.apk" not in kinds
                assert told == {
                    "t/b.apk": "It cannot be read: Permission denied.",
                    "t/c": "The folder cannot be read: Permission denied.",
                }
                status = 0
            finally:
                os._exit(status)
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
        (tree / "c").chmod(0o755)
