"""The sample phone with its recording: one finding says which app, code and packets; a quiet day does not."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from samples.traffic.gift_phone import IMEI, PARTS, RECORDING, RULES, half_a_day, parts, quiet
from tests import contract

from gifthorse import check
from gifthorse.check import Outcome
from gifthorse.report import html, sarif
from gifthorse.report.document import Finding, to_json

PHONE = Path(__file__).parents[2] / "samples" / "gift-phone" / "tree"
PLANTED = {
    ("com.orchard.salestime", "line/numbers-seen-leaving"): "high",
    ("com.data.pulse", "line/numbers-seen-leaving"): "high",
    ("com.data.pulse", "line/clockwork-built-in"): "high",
    ("com.google.android.emediasync", "line/program-seen-fetched"): "critical",
    ("com.tallpine.update", "line/program-seen-fetched"): "critical",
    ("com.brightleaf.skyview", "line/false-certificate-accepted"): "high",
    ("com.tallpine.pageshield", "line/server-of-private-data-reached"): "medium",
    ("com.orchard.linkbox", "backdoor/port-seen-answered"): "critical",
}


@pytest.fixture(scope="module")
def examine(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Path], Outcome]:
    def run(recording: Path) -> Outcome:
        return check.run([PHONE, recording], case=tmp_path_factory.mktemp("gift") / "case", jobs=1)

    return run


@pytest.fixture(scope="module")
def outcome(examine: Callable[[Path], Outcome]) -> Outcome:
    return examine(RECORDING)


def joined(findings: Sequence[Finding]) -> dict[tuple[str, str], Finding]:
    """Those that say which app, which code and which packets."""
    return {(f.subject.name, f.rule): f for f in findings if len(f.evidence) > 1}


def test_the_recordings_are_what_the_generator_makes() -> None:
    assert RECORDING.read_bytes() == half_a_day().pcapng()
    assert RECORDING.stat().st_size < 400_000
    for rule in PARTS:
        for kind, want in parts(rule).items():
            assert (RULES / rule / f"{kind}.src" / "line.pcapng").read_bytes() == want, rule


def test_app_code_and_packets_stand_in_one_finding(outcome: Outcome) -> None:
    found = joined(outcome.document.findings)
    assert {key: f.level for key, f in found.items()} == PLANTED
    for (package, _), finding in found.items():
        code, *packets = finding.evidence
        assert finding.basis == "observed" and finding.subject.kind == "app"
        assert package.replace("com.", "") and code.path.endswith(".apk") and code.locator.startswith(package)
        assert packets and all(p.path.endswith("half-a-day.pcapng") for p in packets)
        assert all(p.locator.startswith("packet ") and "connection " in p.detail for p in packets)


def test_both_questions_are_answered(outcome: Outcome) -> None:
    answers = {a.question: a for a in outcome.document.answers}
    assert answers["backdoor"].answer == answers["line"].answer == "found"
    assert any(c.what == "packets read" and c.examined == c.total for c in answers["line"].coverage)
    assert any(c.what == "apps seen talking whose code was read" and c.examined == 14 for c in answers["line"].coverage)
    assert not any("Record the phone's traffic" in step for step in answers["line"].next)
    assert not outcome.document.problems


def test_the_reports_tell_both_kinds_of_evidence_and_mask(outcome: Outcome) -> None:
    text = to_json(outcome.document)
    contract.check(json.loads(text))
    page = html.render(outcome.document, outcome.context)
    log = sarif.render(outcome.document, outcome.context)
    for report in (text, page, log):
        assert "half-a-day.pcapng" in report
        assert IMEI not in report
    assert "What crossed the line" in page and "packet 16" in page


def test_innocent_apps_are_left_alone(outcome: Outcome) -> None:
    innocent = ("com.brightleaf.browser", "com.brightleaf.notes", "com.orchard.store", "com.orchard.findphone")
    for finding in outcome.document.findings:
        if finding.question == "line" and finding.subject.name.startswith(innocent):
            assert finding.level in ("info", "low"), finding.says


def test_a_quiet_day_is_quiet(examine: Callable[[Path], Outcome], tmp_path: Path) -> None:
    recording = tmp_path / "quiet.pcapng"
    recording.write_bytes(quiet().pcapng())
    document = examine(recording).document
    assert joined(document.findings) == {}
    seen = [f for f in document.findings if f.basis == "observed" and f.question == "line"]
    assert not [f.says for f in seen if f.level in ("critical", "high")]


def test_a_capture_that_names_no_app_is_joined_by_addresses(examine: Callable[[Path], Outcome], tmp_path: Path) -> None:
    recording = tmp_path / "nameless.pcap"
    recording.write_bytes(half_a_day().pcap())
    found = joined(examine(recording).document.findings)
    assert {key: f.level for key, f in found.items()} == PLANTED
    assert "no other code names this server" in found["com.data.pulse", "line/clockwork-built-in"].evidence[1].detail
