"""Code and manifests made to be slow: each ends in time and within memory, and the rest of the phone goes on.

The sizes are a tenth of what the builders make by default, so that the test stays short; a reader that takes the square
of them would still be noticed.
"""

from __future__ import annotations

import resource
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.axmlwriter import Document, E, manifest
from tests.evidence import phones
from tests.hostile import dexes, xml
from tests.hostile.conftest import Run

from gifthorse import work

SIZES: dict[str, tuple[int, ...]] = {
    "long_method": (300_000,),
    "branches": (20_000,),
    "switches": (2_000, 60_000),
    "chain": (10_000,),
    "ring": (5_000,),
    "implementations": (10_000, 300),
    "cycles": (2_000, 20),
    "callers": (10_000,),
    "long_texts": (10_000_000, 5_000),
    "many_texts": (40_000,),
    "decoders": (1_000,),
    "fields": (1_000,),
    "nested_calls": (1_000,),
    "sinks": (2_000,),
    "arrays": (250, 5_000),
    "annotated": (2_000,),
    "long_names": (50, 100_000, 50),
    "aliases": (2_000, 2_000),
    "handlers": (20_000, 20_000),
    "shared_code": (20_000, 5_000),
    "reflections": (2_000,),
    "runnables": (4_000, 4_000),
}
MANIFESTS: dict[str, Callable[[], bytes]] = {
    "crowded": lambda: xml.crowded(20_000),
    "too-crowded": lambda: xml.crowded(60_000),
    "one-long-name": lambda: xml.crowded(300, long=1_000_000),
    "product": xml.product,
    "deep": xml.deep,
    "wide": xml.wide,
}
LAST_RESORT = "only a part of it was examined, and its code was not."


def test_every_builder_is_used() -> None:
    assert SIZES.keys() == dexes.HOSTILE.keys()


def test_slow_code_ends_in_time(tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(work, "SECONDS_A_UNIT", 40.0)
    activities = [
        E("activity", {"name": f"h.{name}", "exported": True}) for name in ("Main", *[f"A{i}" for i in range(50)])
    ]
    for name, sizes in SIZES.items():
        binary = Document(manifest(f"h.{name}", application=E("application", children=activities))).data()
        app = phones.zipped({"AndroidManifest.xml": binary, "classes.dex": dexes.HOSTILE[name](*sizes)}, stored=True)
        phones.write(tmp_path / "in", {f"{name}.apk": app})
    phones.write(tmp_path / "in", {"good.apk": phones.apk("org.good")})
    checked = run(tmp_path / "in")
    apps = checked.apps()
    assert set(apps) == {"org.good", *(f"h.{name}" for name in SIZES)}
    assert apps["org.good"]["code_read"] == "yes"
    given_up = {p for p, said in checked.problems.items() for s in said if s.endswith(LAST_RESORT)}
    assert not given_up
    # What is at the end of it all is found in spite of everything
    reached = {row["package"] for row in checked.rows("reach") if row["category"] == "exec"}
    assert reached >= {f"h.{name}" for name in SIZES}
    assert {apps[f"h.{name}"]["code_read"] for name in ("handlers", "arrays")} == {"partly"}
    shared = [s for path, said in checked.problems.items() for s in said if "shared_code" in path]
    assert any("share code with so many others" in s for s in shared)
    for row in checked.rows("reach"):
        assert sum(map(len, row["path"])) < 500_000
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024 < work.MEMORY_A_WORKER


def test_manifests_end_in_time(tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(work, "SECONDS_A_UNIT", 40.0)
    for name, build in MANIFESTS.items():
        app = phones.zipped({"AndroidManifest.xml": build(), "classes.dex": phones.DEX}, stored=True)
        phones.write(tmp_path / "in", {f"{name}/a.apk": app})
    phones.write(tmp_path / "in", {"good.apk": phones.apk("org.good")})
    checked = run(tmp_path / "in", rules=True)
    told = {name: [s for p, said in checked.problems.items() if f"/{name}/" in p for s in said] for name in MANIFESTS}
    assert not [s for said in told.values() for s in said if s.startswith("Reading it")]
    assert {name for name, said in told.items() if said} >= {"too-crowded", "product"}
    assert {"org.good", "h.product", "h.deep", "h.wide"} <= set(checked.apps())
    read, total = checked.coverage("apps whose manifest was read")
    assert total == len(MANIFESTS) + 1 and read == len(checked.rows("apps"))
    assert sum(f.stat().st_size for f in checked.case.rglob("*") if f.is_file()) < 200_000_000
