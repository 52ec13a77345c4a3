"""JA3, JA3S, JA4 and ciphers of the real captures, as FoxIO and nDPI read them; where they differ, why."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from tests.captures import FOLDER, real

from gifthorse.formats.capture import open_capture
from gifthorse.readers.capture.engine import Engine
from gifthorse.tables import Rows

Ends = frozenset[tuple[str, int]]
FOXIO = [p for p in real() if (FOLDER / "ja4" / "expected" / f"{p.name}.json").exists()]
NDPI = [p for p in real() if p.with_name(p.name + ".out").exists()]
# The Python version that wrote the expected values prints 99 where the first protocol is no text; the description of
# JA4 asks for the first and last digit of its hexadecimal form.
OTHERWISE = {
    ("tls-non-ascii-alpn.pcapng", "t13d151699_8daaf6152771_e5627efa2ab1"): "t13d1516bd_8daaf6152771_e5627efa2ab1"
}


@cache
def hellos(path: Path) -> dict[Ends, list[dict[str, Any]]]:
    """Rows of `tls` by the two ends of their connection."""
    found = Rows()
    Engine(open_capture(path.read_bytes()), path.name, found).run()
    tables = {name: table.to_pylist() for name, table in found.tables()}
    ends = {
        c["connection"]: frozenset(((c["client"], c["client_port"]), (c["server"], c["server_port"])))
        for c in tables.get("connections", [])
    }
    rows: dict[Ends, list[dict[str, Any]]] = defaultdict(list)
    for row in tables.get("tls", []):
        rows[ends[row["connection"]]].append(row)
    return rows


@pytest.mark.parametrize("path", FOXIO, ids=lambda p: p.name)
def test_ja4_is_what_its_authors_say(path: Path) -> None:
    expected = json.loads((FOLDER / "ja4" / "expected" / f"{path.name}.json").read_text())
    rows = hellos(path)
    for flow in expected:
        wanted = flow.get("JA4.1", "")
        if not wanted.startswith("t"):
            continue
        wanted = OTHERWISE.get((path.name, wanted), wanted)
        ends = frozenset(((flow["src"], int(flow["srcport"])), (flow["dst"], int(flow["dstport"]))))
        assert wanted in [row["ja4"] for row in rows[ends]], flow["srcport"]


_FLOW = re.compile(r"^\t\d+\t(?:TCP|UDP) \[?([0-9a-f.:]+?)\]?:(\d+) (?:<->|->) \[?([0-9a-f.:]+?)\]?:(\d+) ")
_FIELD = re.compile(r"\[(JA3C|JA3S|JA4|Cipher): ([^\] ]+)")
_COLUMN = {"JA3C": "ja3", "JA3S": "ja3s", "Cipher": "cipher"}


@pytest.mark.parametrize("path", NDPI, ids=lambda p: p.name)
def test_hellos_are_those_of_ndpi(path: Path) -> None:
    rows = hellos(path)
    for line in path.with_name(path.name + ".out").read_text(errors="replace").splitlines():
        match = _FLOW.match(line)
        if match is None:
            continue
        ends = frozenset(((match[1], int(match[2])), (match[3], int(match[4]))))
        for name, value in _FIELD.findall(line):
            assert rows[ends], line[:200]
            if name == "JA4":
                assert any(same_ja4(row["ja4"], value, row) for row in rows[ends]), (value, rows[ends])
            else:
                assert value in [row[_COLUMN[name]] for row in rows[ends]], (name, value)


def same_ja4(own: str | None, other: str, row: dict[str, Any]) -> bool:
    """nDPI of 2024 takes the second letter of the protocol instead of the last (ht for http/1.1), or 0 where that is a
    digit behind one letter; and it writes d where no name is sent and i where the name is an address."""
    if own is None or own[:3] + own[4:8] + own[10:] != other[:3] + other[4:8] + other[10:]:
        return False
    offered = row["alpn_offered"]
    letters = {own[8:10], *([offered[0][:2], offered[0][0] + "0"] if offered else [])}
    return other[8:10] in letters and own[3] == ("d" if row["sni"] else "i")
