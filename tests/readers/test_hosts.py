from __future__ import annotations

from pathlib import Path

from tests.readers.nodes import node, table

from gifthorse.formats.hosts import ENTRIES_LIMIT
from gifthorse.readers import hosts
from gifthorse.tables import Rows, node_id


def test_one_row_a_name(tmp_path: Path) -> None:
    rows = Rows()
    hosts.read(node(tmp_path, b"127.0.0.1 localhost\n203.0.113.9 bank.example www.bank.example\n"), rows)
    assert [(r["address"], r["name"], r["line"]) for r in table(rows, "hosts")] == [
        ("127.0.0.1", "localhost", 1),
        ("203.0.113.9", "bank.example", 2),
        ("203.0.113.9", "www.bank.example", 2),
    ]
    assert table(rows, "hosts")[0]["evidence"] == node_id("dump/system/x")


def test_a_blocking_list_is_cut_off_and_said(tmp_path: Path) -> None:
    rows = Rows()
    hosts.read(node(tmp_path, b"0.0.0.0" + b" a" * (ENTRIES_LIMIT + 1)), rows)
    assert len(table(rows, "hosts")) == ENTRIES_LIMIT
    assert table(rows, "problems")[0]["error"] == "limit"
