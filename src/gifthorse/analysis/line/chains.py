"""Certificate chains as they were presented, judged at the time of the capture.

RFC 5280, RFC 9525 (names). A root is known by its key; where only its name stands in the last certificate's issuer, the
chain counts as `named`, because anybody can write that name. Signatures between the certificates are not checked here.
"""

from __future__ import annotations

import ipaddress
import re
import tomllib
from collections import defaultdict
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import Any, Final

import pyarrow as pa

from gifthorse.tables import Rows, specs

_DAY: Final = 86_400
_COMMON: Final = re.compile(r"(?:^|,)CN=((?:[^,\\]|\\.)*)")


def complete(tables: dict[str, pa.Table]) -> pa.Table:
    """One row a connection with certificates."""
    wanted = {(row["evidence"], row["connection"]): row["sni"] for row in _some(tables["tls"], "sni")}
    chains: dict[tuple[int, int], list[dict[str, Any]]] = defaultdict(list)
    for row in _some(tables["presented_certificates"], *_COLUMNS):
        chains[row["evidence"], row["connection"]].append(row)
    rows = Rows()
    for (evidence, connection), chain in chains.items():
        chain.sort(key=lambda row: row["position"])
        name = wanted.get((evidence, connection))
        leaf = chain[0]
        validity, days = _validity(leaf)
        verdict, authority = judged(chain)
        rows.add(
            "certificate_chains",
            evidence=evidence,
            connection=connection,
            sha256=leaf["sha256"],
            name=name,
            verdict=verdict,
            authority=authority,
            matches=None if name is None else matches(name, leaf["names"], leaf["subject"]),
            validity=validity,
            days=days,
            days_issued=_issued(leaf),
        )
    return dict(rows.tables()).get("certificate_chains", specs()["certificate_chains"].schema().empty_table())


_COLUMNS: Final = (
    "position", "sha256", "spki_sha256", "subject", "issuer", "names", "not_before", "not_after", "seen", "self_signed",
)  # fmt: skip


def _some(table: pa.Table, *columns: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = table.select(["evidence", "connection", *columns]).to_pylist()
    return rows


def judged(chain: Sequence[dict[str, Any]]) -> tuple[str, str]:
    """What the chain leads to, and the name of that authority."""
    keys, names = roots()
    leaf = chain[0]
    known = next((row for row in chain if row["spki_sha256"] in keys), None)
    if known is not None and known is not leaf:
        return "public", known["subject"]
    if leaf["self_signed"] and len(chain) == 1:
        return "self-signed", leaf["subject"]
    by_subject = {row["subject"]: row for row in chain}
    last, seen = leaf, {leaf["sha256"]}
    while (above := by_subject.get(last["issuer"])) is not None and above["sha256"] not in seen:
        seen.add(above["sha256"])
        last = above
    common = _COMMON.search(last["issuer"])
    named = (common[1] if common else last["issuer"]).strip()
    return ("named" if named in names else "unknown"), last["issuer"]


def matches(name: str, names: Sequence[str] | None, subject: str) -> bool:
    """Whether a certificate is for a name: its alternative names, or the subject's where there are none."""
    common = _COMMON.search(subject)
    candidates = list(names or ()) or ([common[1]] if common else [])
    name = name.rstrip(".").lower()
    return any(_is_for(candidate.rstrip(".").lower(), name) for candidate in candidates)


def _is_for(pattern: str, name: str) -> bool:
    if pattern.startswith("*."):
        return "." in name and name.partition(".")[2] == pattern[2:]
    if pattern == name:
        return True
    try:
        return ipaddress.ip_address(pattern) == ipaddress.ip_address(name)
    except ValueError:
        return False


def _validity(leaf: dict[str, Any]) -> tuple[str | None, int | None]:
    seen, begin, end = leaf["seen"], leaf["not_before"], leaf["not_after"]
    if seen is None or begin is None or end is None:
        return None, None
    if seen > end:
        return "expired", int((seen - end).total_seconds() // _DAY)
    if seen < begin:
        return "early", int((begin - seen).total_seconds() // _DAY)
    return "valid", None


def _issued(leaf: dict[str, Any]) -> int | None:
    begin, end = leaf["not_before"], leaf["not_after"]
    return None if begin is None or end is None else int((end - begin).total_seconds() // _DAY)


@cache
def roots() -> tuple[frozenset[str], frozenset[str]]:
    """SHA-256 of the keys of public roots, and their names, from data/root_keys.toml."""
    table = tomllib.loads(files("gifthorse.data").joinpath("root_keys.toml").read_text(encoding="utf-8"))
    return frozenset(r["spki"] for r in table["root"]), frozenset(r["name"] for r in table["root"])
