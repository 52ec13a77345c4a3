"""`gifthorse diff`: what one phone has that the other has not."""

from __future__ import annotations

import json
import sys
from argparse import Namespace
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import pyarrow as pa
from rich.console import Console
from rich.text import Text

from gifthorse.case import Case
from gifthorse.report import text
from gifthorse.report.document import LEVELS, Finding
from gifthorse.report.escape import visible
from gifthorse.report.words import count
from gifthorse.verbs import show

SHOWN = 40
"""Lines of one kind that the terminal shows; `--json` has all."""

# Table, the column that names a thing, and the columns in which the same thing may differ.
_COMPARED = (
    ("apps", "app", "package", ("version_name", "version_code", "uid", "installed_as", "signer", "sha256")),
    ("permissions_used", "permission", "package+name", ()),
    ("files", "file", "path", ("kind", "size", "mode", "link_target")),
    ("init_services", "start-up service", "service", ("program", "arguments", "user", "seclabel")),
    ("properties", "property", "path+name", ("value",)),
    ("hosts", "name in the hosts file", "name", ("address",)),
    ("certificates", "certificate", "store+sha256", ()),
)


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that is not the same: `first` and `second` are what each phone has, empty where it has none."""

    kind: str
    name: str
    first: str
    second: str


def run(args: Namespace) -> int:
    """Print the differences; 1 where there are any."""
    cases = [Case.open(path) for path in (args.first, args.second)]
    found = list(compare(*cases))
    if args.json:
        sys.stdout.write(json.dumps([asdict(d) for d in found], indent=1) + "\n")
    else:
        _print(found, args.first, args.second)
    return int(bool(found))


def compare(first: Case, second: Case) -> Iterator[Difference]:
    """Everything that differs: findings first, the worst before all others, then the facts table by table."""
    yield from _findings(first, second)
    tables = first.tables(), second.tables()
    for table, kind, key, columns in _COMPARED:
        one, other = (_rows(t.get(table), key.split("+"), columns) for t in tables)
        if not one and not other:
            continue
        for name in sorted(one.keys() | other.keys()):
            had, has = one.get(name), other.get(name)
            if had != has:
                yield Difference(kind, name, *_told(columns, had, has))


def _findings(first: Case, second: Case) -> Iterator[Difference]:
    had, has = ({f.id: f for f in show.load(case)[0].findings} for case in (first, second))
    gone = [(f, True) for i, f in had.items() if i not in has]
    come = [(f, False) for i, f in has.items() if i not in had]

    def worst_first(pair: tuple[Finding, bool]) -> tuple[int, str, str]:
        return -LEVELS.index(pair[0].level), pair[0].rule, pair[0].id

    for finding, is_first in sorted(gone + come, key=worst_first):
        says = f"{finding.level}: {finding.says}"
        yield Difference("finding", finding.rule, says if is_first else "", "" if is_first else says)


def _rows(
    table: pa.Table | None, key: Sequence[str], columns: Sequence[str]
) -> Mapping[str, tuple[tuple[str | None, ...], ...]]:
    """What is known of each name; a name may have several rows."""
    if table is None:
        return {}
    found: dict[str, set[tuple[str | None, ...]]] = {}
    for row in table.select([*key, *columns]).to_pylist():
        name = " ".join(str(row[k]) for k in key if row[k] is not None)
        found.setdefault(name, set()).add(tuple(None if row[c] is None else _cell(c, row[c]) for c in columns))
    return {name: tuple(sorted(rows, key=str)) for name, rows in found.items()}


def _cell(column: str, value: object) -> str:
    if column == "mode" and isinstance(value, int):
        return f"{value:04o}"
    return " ".join(map(str, value)) if isinstance(value, list) else str(value)


def _told(
    columns: Sequence[str],
    had: tuple[tuple[str | None, ...], ...] | None,
    has: tuple[tuple[str | None, ...], ...] | None,
) -> tuple[str, str]:
    """Both sides in words: of the same thing on both, only the columns that differ."""
    if had is None or has is None:
        return tuple("" if side is None else _listed(columns, side, columns) or "yes" for side in (had, has))  # type: ignore[return-value]  # two in, two out
    kept = [c for n, c in enumerate(columns) if len(had) != len(has) or [r[n] for r in had] != [r[n] for r in has]]
    return _listed(columns, had, kept), _listed(columns, has, kept)


def _listed(columns: Sequence[str], rows: tuple[tuple[str | None, ...], ...], kept: Sequence[str]) -> str:
    told = (
        ", ".join(f"{c} {row[n]}" for n, c in enumerate(columns) if c in kept and row[n] is not None) for row in rows
    )
    return " | ".join(dict.fromkeys(told))


def _print(found: Sequence[Difference], first: Path, second: Path) -> None:
    console = Console(highlight=False)
    by: dict[str, list[Difference]] = {}
    for one in found:
        by.setdefault(one.kind, []).append(one)
    for kind, group in by.items():
        console.print(Text(count(len(group), f"{kind} differs", f"{kind}s differ"), style="bold"))
        for one in group[:SHOWN]:
            _line(one, console)
        if len(group) > SHOWN:
            console.print(Text(f"  and {len(group) - SHOWN:,} more, listed by --json", style="dim"))
        console.print()
    names = f"- {visible(str(first))}   + {visible(str(second))}"
    console.print(Text(f"{count(len(found), 'difference')}.  {names}", style="dim"), soft_wrap=True)


def _line(one: Difference, console: Console) -> None:
    if one.kind != "finding":
        text.hang(console, Text("  "), Text(visible(one.name, 200)))
    for sign, side, style in (("-", one.first, "red"), ("+", one.second, "green")):
        if side:
            text.hang(console, Text(f"    {sign} ", style=style), Text(visible(side, 400), style="dim"))
