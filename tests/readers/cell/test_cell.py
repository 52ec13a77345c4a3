"""A modem's log and captures of GSMTAP as rows; damage is told and everything adds up."""

from __future__ import annotations

import gzip
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from samples.cell import core, radio
from samples.cell.trace import Trace
from tests.capturewriter import pcap

from gifthorse.errors import UnsupportedError
from gifthorse.evidence import open_evidence, units
from gifthorse.evidence.recognise import recognise
from gifthorse.examine import examine
from gifthorse.formats.cell.rrc import uper
from gifthorse.formats.cell.signal import Signal
from gifthorse.readers.cell.book import Book
from gifthorse.tables import Rows

pycrate = pytest.mark.skipif(not uper.available(), reason="the optional package pycrate is not installed")


def tables(folder: Path, data: bytes, name: str = "log") -> dict[str, list[dict[str, Any]]]:
    """The rows of a file, as a check reads it."""
    (folder / name).write_bytes(data)
    (one,) = units(open_evidence([folder / name]))
    return {table: found.to_pylist() for table, found in examine(one).tables()}


def story() -> Trace:
    trace = Trace().cell().information(radio.sib3(5))
    trace.connect(core.attach_request()).down(core.authentication_request()).up(core.authentication_response())
    trace.down(core.security_command()).secure().release(radio.EUTRA)
    return trace.rrc("pcch", radio.paging(("s-TMSI", 7)))


@pycrate
@pytest.mark.parametrize("form", ["qmdl", "dlf", "pcap"])
def test_the_same_messages_from_every_kind_of_file(tmp_path: Path, form: str) -> None:
    found = tables(tmp_path, getattr(story(), form)())
    messages = [(row["layer"], row["direction"], row["message"]) for row in found["cell_messages"]]
    assert messages == [
        ("rrc", "down", "system information block type1"),
        ("rrc", "down", "system information"),
        ("rrc", "up", "rrc connection request"),
        ("rrc", "up", "rrc connection setup complete"),
        ("nas", "up", "attach request"),
        ("rrc", "down", "dl information transfer"),
        ("nas", "down", "authentication request"),
        ("rrc", "up", "ul information transfer"),
        ("nas", "up", "authentication response"),
        ("rrc", "down", "dl information transfer"),
        ("nas", "down", "security mode command"),
        ("rrc", "down", "security mode command"),
        ("rrc", "down", "rrc connection release"),
        ("rrc", "down", "paging"),
    ]
    assert {row["arfcn"] for row in found["cell_messages"]} == {1300}
    assert "problems" not in found
    assert [capture["packets"] for capture in found["captures"]] == [10]


@pycrate
def test_a_message_that_was_logged_twice_says_so(tmp_path: Path) -> None:
    asked = core.identity_request()
    trace = Trace().nas(asked, up=False).down(asked).down(asked).nas(asked + bytes(6), up=False)
    rows = [row for row in tables(tmp_path, trace.qmdl())["cell_messages"] if row["layer"] == "nas"]
    assert [(row["packet"], row["twin"], row["protection"]) for row in rows] == [
        (1, None, None),
        (2, 1, "none"),
        (3, None, "none"),
        (4, 3, None),
    ]


@pycrate
@given(st.data())
@settings(max_examples=25, deadline=None)
def test_every_byte_is_in_the_ledger_whatever_happened_to_the_file(tmp_path_factory: Any, data: st.DataObject) -> None:
    whole = bytearray(story().qmdl())
    for _ in range(data.draw(st.integers(0, 4))):
        whole[data.draw(st.integers(200, len(whole) - 1))] ^= data.draw(st.integers(1, 255))
    broken = bytes(whole[: data.draw(st.integers(200, len(whole)))])
    found = tables(tmp_path_factory.mktemp("log"), broken)
    assert sum(row["bytes"] for row in found["packet_ledger"]) == len(broken)
    (capture,) = found["captures"]
    assert sum(row["packets"] for row in found["packet_ledger"]) == capture["packets"]


def test_damage_is_told(tmp_path: Path) -> None:
    data = bytearray(Trace().nas(core.service_request(), up=True).nas(core.service_request(), up=True).qmdl())
    data[-5] ^= 1
    found = tables(tmp_path, bytes(data))
    assert [row["sentence"] for row in found["problems"]] == ["1 of its frames are damaged and were left out."]
    assert [row["message"] for row in found["cell_messages"]] == ["service request"]


def test_a_packed_log(tmp_path: Path) -> None:
    trace = Trace().nas(core.service_request(), up=True)
    found = tables(tmp_path, gzip.compress(trace.qmdl()), "log.qmdl.gz")
    assert [row["message"] for row in found["cell_messages"]] == ["service request"]
    assert found["captures"][0]["compressed"] == "gz"


def test_without_pycrate_the_core_network_is_still_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(rat: str, channel: str, data: bytes) -> object:
        raise UnsupportedError(uper.MISSING)

    monkeypatch.setattr("gifthorse.formats.cell.rrc.lte.decode", missing)
    book = Book(rows := Rows(), "log")
    for layer, data in (("rrc", b"\0\0"), ("rrc", b"\0\1"), ("nas", core.identity_request())):
        book.take(Signal("lte", layer, "dl-dcch", data), seen=None, packet=1, offset=0)
    book.finish()
    assert [row["message"] for row in rows.rows("cell_messages")] == ["not decoded", "not decoded", "identity request"]
    (problem,) = rows.rows("problems")
    assert problem["sentence"].startswith(
        "2 messages of the radio network could not be read: messages of the radio layer"
    )


def test_what_is_no_log_is_not_taken_for_one() -> None:
    for head in (b"\x10\0\x10\0" + bytes(4000), b"\x10" + b"~" * 100, b"\x0c\0\xc0\xb0" + bytes(8) * 3, bytes(4100)):
        assert recognise(head, 1 << 20, "x", lambda: None, lambda h=head: h).kind == "other"  # type: ignore[misc]  # mypy cannot infer a lambda's default


@pycrate
def test_nothing_takes_more_time_than_a_file_may(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gifthorse.readers.cell.book.SECONDS", -1.0)
    book = Book(rows := Rows(), "log")
    book.take(Signal("lte", "rrc", "dl-dcch", radio.release()), seen=None, packet=1, offset=0)
    book.finish()
    assert [row["message"] for row in rows.rows("cell_messages")] == ["unreadable"]
    assert "longer than allowed" in rows.rows("problems")[0]["sentence"]


def test_no_more_messages_than_a_case_can_hold(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gifthorse.readers.cell.book.MESSAGES", 2)
    book = Book(rows := Rows(), "log")
    for number in range(5):
        book.take(Signal("lte", "nas", "", core.service_request()), seen=None, packet=number, offset=0)
    book.finish()
    assert len(rows.rows("cell_messages")) == 2
    assert rows.rows("problems")[0]["sentence"].endswith("the 3 behind them were not read.")


def test_what_gsmtap_holds_besides_signalling_is_counted(tmp_path: Path) -> None:
    frame = bytes([2, 4, 0x0E, 0]) + bytes(12) + b"mac"
    data = pcap([frame, frame], link=217)
    found = tables(tmp_path, data, "log.pcap")
    assert "cell_messages" not in found
    assert [row["sentence"][:20] for row in found["problems"]] == ["2 packets of GSMTAP "]
