"""The sample phone: every planted thing is found, and no innocent look-alike is called serious."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from tests import contract

from gifthorse.report.document import Document, from_json

PHONE = Path(__file__).parents[2] / "samples" / "gift-phone" / "tree"
SERIOUS = {"high", "critical"}
PLANTED = {
    "com.orchard.devicecare": "remote-command",
    "com.orchard.dropkeeper": "remote-command",
    "com.orchard.linkbox": "remote-command",
    "com.orchard.simplus": "remote-command",
    "com.google.android.emediasync": "code-loading",
    "com.tallpine.update": "silent-install",
    "com.brightleaf.appspot": "silent-install",
    "com.data.pulse": "hidden",
    "com.orchard.salestime": "signer",
    "com.orchard.factorykit": "debug-left-on",
    "com.tallpine.pageshield": "remote-filter",
    "com.tallpine.keyflow": "surveillance",
    "tree/system/etc/init/timekeepd.rc": "listener",
    "tree/system/lib64/libandroid_runtime.so": "tampered",
    "tree/system/etc/hosts": "tampered",
}
PHOTOS = {
    "DCIM/Camera/IMG_20200502_191804.jpg": {"place-exact", "time-zone", "camera-model", "firmware"},
    "DCIM/Camera/IMG_20200503_082210.jpg": {"place-by-network", "film-inside", "front-camera"},
    "DCIM/Camera/IMG_20200503_120533.jpg": {"preview-differs", "dates-disagree"},
    "Pictures/Edited/garden.jpg": {"undeclared-picture"},
    "Pictures/Received/20200501_173355.jpg": {"camera-serial", "owner-named"},
    "Download/holiday.jpg": {"file-behind"},
}
INNOCENT = ("IMG_20200504_090112.jpg", "IMG_20200504_090940.jpg", "Screenshot_20200504_101500.png")
LESSER = {"com.brightleaf.torch": "code-loading", "com.brightleaf.skyview": "broken-tls"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("gift")


@pytest.fixture(scope="module")
def finished(folder: Path) -> subprocess.CompletedProcess[str]:
    """The program as a person runs it."""
    reports = ["--html", str(folder / "r.html"), "--sarif", str(folder / "r.sarif")]
    command = [
        sys.executable,
        "-m",
        "gifthorse",
        "check",
        str(PHONE),
        "--case",
        str(folder / "case"),
        "--json",
        *reports,
    ]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def document(finished: subprocess.CompletedProcess[str]) -> Document:
    return from_json(finished.stdout)


def test_standard_output_is_the_contract_and_nothing_else(finished: subprocess.CompletedProcess[str]) -> None:
    assert finished.returncode == 1
    assert finished.stderr == ""
    assert finished.stdout.isascii()
    contract.check(json.loads(finished.stdout))


def test_the_sarif_log_keeps_the_standard(finished: subprocess.CompletedProcess[str], folder: Path) -> None:
    log = json.loads((folder / "r.sarif").read_text())
    assert len(log["runs"][0]["results"]) == len(json.loads(finished.stdout)["findings"])
    model = pytest.importorskip("pydantic_sarif.model")  # made from the schema of the standard
    model.StaticAnalysisResultsFormatSarifVersion210JsonSchema.model_validate(log)


def test_what_is_planted_is_found(document: Document) -> None:
    serious = {(f.subject.name, f.category) for f in document.findings if f.level in SERIOUS}
    assert set(PLANTED.items()) <= serious
    assert any(f.subject.kind == "certificate" and f.level == "high" for f in document.findings)
    middling = {(f.subject.name, f.category) for f in document.findings if f.level == "medium"}
    assert set(LESSER.items()) <= middling


def test_look_alikes_are_left_alone(document: Document) -> None:
    guilty = PLANTED.keys() | LESSER.keys()
    accused = {f.subject.name for f in document.findings if f.subject.kind == "app" and f.level not in ("info", "low")}
    assert accused <= guilty


def test_photos_give_away_what_was_planted_and_nothing_else(document: Document) -> None:
    found: dict[str, set[str]] = {}
    for finding in document.findings:
        if finding.question == "photo":
            assert finding.subject.kind == "photo"
            found.setdefault(finding.subject.name.partition("media/0/")[2], set()).add(finding.rule.rpartition("/")[2])
    for name, rules in PHOTOS.items():
        assert rules <= found[name]
    serious = {f.subject.name for f in document.findings if f.question == "photo" and f.level in SERIOUS | {"medium"}}
    assert not [name for name in serious if name.endswith(INNOCENT)]
    assert next(a.answer for a in document.answers if a.question == "photo") == "found"


def test_the_answer_is_found_and_whatever_is_said_can_be_shown(document: Document) -> None:
    answers = {a.question: a.answer for a in document.answers}
    assert answers["backdoor"] == "found"
    assert all(f.evidence for f in document.findings)
    assert not document.problems
