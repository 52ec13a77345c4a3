"""A finished case with real tables, and the report that goes with it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from gifthorse.case import Case
from gifthorse.report.context import AppInfo, Context, RuleInfo, context_to_json
from gifthorse.report.document import Answer, Document, Evidence, Finding, Subject, to_json
from gifthorse.tables import Rows, specs

ROOT = Path(__file__).resolve().parent.parent.parent
EMPTY: dict[str, Any] = {
    "node": 1, "string": "", "dict": "", "list": [], "int32": 0, "int64": 0, "float": 0.0, "bool": False,
    "time": datetime(2020, 1, 1, tzinfo=UTC),
}  # fmt: skip


def add(rows: Rows, table: str, **values: Any) -> None:
    """One row; columns that are never NULL and not given are empty."""
    rows.add(table, **{c.name: EMPTY[c.type] for c in specs()[table].columns if c.null is None} | values)


def finding(level: str = "critical", **more: Any) -> Finding:
    """A finding about com.example.agent; keys of `more` replace its fields."""
    fields: dict[str, Any] = {
        "id": f"{level[:2]}00000001",
        "rule": "backdoor/exposed-exec",
        "question": "backdoor",
        "category": "remote-command",
        "level": level,
        "confidence": "high",
        "basis": "capability",
        "trust": "extracted",
        "subject": Subject("app", "com.example.agent"),
        "says": "com.example.agent runs commands for any app.",
        "advice": "Remove it.",
        "evidence": (Evidence(1, "phone/agent.apk", "", ""),),
        "references": ("https://example.com/why",),
    }
    return Finding(**fields | more)


def document(*findings: Finding) -> Document:
    """A check that ended with these findings."""
    return Document(
        gifthorse="0.1.0",
        case="x.case",
        started=datetime(2026, 3, 1, tzinfo=UTC),
        seconds=1.0,
        answers=(Answer("backdoor", "found" if findings else "not found", tuple(f.id for f in findings), (), ()),),
        findings=findings,
        problems=(),
    )


CONTEXT = Context(
    rules={
        "backdoor/exposed-exec": RuleInfo(
            "backdoor/exposed-exec",
            "A system app runs commands for any app",
            "backdoor",
            "remote-command",
            "critical",
            "Whoever runs commands as the system owns the phone.",
            ("Test apps.",),
            "Native code is not followed.",
            (),
            "5f" * 32,
        )
    },
    apps={"com.example.agent": AppInfo("com.example.agent", "Agent", "1.0", "system", "/system/app/Agent.apk")},
)


@pytest.fixture
def make_case(tmp_path: Path) -> Callable[..., Path]:
    """Writes a finished case: rows of small tables, a document, the evidence's paths."""

    def make(rows: Rows | None = None, found: Document | None = None, *, evidence: tuple[Path, ...] = ()) -> Path:
        case = Case.create(tmp_path / "x.case")
        case.write_part("small", iter((rows or Rows()).tables()))
        large = Rows()
        numbers = np.arange(200_000, dtype=np.int32)
        large.put("calls", {"evidence": 5, "method": numbers, "pc": numbers, "op": "virtual", "callee": numbers})
        case.write_part("large", iter(large.tables()))
        case.write_tables(case.merged(["small", "large"]))
        manifest = {"schema": 1, "gifthorse": "0.1.0", "evidence": [str(p) for p in evidence]}
        case.finish(manifest, to_json(found or document()), context_to_json(CONTEXT))
        return case.path

    return make
