"""The habits of this code base, as tests: imports flow downward, every rule and reader keeps its promises."""

from __future__ import annotations

import ast
import re
from importlib import import_module
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
    "photo",
    "watch",
    "check",
    "report",
    "summary",
    "overview",
    "answers",
    "report.document",
    "report.masking",
    "report.context",
    "report.traffic",
    "report.words",
    "report.album",
    "examine",
    "judge",
    "views",
    "gates",
    "work",
    "live",
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


RULES = judge.load(SOURCE / "rules")  # each validated


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


READERS = sorted(p for p in (SOURCE / "readers").iterdir() if p.name not in ("__init__.py", "__pycache__"))


@pytest.mark.parametrize("place", READERS, ids=lambda p: p.stem)
def test_every_reader_says_what_it_fills_and_what_it_cannot_see(place: Path) -> None:
    module = import_module(f"gifthorse.readers.{place.stem}")
    assert place.stem == module.NAME and module.READS
    assert module.FILLS and set(module.FILLS) <= set(specs())
    assert module.LIMITATIONS and all(sentence.endswith(".") for sentence in module.LIMITATIONS)
    assert any(callable(getattr(module, name, None)) for name in ("read", "read_all", "fill"))
    tests = ROOT / "tests/readers"
    assert (tests / f"test_{place.stem}.py").exists() or any((tests / place.stem).glob("test_*.py"))


# What others are made of, and whose damage is theirs.
ELSEWHERE = {
    "arrow": "formats/dex",
    "net": "readers/capture/test_engine.py",
    "scattered": "readers/capture/test_engine.py",
    "shown": "formats/dns",
}
FORMATS = sorted(p for p in (SOURCE / "formats").iterdir() if p.name not in ("__init__.py", "__pycache__"))


@pytest.mark.parametrize("place", FORMATS, ids=lambda p: p.stem)
def test_every_format_is_tried_on_damage(place: Path) -> None:
    tests = ROOT / "tests/formats"
    other = ROOT / "tests" / ELSEWHERE.get(place.stem, f"formats/test_{place.stem}.py")
    mine = [other, *other.glob("test_*.py"), *(tests / place.stem).glob("test_*.py")]
    texts = [file.read_text(encoding="utf-8") for file in mine if file.is_file()]
    assert texts, f"formats/{place.name} has no test"
    assert any("@given" in text for text in texts), f"formats/{place.name} has no Hypothesis test"


def test_the_architecture_names_what_is_there() -> None:
    page = (ROOT / "docs/architecture.md").read_text(encoding="utf-8")
    for name in re.findall(r"`(?:src/gifthorse/)?([\w/]+\.(?:py|sql|toml))`", page):
        assert (SOURCE / name).exists() or (ROOT / name).exists(), name
    told = page[page.index("| room |") : page.index("## The path")]
    for top in {name.partition(".")[0] for name in ROOMS} - {"", "__main__"}:
        assert f"`{top}" in told, f"the room {top} is not in docs/architecture.md"
