"""The generated documents are as the code would write them now."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from gifthorse import docs, judge
from gifthorse.cli import parser
from gifthorse.tables import specs

ROOT = Path(__file__).resolve().parent.parent


@pytest.mark.parametrize("page", docs.pages())
def test_generated_pages_are_fresh(page: str) -> None:
    assert (ROOT / page).read_text(encoding="utf-8") == docs.pages()[page], f"{page} is stale: run `make docs`"


def test_check_says_what_is_stale(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(docs, "ROOT", tmp_path)
    assert docs.main(["--check"]) == 1
    assert "docs/tables.md is stale" in capsys.readouterr().out
    assert not list(tmp_path.iterdir())
    assert docs.main([]) == 0
    assert docs.main(["--check"]) == 0


def test_every_column_rule_and_link_is_there() -> None:
    pages = docs.pages()
    for spec in specs().values():
        for column in spec.columns:
            assert f"| `{column.name}` | {column.type} |" in pages["docs/tables.md"]
    for rule in judge.load():
        assert f"### {rule.id}\n" in pages["docs/rules.md"]
    for text in pages.values():
        headings = {
            re.sub(r"[^\w\- ]", "", h).lower().replace(" ", "-") for h in re.findall(r"^#+ (.+)$", text, re.MULTILINE)
        }
        assert set(re.findall(r"\]\(#([^)]+)\)", text)) <= headings


def test_every_verb_and_option_has_help() -> None:
    todo = [parser()]
    while todo:
        for action in todo.pop()._actions:
            if isinstance(action.choices, dict):
                todo += list(action.choices.values())
            else:
                assert action.help, action.dest
