"""Countries and networks of servers, by databases that the user named."""

from __future__ import annotations

import pytest
from tests.formats.test_mmdb import PLACES

from gifthorse.analysis.line import places
from gifthorse.errors import FormatError
from gifthorse.formats.mmdb import Database
from gifthorse.tables import Rows


class Broken:
    def find(self, address: str) -> dict[str, object]:
        raise FormatError(f"Nothing is known of {address}.")


def test_a_name_has_the_places_of_all_its_addresses() -> None:
    rows = Rows()
    for server, name in (("198.51.100.7", "a.example"), ("203.0.113.9", "a.example"), ("192.0.2.1", None)):
        rows.add("connections", server=server, name=name)
    for name in ("a.example", "192.0.2.1", "never-called.example"):
        rows.add("destinations", name=name)
    tables = dict(rows.tables())
    found = places.complete(tables["destinations"], tables["connections"], [Database(PLACES)]).to_pylist()
    assert found[0]["countries"] == ["CN", "DE"]
    assert found[0]["systems"] == ["AS64500 Orchard Networks", "AS64501 Brightleaf"]
    assert [(row["countries"], row["systems"]) for row in found[1:]] == [(None, None), (None, None)]
    assert places.complete(tables["destinations"], tables["connections"], []) is tables["destinations"]
    broken = places.complete(tables["destinations"], tables["connections"], [Broken()]).to_pylist()
    assert [row["countries"] for row in broken] == [None] * 3


@pytest.mark.parametrize(
    "odd", [{"country": 7}, {"asn": -1}, {"asn": "AS"}, {"country": {"iso_code": 5}}, {"asn": True}]
)
def test_odd_values_are_nothing(odd: dict[str, object]) -> None:
    class Odd:
        def find(self, address: str) -> dict[str, object]:
            del address
            return odd

    rows = Rows()
    rows.add("connections", server="192.0.2.1")
    rows.add("destinations", name="192.0.2.1")
    tables = dict(rows.tables())
    (row,) = places.complete(tables["destinations"], tables["connections"], [Odd()]).to_pylist()
    assert (row["countries"], row["systems"]) == (None, None)
