"""PKCS #7 SignedData (RFC 2315, RFC 5652) as Android's JAR verifier reads it, in BER.

Only what a signature block file (META-INF/*.RSA, .DSA, .EC) needs: certificates and signer infos. Certificates are
handed out as the very bytes found, also when nobody can read them.
"""

from __future__ import annotations

from typing import Final

from msgspec import Struct

from gifthorse.errors import FormatError, LimitError
from gifthorse.formats import der

MAX_BYTES: Final = 1 << 20
MAX_CERTIFICATES: Final = 64
MAX_SIGNERS: Final = 32

SIGNED_DATA: Final = "1.2.840.113549.1.7.2"
CONTENT_TYPE: Final = "1.2.840.113549.1.9.3"
MESSAGE_DIGEST: Final = "1.2.840.113549.1.9.4"


class SignerInfo(Struct, frozen=True):
    """One signer. `issuer_der` and `serial` name its certificate, both None where a key identifier does instead.

    `signed_attributes` are the bytes that were signed (the element as found, its first byte made a SET's), None if the
    signature goes over the content itself; `attributes` are their values, each as encoded elements, by identifier.
    """

    issuer_der: bytes | None
    serial: int | None
    digest_oid: str
    signature_oid: str
    signature: bytes
    signed_attributes: bytes | None
    attributes: dict[str, tuple[bytes, ...]]


class SignedData(Struct, frozen=True):
    """Certificates as found, in their order, and signers in theirs; `content_type` is a dotted identifier."""

    content_type: str
    certificates: tuple[bytes, ...]
    signers: tuple[SignerInfo, ...]


def signed_data(data: bytes) -> SignedData:
    """Read a ContentInfo that holds SignedData; raises `FormatError` or `LimitError`."""
    if len(data) > MAX_BYTES:
        raise LimitError("The PKCS #7 block is larger than any signature needs to be.")
    try:
        return _signed_data(bytes(data))
    except (IndexError, ValueError) as error:
        # too few parts where the standard asks for more
        raise FormatError("The PKCS #7 block lacks a part that it must have.") from error


def _signed_data(data: bytes) -> SignedData:
    outer = der.children(data, der.expect(der.node(data), der.SEQUENCE, "a PKCS #7 block"))
    if der.oid(data, outer[0]) != SIGNED_DATA:
        raise FormatError("The PKCS #7 block holds no signed data.", outer[0].start)
    holder = der.expect(outer[1], 0, "signed data", tag_class=2)
    body = der.expect(der.node(data, holder.body, holder.stop), der.SEQUENCE, "signed data")
    parts = der.children(data, body)
    der.expect(parts[0], der.INTEGER, "a version")
    der.expect(parts[1], der.SET, "digest algorithms")
    content_type = der.oid(data, der.children(data, der.expect(parts[2], der.SEQUENCE, "content"))[0])
    certificates: list[bytes] = []
    for part in parts[3:-1]:
        if part.tag_class == 2 and part.tag == 0:
            certificates += [der.raw(data, item) for item in der.children(data, part)]
    signers = der.children(data, der.expect(parts[-1], der.SET, "signers"))
    if len(certificates) > MAX_CERTIFICATES or len(signers) > MAX_SIGNERS:
        raise LimitError("The PKCS #7 block holds more certificates or signers than anyone needs.")
    return SignedData(content_type, tuple(certificates), tuple(_signer(data, s) for s in signers))


def _signer(data: bytes, item: der.Node) -> SignerInfo:
    parts = der.children(data, der.expect(item, der.SEQUENCE, "a signer"))
    der.expect(parts[0], der.INTEGER, "a version")
    issuer: bytes | None = None
    serial: int | None = None
    if parts[1].tag_class == 0:
        pair = der.children(data, der.expect(parts[1], der.SEQUENCE, "a certificate's issuer and number"))
        issuer, serial = der.raw(data, pair[0]), der.integer(data, pair[1])
    rest = parts[3:]
    attributes: dict[str, tuple[bytes, ...]] = {}
    signed: bytes | None = None
    if rest[0].tag_class == 2 and rest[0].tag == 0:
        signed = b"\x31" + der.raw(data, rest[0])[1:]
        attributes = _attributes(data, rest[0])
        rest = rest[1:]
    return SignerInfo(
        issuer,
        serial,
        der.oid(data, der.children(data, parts[2])[0]),
        der.oid(data, der.children(data, rest[0])[0]),
        der.octets(data, der.expect(rest[1], der.OCTET_STRING, "a signature")),
        signed,
        attributes,
    )


def _attributes(data: bytes, item: der.Node) -> dict[str, tuple[bytes, ...]]:
    found: dict[str, tuple[bytes, ...]] = {}
    for attribute in der.children(data, item):
        kind, values = der.children(data, attribute)[:2]
        oid = der.oid(data, kind)
        if oid in found:
            raise FormatError("The PKCS #7 block states one signed attribute twice.", attribute.start)
        found[oid] = tuple(der.raw(data, value) for value in der.children(data, values))
    return found
