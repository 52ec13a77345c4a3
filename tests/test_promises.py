"""The habits of this code base, as tests: imports flow downward, every rule and reader keeps its promises."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from gifthorse import judge
from gifthorse.report.document import SUBJECTS
from gifthorse.tables import TYPES, specs

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src" / "gifthorse"

# From the top down; a module imports only from rooms under its own (docs/architecture.md).
ROOMS = (
    "__main__",
    "cli",
    "verbs",
    "docs",
    "ruletest",
    "check",
    "report",
    "summary",
    "answers",
    "report.document",
    "report.context",
    "examine",
    "judge",
    "work",
    "case",
    "confine",
    "analysis",
    "readers",
    "evidence",
    "tables",
    "formats",
    "data",
    "rules",
    "errors",
    "",
)


def room(module: str) -> str:
    """The room of a module named without the package's own name."""
    best = ""
    for name in ROOMS:
        if (module == name or module.startswith(name + ".")) and len(name) > len(best):
            best = name
    if not best and module:
        raise AssertionError(f"the module {module} lies in no room: add it to docs/architecture.md and here")
    return best


def imported(file: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.split(".")[0] == "gifthorse":
            below = node.module.removeprefix("gifthorse").lstrip(".")
            for alias in node.names:
                inner = f"{below}.{alias.name}".lstrip(".")
                path = SOURCE / inner.replace(".", "/")
                found.add(inner if path.with_suffix(".py").exists() or path.is_dir() else below)
        elif isinstance(node, ast.Import):
            found |= {
                a.name.removeprefix("gifthorse").lstrip(".") for a in node.names if a.name.startswith("gifthorse")
            }
    return found


MODULES = sorted(p for p in SOURCE.rglob("*.py"))


@pytest.mark.parametrize("file", MODULES, ids=lambda p: p.relative_to(SOURCE).as_posix())
def test_imports_flow_downward(file: Path) -> None:
    module = file.relative_to(SOURCE).with_suffix("").as_posix().replace("/", ".").removesuffix("__init__").rstrip(".")
    own = room(module)
    for other in imported(file):
        assert ROOMS.index(room(other)) >= ROOMS.index(own), f"{module} imports {other}, which lies above it"


def test_every_table_is_described() -> None:
    for spec in specs().values():
        assert spec.says.endswith("."), spec.name
        assert spec.room in ("facts", "code")
        for column in spec.columns:
            assert column.type in TYPES, (spec.name, column.name)
            assert column.says.strip().endswith("."), (spec.name, column.name)


RULES = judge.load()


def test_there_are_rules_for_every_category_of_the_first_question() -> None:
    assert len(RULES) >= 45
    missing = judge.CATEGORIES["backdoor"] - {r.category for r in RULES}
    assert not missing
    assert {"broken-tls", "cleartext", "update-over-http", "identifier-leak"} <= {r.category for r in RULES}


@pytest.mark.parametrize("rule", RULES, ids=lambda r: r.id)
def test_every_rule_keeps_the_format(rule: judge.Rule) -> None:
    assert rule.falsepositives or len(rule.because) > 40, "an empty falsepositives needs its reason in `because`"
    for text in (rule.title, rule.says, rule.advice, rule.because):
        assert text.strip(), rule.id
    assert (ROOT / "tests" / "rules" / rule.id).is_dir(), f"{rule.id} has no hit and twin"
    for kind in ("hit", "twin"):
        folder = ROOT / "tests" / "rules" / rule.id
        assert any(folder.glob(f"{kind}*")), f"{rule.id} has no {kind}"


@pytest.mark.parametrize("rule", RULES, ids=lambda r: r.id)
def test_what_a_rule_is_about_is_of_a_kind_that_the_contract_knows(rule: judge.Rule) -> None:
    assert set(re.findall(r"'([\w-]+)' AS subject_kind", rule.sql)) <= set(SUBJECTS)
