"""The phone's own counters beside a capture, and when nobody used it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from gifthorse.analysis.line import counters, quiet
from gifthorse.tables import Rows, specs

BEGIN = datetime(2024, 5, 6, 10, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


def tables(**rows: list[dict[str, Any]]) -> dict[str, Any]:
    found = Rows()
    for name, entries in rows.items():
        for entry in entries:
            found.add(name, **entry)
    names = ("connections", "traffic_by_app", "captures", "app_uids", "screen_times", "properties")
    return {name: specs()[name].schema().empty_table() for name in names} | dict(found.tables())


def connection(uid: int, **more: Any) -> dict[str, Any]:
    return {"evidence": 1, "uid": uid, "first": BEGIN, "last": BEGIN, "wire_in": 10, "wire_out": 20} | more


LISTED = [
    {"uid": 10123, "package": "com.example.one"},
    {"uid": 1000, "package": "android"},
    {"uid": 1000, "package": "com.android.settings"},
]
CAPTURE = {"evidence": 1, "first": BEGIN - HOUR, "last": BEGIN + 3 * HOUR}


def test_user_ids_get_names() -> None:
    known = connection(10123, package="com.example.known")
    given = [connection(10123), connection(1_010_123), connection(1000), connection(10999), known]
    done = counters.complete(tables(connections=given, app_uids=LISTED))["connections"].to_pylist()
    assert [row["package"] for row in done] == [
        "com.example.one", "com.example.one", None, None, "com.example.known",
    ]  # fmt: skip
    assert [row["app"] for row in done] == [None, None, "android, com.android.settings (one user id)", None, None]


def test_what_the_capture_did_not_see() -> None:
    span = {"uid": 10123, "network": "wifi", "start": BEGIN, "seconds": 3600, "bytes_in": 500, "bytes_out": 700}
    counted = [
        span,
        span | {"network": "mobile", "bytes_out": 100},
        span | {"network": "vpn"},  # the same bytes once more
        span | {"start": BEGIN + 3 * HOUR},  # not wholly captured
    ]
    inside = connection(10123, first=BEGIN + HOUR / 2, last=BEGIN + HOUR / 2)
    outside = connection(10123, first=BEGIN + 2 * HOUR, last=BEGIN + 2 * HOUR)
    found = counters.complete(
        tables(connections=[inside, outside], traffic_by_app=counted, captures=[CAPTURE], app_uids=LISTED)
    )["capture_gaps"].to_pylist()
    assert [(g["package"], g["counted_in"], g["counted_out"], g["captured_in"], g["captured_out"]) for g in found] == [
        ("com.example.one", 1000, 800, 10, 20)
    ]


def test_nothing_is_compared_where_a_capture_names_no_apps() -> None:
    span = {"uid": 10123, "network": "wifi", "start": BEGIN, "seconds": 3600, "bytes_in": 500, "bytes_out": 700}
    done = counters.complete(
        tables(connections=[connection(10123) | {"uid": None}], traffic_by_app=[span], captures=[CAPTURE])
    )
    assert not done["capture_gaps"].num_rows


def spans(**rows: list[dict[str, Any]]) -> list[tuple[str, datetime, datetime]]:
    return [(q["why"], q["since"], q["until"]) for q in quiet.complete(tables(captures=[CAPTURE], **rows)).to_pylist()]


def test_quiet_times() -> None:
    dark = {"lit": False, "since": BEGIN, "until": BEGIN + HOUR, "zone": "Europe/Berlin"}
    lit, elsewhere = dark | {"lit": True}, dark | {"since": BEGIN + 90 * HOUR, "until": BEGIN + 91 * HOUR}
    short = dark | {"until": BEGIN + timedelta(seconds=30)}
    assert spans(screen_times=[lit, dark, elsewhere, short]) == [("screen off", BEGIN, BEGIN + HOUR)]


def test_times_without_a_zone_count_once_it_is_known() -> None:
    dark = {"lit": False, "since": BEGIN + 8 * HOUR, "until": BEGIN + 9 * HOUR, "zone": None}
    assert spans(screen_times=[dark]) == []
    zone = [{"name": "persist.sys.timezone", "value": "Asia/Shanghai"}]
    assert spans(screen_times=[dark], properties=zone) == [("screen off", BEGIN, BEGIN + HOUR)]


def test_the_night_is_the_phones() -> None:
    assert spans(properties=[{"name": "persist.sys.timezone", "value": "Asia/Vladivostok"}]) == []
    assert spans(properties=[{"name": "persist.sys.timezone", "value": "America/Anchorage"}]) == [
        ("night", datetime(2024, 5, 6, 9, 0, tzinfo=UTC), datetime(2024, 5, 6, 13, 0, tzinfo=UTC))
    ]
