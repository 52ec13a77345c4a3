"""MaxMind databases; places.mmdb was written by mmdb_writer (make_places.py)."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gifthorse.errors import FormatError
from gifthorse.formats.mmdb import MARKER, Database

PLACES = Path(__file__).with_name("places.mmdb").read_bytes()


def test_addresses() -> None:
    places = Database(PLACES)
    assert (places.facts.kind, places.facts.version) == ("Test-Country-ASN", 6)
    for address in ("198.51.100.7", "2001:db8:1::7"):
        assert places.find(address)["country"]["iso_code"] == "CN"
        assert places.find(address)["autonomous_system_number"] == 64500
    assert places.find("203.0.113.9") == {"country_code": "DE", "asn": "AS64501", "as_name": "Brightleaf"}
    for nowhere in ("192.0.2.1", "2001:db8:2::1", "no address", "example.org"):
        assert places.find(nowhere) == {}


def test_all_types() -> None:
    odd = Database(PLACES).find("203.0.113.200")["odd"]
    assert odd[:1] + odd[3:] == [1, True, b"\1", "x" * 400]
    assert odd[1] == -5
    assert odd[2] == pytest.approx(2.5)


@pytest.mark.parametrize("data", [b"", b"nothing", MARKER, PLACES[:-10], PLACES[: len(PLACES) // 2], MARKER + b"\xe1"])
def test_what_is_none(data: bytes) -> None:
    with pytest.raises(FormatError):
        Database(data)


@given(st.lists(st.tuples(st.integers(0, len(PLACES) - 1), st.integers(0, 255)), max_size=12), st.integers(0, 255))
def test_damage_ends_in_a_sentence(changes: list[tuple[int, int]], last: int) -> None:
    data = bytearray(PLACES)
    for at, value in changes:
        data[at] = value
    try:
        places = Database(bytes(data))
        for address in (f"198.51.100.{last}", f"203.0.113.{last}", "2001:db8:1::1"):
            places.find(address)
    except FormatError as error:
        assert str(error).endswith(".")


def widened(bits: int) -> bytes:
    """The same database with records of another size."""
    nodes = Database(PLACES).facts.nodes
    tree = b""
    for at in range(0, nodes * 6, 6):
        left, right = int.from_bytes(PLACES[at : at + 3]), int.from_bytes(PLACES[at + 3 : at + 6])
        if bits == 28:
            high = (left >> 24) << 4 | right >> 24
            tree += (left & 0xFFFFFF).to_bytes(3) + bytes((high,)) + (right & 0xFFFFFF).to_bytes(3)
        else:
            tree += left.to_bytes(4) + right.to_bytes(4)
    said = b"record_size\xa1"
    return tree + PLACES[nodes * 6 :].replace(said + b"\x18", said + bytes((bits,)))


@pytest.mark.parametrize("bits", [28, 32])
def test_records_of_all_sizes(bits: int) -> None:
    places, wide = Database(PLACES), Database(widened(bits))
    assert wide.facts.record_bits == bits
    for address in ("198.51.100.7", "2001:db8:1::7", "203.0.113.9", "203.0.113.200", "192.0.2.1"):
        assert wide.find(address) == places.find(address)
