"""SARIF 2.1.0: the structure that the standard's schema requires."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from gifthorse.report import sarif
from gifthorse.report.context import Context
from gifthorse.report.document import Document


def run(document: Document, context: Context) -> dict[str, Any]:
    text = sarif.render(document, context)
    assert text.isascii()
    log = json.loads(text)
    assert log["version"] == "2.1.0" and log["$schema"].endswith("sarif-schema-2.1.0.json")
    assert set(log) == {"$schema", "version", "runs"}
    (only,) = log["runs"]
    return dict(only)


def test_rules_results_and_flows(document: Document, context: Context) -> None:
    made = run(document, context)
    rules = made["tool"]["driver"]["rules"]
    assert [r["id"] for r in rules] == sorted({f.rule for f in document.findings})
    for rule in rules:
        assert rule["help"]["text"] and rule["help"]["markdown"] and rule["shortDescription"]["text"]
    results = {r["partialFingerprints"]["findingId/v1"]: r for r in made["results"]}
    assert len(results) == len(document.findings)
    first = results[document.findings[0].id]
    assert rules[first["ruleIndex"]]["id"] == first["ruleId"] == "backdoor/exposed-exec"
    assert first["level"] == "error"
    (location,) = first["locations"]
    place = location["physicalLocation"]["artifactLocation"]
    assert place["uri"] == "phone/system/priv-app/LumioSysOper/LumioSysOper.apk"
    assert made["artifacts"][place["index"]]["location"]["uri"] == place["uri"]
    assert location["logicalLocations"] == [
        {
            "fullyQualifiedName": "com.lumio.ota.sysoper.SysService.onStartCommand",
            "name": "onStartCommand",
            "kind": "function",
        }
    ]
    steps = first["codeFlows"][0]["threadFlows"][0]["locations"]
    assert [s["executionOrder"] for s in steps] == [1, 2, 3, 4, 5, 6]
    assert steps[-1]["location"]["message"]["text"] == "java.lang.Runtime.exec"


@pytest.mark.parametrize("with_context", [True, False])
def test_the_standards_schema_takes_it(
    document: Document, hostile: Document, context: Context, hostile_context: Context, with_context: bool
) -> None:
    model = pytest.importorskip("pydantic_sarif.model")  # made from the schema of the standard
    for made, around in ((document, context), (hostile, hostile_context)):
        log = json.loads(sarif.render(made, around if with_context else Context()))
        model.StaticAnalysisResultsFormatSarifVersion210JsonSchema.model_validate(log)


def test_levels(document: Document, context: Context) -> None:
    levels = {(r["properties"]["level"], r["level"], r.get("kind", "fail")) for r in run(document, context)["results"]}
    assert levels == {
        ("critical", "error", "fail"),
        ("high", "error", "fail"),
        ("medium", "warning", "fail"),
        ("low", "note", "fail"),
        ("info", "none", "informational"),
    }


def test_problems_are_notifications(document: Document, context: Context) -> None:
    (invocation,) = run(document, context)["invocations"]
    assert invocation["executionSuccessful"] is True
    assert invocation["startTimeUtc"] == "2026-03-01T12:30:00Z"
    texts = [n["message"]["text"] for n in invocation["toolExecutionNotifications"]]
    assert texts == [p.sentence for p in document.problems]


@pytest.mark.parametrize("with_context", [True, False])
def test_hostile_paths_stay_relative_uris(hostile: Document, hostile_context: Context, with_context: bool) -> None:
    made = run(hostile, hostile_context if with_context else Context())
    allowed = re.compile(r"[A-Za-z0-9/!,;=@+~$&'()*._%-]+")
    for artifact in made["artifacts"]:
        uri = artifact["location"]["uri"]
        assert allowed.fullmatch(uri) and not uri.startswith("/") and ":" not in uri
