"""DNS, TLS and HTTP of the real captures as tshark reads them (`make_fields` wrote down what it says)."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from tests.captures import real
from tests.readers.capture.make_fields import names

from gifthorse.formats.capture import open_capture
from gifthorse.formats.tls.numbers import cipher_name
from gifthorse.readers.capture.engine import Engine
from gifthorse.tables import Rows

# A client greets a web server by TLS, which answers in HTTP that it does not understand: to us the connection is TLS.
OTHERWISE = {("ssl-to-http-server.pcap", "status"): ["400"]}
EXPECTED = json.loads(Path(__file__).with_name("fields.json").read_text())


def own(path: Path) -> dict[str, Counter[str]]:
    """The same values out of our tables."""
    rows = Rows()
    Engine(open_capture(path.read_bytes()), path.name, rows).run()
    tables: dict[str, list[dict[str, Any]]] = {name: table.to_pylist() for name, table in rows.tables()}
    tls = tables.get("tls", [])
    http = [row for row in tables.get("http", []) if row["version"] != "2"]
    return {
        "sni": Counter(row["sni"] or "" for row in tls if row["offered"]),
        "ja3": Counter(row["ja3"] for row in tls if row["ja3"] and row["over"] != "dtls"),
        "ja3s": Counter(row["ja3s"] for row in tls if row["ja3s"] and row["over"] != "dtls"),
        "cipher": Counter(row["cipher"] for row in tls if row["cipher"]),
        "asked": Counter(f"{row['method']} {_host(row['headers'])}" for row in http if row["method"]),
        "status": Counter(str(row["status"]) for row in http if row["status"]),
        "dns": names(row["name"] for row in tables.get("dns", []) if row["transport"] in ("udp", "tcp")),
    }


def _host(headers: list[str]) -> str:
    return next((h.partition(": ")[2] for h in headers if h.startswith("host: ")), "")


@pytest.mark.parametrize("path", real(), ids=lambda p: p.name)
def test_everything_that_tshark_reads_is_read(path: Path) -> None:
    found = own(path)
    for kind, values in EXPECTED[path.name].items():
        wanted = Counter(values)
        if kind == "cipher":
            wanted = Counter({cipher_name(int(value, 16)): count for value, count in values.items()})
        missing = wanted - found[kind] - Counter(OTHERWISE.get((path.name, kind)))
        assert not missing, (kind, missing)
