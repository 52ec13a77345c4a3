"""The data files of the analysis: their form, and what a reader of them may rely on."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from importlib.resources import files

import pytest

from gifthorse.analysis.code.dataflow.model import model
from gifthorse.analysis.code.notation import THIS, VALUE, parameters, parse
from gifthorse.analysis.code.vocabulary import DECISIVE, fitting_roles, in_library, libraries, vocabulary

ORIGINS = """
    constant resource asset own-file shared-file intent binder provider sms http socket javascript push clipboard
    preference property setting identifier location contacts messages calls accounts media microphone camera screen
    keystrokes app-list history device-info user-input random unknown
"""
FORMS = """
    same join insert path url list add element letter format trim lower upper reverse replace substring split base64
    put key file content member
"""
OUTSIDE = {
    "intent",
    "sms",
    "http",
    "socket",
    "binder",
    "javascript",
    "push",
    "provider",
    "shared-file",
    "clipboard",
    "messages",
}


def raw(name: str) -> dict[str, object]:
    return tomllib.loads((files("gifthorse.data") / name).read_text(encoding="utf-8"))


def test_the_notation_is_read() -> None:
    pattern = parse("a.b.Cls$In.call(this=stream, _, body) -> 2")
    assert (pattern.cls, pattern.name, pattern.fills) == ("a.b.Cls$In", "call", 2)
    assert pattern.roles == (("stream", THIS), ("body", 1))
    assert parse("a.Cls.<init>()").roles == ()
    assert parse("a.Cls.FIELD").brackets is False
    assert parse("a.Cls.field=kind").roles == (("kind", VALUE),)
    with pytest.raises(ValueError, match="names no call"):
        parse("nothing of the kind")
    assert parameters("(I[JLa/B;[[Lc/D;Z)V") == ["I", "[J", "La/B;", "[[Lc/D;", "Z"]


def test_every_api_has_a_sentence_and_an_id_of_its_own() -> None:
    apis = vocabulary()
    assert len(apis) > 200
    assert not [name for name, count in Counter(a.id for a in apis).items() if count > 1]
    for api in apis:
        assert re.fullmatch(r"[a-z]+(-[a-z]+)*\.[a-z]+(-[a-z]+)*", api.id), api.id
        assert api.says[0].isupper() and api.says.endswith("."), api.id
        for pattern in api.patterns:
            assert "." in pattern.cls and pattern.fills is None, (api.id, pattern)
    assert {a.derived[0] for a in apis if a.derived} <= {a.category for a in apis}


def test_roles_are_decisive_or_conditions() -> None:
    for api in vocabulary():
        conditions = {role for role, _ in api.when}
        for pattern in api.patterns:
            for role, _ in pattern.roles:
                assert role in DECISIVE or role in conditions, (api.id, role)
        if conditions:
            assert any(conditions <= {r for r, _ in p.roles} for p in api.patterns), api.id


def test_carriers_asked_for_are_listed() -> None:
    both = (model().carriers, model().passing)
    listed = {kind for one in both for found in one.names.values() for _, kind in found}
    asked = {w[1:] for a in vocabulary() for _, w in a.when if isinstance(w, str)}
    assert asked == listed


def test_a_number_does_not_fit_a_textual_role() -> None:
    api = next(a for a in vocabulary() if a.id == "net-open.volley")
    short, long = (p for p in api.patterns if p.cls.endswith(".StringRequest"))
    one, two = ("java.lang.String", "a.L", "a.E"), ("int", "java.lang.String", "a.L", "a.E")
    assert fitting_roles(api, short, one, static=False) == {"url": 1}
    assert fitting_roles(api, short, two, static=False) == {}
    assert fitting_roles(api, long, two, static=False) == {"url": 2}


def test_sources_name_known_origins_and_who_decides() -> None:
    listed = [s for found in (model().sources, model().parameters) for many in found.names.values() for _, s in many]
    assert {s.kind for s in listed} <= set(ORIGINS.split())
    assert {s.kind for s in listed if s.outside} <= OUTSIDE
    assert {r.kind for r in model().named} <= set(ORIGINS.split())
    assert {p.kind for p in (*model().addresses, *model().paths)} <= set(ORIGINS.split())


def test_transfers_are_well_formed() -> None:
    entries = raw("transfers.toml")["transfer"]
    assert isinstance(entries, list)
    for entry in entries:
        assert entry.keys() <= {"from", "to", "text", "calls"}
        assert entry.get("text", "same") in FORMS.split(), entry
        for side in (entry["from"], entry["to"]):
            assert all(re.fullmatch(r"this|args|result|\d", part) for part in side), entry
        assert "result" not in entry["from"]
        for call in entry["calls"]:
            parse(call)


def test_what_a_source_is_no_transfer_hides() -> None:
    """A call listed as both would be a source; the transfer would be dead text."""
    sources = {(p.cls, p.name) for many in model().sources.names.values() for p, s in many if s.fills is None}
    flows = {(p.cls, p.name) for many in model().flows.names.values() for p, f in many if "result" in f.sinks}
    assert not sources & flows - {("retrofit2.Response", "body"), ("okhttp3.Response", "body")}


def test_libraries_are_prefixes_of_class_names() -> None:
    assert all(re.fullmatch(r"[\w$]+(\.[\w$]+)*\.?", prefix) for prefix in libraries())
    assert not [name for name, count in Counter(libraries()).items() if count > 1]
    assert in_library("okhttp3.internal.Util")
    assert in_library("com.google.gson.Gson")
    assert not in_library("com.googles.gson.Gson")
    assert not in_library("com.adups.fota.sysoper.SysService")
    assert not in_library("okhttp3x.Util")
