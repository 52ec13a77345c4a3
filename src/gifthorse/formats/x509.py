"""X.509 certificates, read by our own BER reader so that nothing a phone carries is refused.

RFC 5280; names as RFC 4514 strings. Android accepts certificates that strict readers refuse (lengths with needless
bytes, negative serial numbers, broken names): their digest still says who signed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import datetime
from functools import lru_cache
from ipaddress import ip_address
from typing import Final

from msgspec import Struct

from gifthorse.errors import FormatError
from gifthorse.formats import der

MAX_BYTES: Final = 1 << 18
_MAX_NAME: Final = 255
_USUAL_NAME: Final = 512

_NAMES: Final = {
    "2.5.4.3": "CN",
    "2.5.4.4": "SN",
    "2.5.4.5": "serialNumber",
    "2.5.4.6": "C",
    "2.5.4.7": "L",
    "2.5.4.8": "ST",
    "2.5.4.9": "STREET",
    "2.5.4.10": "O",
    "2.5.4.11": "OU",
    "2.5.4.12": "title",
    "2.5.4.42": "GN",
    "0.9.2342.19200300.100.1.1": "UID",
    "0.9.2342.19200300.100.1.25": "DC",
    "1.2.840.113549.1.9.1": "emailAddress",
}
_SIGNATURES: Final = {
    "1.2.840.113549.1.1.2": "md2-rsa",
    "1.2.840.113549.1.1.4": "md5-rsa",
    "1.2.840.113549.1.1.5": "sha1-rsa",
    "1.3.14.3.2.29": "sha1-rsa",
    "1.2.840.113549.1.1.10": "rsa-pss",
    "1.2.840.113549.1.1.11": "sha256-rsa",
    "1.2.840.113549.1.1.12": "sha384-rsa",
    "1.2.840.113549.1.1.13": "sha512-rsa",
    "1.2.840.113549.1.1.14": "sha224-rsa",
    "1.2.840.10040.4.3": "sha1-dsa",
    "2.16.840.1.101.3.4.3.1": "sha224-dsa",
    "2.16.840.1.101.3.4.3.2": "sha256-dsa",
    "2.16.840.1.101.3.4.3.3": "sha384-dsa",
    "2.16.840.1.101.3.4.3.4": "sha512-dsa",
    "1.2.840.10045.4.1": "sha1-ecdsa",
    "1.2.840.10045.4.3.1": "sha224-ecdsa",
    "1.2.840.10045.4.3.2": "sha256-ecdsa",
    "1.2.840.10045.4.3.3": "sha384-ecdsa",
    "1.2.840.10045.4.3.4": "sha512-ecdsa",
    "1.3.101.112": "ed25519",
    "1.3.101.113": "ed448",
    "2.16.840.1.101.3.4.3.17": "ml-dsa-44",
    "2.16.840.1.101.3.4.3.18": "ml-dsa-65",
    "2.16.840.1.101.3.4.3.19": "ml-dsa-87",
}
_KEYS: Final = {
    "1.2.840.113549.1.1.1": "RSA",
    "1.2.840.113549.1.1.10": "RSA",
    "2.5.8.1.1": "RSA",
    "1.2.840.10045.2.1": "EC",
    "1.2.840.10040.4.1": "DSA",
}
_CURVES: Final = {
    "1.2.840.10045.3.1.1": 192,
    "1.3.132.0.33": 224,
    "1.2.840.10045.3.1.7": 256,
    "1.3.132.0.10": 256,
    "1.3.132.0.34": 384,
    "1.3.132.0.35": 521,
    "1.3.36.3.3.2.8.1.1.7": 256,
    "1.3.36.3.3.2.8.1.1.11": 384,
    "1.3.36.3.3.2.8.1.1.13": 512,
}
KEY_USAGE: Final = "2.5.29.15"
ALTERNATIVE_NAME: Final = "2.5.29.17"
BASIC_CONSTRAINTS: Final = "2.5.29.19"
# The critical extensions that Android's certificate code understands (BoringSSL, x509v3/v3_purp.c).
_UNDERSTOOD: Final = frozenset(
    {KEY_USAGE, BASIC_CONSTRAINTS, ALTERNATIVE_NAME}
    | {"2.5.29.30", "2.5.29.32", "2.5.29.33", "2.5.29.36", "2.5.29.37", "2.5.29.54"}
    | {"2.16.840.1.113730.1.1"}
)


class Certificate(Struct, frozen=True):
    """One certificate. What could not be read is None; `damage` lists why, one sentence each.

    `der` are the bytes as found, over which `sha256` and `sha1` go (lower-case hex); `spki` is the
    subjectPublicKeyInfo as found; `issuer_der` and `serial` are what PKCS #7 refers to a certificate by.
    `key_usage` holds RFC 5280's bits (bit 0 = digitalSignature), None if there is no such extension. `names` are the
    host names and addresses it is for (subjectAltName), as written.
    """

    der: bytes
    sha256: str
    sha1: str
    spki: bytes | None = None
    spki_sha256: str | None = None
    subject: str = ""
    issuer: str = ""
    issuer_der: bytes = b""
    serial: int | None = None
    not_before: datetime | None = None
    not_after: datetime | None = None
    key_type: str = "other"
    key_bits: int | None = None
    signature_algorithm: str | None = None
    is_ca: bool = False
    key_usage: int | None = None
    names: tuple[str, ...] = ()
    unknown_critical: tuple[str, ...] = ()
    damage: tuple[str, ...] = ()


def certificate(data: bytes) -> Certificate:
    """Read one DER (or BER) certificate; never raises, what is unreadable is listed in `damage`."""
    data = bytes(data)
    known: dict[str, object] = {}
    damage: list[str] = []
    if len(data) > MAX_BYTES:
        damage.append("The certificate is larger than any certificate needs to be.")
    else:
        try:
            _read(data, known, damage)
        except FormatError as error:
            damage.append(str(error))
    return Certificate(
        data,
        hashlib.sha256(data).hexdigest(),
        hashlib.sha1(data, usedforsecurity=False).hexdigest(),
        damage=tuple(damage),
        **known,  # type: ignore[arg-type]  # the keys are this class's own fields, filled below
    )


def _read(data: bytes, known: dict[str, object], damage: list[str]) -> None:
    outer = der.expect(der.node(data), der.SEQUENCE, "a certificate")
    inside = der.children(data, outer)
    if not inside:
        raise FormatError("The certificate is empty.")
    body = der.expect(inside[0], der.SEQUENCE, "a certificate's body")
    fields = der.children(data, body)
    version = 1
    if fields and fields[0].tag_class == 2 and fields[0].tag == 0:
        version = 1 + der.integer(data, der.node(data, fields[0].body, fields[0].stop))
        fields = fields[1:]
    if len(fields) < 6:
        raise FormatError("The certificate ends before its public key.", body.start)
    serial, algorithm, issuer, validity, subject, spki = fields[:6]
    known["serial"] = der.integer(data, serial)
    known["issuer_der"] = der.raw(data, issuer)
    known["spki"] = der.raw(data, spki)
    known["spki_sha256"] = hashlib.sha256(der.raw(data, spki)).hexdigest()
    parts: tuple[Callable[[], dict[str, object]], ...] = (
        lambda: {"signature_algorithm": signature_name(der.oid(data, der.children(data, algorithm)[0]))},
        lambda: {"issuer": name(data, issuer)},
        lambda: {"subject": name(data, subject)},
        lambda: _validity(data, validity),
        lambda: _key(data, spki),
        lambda: _extensions(data, fields[6:]),
    )
    for part in parts:
        try:
            known.update(part())
        except FormatError as error:
            damage.append(str(error))
        except (IndexError, ValueError):
            damage.append("A part of the certificate is empty.")
    if version == 1 and der.raw(data, issuer) == der.raw(data, subject):
        known["is_ca"] = True


def _validity(data: bytes, item: der.Node) -> dict[str, object]:
    before, after = der.children(data, item)[:2]
    return {"not_before": der.time(data, before), "not_after": der.time(data, after)}


def _key(data: bytes, item: der.Node) -> dict[str, object]:
    algorithm, value = der.children(data, der.expect(item, der.SEQUENCE, "a public key"))[:2]
    parts = der.children(data, algorithm)
    kind = _KEYS.get(der.oid(data, parts[0]), "other")
    size: int | None = None
    if kind == "RSA":
        key, _ = der.bits(data, value)
        size = der.natural(key, der.children(key, der.node(key))[0]).bit_length()
    elif kind == "EC" and len(parts) > 1 and parts[1].tag == der.OID:
        size = _CURVES.get(der.oid(data, parts[1]))
    elif kind == "DSA" and len(parts) > 1:
        size = der.natural(data, der.children(data, parts[1])[0]).bit_length()
    return {"key_type": kind, "key_bits": size}


def _extensions(data: bytes, fields: list[der.Node]) -> dict[str, object]:
    found: dict[str, object] = {}
    holders = [f for f in fields if f.tag_class == 2 and f.tag == 3]
    if not holders:
        return found
    unknown: list[str] = []
    for extension in der.children(data, der.node(data, holders[0].body, holders[0].stop)):
        parts = der.children(data, extension)
        oid, value = der.oid(data, parts[0]), der.octets(data, parts[-1])
        critical = len(parts) > 2 and any(der.content(data, parts[1]))
        if oid == KEY_USAGE:
            flags, _ = der.bits(value, der.node(value))
            found["key_usage"] = sum(
                1 << 8 * i + 7 - b for i, byte in enumerate(flags[:2]) for b in range(8) if byte >> b & 1
            )
        elif oid == BASIC_CONSTRAINTS:
            flag = der.children(value, der.node(value))[:1]
            found["is_ca"] = bool(flag and flag[0].tag == der.BOOLEAN and any(der.content(value, flag[0])))
        elif oid == ALTERNATIVE_NAME:
            found["names"] = _host_names(value)
        elif critical and oid not in _UNDERSTOOD:
            unknown.append(oid)
    found["unknown_critical"] = tuple(unknown)
    return found


def _host_names(value: bytes) -> tuple[str, ...]:
    found: list[str] = []
    for item in der.children(value, der.node(value)):
        content = der.content(value, item)
        if item.tag == 2:
            found.append(content[:_MAX_NAME].decode("utf-8", "backslashreplace"))
        elif item.tag == 7 and len(content) in (4, 16):
            found.append(str(ip_address(content)))
    return tuple(found)


def signature_name(oid: str) -> str:
    """A signature algorithm as hash and key, such as sha256-rsa; the dotted identifier if it is unknown."""
    return _SIGNATURES.get(oid, oid)


def name(data: bytes, item: der.Node) -> str:
    """An X.501 Name as an RFC 4514 string (last part first)."""
    raw = der.raw(data, item)
    return _known_name(raw) if len(raw) <= _USUAL_NAME else _name(data, item)


@lru_cache(1024)
def _known_name(raw: bytes) -> str:
    """Few authorities issue most certificates, so that names come again."""
    return _name(raw, der.node(raw))


def _name(data: bytes, item: der.Node) -> str:
    parts: list[str] = []
    for relative in der.children(data, item):
        pieces = []
        for pair in der.children(data, relative):
            kind, value = der.children(data, pair)[:2]
            oid = der.oid(data, kind)
            written = der.text(data, value)
            shown = "#" + der.raw(data, value).hex() if written is None else _escape(written)
            pieces.append(f"{_NAMES.get(oid, oid)}={shown}")
        parts.append("+".join(pieces))
    return ",".join(reversed(parts))


def _escape(value: str) -> str:
    out = "".join("\\" + c if c in '"+,;<>\\' else "\\00" if c == "\0" else c for c in value)
    if out[:1] in ("#", " "):
        out = "\\" + out
    if len(value) > 1 and out.endswith(" "):
        out = out[:-1] + "\\ "
    return out
