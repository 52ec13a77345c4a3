"""The JSON contract: its keys, its shape, and that it cannot act on a terminal."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from gifthorse.errors import CaseError
from gifthorse.report.context import Context, context_from_json, context_to_json
from gifthorse.report.document import (
    Answer,
    Coverage,
    Document,
    Evidence,
    Finding,
    Problem,
    Subject,
    from_json,
    to_json,
)

SMALL = Document(
    gifthorse="0.1.0",
    case="x.case",
    started=datetime(2026, 3, 1, 12, 30, tzinfo=UTC),
    seconds=1.5,
    answers=(Answer("backdoor", "found", ("1a",), (Coverage("apps", 3, 4, "a note"),), ("Ask the vendor.",)),),
    findings=(
        Finding(
            "1a",
            "backdoor/exposed-exec",
            "backdoor",
            "remote-command",
            "critical",
            "high",
            "capability",
            "extracted",
            Subject("app", "com.example"),
            "It runs commands.",
            "Remove it.",
            (Evidence(2**63 - 1, "a/b.apk", "C.m:0x2", "C.m:0x2\nRuntime.exec"),),
            ("https://example.com",),
        ),
    ),
    problems=(Problem("a/c.apk", "zip", "It ends early."),),
)

GOLDEN = """\
{
 "schema": 1,
 "gifthorse": "0.1.0",
 "case": "x.case",
 "started": "2026-03-01T12:30:00Z",
 "seconds": 1.5,
 "answers": [
  {
   "question": "backdoor",
   "answer": "found",
   "because": [
    "1a"
   ],
   "coverage": [
    {
     "what": "apps",
     "examined": 3,
     "total": 4,
     "note": "a note"
    }
   ],
   "next": [
    "Ask the vendor."
   ]
  }
 ],
 "findings": [
  {
   "id": "1a",
   "rule": "backdoor/exposed-exec",
   "question": "backdoor",
   "category": "remote-command",
   "level": "critical",
   "confidence": "high",
   "basis": "capability",
   "trust": "extracted",
   "subject": {
    "kind": "app",
    "name": "com.example"
   },
   "says": "It runs commands.",
   "advice": "Remove it.",
   "evidence": [
    {
     "node": "9223372036854775807",
     "path": "a/b.apk",
     "locator": "C.m:0x2",
     "detail": "C.m:0x2\\nRuntime.exec"
    }
   ],
   "references": [
    "https://example.com"
   ]
  }
 ],
 "problems": [
  {
   "path": "a/c.apk",
   "reader": "zip",
   "sentence": "It ends early."
  }
 ]
}
"""


def test_the_contract_is_exactly_this() -> None:
    assert to_json(SMALL) == GOLDEN


def test_a_document_comes_back(document: Document) -> None:
    assert from_json(to_json(document)) == document
    assert from_json(GOLDEN.encode()) == SMALL


@settings(max_examples=100, deadline=None, derandomize=True)
@given(st.text(st.characters(codec=None), max_size=40))
def test_any_text_becomes_plain_ascii_and_comes_back(text: str) -> None:
    printed = to_json(replace(SMALL, case=text))
    assert printed.isascii()
    assert "\x1b" not in printed and "\x7f" not in printed
    whole = "".join("\ufffd" if "\ud800" <= c <= "\udfff" else c for c in text)
    assert json.loads(printed)["case"] == whole
    assert from_json(printed).case == whole


@pytest.mark.parametrize(
    "text",
    ["", "[]", "{}", "null", "nonsense", "[" * 100_000, GOLDEN.replace('"findings"', '"finds"'),
     GOLDEN.replace('"says": "It runs commands."', '"says": 7'), GOLDEN.replace("2026-03-01T12:30:00Z", "yesterday")],
    ids=["empty", "list", "object", "null", "no-json", "deep", "missing-key", "wrong-type", "wrong-time"],
)  # fmt: skip
def test_damage_is_one_sentence(text: str) -> None:
    with pytest.raises(CaseError, match="run the check again"):
        from_json(text)


def test_another_schema_is_named() -> None:
    with pytest.raises(CaseError, match="schema 2"):
        from_json(GOLDEN.replace('"schema": 1', '"schema": 2'))


def test_a_context_comes_back(context: Context, hostile_context: Context) -> None:
    assert context_from_json(context_to_json(context)) == context
    assert context_to_json(hostile_context).isascii()
    assert context_from_json(context_to_json(Context())) == Context()
    with pytest.raises(CaseError, match="another version"):
        context_from_json("{}")
