"""From signalling messages to what rules judge: connections, events in their place, and what could not be answered."""

from __future__ import annotations

import pyarrow as pa

from gifthorse.analysis.line.cell import cells, checks, paging
from gifthorse.analysis.line.cell.connections import connections
from gifthorse.analysis.line.cell.events import Story
from gifthorse.analysis.line.cell.messages import logs
from gifthorse.tables import Rows, specs

FILLS = ("cell_events", "cell_checks")


def complete(tables: dict[str, pa.Table]) -> dict[str, pa.Table]:
    """The tables cell_events and cell_checks."""
    rows = Rows()
    for evidence, messages in logs(tables["cell_messages"]):
        for subscription in {m.get("subscription") for m in messages}:
            mine = [m for m in messages if m.get("subscription") == subscription]
            found = connections(mine)
            used = {(c.where.plmn, c.where.cell) for c in found}
            for event in [*Story().events(found), *cells.events(mine, used), *paging.events(mine, found)]:
                rows.add("cell_events", evidence=evidence, **event)
            for check in checks.rows(mine, found):
                rows.add("cell_checks", evidence=evidence, **check)
    made = dict(rows.tables())
    return {name: made.get(name, specs()[name].schema().empty_table()) for name in FILLS}
