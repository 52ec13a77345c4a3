"""The pipeline as a whole, on two apps of the sample phone that look alike and are not."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from gifthorse import check
from gifthorse.case import Case
from gifthorse.errors import EvidenceError

APPS = Path(__file__).parents[1] / "samples" / "gift-phone" / "tree" / "system" / "app"


@pytest.fixture(scope="module")
def outcome(tmp_path_factory: pytest.TempPathFactory) -> check.Outcome:
    evidence = [APPS / "DropKeeper" / "DropKeeper.apk", APPS / "KeyFlow"]
    return check.run(evidence, case=tmp_path_factory.mktemp("check") / "case", jobs=1)


def test_a_finding_carries_its_path(outcome: check.Outcome) -> None:
    (finding,) = [f for f in outcome.document.findings if f.rule == "backdoor/command-from-any-app"]
    assert finding.subject.name == "com.orchard.dropkeeper"
    assert finding.evidence[0].path == "DropKeeper.apk"
    assert "KeeperService.onStartCommand" in finding.evidence[0].detail
    assert finding.trust == "extracted"


def test_without_a_tree_the_next_step_says_so(outcome: check.Outcome) -> None:
    (answer,) = [a for a in outcome.document.answers if a.question == "backdoor"]
    assert any("whole system tree" in step for step in answer.next)
    assert any(c.what == "apps whose code was read" and c.examined == c.total == 2 for c in answer.coverage)


def test_the_case_is_finished_and_holds_the_document(outcome: check.Outcome) -> None:
    case = Case.open(outcome.case_path)
    stored = json.loads((case.path / "document.json").read_text())
    assert [f["id"] for f in stored["findings"]] == [f.id for f in outcome.document.findings]
    assert case.manifest()["rules"]["backdoor/command-from-any-app"]


def test_the_same_check_again_gives_the_same_findings(outcome: check.Outcome) -> None:
    again = check.run([APPS / "DropKeeper" / "DropKeeper.apk", APPS / "KeyFlow"], case=outcome.case_path, jobs=2)
    assert again.document.findings == outcome.document.findings


def test_the_photo_question_is_not_examined(outcome: check.Outcome) -> None:
    assert {a.question: a.answer for a in outcome.document.answers}["photo"] == "not examined"


def test_progress_reaches_the_whole(tmp_path: Path) -> None:
    seen: list[tuple[int, int]] = []
    check.run(
        [APPS / "KeyFlow"], case=tmp_path / "case", jobs=1, progress=lambda done, total, _: seen.append((done, total))
    )
    assert seen[-1][0] == seen[-1][1] > 0


def test_nothing_to_check_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "note.txt").write_text("hello")
    with pytest.raises(EvidenceError):
        check.run([tmp_path / "note.txt"], case=tmp_path / "case")


def test_findings_that_are_not_kept_are_told_among_what_was_not_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gifthorse.judge.FINDINGS_A_RULE", 0)
    document = check.run([APPS / "DropKeeper" / "DropKeeper.apk"], case=tmp_path / "case", jobs=1).document
    (problem,) = [p for p in document.problems if p.path == "backdoor/command-from-any-app"]
    assert problem.sentence == "The rule found more than the 0 that are kept; the others are not told."
    assert document.findings == ()
    assert any("what could not be read" in step for step in document.answers[0].next)
