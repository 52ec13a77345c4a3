"""What follows from captures once all of them were read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

import pyarrow as pa

from gifthorse.tables import specs

if TYPE_CHECKING:
    from gifthorse.analysis.line.places import Lookup

RADIO: Final = ("cell_events", "cell_checks")
FOLLOWING: Final = ("certificate_chains", "beacons", "destinations", "capture_gaps", "quiet_times")


def complete(tables: dict[str, pa.Table], databases: Sequence[Lookup] = ()) -> dict[str, pa.Table]:
    """What follows from captures and modems' logs. Empty, and nothing loaded, without them."""
    return _traffic(tables, databases) | _radio(tables)


def _radio(tables: dict[str, pa.Table]) -> dict[str, pa.Table]:
    if not tables["cell_messages"].num_rows:
        return {name: specs()[name].schema().empty_table() for name in RADIO}
    from gifthorse.analysis.line import cell

    return cell.complete(tables)


def _traffic(tables: dict[str, pa.Table], databases: Sequence[Lookup]) -> dict[str, pa.Table]:
    """What follows from captures, and `connections` with what DNS and the phone's own lists tell of them.

    Empty, and nothing loaded, without a capture or the phone's counters.
    """
    if not tables["connections"].num_rows:
        empty = {name: specs()[name].schema().empty_table() for name in FOLLOWING}
        return empty | (_counters(tables) if tables["traffic_by_app"].num_rows else {})
    from gifthorse.analysis.line import beacons, chains, destinations, encrypted, places, quiet, resolved

    tables = tables | {"connections": encrypted.complete(tables["connections"])}
    tables |= {"connections": resolved.complete(tables)}
    tables |= _counters(tables)
    return {
        "connections": tables["connections"],
        "traffic_by_app": tables["traffic_by_app"],
        "capture_gaps": tables["capture_gaps"],
        "quiet_times": quiet.complete(tables),
        "certificate_chains": chains.complete(tables),
        "beacons": beacons.complete(tables),
        "destinations": places.complete(destinations.complete(tables), tables["connections"], databases),
    }


def _counters(tables: dict[str, pa.Table]) -> dict[str, pa.Table]:
    from gifthorse.analysis.line import counters

    return counters.complete(tables)
