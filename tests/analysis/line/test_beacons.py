from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
import pytest

from gifthorse.analysis.line import beacons
from gifthorse.tables import Rows

BEGIN = datetime(2024, 5, 6, tzinfo=UTC)


def scored(seconds: list[float], sizes: list[int] | None = None, **more: Any) -> list[dict[str, Any]]:
    """The beacons of connections that begin at these seconds, in a capture of a day."""
    rows = Rows()
    for number, second in enumerate([*seconds, 0, 86_400]):
        row: dict[str, Any] = {
            "evidence": 1,
            "connection": number,
            "transport": "tcp",
            "client": "10.0.0.2",
            "server": "198.51.100.7",
            "server_port": 443,
            "first": BEGIN + timedelta(seconds=second),
            "last": BEGIN + timedelta(seconds=second + 1),
            "protocol": "tls",
            "name": "c2.example.org",
            "local": False,
            "bytes_out": (sizes or [200])[number % len(sizes or [200])],
        }
        if number >= len(seconds):
            row |= {"name": None, "server": f"203.0.113.{number % 250}"}
        rows.add("connections", **(row | more))
    found: list[dict[str, Any]] = beacons.complete(dict(rows.tables())).to_pylist()
    return found


def test_a_clockwork_is_told() -> None:
    found = scored([n * 300.0 for n in range(288)])
    assert len(found) == 1
    assert found[0]["score"] > 0.95
    assert (found[0]["period"], found[0]["jitter"], found[0]["count"]) == (300, 0, 288)


def test_a_little_jitter_does_not_hide_it() -> None:
    rng = np.random.default_rng(1)
    found = scored([n * 300.0 + float(rng.integers(0, 20)) for n in range(288)])
    assert found and found[0]["score"] > 0.85


def test_a_person_is_no_clockwork() -> None:
    rng = np.random.default_rng(2)
    times = np.sort(rng.exponential(300, 40).cumsum() + 30_000)
    found = scored([float(t) for t in times], sizes=[int(s) for s in rng.integers(100, 50_000, 40)])
    assert not found or found[0]["score"] < 0.7


@pytest.mark.parametrize("times", [[0, 1, 2], [float(n) for n in range(100)]])
def test_minutes_are_too_short(times: list[float]) -> None:
    assert scored(times) == []


def test_push_is_known() -> None:
    assert scored([n * 300.0 for n in range(288)], server_port=5228)[0]["push"] is True


def test_the_parts_are_ritas() -> None:
    """Numbers worked out by hand from the published formula."""
    assert beacons.regularity(np.array([60.0] * 10)) == 1
    assert beacons.regularity(np.array([10.0, 20, 30, 40, 50])) == pytest.approx((1 + (30 - 10) / 30) / 2)
    assert beacons.spread(np.arange(0, 86_400, 60), (0, 86_400)) == pytest.approx(1, abs=0.02)
    assert beacons.duration(np.array([0, 1, 2]), (0, 86_400)) == 0


def test_another_capture_of_the_case_takes_nothing_away() -> None:
    rows = Rows()
    for evidence, begin in ((1, BEGIN), (2, BEGIN - timedelta(days=300))):
        for number in range(48):
            rows.add(
                "connections", evidence=evidence, connection=number, transport="tcp", client="10.0.0.2",
                server="198.51.100.7", server_port=443, first=begin + timedelta(seconds=300 * number),
                protocol="tls", local=False, bytes_out=200,
            )  # fmt: skip
    found = beacons.complete(dict(rows.tables())).to_pylist()
    assert sorted(row["evidence"] for row in found) == [1, 2]
    assert all(row["score"] > 0.95 for row in found)
