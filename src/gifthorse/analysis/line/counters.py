"""The phone's own counters beside the capture: names for user ids, and what the capture did not see."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc

from gifthorse.tables import Rows, specs

USER: Final = 100_000
"""Each user of the phone has the same apps under user ids so much higher."""
LISTED: Final = 3


def complete(tables: dict[str, pa.Table]) -> dict[str, pa.Table]:
    """`connections` and `traffic_by_app` with names for user ids, and `capture_gaps`."""
    packages = _packages(tables)
    done = {
        "connections": _connections(tables["connections"], packages) if packages else tables["connections"],
        "traffic_by_app": _counted(tables["traffic_by_app"], packages) if packages else tables["traffic_by_app"],
    }
    done["capture_gaps"] = _gaps(done["connections"], done["traffic_by_app"], tables["captures"], packages)
    return done


def _packages(tables: dict[str, pa.Table]) -> dict[int, list[str]]:
    """Packages by user id, as the phone lists them or else as a capture names them."""
    for name in ("app_uids", "connections"):
        found: dict[int, set[str]] = defaultdict(set)
        table = tables[name]
        known = table.filter(pc.and_(pc.is_valid(table["uid"]), pc.is_valid(table["package"])))
        for uid, package in zip(known["uid"].to_pylist(), known["package"].to_pylist(), strict=True):
            found[uid % USER].add(package)
        if found:
            break
    return {uid: sorted(names) for uid, names in found.items()}


def _only(uid: int | None, packages: dict[int, list[str]]) -> str | None:
    names = packages.get(uid % USER, ()) if uid is not None and uid >= 0 else ()
    return names[0] if len(names) == 1 else None


def _connections(table: pa.Table, packages: dict[int, list[str]]) -> pa.Table:
    """A package where one alone has the user id; where several share it, their names as the app's."""
    uids, apps, named = (table[name].to_pylist() for name in ("uid", "app", "package"))
    for at, uid in enumerate(uids):
        if uid is None or named[at] is not None:
            continue
        names = packages.get(uid % USER, ())
        if len(names) == 1:
            named[at] = names[0]
        elif names and apps[at] is None:
            more = f" and {len(names) - LISTED} more" if len(names) > LISTED else ""
            apps[at] = f"{', '.join(names[:LISTED])}{more} (one user id)"
    return _with(_with(table, "package", named), "app", apps)


def _counted(table: pa.Table, packages: dict[int, list[str]]) -> pa.Table:
    named = (packages.get(uid % USER) for uid in table["uid"].to_pylist())
    return _with(table, "package", [names[0] if names else None for names in named])


def _with(table: pa.Table, column: str, cells: list[Any]) -> pa.Table:
    at = table.schema.get_field_index(column)
    field = table.schema.field(at)
    return table.set_column(at, field, pa.array(cells, field.type))


def _gaps(connections: pa.Table, counted: pa.Table, captures: pa.Table, packages: dict[int, list[str]]) -> pa.Table:
    """Spans of the counters that lie within a capture whose packets have user ids."""
    rows = Rows()
    named = connections.filter(pc.is_valid(connections["uid"]))
    if named.num_rows and counted.num_rows:
        spans = counted.filter(pc.not_equal(counted["network"].cast(pa.string()), "vpn")).to_pylist()
        for capture in captures.to_pylist():
            if capture["first"] is not None:
                mine = named.filter(pc.equal(named["evidence"], capture["evidence"]))
                _compare(rows, capture, mine.to_pylist(), spans, packages)
    return dict(rows.tables()).get("capture_gaps", specs()["capture_gaps"].schema().empty_table())


def _compare(
    rows: Rows, capture: dict[str, Any], mine: list[dict[str, Any]], spans: list[dict[str, Any]],
    packages: dict[int, list[str]],
) -> None:  # fmt: skip
    if not mine:
        return
    by_uid: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for one in mine:
        by_uid[one["uid"]].append(one)
    sums: dict[tuple[int, Any, int], list[int]] = defaultdict(lambda: [0, 0])
    for span in spans:
        if span["start"] >= capture["first"] and span["start"] + timedelta(seconds=span["seconds"]) <= capture["last"]:
            total = sums[span["uid"], span["start"], span["seconds"]]
            total[0] += span["bytes_in"]
            total[1] += span["bytes_out"]
    for (uid, start, seconds), (received, sent) in sorted(sums.items()):
        end = start + timedelta(seconds=seconds)
        there = [c for c in by_uid[uid] if c["first"] is not None and c["first"] < end and c["last"] >= start]
        rows.add(
            "capture_gaps",
            evidence=capture["evidence"],
            uid=uid,
            package=_only(uid, packages),
            start=start,
            seconds=seconds,
            counted_in=received,
            counted_out=sent,
            captured_in=sum(c["wire_in"] for c in there),
            captured_out=sum(c["wire_out"] for c in there),
        )
