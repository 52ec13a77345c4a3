"""The Document: what `--json` prints, and what every renderer and a case folder's `show` are given.

The JSON form is versioned (`schema`): keys are never renamed or dropped within a version. A node's number
has 63 bits, more than a JSON number carries safely (RFC 8259, section 6), so it is written as a string.
"""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from typing import Any

from msgspec import Struct

from gifthorse.errors import CaseError

SCHEMA = 1
QUESTIONS = ("backdoor", "line", "photo")
ANSWERS = ("found", "suspected", "not found", "not examined")
LEVELS = ("info", "low", "medium", "high", "critical")
CONFIDENCES = ("low", "medium", "high")
BASES = ("capability", "configured", "observed", "known", "attested")
TRUSTS = ("self-reported", "extracted", "observed", "attested")
SUBJECTS = ("app", "file", "connection", "certificate", "photo", "phone")

_SURROGATE = re.compile("[\ud800-\udfff]")
_NOT_ASCII = re.compile("[^\x00-\x7e]")


class Coverage(Struct, frozen=True):
    """How much of what there is was examined; `total` is None where it cannot be known."""

    what: str
    examined: int
    total: int | None
    note: str


class Answer(Struct, frozen=True):
    """The answer to one question: `because` names the findings it stands on, `next` what to do to learn more."""

    question: str
    answer: str
    because: tuple[str, ...]
    coverage: tuple[Coverage, ...]
    next: tuple[str, ...]


class Subject(Struct, frozen=True):
    """What a finding is about: an app by its package, a file by its node path, the phone by its model."""

    kind: str
    name: str


class Evidence(Struct, frozen=True):
    """Where a finding can be checked.

    `node` and `path` are the evidence table's; `locator` is a place within it, such as
    `com.example.Agent.onStartCommand:0x12` or `line 7`; `detail` holds the path to it, one step a line.
    """

    node: int
    path: str
    locator: str
    detail: str


class Finding(Struct, frozen=True):
    """One thing a rule found."""

    id: str
    rule: str
    question: str
    category: str
    level: str
    confidence: str
    basis: str
    trust: str
    subject: Subject
    says: str
    advice: str
    evidence: tuple[Evidence, ...]
    references: tuple[str, ...]


class Problem(Struct, frozen=True):
    """What could not be read, and why, in one sentence."""

    path: str
    reader: str
    sentence: str


class Document(Struct, frozen=True):
    """A whole check. `case` is the case folder, or empty where none was kept."""

    gifthorse: str
    case: str
    started: datetime
    seconds: float
    answers: tuple[Answer, ...]
    findings: tuple[Finding, ...]
    problems: tuple[Problem, ...]


def to_json(document: Document) -> str:
    """The document as JSON text: pure ASCII (no terminal acts on what an app is called), ending in a newline."""
    return ascii_only(json.dumps(to_dict(document), ensure_ascii=False, indent=1)) + "\n"


def ascii_only(text: str) -> str:
    """JSON text with every character that is not ASCII as its escape, and lone surrogates replaced."""
    return _NOT_ASCII.sub(_escape, _SURROGATE.sub("\ufffd", text))


def to_dict(document: Document) -> dict[str, Any]:
    """The document as the contract's plain dicts and lists."""
    return {
        "schema": SCHEMA,
        "gifthorse": document.gifthorse,
        "case": document.case,
        "started": document.started.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z"),
        "seconds": round(document.seconds, 3),
        "answers": [_answer(a) for a in document.answers],
        "findings": [finding_to_dict(f) for f in document.findings],
        "problems": [{"path": p.path, "reader": p.reader, "sentence": p.sentence} for p in document.problems],
    }


def from_json(text: str | bytes) -> Document:
    """Read a document back.

    Raises CaseError where it is no such document, or one of another schema version.
    """
    try:
        raw = json.loads(text)
        if raw["schema"] != SCHEMA:
            raise CaseError(f"This report has schema {raw['schema']}, and this version of gifthorse reads {SCHEMA}.")
        return _document(raw)
    except (KeyError, TypeError, ValueError, AttributeError, RecursionError) as error:
        raise CaseError("The report in this case is damaged and cannot be read; run the check again.") from error


def _document(raw: dict[str, Any]) -> Document:
    return Document(
        gifthorse=_text(raw["gifthorse"]),
        case=_text(raw["case"]),
        started=datetime.fromisoformat(raw["started"]).astimezone(UTC),
        seconds=float(raw["seconds"]),
        answers=tuple(
            Answer(
                question=_text(a["question"]),
                answer=_text(a["answer"]),
                because=_texts(a["because"]),
                coverage=tuple(
                    Coverage(_text(c["what"]), int(c["examined"]), _number(c["total"]), _text(c["note"]))
                    for c in a["coverage"]
                ),
                next=_texts(a["next"]),
            )
            for a in raw["answers"]
        ),
        findings=tuple(
            Finding(
                id=_text(f["id"]),
                rule=_text(f["rule"]),
                question=_text(f["question"]),
                category=_text(f["category"]),
                level=_text(f["level"]),
                confidence=_text(f["confidence"]),
                basis=_text(f["basis"]),
                trust=_text(f["trust"]),
                subject=Subject(_text(f["subject"]["kind"]), _text(f["subject"]["name"])),
                says=_text(f["says"]),
                advice=_text(f["advice"]),
                evidence=tuple(
                    Evidence(int(e["node"]), _text(e["path"]), _text(e["locator"]), _text(e["detail"]))
                    for e in f["evidence"]
                ),
                references=_texts(f["references"]),
            )
            for f in raw["findings"]
        ),
        problems=tuple(Problem(_text(p["path"]), _text(p["reader"]), _text(p["sentence"])) for p in raw["problems"]),
    )


def _answer(answer: Answer) -> dict[str, Any]:
    return {
        "question": answer.question,
        "answer": answer.answer,
        "because": list(answer.because),
        "coverage": [
            {"what": c.what, "examined": c.examined, "total": c.total, "note": c.note} for c in answer.coverage
        ],
        "next": list(answer.next),
    }


def finding_to_dict(finding: Finding) -> dict[str, Any]:
    """A finding as the contract's plain dict."""
    return {
        "id": finding.id,
        "rule": finding.rule,
        "question": finding.question,
        "category": finding.category,
        "level": finding.level,
        "confidence": finding.confidence,
        "basis": finding.basis,
        "trust": finding.trust,
        "subject": {"kind": finding.subject.kind, "name": finding.subject.name},
        "says": finding.says,
        "advice": finding.advice,
        "evidence": [
            {"node": str(e.node), "path": e.path, "locator": e.locator, "detail": e.detail} for e in finding.evidence
        ],
        "references": list(finding.references),
    }


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


def _texts(values: Any) -> tuple[str, ...]:
    return tuple(_text(v) for v in values)


def _number(value: Any) -> int | None:
    return None if value is None else int(value)


def _escape(match: re.Match[str]) -> str:
    point = ord(match[0])
    if point < 0x10000:
        return f"\\u{point:04x}"
    point -= 0x10000
    return f"\\u{0xD800 | point >> 10:04x}\\u{0xDC00 | point & 0x3FF:04x}"
