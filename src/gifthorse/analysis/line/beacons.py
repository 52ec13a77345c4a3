"""Connections that come like clockwork: RITA's score, adapted to one phone.

What speaks at regular times within one connection that stays open is scored likewise, over that connection's own time.
The four parts are those of RITA 5 (regular times, same sizes, even spread, long duration), a quarter each. A capture of
minutes cannot tell a beacon from a chat: pairs are scored only where they cover half an hour and come six times.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from gifthorse.tables import Rows, specs

LEAST: Final = 6
LEAST_SECONDS: Final = 1_800
BINS: Final = 24
KEPT: Final = 0.5
"""Score below which a pair is not kept."""
PUSH_PORTS: Final = (5222, 5223, 5228, 5229, 5230, 8883, 1883)
PUSH: Final = ("xmpp", "mipush", "mqtt")
KEPT_OPEN: Final = frozenset(
    {"wireguard", "openvpn", "ike", "esp", "stun", "webrtc", "rtp", "ntp", "ssh", "bittorrent", "whatsapp", "mmtls"}
    | {"mtproto", "smb", "rdp", "vnc", "irc", "dtls", "spotify"}
)
"""What is spoken where both ends keep the line open: tunnels, calls, terminals, messengers."""
EVEN: Final = 0.85
"""Regularity below which a connection is not kept: it fills its own time, whatever its rhythm."""
_COLUMNS: Final = (
    "evidence", "client", "server", "server_port", "transport", "protocol", "package", "name", "first", "bytes_out",
)  # fmt: skip


def complete(tables: dict[str, pa.Table]) -> pa.Table:
    """One row a pair of client and server with a score above `KEPT`."""
    table = tables["connections"]
    wanted = pc.and_(pc.invert(table["local"]), pc.is_valid(table["first"]))
    table = table.filter(wanted).select(list(_COLUMNS))
    rows = Rows()
    for inside in _inside(tables):
        rows.add("beacons", **inside)
    if table.num_rows:
        spans = _spans(table)
        for pair in _pairs(table):
            found = _scored(pair, spans[pair["evidence"][0].as_py()])
            if found is not None:
                rows.add("beacons", **found)
    return dict(rows.tables()).get("beacons", specs()["beacons"].schema().empty_table())


def _spans(table: pa.Table) -> dict[int, tuple[float, float]]:
    """Beginning and end of each capture."""
    found = table.group_by("evidence").aggregate([("first", "min"), ("first", "max")]).to_pylist()
    return {row["evidence"]: (row["first_min"].timestamp(), row["first_max"].timestamp()) for row in found}


def _pairs(table: pa.Table) -> Iterator[pa.Table]:
    """The connections of each client to each server's name and port, where there are enough."""
    server = pc.coalesce(table["name"], table["server"])
    table = table.append_column("whom", server)
    group = np.zeros(table.num_rows, np.int64)
    for column in ("evidence", "client", "whom", "server_port", "transport"):
        values = table[column].combine_chunks()
        if not pa.types.is_dictionary(values.type):
            values = values.dictionary_encode()
        codes = values.indices.fill_null(-1).to_numpy(zero_copy_only=False).astype(np.int64) + 1
        # Numbered anew after each column, so that the product never grows past what 64 bits hold
        group = np.unique(group * (int(codes.max()) + 1) + codes, return_inverse=True)[1].astype(np.int64)
    order = np.argsort(group, kind="stable")
    begins = np.flatnonzero(np.diff(group[order], prepend=-1))
    for begin, count in zip(begins.tolist(), np.diff(begins, append=len(order)).tolist(), strict=True):
        if count >= LEAST:
            yield table.take(pa.array(order[begin : begin + count]))


