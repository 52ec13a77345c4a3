"""The table of the framework's ids, against the framework itself."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from tests.axmlwriter import IDS

from gifthorse.formats import arsc
from gifthorse.readers.manifest import attributes

FRAMEWORK = Path("/usr/share/android-framework-res/framework-res.apk")
LAST_OF_ANDROID_10 = 0x01010604


@pytest.mark.skipif(not FRAMEWORK.exists(), reason="android-framework-res is not installed")
def test_every_id_is_the_frameworks_own() -> None:
    with zipfile.ZipFile(FRAMEWORK) as archive:
        framework = arsc.open_table(archive.read("resources.arsc"))
    for name, number in attributes.ids().items():
        if number <= LAST_OF_ANDROID_10:
            assert framework.name(number) == f"attr/{name}"
    for number in attributes.hidden_themes():
        name = framework.name(number) or ""
        assert "Translucent" in name or "NoDisplay" in name


def test_the_tests_writer_uses_the_same_ids() -> None:
    known = attributes.ids()
    assert {name: known[name] for name in IDS} == IDS


@pytest.mark.parametrize(
    ("package", "written", "full"), [("a.b", ":c", "a.b:c"), ("a.b", "c.d", "c.d"), ("a.b", "a.b", "a.b")]
)
def test_process_names(package: str, written: str, full: str) -> None:
    assert attributes.process_name(package, written) == full
