"""Certificate chains as they were presented, judged at the time of the capture.

RFC 5280, RFC 9525 (names). A root is known by its key. Each signature up to it is checked where the certificates are at
hand; where only a root's name stands in the last certificate's issuer and its key is not known, the chain counts as
`named`, because anybody can write that name.
"""

from __future__ import annotations

import binascii
import ipaddress
import re
from base64 import b64decode
from collections import defaultdict
from collections.abc import Sequence
from typing import Any, Final, NamedTuple

import pyarrow as pa

from gifthorse.analysis.line.signing import keys_of_roots, signed_by_root, signs
from gifthorse.errors import FormatError
from gifthorse.formats import der
from gifthorse.formats.x509 import certificate
from gifthorse.readers.certificates import public_roots
from gifthorse.tables import Rows, specs

_DAY: Final = 86_400
_LONGEST: Final = 12
_EC: Final = "1.2.840.10045.2.1"
_COMMON: Final = re.compile(r"(?:^|,)CN=((?:[^,\\]|\\.)*)")


def complete(tables: dict[str, pa.Table]) -> pa.Table:
    """One row a connection with certificates."""
    wanted = {(row["evidence"], row["connection"]): row["sni"] for row in _some(tables["tls"], "sni")}
    chains: dict[tuple[int, int], list[dict[str, Any]]] = defaultdict(list)
    for row in _some(tables["presented_certificates"], *_COLUMNS):
        chains[row["evidence"], row["connection"]].append(row)
    bodies = _bodies(tables["presented_certificates"])
    rows = Rows()
    for (evidence, connection), chain in chains.items():
        chain.sort(key=lambda row: row["position"])
        name = wanted.get((evidence, connection))
        leaf = chain[0]
        validity, days = _validity(leaf)
        way = judged(chain, bodies)
        rows.add(
            "certificate_chains",
            evidence=evidence,
            connection=connection,
            sha256=leaf["sha256"],
            name=name,
            verdict=way.verdict,
            authority=way.authority,
            chain=way.chain,
            fault=way.fault,
            matches=None if name is None else matches(name, leaf["names"], leaf["subject"]),
            validity=validity,
            days=days,
            days_issued=_issued(leaf),
        )
    return dict(rows.tables()).get("certificate_chains", specs()["certificate_chains"].schema().empty_table())


_COLUMNS: Final = (
    "position", "sha256", "spki_sha256", "subject", "issuer", "names", "not_before", "not_after", "seen", "self_signed",
    "is_ca", "damaged",
)  # fmt: skip


def _some(table: pa.Table, *columns: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = table.select(["evidence", "connection", *columns]).to_pylist()
    return rows


Bodies = dict[str, tuple[bytes, bytes | None]]


def _bodies(table: pa.Table) -> Bodies:
    """Certificate and public key by SHA-256, of those that were kept whole."""
    found: Bodies = {}
    for row in table.filter(table["der"].is_valid()).select(["sha256", "der"]).to_pylist():
        try:
            body = b64decode(row["der"])
        except (binascii.Error, ValueError):
            continue
        found[row["sha256"]] = (body, certificate(body).spki)
    return found


class Way(NamedTuple):
    """What a chain leads to: the verdict, the authority's name, the subjects on the way, and what is wrong with it."""

    verdict: str
    authority: str
    chain: list[str]
    fault: str | None


def judged(presented: Sequence[dict[str, Any]], bodies: Bodies) -> Way:
    """Follow the issuers from the first certificate up, as far as signatures bear them out."""
    keys, names = public_roots()
    last = presented[0]
    if last["self_signed"] and len(presented) == 1 and last["subject"] not in keys_of_roots():
        return Way("self-signed", last["subject"], [last["subject"]], None)
    path, fault = [last], None
    while len(path) < _LONGEST:
        above = [row for row in presented if row["subject"] == last["issuer"] and row not in path]
        proofs = [(_signed(last, row, bodies), row) for row in above[:_LONGEST]]
        real = [(proof, row) for proof, row in proofs if proof is not False]
        if not real:
            fault = "signature" if proofs else None
            break
        # A proof before none, a root's own certificate before one that another root gave it
        last = max(real, key=lambda one: (one[0] is True, one[1]["spki_sha256"] in keys))[1]
        path.append(last)
        if last["is_ca"] is False and not last["damaged"]:
            fault = "no-authority"
            break
        if own_curve(bodies.get(last["sha256"], (b"", None))[1]):
            fault = "own-curve"
            break
        if last["spki_sha256"] in keys:
            return Way("public", last["subject"], _subjects(path), None)
    if fault:
        return Way("forged", last["issuer"] if fault == "signature" else last["subject"], _subjects(path), fault)
    return _unsent(last, path, bodies, names)


def own_curve(key: bytes | None) -> bool:
    """Whether a key brings the curve that it lies on along, which RFC 5480 forbids and CVE-2020-0601 lives by."""
    try:
        parts = der.children(key or b"", der.node(key or b""))
        algorithm = der.children(key or b"", parts[0])
        return len(algorithm) > 1 and der.oid(key or b"", algorithm[0]) == _EC and algorithm[1].tag == der.SEQUENCE
    except (FormatError, IndexError):
        return False


def _unsent(last: dict[str, Any], path: list[dict[str, Any]], bodies: Bodies, names: frozenset[str]) -> Way:
    """The last issuer's certificate was not sent: is it a root, and has that root signed?"""
    issuer = last["issuer"]
    chain = _subjects(path) + ([issuer] if issuer != last["subject"] else [])
    body = bodies.get(last["sha256"])
    proof = signed_by_root(issuer, body[0]) if body is not None else None
    if proof is not None:
        return Way("public", issuer, chain, None) if proof else Way("forged", issuer, chain, "signature")
    if last["self_signed"] and len(path) == 1:
        return Way("self-signed", issuer, chain, None)
    common = _COMMON.search(issuer)
    named = (common[1] if common else issuer).strip()
    return Way("named" if named in names else "unknown", issuer, chain, None)


def _signed(below: dict[str, Any], above: dict[str, Any], bodies: Bodies) -> bool | None:
    child, parent = bodies.get(below["sha256"]), bodies.get(above["sha256"])
    return None if child is None or parent is None or parent[1] is None else signs(parent[1], child[0])


def _subjects(path: list[dict[str, Any]]) -> list[str]:
    return [row["subject"] for row in path]


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
