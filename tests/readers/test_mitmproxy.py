"""A file that mitmproxy 11 wrote (make_flows.py), as rows."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.readers.nodes import node, table

from gifthorse.evidence import open_evidence
from gifthorse.readers import mitmproxy
from gifthorse.tables import Rows

FLOWS = Path(__file__).with_name("flows.mitm")
IMEI = "490154203237518"


def test_rows(tmp_path: Path) -> None:
    rows = Rows()
    mitmproxy.read(node(tmp_path, FLOWS.read_bytes()), rows)
    assert [(c["transport"], c["server"], c["server_port"], c["name"]) for c in table(rows, "connections")] == [
        ("udp", "10.0.0.1", 53, None),
        ("tcp", "198.51.100.7", 443, "api.example.org"),
        ("tcp", "203.0.113.9", 80, "ota.example.net"),
        ("tcp", "198.51.100.9", 80, "example.com"),
        ("tcp", "198.51.100.10", 9000, None),
        ("tcp", "198.51.100.11", 9001, None),
    ]
    (question,) = table(rows, "dns")
    assert (question["name"], question["answers"]) == ("api.example.org", ["198.51.100.7", "198.51.100.8"])
    (tls,) = table(rows, "tls")
    assert (tls["sni"], tls["version"], tls["decrypted"]) == ("api.example.org", "TLS 1.3", True)
    assert [c["subject"][:20] for c in table(rows, "presented_certificates")] == ["CN=Tallpine Services"]
    assert [(h["method"], h["status"], h["decrypted"]) for h in table(rows, "http")] == [
        ("GET", 200, True),
        ("POST", 200, False),
        ("GET", 101, False),
    ]
    assert [(t["place"], t["value"], t["decrypted"]) for t in table(rows, "payload_tokens")] == [
        ("url", IMEI, True),
        ("body", IMEI, False),
        ("payload", IMEI, False),
    ]
    assert [(row["category"], row["packets"], row["bytes"]) for row in table(rows, "packet_ledger")] == [
        ("entry", 6, FLOWS.stat().st_size)
    ]


@pytest.mark.parametrize("cut", [10, 2000, 5000])
def test_what_is_cut_is_told(tmp_path: Path, cut: int) -> None:
    rows = Rows()
    data = FLOWS.read_bytes()[:cut]
    mitmproxy.read(node(tmp_path, data), rows)
    assert ["breaks off" in row["sentence"] for row in table(rows, "problems")] == [True]
    assert sum(row["bytes"] for row in table(rows, "packet_ledger")) == cut


def test_a_damaged_flow_costs_itself_alone(tmp_path: Path) -> None:
    data = FLOWS.read_bytes().replace(b"4:type;4:http;", b"4:type;4:odd!;", 1)
    rows = Rows()
    mitmproxy.read(node(tmp_path, data), rows)
    assert {row["category"]: row["packets"] for row in table(rows, "packet_ledger")} == {"entry": 5, "unread": 1}
    assert len(table(rows, "problems")) == 1


def test_it_is_recognised_by_its_content() -> None:
    assert [n.kind for n in open_evidence([FLOWS]).nodes] == ["mitmproxy"]
