"""The rows of `cell_messages` in order: those logged twice made one, each with the cell it belongs to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

import pyarrow as pa

COLUMNS: Final = (
    "packet", "seen", "subscription", "rat", "layer", "channel", "direction", "message", "carried", "twin",
    "protection", "plmn", "tac", "cell", "pci", "arfcn", "cause", "cause_number", "cipher", "integrity",
    "identity", "subscriber", "redirect", "sibs", "priority", "priority_lte", "priority_utra", "priority_geran",
    "neighbours", "emergency", "detail",
)  # fmt: skip
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
    """One message. `protection` is what was around it on the air, None where that is not known."""

    packet: int
    seconds: float | None
    rat: str
    layer: str
    channel: str
    up: bool | None
    name: str
    protection: str | None
    where: Cell
    raw: dict[str, Any]

    @property
    def protected(self) -> bool | None:
        """Whether it was protected against changes."""
        return None if self.protection is None else self.protection != "none"

    def get(self, name: str) -> Any:
        """Another column of the row."""
        return self.raw[name]


def logs(table: pa.Table) -> Iterator[tuple[int, list[Message]]]:
    """The messages of each log."""
    grouped: dict[int, list[dict[str, Any]]] = {}
    for batch in table.select(["evidence", *COLUMNS]).to_batches():
        for row in batch.to_pylist():
            grouped.setdefault(row["evidence"], []).append(row)
    while grouped:
        evidence = next(iter(grouped))
        yield evidence, _messages(grouped.pop(evidence))


def _messages(rows: list[dict[str, Any]]) -> list[Message]:
    # Of two logs of one message, that from the air says when it was sent and how it was protected.
    other = {(row["twin"], row["message"]) for row in rows if row["twin"] is not None and row["protection"]}
    carried = any(row["carried"] for row in rows)
    cells: dict[tuple[int | None, int | None], Cell] = {}
    serving: Cell = NOWHERE
    found: list[Message] = []
    # By direction, messages that only showed as encrypted and did not turn up decrypted yet.
    encrypted: dict[bool | None, int] = {True: 0, False: 0, None: 0}
    for row in rows:
        if (row["twin"] is not None and not row["protection"]) or (
            not row["protection"] and (row["packet"], row["message"]) in other
        ):
            continue
        place = (row["arfcn"], row["pci"])
        if row["message"] == BROADCAST[0] or (row["rat"] == "gsm" and row["cell"] is not None):
            cells[place] = serving = Cell(row["plmn"], row["tac"], row["cell"])
        elif (row["channel"] or "").endswith(("dcch", "ccch")) and place in cells:
            serving = cells[place]
        up = None if row["direction"] is None else row["direction"] == "up"
        protection = row["protection"]
        name = row["message"]
        if name == SENT_ENCRYPTED and row["carried"]:
            encrypted[up] = min(encrypted[up] + 1, 4)
        elif row["layer"] == "nas" and not row["carried"] and protection is None and carried and encrypted[up]:
            protection = "ciphered"  # this is what the encrypted message was
            encrypted[up] -= 1
        where = cells.get(place, serving) if row["channel"] else serving
        seconds = None if row["seen"] is None else row["seen"].timestamp()
        found.append(
            Message(
                row["packet"], seconds, row["rat"], row["layer"], row["channel"] or "", up, name, protection, where, row
            )
        )
    return found
