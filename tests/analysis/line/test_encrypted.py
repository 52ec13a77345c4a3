"""Over which connections names are asked for in secret."""

from __future__ import annotations

from typing import Any

import pytest

from gifthorse.analysis.line import encrypted
from gifthorse.tables import Rows

PLAIN = {"evidence": 1, "connection": 1, "server": "192.0.2.53", "server_port": 443, "state": "established"}


def told(**more: Any) -> bool:
    rows = Rows()
    rows.add("connections", **PLAIN | more)
    (found,) = encrypted.complete(dict(rows.tables())["connections"])["encrypted_dns"].to_pylist()
    return bool(found)


@pytest.mark.parametrize(
    "more",
    [
        {"server_port": 853},
        {"server": "1.1.1.1"},
        {"server": "8.8.8.8", "name": "from-an-answer.example", "name_source": "dns"},
        {"server": "2606:4700:4700::1111"},
        {"name": "dns.google", "name_source": "sni"},
        {"name": "mozilla.cloudflare-dns.com", "name_source": "sni"},
        {"name": "doh.example.org", "name_source": "sni"},
    ],
)
def test_what_is_spoken_with_a_resolver_is_told(more: dict[str, Any]) -> None:
    assert told(**more)


@pytest.mark.parametrize(
    "more",
    [
        {},
        {"server_port": 853, "state": "refused"},
        {"server": "1.1.1.1", "name": "www.example.org", "name_source": "sni"},
        {"server": "8.8.8.8", "server_port": 53},
        {"name": "dnsXgoogle", "name_source": "sni"},
        {"name": "mydns.google.example", "name_source": "sni"},
        {"name": "dohnuts.example", "name_source": "sni"},
    ],
)
def test_other_connections_are_not(more: dict[str, Any]) -> None:
    assert not told(**more)
