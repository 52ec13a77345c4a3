"""Where servers are, by databases that the user named: countries and autonomous systems."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final, Protocol

import pyarrow as pa
import pyarrow.compute as pc

from gifthorse.errors import FormatError

ADDRESSES_LIMIT: Final = 200_000
MOST: Final = 8
_COUNTRY: Final = ("country", "registered_country")


class Lookup(Protocol):
    """A database of addresses."""

    def find(self, address: str) -> Mapping[str, Any]: ...


def complete(destinations: pa.Table, connections: pa.Table, databases: Sequence[Lookup]) -> pa.Table:
    """The table `destinations` with `countries` and `systems`; as it is without a database."""
    if not databases:
        return destinations
    named = pc.coalesce(connections["name"], connections["server"])
    addresses: dict[str, dict[str, None]] = defaultdict(dict)
    pairs = zip(named.to_pylist()[:ADDRESSES_LIMIT], connections["server"].to_pylist(), strict=False)
    for name, server in pairs:
        addresses[name][server] = None
    countries: list[list[str] | None] = []
    systems: list[list[str] | None] = []
    for name in destinations["name"].to_pylist():
        said = [_found(d, address) for address in addresses.get(name, ()) for d in databases]
        countries.append(_list(map(_country, said)))
        systems.append(_list(map(_system, said)))
    for column, cells in (("countries", countries), ("systems", systems)):
        at = destinations.schema.get_field_index(column)
        field = destinations.schema.field(at)
        destinations = destinations.set_column(at, field, pa.array(cells, field.type))
    return destinations


def _found(database: Lookup, address: str) -> Mapping[str, Any]:
    try:
        return database.find(address)
    except FormatError:
        return {}  # a damaged file knows nothing of this address


def _list(found: Iterable[str]) -> list[str] | None:
    return sorted({text for text in found if text})[:MOST] or None


def _country(said: Mapping[str, Any]) -> str:
    """The two letters, as MaxMind, DB-IP and IPinfo have them."""
    for name in _COUNTRY:
        country = said.get(name)
        if isinstance(country, dict) and isinstance(country.get("iso_code"), str):
            return str(country["iso_code"])[:2]
    for name in ("country_code", "country"):
        if isinstance(said.get(name), str) and len(said[name]) == 2:
            return str(said[name])
    return ""


def _system(said: Mapping[str, Any]) -> str:
    number = said.get("autonomous_system_number") or said.get("asn")
    name = said.get("autonomous_system_organization") or said.get("as_name") or said.get("name")
    number = None if isinstance(number, bool) else number
    digits = str(number).upper().removeprefix("AS") if isinstance(number, (int, str)) else ""
    if not digits.isdecimal() or int(digits[:12]) == 0:
        return ""
    return f"AS{digits[:12]}" + (f" {name[:120]}" if isinstance(name, str) and name else "")