def _scored(pair: pa.Table, span: tuple[float, float]) -> dict[str, Any] | None:
    first = pair.slice(0, 1).to_pylist()[0]
    seconds = np.unique(pair["first"].cast(pa.int64()).to_numpy() // 1_000_000)
    if len(seconds) < LEAST or seconds[-1] - seconds[0] < LEAST_SECONDS:
        return None
    sizes = pair["bytes_out"].to_numpy().astype(float)
    found = _measured(seconds, sizes, span)
    if found is None:
        return None
    protocols = set(pair["protocol"].to_pylist())
    packages = [p for p in pair["package"].to_pylist() if p]
    return {
        "evidence": first["evidence"],
        "client": first["client"],
        "server": first["whom"],
        "server_port": first["server_port"],
        "transport": first["transport"],
        "package": packages[0] if packages else None,
        "push": first["server_port"] in PUSH_PORTS or bool(protocols & set(PUSH)),
        "bytes_out": int(sizes.sum()),
        **found,
    }


def _measured(seconds: np.ndarray, sizes: np.ndarray, span: tuple[float, float]) -> dict[str, Any] | None:
    """What is scored, whatever the calls are."""
    between = np.diff(seconds).astype(float)
    parts = (regularity(between), regularity(sizes, default=0.0), spread(seconds, span), duration(seconds, span))
    score = round(sum(parts) / 4, 3)
    if score < KEPT:
        return None
    period = float(np.median(between))
    return {
        "count": len(seconds),
        "period": period,
        "jitter": float(np.median(np.abs(between - period))),
        "hours": float(seconds[-1] - seconds[0]) / 3600,
        "score": score,
        "regularity": parts[0],
        "sameness": parts[1],
        "spread": parts[2],
        "duration": parts[3],
    }


def _inside(tables: dict[str, pa.Table]) -> Iterator[dict[str, Any]]:
    """Connections in which the client speaks at regular times."""
    pulses = tables.get("pulses")
    if pulses is None or not pulses.num_rows:
        return
    said: dict[tuple[int, int], list[tuple[float, int]]] = {}
    for row in pulses.to_pylist():
        said.setdefault((row["evidence"], row["connection"]), []).append((row["seen"].timestamp(), row["sent"]))
    wanted = pc.is_in(tables["connections"]["connection"], value_set=pa.array({number for _, number in said}))
    for one in tables["connections"].filter(wanted).to_pylist():
        calls = said.get((one["evidence"], one["connection"]))
        if calls is None or one["local"]:
            continue
        seconds = np.unique(np.array([time for time, _ in calls], np.int64))
        sizes = np.array([size for _, size in calls], float)
        if len(seconds) < LEAST:
            continue
        found = _measured(seconds, sizes, (float(seconds[0]), float(seconds[-1])))
        if found is None or found["regularity"] < EVEN:
            continue
        same = {name: one[name] for name in ("evidence", "client", "server_port", "transport", "package", "connection")}
        push = one["server_port"] in PUSH_PORTS or one["protocol"] in PUSH or one["protocol"] in KEPT_OPEN
        size = float(np.median(sizes))
        sent = int(sizes.sum())
        yield {**same, "server": one["name"] or one["server"], "push": push, "size": size, "bytes_out": sent, **found}


def regularity(values: np.ndarray, default: float = 1.0) -> float:
    """Mean of evenness (no skew between the quartiles) and narrowness (small median deviation)."""
    low, middle, high = np.percentile(values, (25, 50, 75))
    skew = 0.0
    if high - low >= 10 and middle not in (low, high):
        skew = (low + high - 2 * middle) / (high - low)
    deviation = float(np.median(np.abs(values - middle)))
    narrow = max(0.0, (middle - deviation) / middle) if middle >= 1 else default
    return float((1 - abs(skew) + narrow) / 2)


def spread(seconds: np.ndarray, span: tuple[float, float]) -> float:
    """How evenly they lie in 24 parts of the capture: the variation of the counts, 0 if above 1."""
    counts = _histogram(seconds, span)
    mean = counts.mean()
    variation = float(counts.std() / mean) if mean else 1.0
    return max(0.0, 1 - variation)


def duration(seconds: np.ndarray, span: tuple[float, float]) -> float:
    """How much of the capture they cover, or the longest run of parts with any of them, of twelve."""
    counts = _histogram(seconds, span)
    if np.count_nonzero(counts) < 6:
        return 0.0
    covered = float(seconds[-1] - seconds[0]) / max(span[1] - span[0], 1)
    twice = np.concatenate((counts, counts)) > 0  # a day has no end
    longest = run = 0
    for filled in twice.tolist():
        run = run + 1 if filled else 0
        longest = max(longest, run)
    return min(1.0, max(covered, min(longest, BINS) / 12))


def _histogram(seconds: np.ndarray, span: tuple[float, float]) -> np.ndarray:
    return np.histogram(seconds, bins=BINS, range=(span[0], max(span[1], span[0] + 1)))[0]
