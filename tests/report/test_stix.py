"""The STIX bundle: what the standard asks for, and that our own lists can be given back to a check."""

from __future__ import annotations

import json
import re
from typing import Any
from uuid import UUID

from msgspec.structs import replace

from gifthorse.formats import stix as reader
from gifthorse.report import stix
from gifthorse.report.context import AppInfo, Context
from gifthorse.report.document import Document

COMMON = {"type", "id", "spec_version", "created", "modified"}
REQUIRED = {
    "identity": {"name"},
    "indicator": {"pattern", "pattern_type", "valid_from", "created_by_ref"},
    "note": {"content", "object_refs", "created_by_ref"},
    "malware-analysis": {"product", "result", "created_by_ref"},
}


def objects(document: Document, context: Context) -> list[dict[str, Any]]:
    made = stix.render(document, context)
    assert made.isascii()
    bundle = json.loads(made)
    assert set(bundle) == {"type", "id", "objects"} and bundle["type"] == "bundle"
    return list(bundle["objects"])


def with_files(context: Context) -> Context:
    apps = {p: replace(a, sha256=f"{n:064x}") for n, (p, a) in enumerate(context.apps.items(), 1)}
    return replace(context, apps=apps)


def test_what_the_standard_requires_is_there(document: Document, context: Context) -> None:
    made = objects(document, with_files(context))
    ids = [o["id"] for o in made]
    assert len(set(ids)) == len(ids)
    for one in made:
        assert COMMON | REQUIRED[one["type"]] <= set(one)
        kind, _, number = one["id"].partition("--")
        assert kind == one["type"] and UUID(number).version == 4
        assert one["spec_version"] == "2.1"
        for moment in ("created", "modified"):
            assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", one[moment])
        assert set(one.get("object_refs", ())) <= set(ids)
        assert 0 <= one.get("confidence", 0) <= 100
    assert [o["result"] for o in made if o["type"] == "malware-analysis"] == ["malicious"]
    assert objects(document, with_files(context)) == made, "the same findings, the same ids"


def test_a_list_made_here_finds_the_same_app_elsewhere(document: Document, context: Context) -> None:
    found, left_out = reader.indicators(stix.render(document, with_files(context)).encode())
    serious = {f.subject.name for f in document.findings if f.level in ("critical", "high")}
    digests = {a.sha256 for p, a in with_files(context).apps.items() if p in serious}
    assert {i.value for i in found} == digests and not left_out
    assert {i.kind for i in found} == {"file-sha256"}


def test_an_app_without_a_digest_is_no_indicator(document: Document) -> None:
    apps = {f.subject.name: AppInfo(f.subject.name) for f in document.findings}
    assert {o["type"] for o in objects(document, Context(apps=apps))} == {"identity", "malware-analysis"}


def test_hostile_text_is_shown_as_text(hostile: Document, hostile_context: Context) -> None:
    for one in objects(hostile, with_files(hostile_context)):
        for value in one.values():
            assert not isinstance(value, str) or not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]", value)
