"""Certificates of the system's stores: roots that are trusted, keys that updates are checked against."""

from __future__ import annotations

import binascii
import re
from collections.abc import Iterator
from functools import cache
from importlib.resources import files

import rtoml

from gifthorse.errors import GifthorseError, kind
from gifthorse.evidence.node import Node
from gifthorse.formats.x509 import certificate
from gifthorse.tables import Rows, node_id

NAME = "certificates"
READS = ("certificate",)
FILLS = ("certificates",)
LIMITATIONS = [
    "Roots that an updatable module carries (/apex/com.android.conscrypt/cacerts) are not read: APEXes are not opened.",
    "Certificates inside apps are read with the app's network configuration, not here.",
]

BYTES_LIMIT = 4 << 20
COUNT_LIMIT = 5_000
_PEM = re.compile(rb"-----BEGIN (?:TRUSTED |X509 )?CERTIFICATE-----([A-Za-z0-9+/=\s]+)-----END")


def read(node: Node, rows: Rows) -> None:
    """One row a certificate."""
    try:
        data = node.read(BYTES_LIMIT)
    except GifthorseError as error:
        rows.problem(node.path, NAME, str(error), error=kind(error))
        return
    evidence, place, store = node_id(node.path), node.place, store_of(node.place)
    count = 0
    for der in ders(data):
        count += 1
        if count > COUNT_LIMIT:
            rows.problem(node.path, NAME, f"Only the first {COUNT_LIMIT:,} certificates were read.", error="limit")
            break
        read_one = certificate(der)
        for sentence in read_one.damage[:1]:
            rows.problem(node.path, NAME, sentence)
        rows.add(
            "certificates",
            evidence=evidence,
            path=place,
            store=store,
            sha256=read_one.sha256,
            spki_sha256=read_one.spki_sha256,
            subject=read_one.subject,
            issuer=read_one.issuer,
            not_before=read_one.not_before,
            not_after=read_one.not_after,
            key_type=read_one.key_type,
            key_bits=read_one.key_bits,
            signature_algorithm=read_one.signature_algorithm,
            is_ca=read_one.is_ca,
            known=None if read_one.spki_sha256 is None else read_one.spki_sha256 in public_roots()[0],
            family=None,
        )
    if not count:
        rows.problem(node.path, NAME, "It looks like a certificate, but none can be decoded in it.")


def ders(data: bytes) -> Iterator[bytes]:
    """The DER of every certificate in a PEM text (whatever else it says) or of the one that is DER already."""
    if data[:1] == b"\x30":
        yield data[: int.from_bytes(data[2:4], "big") + 4] if data[1:2] == b"\x82" else data
        return
    for match in _PEM.finditer(data):
        try:
            yield binascii.a2b_base64(match[1])
        except binascii.Error:
            continue


def store_of(path: str) -> str:
    """system-ca, user-ca, ota or other, by where on the phone a certificate lies."""
    folder = path.rpartition("/")[0] if "!" not in path else path
    if folder.endswith(("/etc/security/cacerts", "/com.android.conscrypt/cacerts")):
        return "system-ca"
    if ("/misc/user/" in folder and folder.endswith("/cacerts-added")) or "/misc/keychain/cacerts-added" in folder:
        return "user-ca"
    if "/otacerts.zip!" in path:
        return "ota"
    return "other"


@cache
def public_roots() -> tuple[frozenset[str], frozenset[str]]:
    """SHA-256 of the keys of public roots, and their names, from data/root_keys.toml."""
    table = rtoml.loads(files("gifthorse.data").joinpath("root_keys.toml").read_text(encoding="utf-8"))
    return frozenset(r["spki"] for r in table["root"]), frozenset(r["name"] for r in table["root"])
