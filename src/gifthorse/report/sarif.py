"""The findings as SARIF 2.1.0 (OASIS standard), for tools that show or collect results."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, timedelta
from typing import Any
from urllib.parse import quote

from gifthorse.report.context import Context, RuleInfo
from gifthorse.report.document import Document, Evidence, Finding
from gifthorse.report.escape import visible, visible_lines
from gifthorse.report.steps import is_path, parse

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_LEVEL = {"critical": "error", "high": "error", "medium": "warning", "low": "note", "info": "note"}
_KIND = {"info": "informational"}  # SARIF: every other result is a `fail`
# GitHub's scale for `security-severity`, a number as text.
_SEVERITY = {"critical": "9.5", "high": "8.0", "medium": "5.5", "low": "2.5", "info": "0.0"}
_STEPS = 60


def render(document: Document, context: Context) -> str:
    """The whole log as ASCII JSON text."""
    ids = sorted({f.rule for f in document.findings} | set(context.rules))
    number = {rule: i for i, rule in enumerate(ids)}
    files = list(dict.fromkeys(e.path for f in document.findings for e in f.evidence))
    place = {path: i for i, path in enumerate(files)}
    ended = document.started + timedelta(seconds=document.seconds)
    log = {
        "$schema": _SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {
                    "driver": {
                        "name": "gifthorse",
                        "version": document.gifthorse,
                        "rules": [_rule(i, context.rules.get(i), document.findings) for i in ids],
                    }
                },
                "invocations": [
                    {
                        "executionSuccessful": True,
                        "startTimeUtc": document.started.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
                        "endTimeUtc": ended.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
                        "toolExecutionNotifications": [
                            {
                                "level": "warning",
                                "message": {"text": visible(p.sentence, 1000)},
                                "descriptor": {"id": visible(p.reader, 100) or "reader"},
                                "locations": [{"physicalLocation": {"artifactLocation": {"uri": _uri(p.path)}}}],
                            }
                            for p in document.problems
                        ],
                    }
                ],
                "artifacts": [{"location": {"uri": _uri(path)}, "roles": ["analysisTarget"]} for path in files],
                "results": [_result(f, number[f.rule], place) for f in document.findings],
                "columnKind": "utf16CodeUnits",
            }
        ],
    }
    return json.dumps(log, indent=1) + "\n"


def _rule(key: str, rule: RuleInfo | None, findings: Sequence[Finding]) -> dict[str, Any]:
    if rule is None:
        level = next(f.level for f in findings if f.rule == key)
        return {"id": key, "defaultConfiguration": {"level": _LEVEL.get(level, "warning")}}
    parts = [
        ("", rule.because),
        ("Could be innocent", " ".join(rule.falsepositives)),
        ("Limits", rule.limits),
        ("Read more", " ".join(rule.references)),
    ]
    told = [(head, text) for head, text in parts if text]
    made: dict[str, Any] = {
        "id": key,
        "name": "".join(word.capitalize() for word in key.replace("/", "-").split("-")),
        "shortDescription": {"text": rule.title},
        "fullDescription": {"text": rule.because or rule.title},
        "help": {
            "text": "\n\n".join(f"{head}: {text}" if head else text for head, text in told) or rule.title,
            "markdown": "\n\n".join(f"**{head}**: {text}" if head else text for head, text in told) or rule.title,
        },
        "defaultConfiguration": {"level": _LEVEL.get(rule.level, "warning")},
        "properties": {
            "tags": ["security", rule.question, rule.category],
            "security-severity": _SEVERITY.get(rule.level, "0.0"),
            "sha256": rule.sha256,
        },
    }
    web = next((r for r in rule.references if r.startswith("https://")), None)
    if web:
        made["helpUri"] = quote(web, safe=":/?#[]@!$&'()*+,;=%~")
    return made


def _result(finding: Finding, rule: int, place: dict[str, int]) -> dict[str, Any]:
    result: dict[str, Any] = {
        "ruleId": finding.rule,
        "ruleIndex": rule,
        "level": _LEVEL.get(finding.level, "warning"),
        "message": {"text": f"{visible(finding.says, 2000)} {visible(finding.advice, 1000)}"},
        "locations": [_location(e, place) for e in finding.evidence],
        "partialFingerprints": {"findingId/v1": finding.id},
        "properties": {
            "question": finding.question,
            "category": finding.category,
            "level": finding.level,
            "confidence": finding.confidence,
            "basis": finding.basis,
            "trust": finding.trust,
            "subjectKind": finding.subject.kind,
            "subject": visible(finding.subject.name, 400),
        },
    }
    if finding.level in _KIND:
        result |= {"kind": _KIND[finding.level], "level": "none"}
    flows = [flow for e in finding.evidence if (flow := _flow(e, place))]
    if flows:
        result["codeFlows"] = flows
    return result


def _location(evidence: Evidence, place: dict[str, int]) -> dict[str, Any]:
    location: dict[str, Any] = {
        "physicalLocation": {"artifactLocation": {"uri": _uri(evidence.path), "index": place[evidence.path]}}
    }
    if evidence.locator:
        location["logicalLocations"] = [_logical(evidence.locator)]
    return location


def _flow(evidence: Evidence, place: dict[str, int]) -> dict[str, Any] | None:
    lines = [line.strip() for line in visible_lines(evidence.detail, 400, _STEPS) if line.strip()]
    if not is_path(evidence.detail):  # a flow leads through code; other details are prose
        return None
    artifact = {"uri": _uri(evidence.path), "index": place[evidence.path]}
    return {
        "threadFlows": [
            {
                "locations": [
                    {
                        "executionOrder": order,
                        "location": {
                            "physicalLocation": {"artifactLocation": artifact},
                            "logicalLocations": [_logical(line)],
                            "message": {"text": line},
                        },
                    }
                    for order, line in enumerate(lines, 1)
                ]
            }
        ]
    }


def _logical(step: str) -> dict[str, str]:
    """`com.example.Agent.run:18` as a function; anything else is named as it is."""
    found = parse(step)
    if found is None:
        return {"fullyQualifiedName": visible(step, 400)}
    name = visible(found.name, 200)
    return {"fullyQualifiedName": f"{visible(found.cls, 400)}.{name}", "name": name, "kind": "function"}


def _uri(path: str) -> str:
    """A path as a relative URI reference: a colon would read as a scheme, a leading slash as a host or root."""
    return quote(path, safe="/!,;=@+~$&'()*", errors="surrogatepass").lstrip("/") or "unknown"
