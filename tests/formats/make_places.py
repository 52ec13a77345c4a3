"""Writes places.mmdb with mmdb_writer (`pip install mmdb_writer`): `python tests/formats/make_places.py`."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

if __name__ == "__main__":
    addresses = import_module("netaddr").IPSet
    writer = import_module("mmdb_writer").MMDBWriter(6, "Test-Country-ASN", languages=["en"], ipv4_compatible=True)
    for networks, said in (
        (["198.51.100.0/24", "2001:db8:1::/48"], {"country": {"iso_code": "CN"}, "autonomous_system_number": 64500,
                                                "autonomous_system_organization": "Orchard Networks"}),
        (["203.0.113.0/25"], {"country_code": "DE", "asn": "AS64501", "as_name": "Brightleaf"}),
        (["203.0.113.128/25"], {"odd": [1, -5, 2.5, True, b"\1", "x" * 400], "more": {"country": "too long"}}),
    ):  # fmt: skip
        writer.insert_network(addresses(networks), said)
    writer.to_db_file(str(Path(__file__).with_name("places.mmdb")))
