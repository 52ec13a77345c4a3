"""Archives that unpack to more than there is room for, lie about it, or hold each other."""

from __future__ import annotations

import resource
from pathlib import Path

import pytest
from tests.axmlwriter import Document, chunk, manifest
from tests.evidence import phones
from tests.formats.elf.elfwriter import shared
from tests.hostile import xml, zips
from tests.hostile.conftest import Run

from gifthorse import work
from gifthorse.evidence import open_evidence, units, walk

MIB = 1 << 20
BINARY = zips.packed(Document(manifest("org.bomb")).data())


def bombs() -> dict[str, bytes]:
    """Apps of a few kilobytes that are gigabytes, by what is large in them."""
    large, dex, library = zips.zeros(300 * MIB), zips.zeros(60 * MIB, phones.DEX), zips.zeros(60 * MIB, shared())
    archive = zips.zeros(60 * MIB, b"PK\x03\x04")
    binary = zips.zeros(60 * MIB, chunk(0x0003, b"", b"", size=60 * MIB + 8))
    table = zips.zeros(60 * MIB, chunk(0x0002, b"\1\0\0\0", b"", size=60 * MIB + 12))
    names = b"".join(b"Name: a%d\r\nSHA-256-Digest: AA==\r\n\r\n" % n for n in range(9999))
    made: dict[str, list[tuple[str, zips.Packed]]] = {
        "dex": [("classes.dex", large)],
        "dex-that-lies": [("classes.dex", zips.Packed(large.data, 1000))],
        "many-dex": [(f"classes{n}.dex", dex) for n in range(2, 2000)],
        "resources": [("resources.arsc", table)],
        "libraries": [(f"lib/x86/lib{n}.so", library) for n in range(3000)],
        "library": [("lib/x86/a.so", large)],
        "carried": [(f"assets/{n}", archive) for n in range(3000)],
        "huge-claims": [("classes.dex", zips.Packed(BINARY.data, 0xFFFFFFF0, 0))],
        "long-digits": [(f"classes{'9' * 60_000}.dex", dex)],
        "signed": [("META-INF/MANIFEST.MF", zips.packed(names)), *((f"a{n}", large) for n in range(9999))],
    }
    apps = {name: zips.written([("AndroidManifest.xml", BINARY), *members]) for name, members in made.items()}
    for name, one in {"manifest": large, "long-manifest": binary}.items():
        apps[name] = zips.written([("AndroidManifest.xml", one)])
    return apps


def test_bombs_in_apps(tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(work, "SECONDS_A_UNIT", 30.0)
    made = bombs()
    assert max(map(len, made.values())) < 2 * MIB
    tree = phones.write(tmp_path / "in", {f"{name}/a.apk": data for name, data in made.items()})
    phones.write(tree, {"good/a.apk": phones.apk("org.good")})
    checked = run(tree)
    apps = {r["path"].split("/")[-2]: r for r in checked.rows("apps")}
    assert set(apps) == {"good", *made} - {"manifest", "long-manifest"}
    assert apps["good"]["code_read"] == "yes"
    assert {n: apps[n]["code_read"] for n in ("dex", "dex-that-lies", "huge-claims")} == dict.fromkeys(
        ("dex", "dex-that-lies", "huge-claims"), "no"
    )
    assert apps["many-dex"]["code_read"] == "partly"
    told = {name: [s for p, said in checked.problems.items() if f"/{name}/" in p for s in said] for name in made}
    for name in set(made) - {"long-digits", "signed"}:
        assert told[name], name
        assert len(told[name]) < 60, name
    assert not [s for said in told.values() for s in said if s.startswith("Reading it")], "none needs the last resort"
    assert checked.coverage("apps whose manifest was read") == (len(made) - 1, len(made) + 1)
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024 < work.MEMORY_A_WORKER


def test_zips_that_hold_each_other(tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """The walk happens in the parent, which has nobody to end it."""
    monkeypatch.setattr(walk, "UNPACKED_AT_LEAST", 256 * MIB)
    inner = zips.packed(zips.written([("a.apk", zips.packed(phones.apk()))]) + bytes(100 * MIB))
    wide = zips.written([(f"{n}.zip", inner) for n in range(20_000)])
    four = phones.apk("org.four")
    for _ in range(6):
        four = zips.written([("in.zip", zips.packed(four))])
    heads = zips.written([(f"{n}.txt", one) for one in [zips.zeros(200 * MIB)] for n in range(40_000)])
    tree = phones.write(
        tmp_path / "in", {"wide.zip": wide, "six.zip": four, "heads.zip": heads, "good.apk": phones.apk("org.good")}
    )
    assert len(open_evidence([tree]).nodes) < 120_000
    checked = run(tree)
    assert "org.good" in checked.apps()
    told = {path: said for path, said in checked.problems.items() if not path.startswith("in/wide.zip!")}
    assert told["in/wide.zip"] == ["Looking into it took longer than allowed; the rest was not examined."]
    assert [said for path, said in told.items() if path.startswith("in/six.zip!")] == [
        ["Zips nested deeper than 3 were not opened."]
    ]


def test_a_bundle_of_apps_with_large_manifests(tmp_path: Path) -> None:
    """Which splits belong together is found in the parent too: by the beginning of each manifest."""
    large = zips.packed(zips.written([("AndroidManifest.xml", zips.packed(xml.crowded(10_000)))]))
    members = [("manifest.json", zips.packed(b"{}")), *((f"{n}.apk", large) for n in range(1000))]
    (tmp_path / "x.xapk").write_bytes(zips.written(members))
    made = units(open_evidence([tmp_path / "x.xapk"]))
    assert len(made) == 1000 and {len(unit.nodes) for unit in made} == {1}


def test_a_zip_of_itself(tmp_path: Path, run: Run) -> None:
    """A stored entry whose bytes are the whole zip again, as deep as one cares to look."""
    inner = zips.Packed(b"PK\3\4" + bytes(500), 504, 0)
    data = bytearray(zips.written([("self.zip", inner), ("a.apk", zips.packed(phones.apk("org.a")))]))
    at = data.index(b"PK\1\2")
    size = len(data) - 38  # from behind the first local header to the end
    for place in (18, 22, at + 20, at + 24):
        data[place : place + 4] = size.to_bytes(4, "little")
    (tmp_path / "self.zip").write_bytes(data)
    checked = run(tmp_path / "self.zip")
    assert "org.a" in checked.apps()


def test_texts_that_are_long_to_look_at(tmp_path: Path) -> None:
    """Patterns that a careless matcher would try for ever."""
    hostile = {
        "comments.xml": b"<!---->" * 9_000 + b"x",
        "questions.xml": b"<? ?>" * 9_000,
        "doctype.xml": b"<!DOCTYPE " + b"[]" * 30_000,
        "spaces.prop": b" " * 60_000 + b"=",
        "service.rc": b"service " + b"a/" * 30_000,
        "hosts": b"1.1.1.1 " * 9_000,
        "dots.prop": b"ro." * 20_000,
        "lines.rc": b"on property:a=b && " * 4_000,
    }
    tree = phones.write(tmp_path / "in", {**hostile, "a.apk": phones.apk()})
    assert len(open_evidence([tree]).nodes) == len(hostile) + 2
