"""Certificate problems with their chains: leaf to root, dates against the capture's time, which link is broken."""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

from gifthorse.analysis.line.signing import keys_of_roots, signed_by_root, signs
from gifthorse.formats.x509 import certificate
from gifthorse.readers.certificates import public_roots
from gifthorse.report.traffic import Certificate, Chain

if TYPE_CHECKING:
    import duckdb

CHAINS: Final = 16
LENGTH: Final = 8
WHO: Final = 4
DAYS: Final = 1_900
DER_LIMIT: Final = 65_536

_COLUMNS: Final = (
    "evidence, connection, whom, who, connections, name, verdict, fault, validity, days, matches, weak, issued"
)


def read(connection: duckdb.DuckDBPyConnection) -> tuple[tuple[Chain, ...], int]:
    """The chains with trouble, the worst first, and how many more there are."""
    query = f"SELECT {_COLUMNS} FROM bad_chains ORDER BY weight DESC, connections DESC, sha256"  # noqa: S608  # no value
    rows = connection.execute(query).fetchall()
    return tuple(_chain(connection, row) for row in rows[:CHAINS]), max(len(rows) - CHAINS, 0)


def _chain(connection: duckdb.DuckDBPyConnection, row: Sequence[Any]) -> Chain:
    evidence, number, whom, who, count, name, verdict, fault, validity, days, matches, weak, issued = row
    presented = connection.execute(
        """SELECT p.sha256, p.spki_sha256, p.subject, p.issuer, epoch(p.not_before), epoch(p.not_after), epoch(p.seen),
                  p.key_type, p.key_bits, p.signature_algorithm, p.names, p.self_signed,
                  (SELECT any_value(d.der) FROM presented_certificates d WHERE d.sha256 = p.sha256) AS der
           FROM presented_certificates p WHERE p.evidence = ? AND p.connection = ? ORDER BY p.position LIMIT ?""",
        [evidence, number, LENGTH],
    ).fetchall()
    packet, path = connection.execute(
        """SELECT min(t.packet), any_value(e.path) FROM tls t LEFT JOIN evidence e ON e.node = t.evidence
           WHERE t.evidence = ? AND t.connection = ?""",
        [evidence, number],
    ).fetchone() or (None, "")
    seen = presented[0][6] if presented else None
    troubles = []
    if validity == "expired":
        troubles.append(f"expired {_days(days)} before it was used")
    elif validity == "early":
        troubles.append(f"not valid until {_days(days)} after it was used")
    if matches is False:
        troubles.append(f"not for {name}")
    if verdict == "forged":
        troubles.append("issued by one that may not issue any" if fault == "no-authority" else "forged")
    elif verdict == "self-signed":
        troubles.append("vouches for itself")
    elif verdict == "unknown":
        troubles.append("leads to no public authority")
    if weak:
        troubles.append(weak)
    if issued is not None and issued > DAYS and verdict in ("self-signed", "unknown"):
        troubles.append(f"made to last {issued // 365} years")
    order = _in_order(presented)
    certificates = tuple(
        _certificate(one, order[place + 1] if place + 1 < len(order) else None, seen) for place, one in enumerate(order)
    )
    shown = (*who[:WHO], f"and {len(who) - WHO} more") if len(who) > WHO else tuple(who)
    return Chain(whom, shown, count, packet, path or "", seen, tuple(troubles), certificates)


def _in_order(presented: Sequence[Any]) -> list[Any]:
    """From the leaf upwards by the issuers' names; what belongs nowhere is left out."""
    if not presented:
        return []
    order = [presented[0]]
    while (above := next((p for p in presented if p[2] == order[-1][3] and p not in order), None)) is not None:
        order.append(above)
    return order


def _certificate(one: Sequence[Any], above: Sequence[Any] | None, seen: float | None) -> Certificate:
    sha256, _, subject, issuer, begin, end, _, kind, bits, signature, *_ = one
    troubles = []
    if seen is not None and end is not None and seen > end:
        troubles.append("expired")
    elif seen is not None and begin is not None and seen < begin:
        troubles.append("not yet valid")
    if kind in ("RSA", "DSA") and bits and bits < 2048:
        troubles.append("short key")
    if signature and signature.startswith(("md2", "md4", "md5", "sha1")) and not one[11]:
        troubles.append("weak signature")
    key = " ".join(str(part) for part in (kind, bits) if part)
    return Certificate(subject, issuer, begin, end, key, signature or "", sha256, tuple(troubles), _link(one, above))


def _link(one: Sequence[Any], above: Sequence[Any] | None) -> str:
    """What holds a certificate to the next one, or to an authority that was not sent."""
    if above is not None:
        signed = _signed(one[12], above[12])
        return "named" if signed is None else "signed" if signed else "broken"
    keys, names = public_roots()
    if one[1] in keys:
        return "root"
    issuer, body = one[3], _der(one[12])
    if issuer in keys_of_roots() and body is not None:
        return {True: "root", False: "false", None: "claimed"}[signed_by_root(issuer, body)]
    if one[11]:
        return "self"
    common = next((part[3:] for part in issuer.split(",") if part.startswith("CN=")), issuer)
    return "claimed" if common.strip() in names else "missing"


def _signed(below: str | None, above: str | None) -> bool | None:
    """Whether the key of `above` made the signature of `below`; None where that cannot be checked."""
    child, parent = _der(below), _der(above)
    if child is None or parent is None:
        return None
    key = certificate(parent).spki
    return None if key is None else signs(key, child)


def _der(text: str | None) -> bytes | None:
    try:
        return b64decode(text) if text and len(text) <= DER_LIMIT else None
    except ValueError:
        return None


def _days(days: int | None) -> str:
    days = days or 0
    if days >= 730:
        return f"{days // 365} years"
    return "less than a day" if days == 0 else "a day" if days == 1 else f"{days:,} days"
