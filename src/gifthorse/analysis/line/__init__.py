"""What follows from captures once all of them were read."""

from __future__ import annotations

import pyarrow as pa

from gifthorse.tables import specs


def complete(tables: dict[str, pa.Table]) -> dict[str, pa.Table]:
    """The tables certificate_chains, beacons and destinations, and `connections` with what DNS tells of them.

    Empty, and nothing loaded, without a capture.
    """
    if not tables["connections"].num_rows:
        return {
            name: specs()[name].schema().empty_table() for name in ("certificate_chains", "beacons", "destinations")
        }
    from gifthorse.analysis.line import beacons, chains, destinations, resolved  # noqa: PLC0415

    tables = tables | {"connections": resolved.complete(tables)}
    return {
        "connections": tables["connections"],
        "certificate_chains": chains.complete(tables),
        "beacons": beacons.complete(tables),
        "destinations": destinations.complete(tables),
    }
