"""The bytes of a packet that a finding stands on, for who asks for them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from samples.traffic.gift_phone import IMEI, RECORDING
from tests.capturewriter import pcap

from gifthorse.cli import run
from gifthorse.evidence import open_evidence
from gifthorse.report.document import Evidence
from gifthorse.tables import Rows, node_id
from gifthorse.verbs import excerpt, packet

from .conftest import add, document, finding

PLACE = Evidence(node_id(RECORDING.name), RECORDING.name, "packet 16", "the IMEI in the URL, field imei, as plain text")


def test_a_packet_is_found_by_its_number_and_shown_to_who_asks() -> None:
    reader = excerpt.Reader([RECORDING])
    assert reader.is_packet(PLACE) and reader.excerpts(PLACE) == []
    (shown,) = reader.excerpts(PLACE, reveal=True)
    text = "".join(line.text.rpartition("  ")[2] for line in shown.lines)
    assert IMEI in text and shown.title.endswith("packet 16")
    assert max(len(line.text) for line in shown.lines) <= 74
    assert reader.excerpts(Evidence(1, RECORDING.name, "packet 999999", ""), reveal=True) == []


def test_a_large_packet_is_shown_in_part(tmp_path: Path) -> None:
    file = tmp_path / "a.pcap"
    file.write_bytes(pcap([b"\0" * 60, b"A" * 2_000]))
    (node,) = [n for n in open_evidence([file]).nodes if n.kind == "pcap"]
    shown = packet.snippet(node, 2)
    assert shown is not None and len(shown.lines) == packet.SHOWN // 16 + 1
    assert shown.lines[-1].text == "(1,232 more bytes)"


def test_the_case_shows_it(make_case: Callable[..., Path], capsys: pytest.CaptureFixture[str]) -> None:
    rows = Rows()
    add(rows, "evidence", node=PLACE.node, path=PLACE.path, kind="pcapng")
    case = make_case(rows, document(finding(evidence=(PLACE,))), evidence=(RECORDING,))
    assert run(["show", str(case), "cr"]) == 0
    out = capsys.readouterr().out
    assert "--reveal shows the packet's bytes" in out and "saveImei" not in out
    assert run(["show", str(case), "cr", "--reveal"]) == 0
    assert "/saveImei?ime" in capsys.readouterr().out
