"""`gifthorse ask`: a case's tables in SQL, or the list of tables."""

from __future__ import annotations

import base64
import csv
import json
import sys
from argparse import Namespace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from gifthorse.case import Case
from gifthorse.report.escape import visible
from gifthorse.report.words import count
from gifthorse.tables import specs
from gifthorse.verbs import apart, sql

CELL = 200


def run(args: Namespace) -> int:
    """Print the rows, or without a query the tables."""
    if args.query is None:
        with sql.connect(Case.open(args.case)) as connection:
            _tables({name: connection.table(name).count("*").fetchall()[0][0] for name in specs()}, args)
        return 0
    found = apart.ask(args.case, args.query, rows=args.rows, seconds=args.seconds)
    if args.json:
        names = _unique(found.columns)
        rows = [dict(zip(names, (_plain(c) for c in row), strict=True)) for row in found.rows]
        sys.stdout.write(json.dumps(rows, indent=1) + "\n")
    elif args.csv:
        writer = csv.writer(sys.stdout)  # lines end as RFC 4180 has it: else a lone CR in a cell would not be quoted
        shown = visible if sys.stdout.isatty() else _same
        writer.writerow([shown(name) for name in found.columns])
        writer.writerows([shown(_cell(c)) for c in row] for row in found.rows)
    else:
        _print(found)
    if found.more:
        print(f"There are more rows than the {args.rows:,} shown; --rows N shows more.", file=sys.stderr)
    return 0


def _print(found: sql.Rows) -> None:
    console = Console(highlight=False)
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for name in found.columns:
        table.add_column(Text(visible(name, 60)), overflow="fold")
    for row in found.rows:
        table.add_row(*(Text(visible(_cell(c), CELL)) for c in row))
    console.print(table)
    console.print(Text(count(len(found.rows), "row"), style="dim"))


def _tables(sizes: dict[str, int], args: Namespace) -> None:
    if args.json:
        listing = [
            {
                "table": spec.name,
                "says": spec.says,
                "rows": sizes[spec.name],
                "columns": [{"name": c.name, "type": c.type, "says": c.says, "null": c.null} for c in spec.columns],
            }
            for spec in specs().values()
        ]
        sys.stdout.write(json.dumps(listing, indent=1) + "\n")
        return
    if args.csv:
        writer = csv.writer(sys.stdout, lineterminator="\n")
        writer.writerow(("table", "column", "type", "says", "null"))
        writer.writerows((s.name, c.name, c.type, c.says, c.null or "") for s in specs().values() for c in s.columns)
        return
    console = Console(highlight=False)
    for spec in specs().values():
        head = Text(spec.name, style="bold")
        head.append(f"  {count(sizes[spec.name], 'row')}", style="dim")
        console.print(head)
        console.print(Text(f"  {spec.says}"))
        grid = Table.grid(padding=(0, 2, 0, 0))
        grid.add_column(no_wrap=True)
        grid.add_column(no_wrap=True)
        grid.add_column(overflow="fold")
        for column in spec.columns:
            says = column.says if column.null is None else f"{column.says} NULL: {column.null}."
            grid.add_row(Text(f"    {column.name}"), Text(column.type, style="dim"), Text(says))
        console.print(grid)
        console.print()


def _plain(cell: Any) -> Any:
    """A cell as JSON knows it; what JSON does not know becomes text."""
    if cell is None or isinstance(cell, (str, bool, int)):
        return cell
    if isinstance(cell, float):
        return cell if cell - cell == 0 else str(cell)  # NaN and infinity are no JSON
    if isinstance(cell, (list, tuple)):
        return [_plain(c) for c in cell]
    if isinstance(cell, dict):
        return {str(k): _plain(v) for k, v in cell.items()}
    if isinstance(cell, Decimal) and cell == cell.to_integral_value():
        return int(cell)
    return _cell(cell)


def _same(text: str) -> str:
    return text


def _cell(cell: Any) -> str:
    """A cell as text; NULL is empty."""
    if cell is None:
        return ""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, datetime):
        return cell.isoformat(sep=" ").replace("+00:00", "Z")
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, bytes):
        return "base64:" + base64.b64encode(cell).decode()
    if isinstance(cell, (list, tuple, dict)):
        return json.dumps(_plain(cell), ensure_ascii=False)
    return str(cell)


def _unique(names: tuple[str, ...]) -> list[str]:
    """Column names as keys: a repeated one gets a number, so that no column is lost."""
    seen: dict[str, int] = {}
    out = []
    for name in names:
        seen[name] = seen.get(name, 0) + 1
        out.append(name if seen[name] == 1 else f"{name}_{seen[name]}")
    return out
