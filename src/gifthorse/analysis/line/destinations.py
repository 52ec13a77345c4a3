"""Servers by the domain that somebody registered, and whose it is.

The public suffix list says where a registrable domain begins; owners are a dated table, data/owners.toml.
"""

from __future__ import annotations

import ipaddress
from functools import cache
from importlib.resources import files

import pyarrow as pa
import pyarrow.compute as pc
import rtoml

from gifthorse.tables import Rows, specs

NAMES_LIMIT = 200_000


def complete(tables: dict[str, pa.Table]) -> pa.Table:
    """One row a name, or address without one, that was talked to or asked for."""
    connections, dns = tables["connections"], tables["dns"]
    served = pc.coalesce(connections["name"], connections["server"])
    names = pa.chunked_array([*served.chunks, *dns["name"].cast(pa.string()).chunks], pa.string())
    rows = Rows()
    for name in pc.unique(names).to_pylist()[:NAMES_LIMIT]:
        if name is None:
            continue
        domain = registrable(name)
        owner, role = owners().get(domain or "", (None, None))
        rows.add("destinations", name=name, registrable=domain, owner=owner, role=role)
    return dict(rows.tables()).get("destinations", specs()["destinations"].schema().empty_table())


def registrable(name: str) -> str | None:
    """The domain that somebody registered, such as example.co.uk; None for addresses and names without a dot."""
    name = name.rstrip(".").lower()
    try:
        ipaddress.ip_address(name)
    except ValueError:
        found = _suffixes().privatesuffix(name) if "." in name else None
        return found if isinstance(found, str) else None
    return None


@cache
def owners() -> dict[str, tuple[str, str]]:
    """Owner and role by registrable domain."""
    table = rtoml.loads(files("gifthorse.data").joinpath("owners.toml").read_text(encoding="utf-8"))
    return {domain: (entry["name"], entry["role"]) for entry in table["owner"] for domain in entry["domains"]}


@cache
def _suffixes():  # type: ignore[no-untyped-def]  # the package has no types
    from publicsuffixlist import PublicSuffixList

    return PublicSuffixList(only_icann=True, accept_unknown=False)
