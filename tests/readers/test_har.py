"""HTTP archives as rows."""

from __future__ import annotations

from pathlib import Path

from tests.formats.recorded.test_har import ENTRY, archive
from tests.readers.nodes import node, table

from gifthorse.evidence import open_evidence
from gifthorse.readers import har
from gifthorse.tables import Rows


def test_rows(tmp_path: Path) -> None:
    data = archive(ENTRY, ENTRY, {}, {"request": {"method": "GET", "url": "http://a.example/x?imei=490154203237518"}})
    rows = Rows()
    har.read(node(tmp_path, data), rows)
    one, two = table(rows, "connections")
    assert (one["server"], one["name"], one["packets_out"]) == ("198.51.100.7", "api.example.org", 2)
    assert (two["server"], two["server_port"], two["client"]) == ("a.example", 80, "whoever was recorded")
    assert [row["decrypted"] for row in table(rows, "http")] == [True, True, False]
    assert {(row["place"], row["value"], row["decrypted"]) for row in table(rows, "payload_tokens")} >= {
        ("body", "490154203237518", True),
        ("url", "490154203237518", False),
    }
    assert {row["category"]: row["packets"] for row in table(rows, "packet_ledger")} == {
        "entry": 3, "unread": 1, "framing": 0,
    }  # fmt: skip
    assert sum(row["bytes"] for row in table(rows, "packet_ledger")) == len(data)


def test_what_is_broken_is_a_problem(tmp_path: Path) -> None:
    rows = Rows()
    har.read(node(tmp_path, b'{"log": {"entries"'), rows)
    assert [row["error"] for row in table(rows, "problems")] == ["format"]


def test_it_is_recognised_by_its_content(tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(archive(ENTRY))
    assert [n.kind for n in open_evidence([tmp_path / "x"]).nodes] == ["har"]
