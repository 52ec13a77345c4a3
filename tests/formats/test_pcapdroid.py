"""PCAPdroid's list of connections."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from gifthorse.formats.pcapdroid import Table

HEADER = (
    "IPProto,SrcIP,SrcPort,DstIp,DstPort,UID,App,PackageName,Proto,Status,Info,"
    "BytesSent,BytesRcvd,PktsSent,PktsRcvd,FirstSeen,LastSeen"
)
LINE = (
    "6,10.215.173.1,45678,198.51.100.7,443,10123,Torch,com.example.torch,TLS,Closed,"
    "api.example.org,1500,9000,10,12,1714989600000,1714989605000"
)


def test_a_line() -> None:
    entry = Table(HEADER).read(LINE)
    assert entry is not None
    assert (entry.app, entry.package, entry.protocol, entry.info) == (
        "Torch", "com.example.torch", "TLS", "api.example.org",
    )  # fmt: skip
    assert (entry.uid, entry.bytes_out, entry.packets_in) == (10123, 1500, 12)
    assert entry.first == 1_714_989_600_000_000_000


def test_commas_where_nothing_is_quoted() -> None:
    odd = LINE.replace("Torch,", "Light, the bright, one,").replace("api.example.org", "http://x.example/a,b?c,d")
    entry = Table(HEADER + ",Malicious").read(odd + ",false")
    assert entry is not None
    assert (entry.app, entry.package, entry.info) == (
        "Light, the bright, one", "com.example.torch", "http://x.example/a,b?c,d",
    )  # fmt: skip


def test_older_lists_without_packages() -> None:
    entry = Table(HEADER.replace("PackageName,", "")).read(LINE.replace("com.example.torch,", ""))
    assert entry is not None
    assert (entry.app, entry.package, entry.protocol) == ("Torch", "", "TLS")


def test_unknown_apps_have_no_names() -> None:
    entry = Table(HEADER).read(LINE.replace("10123,Torch,com.example.torch", "-1,,"))
    assert entry is not None
    assert (entry.uid, entry.app, entry.package, entry.protocol) == (-1, "", "", "TLS")


def test_what_is_no_line() -> None:
    table = Table(HEADER)
    for wrong in ("", "a,b", LINE.replace("1500", "many"), LINE.replace(",443,", ",70000,"), LINE[: LINE.rindex(",")]):
        assert table.read(wrong) is None


@given(st.text(max_size=300), st.lists(st.text(max_size=20), max_size=20))
def test_nothing_ends_it(header: str, cells: list[str]) -> None:
    for table in (Table(header), Table(HEADER)):
        table.read(",".join(cells))
