"""The sample phone: every planted thing is found, and no innocent look-alike is called serious."""

from __future__ import annotations

from pathlib import Path

import pytest

from gifthorse import check
from gifthorse.report.document import Document

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
    "timekeepd": "listener",
    "/system/lib64/libandroid_runtime.so": "tampered",
    "203.0.113.7": "tampered",
}
LESSER = {"com.brightleaf.torch": "code-loading", "com.brightleaf.skyview": "broken-tls"}


@pytest.fixture(scope="module")
def document(tmp_path_factory: pytest.TempPathFactory) -> Document:
    return check.run([PHONE], case=tmp_path_factory.mktemp("gift") / "case", jobs=2).document


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


def test_the_answer_is_found_and_whatever_is_said_can_be_shown(document: Document) -> None:
    answers = {a.question: a.answer for a in document.answers}
    assert answers["backdoor"] == "found"
    assert all(f.evidence for f in document.findings)
    assert not document.problems
