"""Over which connections names are asked for so that others cannot read them: DNS over TLS, and over HTTPS."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc
import rtoml

DOT_PORT: Final = 853
"""DNS over TLS (RFC 7858)."""
HTTPS_PORT: Final = 443
_NOT_SPOKEN: Final = ("unanswered", "refused")  # Android tries whether the network's own resolver can encrypt


def complete(table: pa.Table) -> pa.Table:
    """The table `connections` with `encrypted_dns`."""
    addresses, names = _resolvers()
    port, name = table["server_port"], pc.fill_null(table["name"], "")
    by_name = pc.match_substring_regex(name, names)
    unnamed = pc.or_(pc.equal(name, ""), pc.equal(pc.fill_null(table["name_source"].cast(pa.string()), ""), "dns"))
    by_address = pc.and_(pc.is_in(table["server"], addresses), pc.and_(pc.equal(port, HTTPS_PORT), unnamed))
    spoken = pc.invert(pc.is_in(table["state"].cast(pa.string()), pa.array(_NOT_SPOKEN)))
    found = pc.and_(spoken, pc.or_(pc.equal(port, DOT_PORT), pc.or_(by_name, by_address)))
    at = table.schema.get_field_index("encrypted_dns")
    return table.set_column(at, table.schema.field(at), pc.fill_null(found, fill_value=False))


@cache
def _resolvers() -> tuple[Any, str]:
    """Addresses of the public ones, and an expression for their names, from data/resolvers.toml."""
    listed = rtoml.loads(files("gifthorse.data").joinpath("resolvers.toml").read_text(encoding="utf-8"))
    names = "|".join(map(re.escape, listed["names"]))
    return pa.array(listed["addresses"], pa.string()), rf"(?:^|\.)(?:{names})$|^doh\."
