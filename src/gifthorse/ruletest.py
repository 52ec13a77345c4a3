"""Runs a rule against its fixtures: it must fire on every hit and on no twin.

`tests/rules/<question>/<id>/` holds evidence named `hit` and `twin` (or `hit-2`, `twin-old`, ...): folders or files
as anybody would hand them over, or, for facts that cannot be made (another's signing key), a JSON file of rows by
table. Folders that end in `.src` hold their sources.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from gifthorse import check, judge
from gifthorse.errors import GifthorseError
from gifthorse.judge import Rule
from gifthorse.tables import Rows

KINDS = ("hit", "twin")


@dataclass(frozen=True, slots=True)
class Result:
    """What a rule said about one fixture; `wrong` is empty where that is right."""

    rule: str
    fixture: str
    findings: tuple[str, ...]
    wrong: str


def run(rule: Rule, fixtures: Path, *, jobs: int | None = 1) -> list[Result]:
    """Run `rule` over its fixtures in the folder `fixtures` (such as `tests/rules`)."""
    folder = fixtures / rule.id
    results = []
    for kind in KINDS:
        found = evidence(folder, kind)
        if not found:
            results.append(Result(rule.id, kind, (), f"there is no {kind} in {folder}"))
        results += [_one(rule, kind, path, jobs) for path in found]
    return results


def evidence(folder: Path, kind: str) -> Sequence[Path]:
    """The fixtures of one kind."""
    if not folder.is_dir():
        return []
    return sorted(p for p in folder.iterdir() if p.suffix != ".src" and p.name.split(".")[0].split("-")[0] == kind)


def _one(rule: Rule, kind: str, path: Path, jobs: int | None) -> Result:
    if path.suffix == ".json":
        return _result(rule, kind, path, _rows(rule, path))
    with tempfile.TemporaryDirectory(prefix="gifthorse-") as case:
        try:
            outcome = check.run([path], case=Path(case) / "case", jobs=jobs, rules=[rule])
        except GifthorseError as error:
            return Result(rule.id, path.name, (), f"it could not be checked: {error}")
    return _result(rule, kind, path, tuple(f.says for f in outcome.document.findings if f.rule == rule.id))


def _rows(rule: Rule, path: Path) -> tuple[str, ...]:
    """What the rule says of rows written by hand, {table: [{column: value}]}."""
    rows = Rows()
    for table, entries in json.loads(path.read_text(encoding="utf-8")).items():
        for entry in entries:
            rows.add(table, **entry)
    with judge.connect(dict(rows.tables()), derive=False) as connection:
        hits, _ = judge.run([rule], connection, rule.needs)
    return tuple(hit.says for hit in hits)


def _result(rule: Rule, kind: str, path: Path, said: tuple[str, ...]) -> Result:
    if kind == "hit" and not said:
        wrong = "the rule does not fire on its hit"
    elif kind == "twin" and said:
        wrong = f"the rule fires on its twin: {said[0]}"
    else:
        wrong = ""
    return Result(rule.id, path.name, said, wrong)
