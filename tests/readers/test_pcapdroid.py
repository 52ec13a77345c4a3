"""PCAPdroid's list of connections as rows."""

from __future__ import annotations

from pathlib import Path

from tests.formats.test_pcapdroid import HEADER, LINE
from tests.readers.nodes import node, table

from gifthorse.evidence import open_evidence
from gifthorse.readers import pcapdroid
from gifthorse.tables import Rows

DNS = (
    "17,10.215.173.1,45679,10.215.173.2,53,10123,Torch,com.example.torch,DNS,Closed,"
    "a.example.org,60,0,1,0,1714989600000,0"
)
HTTP = LINE.replace("TLS,", "HTTP,").replace("api.example.org", "ota.example.net/check?v=1,2")


def test_rows(tmp_path: Path) -> None:
    data = "\n".join([HEADER, LINE, DNS, HTTP, "no line at all", ""]).encode()
    rows = Rows()
    pcapdroid.read(node(tmp_path, data), rows)
    tls, dns, http = table(rows, "connections")
    assert (tls["package"], tls["uid"], tls["name"], tls["name_source"]) == (
        "com.example.torch", 10123, "api.example.org", "sni",
    )  # fmt: skip
    assert (tls["protocol"], tls["state"], tls["wire_out"], tls["bytes_out"]) == ("tls", "established", 1500, 1100)
    assert (dns["protocol"], dns["state"]) == ("dns", "unanswered")
    assert [(row["name"], row["response"]) for row in table(rows, "dns")] == [("a.example.org", False)]
    assert http["name"] == "ota.example.net"
    assert [row["url"] for row in table(rows, "http")] == ["http://ota.example.net/check?v=1,2"]
    ledger = {row["category"]: row for row in table(rows, "packet_ledger")}
    assert {name: row["packets"] for name, row in ledger.items()} == {"entry": 3, "unread": 1, "framing": 0}
    assert sum(row["bytes"] for row in ledger.values()) == len(data)
    assert table(rows, "captures")[0]["named_apps"] == 1


def test_it_is_recognised_by_its_content(tmp_path: Path) -> None:
    (tmp_path / "whatever").write_text("\ufeff" + HEADER + "\n" + LINE)
    assert [n.kind for n in open_evidence([tmp_path / "whatever"]).nodes] == ["pcapdroid-csv"]
