"""The serious findings as a STIX 2.1 bundle (OASIS standard), for tools that collect threat intelligence.

What is certain about an app is its file: an indicator names it by its SHA-256, so that the same app is recognised on
another phone (`gifthorse check --indicators`). What was found about it is a note on the indicator.
"""

from __future__ import annotations

import json
from datetime import UTC, timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID

from gifthorse.report import order
from gifthorse.report.context import Context
from gifthorse.report.document import Document, Finding
from gifthorse.report.escape import visible, visible_lines

_CONFIDENCE = {"high": 85, "medium": 50, "low": 15}  # STIX 2.1, appendix A: the None / Low / Med / High scale
_TYPES = {"backdoor": "malicious-activity", "line": "anomalous-activity"}


def render(document: Document, context: Context) -> str:
    """The whole bundle as ASCII JSON text."""
    started = document.started.astimezone(UTC)
    moment = started.strftime("%Y-%m-%dT%H:%M:%S.000Z")
    common = {"spec_version": "2.1", "created": moment, "modified": moment}
    me = _id("identity", "gifthorse")
    objects: list[dict[str, Any]] = [
        {"type": "identity", "id": me, **common, "name": "gifthorse", "identity_class": "system"}
    ]
    common["created_by_ref"] = me
    serious = [f for f in document.findings if f.level in order.SERIOUS and f.subject.kind == "app"]
    refs = []
    for group in order.groups(serious):
        app = context.apps.get(group.subject.name)
        if app is None or not app.sha256:
            continue
        made = _indicator(app.sha256, group, {**common, "valid_from": moment})
        refs.append(made["id"])
        objects.append(made)
        objects += [_note(finding, made["id"], common) for finding in group.findings]
    objects.append(
        {
            "type": "malware-analysis",
            "id": _id("malware-analysis", f"{moment} {document.case}"),
            **common,
            "product": "gifthorse",
            "version": document.gifthorse,
            "analysis_started": moment,
            "analysis_ended": (started + timedelta(seconds=document.seconds)).strftime("%Y-%m-%dT%H:%M:%S.000Z"),
            "result": _result(document),
        }
    )
    bundle = {"type": "bundle", "id": _id("bundle", f"{moment} {document.case} {' '.join(refs)}"), "objects": objects}
    return json.dumps(bundle, indent=1) + "\n"


def _indicator(digest: str, group: order.Group, common: dict[str, str]) -> dict[str, Any]:
    worst = group.findings[0]
    return {
        "type": "indicator",
        "id": _id("indicator", digest),
        **common,
        "name": visible(group.subject.name, 200),
        "description": visible(worst.says, 2000),
        "indicator_types": sorted({_TYPES.get(f.question, "unknown") for f in group.findings}),
        "pattern": f"[file:hashes.'SHA-256' = '{digest}']",
        "pattern_type": "stix",
        "confidence": _CONFIDENCE.get(worst.confidence, 0),
        "labels": sorted({f.category for f in group.findings}),
    }


def _note(finding: Finding, about: str, common: dict[str, str]) -> dict[str, Any]:
    lines = [visible(finding.says, 2000), visible(finding.advice, 1000)]
    for evidence in finding.evidence:
        place = f" at {visible(evidence.locator, 400)}" if evidence.locator else ""
        lines += [f"In {visible(evidence.path, 400)}{place}:", *visible_lines(evidence.detail, 400)]
    return {
        "type": "note",
        "id": _id("note", f"{about} {finding.id}"),
        **common,
        "abstract": f"{finding.level}: {finding.rule}",
        "content": "\n".join(lines),
        "confidence": _CONFIDENCE.get(finding.confidence, 0),
        "object_refs": [about],
    }


def _result(document: Document) -> str:
    answers = {a.question: a.answer for a in document.answers}
    named = {"found": "malicious", "suspected": "suspicious", "not found": "unknown"}  # absence proves nothing
    return named.get(answers.get("backdoor", ""), "unknown")


def _id(kind: str, key: str) -> str:
    """The same thing gets the same id; the standard wants it to look like a random one (UUID version 4)."""
    digest = sha256(f"gifthorse {kind} {key}".encode("utf-8", "replace")).digest()
    return f"{kind}--{UUID(bytes=digest[:16], version=4)}"
