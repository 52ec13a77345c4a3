"""Events in their place: what is made of a log's connections, and how sure a rule may be of it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("pycrate_asn1rt", reason="the optional package pycrate is not installed")

from samples.cell import build, core, radio
from samples.cell.trace import Trace
from tests.rules.test_every_rule import RULES, read

from gifthorse import judge
from gifthorse.errors import UnsupportedError
from gifthorse.formats.cell.rrc import uper


def tables(folder: Path, trace: Trace) -> dict[str, Any]:
    (folder / "log").write_bytes(trace.qmdl())
    return read(folder / "log")


def events(folder: Path, trace: Trace, name: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = tables(folder, trace)["cell_events"].to_pylist()
    return [row for row in rows if row["event"] == name]


def levels(folder: Path, trace: Trace, rule: str) -> list[str]:
    """The levels of what a rule says."""
    found = tables(folder, trace)
    (wanted,) = [one for one in RULES if one.id == f"line/{rule}"]
    with judge.connect(found) as connection:
        hits, _ = judge.run([wanted], connection, wanted.needs)
    return [hit.level for hit in hits]


def unanswered(folder: Path, trace: Trace) -> set[str]:
    return {row["question"] for row in tables(folder, trace)["cell_checks"].to_pylist() if not row["enough"]}


@pytest.mark.parametrize(
    ("trace", "place", "outcome"),
    [
        (build.asked_and_proven, "begun", "authenticated"),
        (build.asked_while_secured, "secured", "released"),
        (build.beginning_missing, "unknown", "released"),
        (lambda: build.start().connect(core.area_request()).down(core.identity_request()), "begun", "unknown"),
    ],
)
def test_where_an_identity_request_stands(tmp_path: Path, trace: Any, place: str, outcome: str) -> None:
    (event,) = events(tmp_path, trace(), "identity")
    assert (event["place"], event["outcome"]) == (place, outcome)


def test_a_refusal_that_follows_is_the_outcome(tmp_path: Path) -> None:
    trace = build.start().connect(core.attach_request()).down(core.identity_request()).up(core.identity_response())
    (event,) = events(tmp_path, trace.down(core.attach_reject(15)).release(), "identity")
    assert event["outcome"] == "rejected"
    assert levels(tmp_path, trace, "cell-identity-asked") == ["info"]


def test_one_request_that_leads_to_nothing_is_little_and_three_are_more(tmp_path: Path) -> None:
    one = build.start().connect(core.area_request()).down(core.identity_request()).release()
    assert levels(tmp_path, one, "cell-identity-asked") == ["low"]
    assert levels(tmp_path, build.asked_and_dropped(), "cell-identity-asked") == ["medium"]


@pytest.mark.parametrize(
    ("trace", "level"),
    [
        (lambda: build.refused(7, before=True), ["medium"]),
        (lambda: build.refused(7, before=False), ["low"]),
        (lambda: build.refused(15, before=True), ["low"]),
        (lambda: build.refused(15, before=False), ["info"]),
        (lambda: build.refused(15, before=False, sealed=True), []),
        (lambda: build.refused(9, before=True), []),
    ],
)
def test_a_refusal_weighs_what_came_before_it(tmp_path: Path, trace: Any, level: list[str]) -> None:
    assert levels(tmp_path, trace(), "cell-rejected") == level


@pytest.mark.parametrize(
    ("secured", "call", "level"),
    [(False, False, "high"), (True, False, "low"), (True, True, "info"), (False, True, "info")],
)
def test_being_sent_to_2g_weighs_protection_and_calls(tmp_path: Path, secured: bool, call: bool, level: str) -> None:
    assert levels(tmp_path, build.sent_away(secured=secured, call=call), "cell-sent-to-older") == [level]


def test_being_sent_away_in_a_connection_whose_beginning_is_missing_is_little(tmp_path: Path) -> None:
    assert levels(tmp_path, build.start().release(radio.GERAN), "cell-sent-to-older") == ["low"]


def test_no_encryption_weighs_whether_it_may_be_an_emergency(tmp_path: Path) -> None:
    assert levels(tmp_path, build.null_cipher(emergency=False), "cell-null-cipher") == ["high"]
    assert levels(tmp_path, build.null_cipher(emergency=True), "cell-null-cipher") == []
    assert levels(tmp_path, build.start().secure("eea0"), "cell-null-cipher") == ["medium"]
    only_core = build.proven(build.start().connect(core.attach_request()), cipher=0).release()
    assert levels(tmp_path, only_core, "cell-null-cipher") == ["medium"]


def test_a_message_seen_encrypted_and_logged_in_the_clear_was_protected(tmp_path: Path) -> None:
    (event,) = events(tmp_path, build.device_asked(sealed=True), "device-identity")
    assert event["protected"] is True
    (event,) = events(tmp_path, build.device_asked(sealed=False), "device-identity")
    assert event["protected"] is False
    alone = Trace().nas(core.attach_request(), up=True).nas(core.identity_request(2), up=False)
    (event,) = events(tmp_path, alone, "device-identity")
    assert event["protected"] is None


def test_a_lonely_cell_counts_only_with_something_else(tmp_path: Path) -> None:
    trace = Trace()
    for number in range(5):
        trace.code = 100 + number
        trace.cell(cell=0x1234501 + number, tac=100 if number < 4 else 9000)
    assert [e["event"] for e in events(tmp_path, trace, "lonely-area")] == ["lonely-area"]
    assert levels(tmp_path, trace, "cell-area-contradicts") == []
    trace.connect(core.area_request()).down(core.identity_request()).release()
    assert levels(tmp_path, trace, "cell-area-contradicts") == ["low"]


def test_what_a_log_cannot_answer(tmp_path: Path) -> None:
    assert unanswered(tmp_path, build.long_and_whole()) == set()
    assert unanswered(tmp_path, build.attached()) == {"neighbours", "areas", "paging"}
    assert unanswered(tmp_path, Trace().cell()) == {
        "encryption", "identity", "downgrade", "neighbours", "areas", "paging", "authentication"
    }  # fmt: skip


def test_where_protection_is_not_logged_identity_requests_are_not_judged(tmp_path: Path) -> None:
    alone = Trace().nas(core.attach_request(), up=True).nas(core.identity_request(), up=False)
    assert "identity" in unanswered(tmp_path, alone)
    assert levels(tmp_path, alone, "cell-identity-asked") == []


def test_without_the_radio_layer_it_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(rat: str, channel: str, data: bytes) -> object:
        raise UnsupportedError(uper.MISSING)

    monkeypatch.setattr("gifthorse.formats.cell.rrc.lte.decode", missing)
    trace = build.start().nas(core.attach_request(), up=True).nas(core.identity_request(), up=False)
    found = tables(tmp_path, trace)
    why = {row["question"]: row["why"] for row in found["cell_checks"].to_pylist()}
    assert "pycrate" in why["identity"]
    assert "pycrate" in why["neighbours"] and "pycrate" in why["areas"]
    assert [row["sentence"] for row in found["problems"].to_pylist() if "pycrate" in row["sentence"]]


def test_two_sims_are_two_stories(tmp_path: Path) -> None:
    one, two = build.start().connect(core.attach_request()), build.start().down(core.identity_request())
    (tmp_path / "log").write_bytes(one.qmdl(1) + two.qmdl(2))
    found = read(tmp_path / "log")
    (event,) = [row for row in found["cell_events"].to_pylist() if row["event"] == "identity"]
    assert (event["place"], event["asked"]) == ("unknown", None)
    assert found["cell_checks"].num_rows == 14
