from __future__ import annotations

import random
from hashlib import sha256
from pathlib import Path

import pytest
from tests.formats.elf.elfwriter import shared
from tests.readers.nodes import node, table

from gifthorse.readers import native
from gifthorse.tables import Rows, node_id

LIBRARY = shared(
    needed=["libc.so"],
    imports=["system", "__stack_chk_fail"],
    exports={"JNI_OnLoad": 0x2000},
    soname="libx.so",
    rodata=b"http://c2.example.net:8082/x\0su -c id\0",
)


def test_a_library_of_the_system(tmp_path: Path) -> None:
    rows = Rows()
    native.read(node(tmp_path, LIBRARY, place="/system/lib64/libx.so", kind="elf"), rows)
    (library,) = table(rows, "libraries")
    assert (library["path"], library["package"], library["soname"]) == ("/system/lib64/libx.so", None, "libx.so")
    assert (library["imports"], library["exports"], library["canary"], library["relro"]) == (2, 1, True, "none")
    assert library["evidence"] == node_id("dump/system/lib64/libx.so")
    assert [(r["name"], r["defined"], r["address"]) for r in table(rows, "native_symbols")] == [
        ("system", False, None),
        ("__stack_chk_fail", False, None),
        ("JNI_OnLoad", True, 0x2000),
    ]
    strings = table(rows, "native_strings")
    assert [(r["kind"], r["value"]) for r in strings] == [
        ("url", "http://c2.example.net:8082/x"),
        ("command", "su -c id"),
    ]
    assert LIBRARY[strings[1]["offset"] :].startswith(b"su -c id")


def test_many_at_once_and_one_broken(tmp_path: Path) -> None:
    nodes = []
    for number, data in enumerate([LIBRARY, b"\x7fELF but no more", LIBRARY]):
        folder = tmp_path / str(number)
        folder.mkdir()
        nodes.append(node(folder, data, place=f"/vendor/lib/{number}.so", kind="elf"))
    rows = Rows()
    native.read_all(nodes, rows)
    assert [r["path"] for r in table(rows, "libraries")] == ["/vendor/lib/0.so", "/vendor/lib/2.so"]
    assert [r["evidence"] for r in table(rows, "native_symbols")] == [node_id("dump/vendor/lib/0.so")] * 3 + [
        node_id("dump/vendor/lib/2.so")
    ] * 3
    assert [r["path"] for r in table(rows, "problems")] == ["dump/vendor/lib/1.so"]


def test_a_library_inside_an_app() -> None:
    rows = Rows()
    native.read_bytes("a.apk!lib/arm64-v8a/libx.so", "org.a", LIBRARY, rows)
    (library,) = table(rows, "libraries")
    assert (library["package"], library["path"]) == ("org.a", "a.apk!lib/arm64-v8a/libx.so")
    (evidence,) = table(rows, "evidence")
    assert (evidence["node"], evidence["parent"]) == (library["evidence"], node_id("a.apk"))
    assert evidence["sha256"] == sha256(LIBRARY).hexdigest()
    broken = Rows()
    native.read_bytes("a.apk!lib/x86/liby.so", "org.a", b"junk", broken)
    assert [p["reader"] for p in table(broken, "problems")] == ["native"]


def test_nothing_to_read_gives_nothing() -> None:
    rows = Rows()
    native.read_all([], rows)
    assert dict(rows.tables()) == {}


@pytest.mark.parametrize("size", [0, 1, 10_000, 300_000])
def test_entropy(size: int) -> None:
    noise = random.Random(1).randbytes(size)  # no secret
    assert native.entropy(bytes(size)) == 0.0
    if size >= 10_000:
        assert 7.9 < native.entropy(noise) <= 8.0
        assert native.entropy(b"ab" * (size // 2)) == 1.0
