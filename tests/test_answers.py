"""One answer a question: what was found, how sure, and never a clean bill for what was not read."""

from __future__ import annotations

import pytest

from gifthorse import answers, judge
from gifthorse.report.document import Coverage, Finding, Subject
from gifthorse.tables import Rows

READ = [Coverage(answers.CODE, 3, 3, "")]
UNREAD = [Coverage(answers.CODE, 0, 2, "")]


def finding(level: str, confidence: str, question: str = "backdoor") -> Finding:
    return Finding(
        id=f"{level}-{confidence}",
        rule="backdoor/x",
        question=question,
        category="signer",
        level=level,
        confidence=confidence,
        basis="capability",
        trust="extracted",
        subject=Subject("app", "a.b"),
        says="x",
        advice="y",
        evidence=(),
        references=(),
    )


@pytest.mark.parametrize(
    ("findings", "expected"),
    [
        ([], "not found"),
        ([finding("medium", "high")], "not found"),
        ([finding("high", "medium")], "suspected"),
        ([finding("critical", "low"), finding("high", "high")], "found"),
        ([finding("critical", "high", "line")], "not found"),
    ],
)
def test_the_verdict_follows_level_and_confidence(findings: list[Finding], expected: str) -> None:
    assert answers.answer("backdoor", findings, READ, examined=True, gaps={}).answer == expected


def test_only_what_is_sure_is_given_as_the_reason() -> None:
    found = answers.answer(
        "backdoor", [finding("critical", "low"), finding("high", "high")], READ, examined=True, gaps={}
    )
    assert found.because == ("high-high",)


def test_not_examined_is_never_clean() -> None:
    assert answers.answer("backdoor", [], READ, examined=False, gaps={}).answer == "not examined"
    assert answers.answer("backdoor", [], UNREAD, examined=True, gaps={}).answer == "not examined"
    assert answers.answer("backdoor", [finding("high", "high")], UNREAD, examined=True, gaps={}).answer == "found"


def test_gaps_lead_to_next_steps() -> None:
    steps = answers.answer("backdoor", [], READ, examined=True, gaps={"no-tree": True, "problems": True}).next
    assert any("whole system tree" in s for s in steps)
    assert any("could not be read" in s for s in steps)


def test_coverage_counts_apps_whose_code_was_read() -> None:
    rows = Rows()
    for number, code_read in enumerate(("yes", "elsewhere", "none")):
        rows.add("apps", evidence=number, package=f"p{number}", code_read=code_read, signature="verified")
        rows.add("evidence", node=number, path=f"{number}.apk", kind="apk", size=1, trust="extracted")
    with judge.connect(dict(rows.tables())) as connection:
        lines = {c.what: (c.examined, c.total) for c in answers.coverage(connection)["backdoor"]}
        gaps = answers.gaps(connection, is_phone=False, problems=False)
    assert lines[answers.CODE] == (1, 2)
    assert lines["apps whose signature verified"] == (3, 3)
    assert {name for name, lacking in gaps.items() if lacking} == {"no-tree", "no-capture", "code-elsewhere"}


def test_a_capture_without_apps_leads_to_the_apps() -> None:
    rows = Rows()
    rows.add("captures", evidence=1, format="pcapng")
    with judge.connect(dict(rows.tables())) as connection:
        gaps = answers.gaps(connection, is_phone=False, problems=False)
    assert gaps["no-apps"]
    told = answers.answer("line", [], READ, examined=True, gaps=gaps)
    assert "which code sent what" in told.next[0]
    asked = answers.answer("backdoor", [], [], examined=False, gaps=gaps)
    assert "none was there" in asked.next[0] and not any("single apps" in step for step in asked.next)
