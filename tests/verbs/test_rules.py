"""`gifthorse rules`: list, begin, test."""

from __future__ import annotations

import hashlib
import json
from importlib.resources import files
from pathlib import Path

import pytest
from samples.specimen import tree
from samples.specimen.apk import missing_tools

from gifthorse import judge, ruletest
from gifthorse.cli import run
from gifthorse.verbs import template

from .conftest import ROOT


def test_the_list_names_every_rule_with_its_digest(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["rules", "list", "--json"]) == 0
    listed = json.loads(capsys.readouterr().out)
    assert [r["id"] for r in listed] == [r.id for r in judge.load()]
    for entry in listed:
        text = (files("gifthorse") / "rules" / f"{entry['id']}.sql").read_bytes()
        assert entry["sha256"] == hashlib.sha256(text).hexdigest()
    assert run(["rules", "list"]) == 0
    assert f"{len(listed)} rules" in capsys.readouterr().out


@pytest.mark.parametrize("question", judge.QUESTIONS)
def test_a_new_rule_keeps_the_format_and_names_its_fixtures(
    question: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "src" / "gifthorse" / "rules").mkdir(parents=True)
    assert run(["rules", "new", f"{question}/new-thing", "--root", str(tmp_path)]) == 0
    written = capsys.readouterr().out
    for file in template.files(question, "new-thing"):
        assert file in written and (tmp_path / file).is_file()
    text = (tmp_path / "src" / "gifthorse" / "rules" / question / "new-thing.sql").read_text()
    rule = judge.parse(text, f"{question}/new-thing")
    with judge.connect({}) as connection:
        hits, skipped = judge.run([rule], connection, rule.needs)
    assert (hits, skipped) == ([], [])
    assert run(["rules", "new", f"{question}/new-thing", "--root", str(tmp_path)]) == 2
    assert "exists already" in capsys.readouterr().err


@pytest.mark.skipif(bool(missing_tools()), reason=f"not installed: {', '.join(missing_tools())}")
def test_a_new_rule_passes_once_its_hit_and_twin_are_filled_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "src" / "gifthorse" / "rules").mkdir(parents=True)
    assert run(["rules", "new", "backdoor/new-thing", "--root", str(tmp_path)]) == 0
    folder = tmp_path / "tests/rules/backdoor/new-thing"
    for kind, command in (("hit", 'intent.getStringExtra("order")'), ("twin", '"getprop ro.product.model"')):
        code = folder / f"{kind}.src/system/app/NewThing/newthing.apk/code.java"
        filled = code.read_text().replace("    return 2;", f"    Runtime.getRuntime().exec({command});\n    return 2;")
        code.write_text(filled)
    assert run(["rules", "test", "backdoor/new-thing", "--root", str(tmp_path)]) == 1, "there is no hit yet"
    monkeypatch.setattr(tree, "ROOT", tmp_path)
    for kind in ("hit", "twin"):
        assert tree.build_tree(folder / f"{kind}.src", folder / kind, {}) == 2
    capsys.readouterr()
    assert run(["rules", "test", "backdoor/new-thing", "--root", str(tmp_path)]) == 0
    said = capsys.readouterr().out
    assert "com.example.newthing lets any app run commands" in said and "silent, as it should be" in said


@pytest.mark.parametrize(
    "name", ["thing", "other/thing", "backdoor/Thing", "backdoor/../x", "backdoor/", "backdoor/a b"]
)
def test_names_that_are_no_rule(name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "src" / "gifthorse" / "rules").mkdir(parents=True)
    assert run(["rules", "new", name, "--root", str(tmp_path)]) == 2
    assert "such as backdoor/exposed-exec" in capsys.readouterr().err
    assert not [p for p in tmp_path.rglob("*") if p.is_file()]


def test_elsewhere_than_in_a_checkout(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["rules", "test", "--root", str(tmp_path)]) == 2
    assert "no checkout of gifthorse" in capsys.readouterr().err
    assert run(["rules", "test", "backdoor/no-such-rule", "--root", str(ROOT)]) == 2
    assert "There is no rule backdoor/no-such-rule" in capsys.readouterr().err


RULE = """/* ---
title = "Debugging is on"
question = "backdoor"
category = "debug-left-on"
level = "low"
confidence = "high"
basis = "configured"
needs = ["properties"]
says = "{name} is {value}."
advice = "Ask."
because = "It opens the phone to whoever holds a cable."
falsepositives = ["Engineering builds."]
limits = ""
references = []
--- */
SELECT path AS subject, 'file' AS subject_kind, evidence, 'line ' || line AS locator, name, value
FROM properties WHERE name = 'ro.debuggable' AND value = '1'
"""


def fixture(root: Path, kind: str, value: int) -> None:
    folder = root / "backdoor" / "debuggable" / kind / "system"
    folder.mkdir(parents=True)
    (folder / "build.prop").write_text(f"ro.build.version.sdk=29\nro.product.model=X\nro.debuggable={value}\n")


def test_hits_and_twins(tmp_path: Path) -> None:
    rule = judge.parse(RULE, "backdoor/debuggable")
    fixture(tmp_path, "hit", 1)
    fixture(tmp_path, "twin", 0)
    fixture(tmp_path, "hit.src", 0)
    results = ruletest.run(rule, tmp_path)
    assert [(r.fixture, r.findings, r.wrong) for r in results] == [
        ("hit", ("ro.debuggable is 1.",), ""),
        ("twin", (), ""),
    ]
    fixture(tmp_path, "hit-deaf", 0)
    fixture(tmp_path, "twin-loud", 1)
    wrong = {r.fixture: r.wrong for r in ruletest.run(rule, tmp_path) if r.wrong}
    assert wrong == {
        "hit-deaf": "the rule does not fire on its hit",
        "twin-loud": "the rule fires on its twin: ro.debuggable is 1.",
    }


def test_missing_and_unreadable_fixtures_are_wrong(tmp_path: Path) -> None:
    rule = judge.parse(RULE, "backdoor/debuggable")
    (tmp_path / "backdoor" / "debuggable" / "hit").mkdir(parents=True)
    first, second = ruletest.run(rule, tmp_path)
    assert "could not be checked" in first.wrong
    assert "there is no twin" in second.wrong
