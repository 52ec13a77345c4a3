"""The rows of `cell_messages` in order: those logged twice made one, each with the cell it belongs to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

import numpy as np
import pyarrow as pa

HEAD: Final = (
    "evidence", "packet", "seen", "rat", "layer", "channel", "direction", "message", "carried", "twin", "protection",
)  # fmt: skip
SAID: Final = (
    "subscription", "plmn", "tac", "cell", "pci", "arfcn", "cause", "cause_number", "cipher", "integrity", "identity",
    "subscriber", "redirect", "sibs", "priority", "priority_lte", "priority_utra", "priority_geran", "neighbours",
    "emergency", "detail",
)  # fmt: skip
"""Columns of which most rows have few."""
PIECE: Final = 50_000
"""Rows that are made Python's at once."""
BROADCAST: Final = ("system information block type1", "system information")
SENT_ENCRYPTED: Final = "ciphered message"


class Cell(NamedTuple):
    """A cell as it announced itself."""

    plmn: str | None
    tac: int | None
    cell: int | None


NOWHERE: Final = Cell(None, None, None)


@dataclass(slots=True)
class Message:
    """One message, `seen` in microseconds since 1970. `protection` is what was around it on the air, None where that
    is not known; `said` holds the other columns that are not NULL."""

    packet: int
    seen: int | None
    rat: str
    layer: str
    channel: str
    up: bool | None
    name: str
    carried: bool
    protection: str | None
    where: Cell
    said: dict[str, Any]

    @property
    def protected(self) -> bool | None:
        """Whether it was protected against changes."""
        return None if self.protection is None else self.protection != "none"

    @property
    def seconds(self) -> float | None:
        """When, since 1970."""
        return None if self.seen is None else self.seen / 1e6

    def get(self, name: str) -> Any:
        """Another column of the row."""
        return self.said.get(name)


Row = tuple[Any, ...]


def logs(table: pa.Table) -> Iterator[tuple[int, list[Message]]]:
    """The messages of each log."""
    rows: dict[int, list[tuple[Row, dict[str, Any]]]] = {}
    same: dict[str, dict[str, Any]] = {}
    for batch in table.select([*HEAD, *SAID]).to_batches(max_chunksize=PIECE):
        head = zip(*(_values(batch.column(name)) for name in HEAD), strict=True)
        for row, said in zip(head, _said(batch), strict=True):
            # Cells repeat themselves several times a second
            kept = same.setdefault(repr(said), said) if row[7] in BROADCAST else said
            rows.setdefault(row[0], []).append((row[1:], kept))
    while rows:
        evidence = next(iter(rows))
        yield evidence, _messages(rows.pop(evidence))


def _values(column: pa.Array) -> list[Any]:
    """A column as Python's values: times as numbers, and each word of a dictionary made once."""
    if pa.types.is_dictionary(column.type):
        words = [*column.dictionary.to_pylist(), None]
        return [words[code] for code in column.indices.fill_null(len(words) - 1).to_pylist()]
    if pa.types.is_timestamp(column.type):
        column = column.cast(pa.int64())
    return list(column.to_pylist())


def _said(batch: pa.RecordBatch) -> list[dict[str, Any]]:
    """For each row the columns that are not NULL."""
    found: list[dict[str, Any]] = [{} for _ in range(batch.num_rows)]
    for name in SAID:
        column = batch.column(name)
        if column.null_count == len(column):
            continue
        places = np.flatnonzero(column.is_valid().to_numpy(zero_copy_only=False)).tolist()
        for place, value in zip(places, _values(column.drop_null()), strict=True):
            if value != []:
                found[place][name] = value
    return found


def _messages(rows: list[tuple[Row, dict[str, Any]]]) -> list[Message]:
    # Of two logs of one message, that from the air says when it was sent and how it was protected.
    twins = {(twin, name) for (*_, name, _, twin, protection), _ in rows if twin is not None and protection}
    carrying = any(row[7] for row, _ in rows)
    cells: dict[tuple[int | None, int | None], Cell] = {}
    serving = NOWHERE
    # By direction, messages that only showed as encrypted and did not turn up decrypted yet.
    encrypted: dict[bool | None, int] = {True: 0, False: 0, None: 0}
    found: list[Message] = []
    for (packet, seen, rat, layer, way, direction, name, carried, twin, outside), said in rows:
        if not outside and (twin is not None or (packet, name) in twins):
            continue
        place, channel = (said.get("arfcn"), said.get("pci")), way or ""
        if name == BROADCAST[0] or (rat == "gsm" and "cell" in said):
            cells[place] = serving = Cell(said.get("plmn"), said.get("tac"), said.get("cell"))
        elif channel.endswith(("dcch", "ccch")):
            serving = cells.get(place, serving)
        up, protection = None if direction is None else direction == "up", outside
        if name == SENT_ENCRYPTED and carried:
            encrypted[up] = min(encrypted[up] + 1, 4)
        elif layer == "nas" and not carried and not outside and carrying and encrypted[up]:
            protection = "ciphered"  # this is what the encrypted message was
            encrypted[up] -= 1
        where = cells.get(place, serving) if channel else serving
        found.append(Message(packet, seen, rat, layer, channel, up, name, carried, protection, where, said))
    return found
