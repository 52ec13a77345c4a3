"""Damaged files beside healthy ones: the healthy lose nothing, each damaged one is told, none counts as examined."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

from tests.axmlwriter import Document, E, manifest
from tests.evidence import phones
from tests.formats.elf.elfwriter import shared
from tests.hostile.conftest import Checked, Run

ROOT = Path(__file__).resolve().parents[2]
CERTIFICATE = (ROOT / "samples/keys/orchard-media.x509.pem").read_bytes()
LIBRARY = shared(needed=["libc.so"], imports=["system"], exports={"run": 64}, rodata=b"http://a.example/x\0" * 9)
HEALTHY = phones.below(
    "system",
    {
        **phones.system(),
        "lib64/libfoo.so": LIBRARY,
        "etc/security/cacerts/ok.0": CERTIFICATE,
        "app/Lib/Lib.apk": phones.apk("org.lib"),
    },
)
BINARY = {
    "app/Bad/{}.apk": phones.apk("org.bad"),
    "framework/{}.jar": phones.jar(),
    "framework/{}.dex": phones.DEX,
    "lib64/{}.so": LIBRARY,
}
TEXT = {
    "etc/permissions/{}.xml": phones.PRIVAPP,
    "etc/sysconfig/{}.xml": phones.SYSCONFIG,
    "etc/init/{}.rc": phones.INIT_RC,
    "etc/security/cacerts/{}.0": CERTIFICATE,
    "{}.prop": phones.BUILD_PROP,
}
TABLES = ("apps", "components", "permissions", "libraries", "certificates", "init_services", "privileges", "evidence")


def healthy_rows(checked: Checked, names: set[str]) -> dict[str, list[dict[str, Any]]]:
    """Everything kept of the healthy files, by their evidence numbers."""
    numbers = {row["node"] for row in checked.rows("evidence") if row["path"] in names}
    assert len(numbers) == len(names)
    return {
        table: sorted((r for r in checked.rows(table) if r.get("evidence", r.get("node")) in numbers), key=repr)
        for table in TABLES
    }


def damaged(length: int) -> dict[str, bytes]:
    """Every kind of file cut at several places, and with a few bits flipped."""
    chance = random.Random(length)
    made = {}
    for name, data in {**BINARY, **TEXT}.items():
        for part in (0.02, 0.4, 0.97):
            made[f"system/{name.format(f'cut{int(part * 100)}')}"] = data[: int(len(data) * part)]
        for number in range(3):
            flipped = bytearray(data)
            for _ in range(1 + number):
                flipped[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
            made[f"system/{name.format(f'flip{number}')}"] = bytes(flipped)
    return made


def test_damage_stays_where_it_is(tmp_path: Path, run: Run) -> None:
    before = run(phones.write(tmp_path / "a/tree", HEALTHY), case="a.case")
    names = {f"tree/{name}" for name in HEALTHY if not name.endswith(".png")}
    wanted = healthy_rows(before, names)
    assert len(wanted["apps"]) == 3 and len(wanted["libraries"]) == 2 and len(wanted["certificates"]) == 1

    broken = damaged(1)
    after = run(phones.write(tmp_path / "b/tree", {**HEALTHY, **broken}), case="b.case")
    assert healthy_rows(after, names) == wanted

    problems = after.problems
    for name in broken:
        told = [s for path, sentences in problems.items() if path.startswith(f"tree/{name}") for s in sentences]
        if "/cut" in name and any(Path(name).suffix == Path(kind).suffix for kind in BINARY):
            assert told, name
    apps = [row for row in after.rows("apps") if row["package"] not in ("org.foo", "org.bar", "org.lib")]
    bad = [name for name in broken if name.endswith(".apk")]
    assert after.coverage("apps whose manifest was read") == (3 + len(apps), 3 + len(bad))
    for row in apps:
        path = next(r["path"] for r in after.rows("evidence") if r["node"] == row["evidence"])
        told = [s for where, said in problems.items() if where.startswith(f"{path}!classes.dex") for s in said]
        assert row["code_read"] in (("no", "partly") if told else ("yes", "partly")), (path, told)
    examined, total = after.coverage("framework jars whose code was read")
    assert total == 1 + sum(name.endswith(".jar") for name in broken) and examined < total
    examined, total = after.coverage("native programs and libraries read")
    assert total >= 2 + 5 and examined < total


def test_an_app_whose_code_is_damaged_is_not_clean(tmp_path: Path, run: Run) -> None:
    binary = Document(manifest("org.code", application=E("application"))).data()
    garbage = {"AndroidManifest.xml": binary, "classes.dex": b"\x13" * 4000}
    half = {"AndroidManifest.xml": binary, "classes.dex": phones.DEX, "classes2.dex": phones.DEX[:300]}
    (tmp_path / "in").mkdir()
    for name, members in {"no": garbage, "half": half}.items():
        (tmp_path / "in" / f"{name}.apk").write_bytes(phones.zipped(members))
    checked = run(tmp_path / "in")
    found = {r["sha256"]: r["code_read"] for r in checked.rows("apps")}
    assert sorted(found.values()) == ["no", "partly"]
    assert checked.coverage("apps whose code was read") == (0, 2)
    assert any(path.endswith("no.apk!classes.dex") for path in checked.problems)


def test_files_that_only_their_names_call_apps(tmp_path: Path, run: Run) -> None:
    files = {
        "good.apk": phones.apk(),
        "noise.apk": random.Random(1).randbytes(5000),
        "short.apk": b"PK\x03\x04",
        "empty.dex": b"",
        "noise.so": b"\x7fELG" + bytes(400),
    }
    checked = run(phones.write(tmp_path / "in", files))
    assert {Path(p).name for p in checked.problems} >= {"noise.apk", "short.apk", "noise.so"}
    assert checked.coverage("apps whose manifest was read") == (1, 3)
