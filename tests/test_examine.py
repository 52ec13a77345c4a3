"""What is done to an app: which of its code is read, and what is said of the rest."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.axmlwriter import Document, E, manifest
from tests.dexwriter import Class, Code, Writer, sample
from tests.evidence.phones import zipped

from gifthorse.evidence import open_evidence, units
from gifthorse.examine import examine
from gifthorse.tables import Rows

SERVICE = E("service", {"name": ".Main"})
OVERLAY = E("overlay", {"targetPackage": "android"})


def dex(name: str) -> bytes:
    """A file with one class."""
    writer = Writer()
    go = writer.method(name, "go")
    writer.classes.append(Class(name, directs=[(go, 9, Code([0x000E]))]))
    return writer.build()


def loader() -> bytes:
    """A file that names a class loader."""
    writer = sample()
    writer.method("Ldalvik/system/DexClassLoader;", "<init>")
    return writer.build()


def examined(folder: Path, files: dict[str, bytes], *children: E, application: E | None = None) -> Rows:
    """The rows of an app with these files besides its manifest."""
    plain = Document(manifest("org.example.app", *children, application=application or E("application"))).data()
    (folder / "app.apk").write_bytes(zipped({"AndroidManifest.xml": plain} | files))
    (unit,) = units(open_evidence([folder / "app.apk"]))
    return examine(unit)


def classes(rows: Rows) -> set[str]:
    return {name for table, found in rows.tables() if table == "classes" for name in found["class"].to_pylist()}


def problems(rows: Rows) -> list[str]:
    return [row["path"].rpartition("app.apk")[2] for row in rows.rows("problems")]


def test_code_carried_as_data_is_examined_where_the_app_loads_code(tmp_path: Path) -> None:
    files = {"classes.dex": loader(), "assets/lib.jar": zipped({"classes.dex": dex("Lcarried/Hidden;")})}
    rows = examined(tmp_path, files)
    assert classes(rows) == {"a.Main", "carried.Hidden"} and not problems(rows)
    assert rows.rows("apps")[0]["dex_bytes"] == len(files["classes.dex"]) + len(dex("Lcarried/Hidden;"))


def test_code_carried_as_data_is_a_problem_where_the_app_loads_none(tmp_path: Path) -> None:
    rows = examined(tmp_path, {"classes.dex": sample().build(), "assets/a.dex": dex("Lcarried/Hidden;")})
    assert classes(rows) == {"a.Main"} and problems(rows) == ["!assets/a.dex"]


@pytest.mark.parametrize(
    ("children", "application", "expected"),
    [
        ((), E("application", children=[SERVICE]), "elsewhere"),
        ((), E("application", {"name": ".App"}), "elsewhere"),
        ((), E("application"), "none"),
        ((), E("application", {"hasCode": False}, children=[SERVICE]), "none"),
        ((OVERLAY,), E("application", children=[SERVICE]), "none"),
    ],
    ids=["service", "application class", "nothing", "no code", "overlay"],
)
def test_code_is_missed_where_it_would_run(
    tmp_path: Path, children: tuple[E, ...], application: E, expected: str
) -> None:
    rows = examined(tmp_path, {}, *children, application=application)
    assert rows.rows("apps")[0]["code_read"] == expected
