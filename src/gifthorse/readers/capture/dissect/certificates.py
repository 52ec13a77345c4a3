"""Certificates that servers present -> the table `presented_certificates`."""

from __future__ import annotations

from base64 import b64encode
from hashlib import sha256
from typing import Any, Final

from gifthorse.formats import der
from gifthorse.formats.x509 import Certificate, certificate
from gifthorse.readers.capture.dissect.dissector import Context, Flow
from gifthorse.readers.capture.dissect.tokens import moment

MAX_REMEMBERED: Final = 20_000
MAX_NAMES: Final = 512
MAX_DER: Final = 1 << 16  # a longer one is read as one that is cut off there
MAX_TEXT: Final = 4096


def add(context: Context, flow: Flow, chain: list[bytes], time: int) -> list[str]:
    """One row a certificate of the chain; their digests. What is read of one is kept for the next connection."""
    known = context.remembered("certificates")
    digests: list[str] = []
    for position, raw in enumerate(chain):
        digest = sha256(raw).hexdigest()
        digests.append(digest)
        columns = known.get(digest)
        shown = None
        if columns is None:
            if len(known) >= MAX_REMEMBERED:
                known.clear()
            columns = known[digest] = _columns(certificate(raw[:MAX_DER]), digest)
            shown = b64encode(raw).decode() if len(raw) <= MAX_DER else None
        context.rows.add(
            "presented_certificates",
            evidence=context.evidence,
            connection=flow.number,
            position=position,
            seen=moment(time),
            der=shown,
            **columns,
        )
    if chain:
        names = known[digests[0]]["names"] or ()
        if names:
            flow.called(names[0], "certificate")
    return digests


def _columns(read: Certificate, digest: str) -> dict[str, Any]:
    return {
        "sha256": digest,
        "spki_sha256": read.spki_sha256,
        "subject": read.subject[:MAX_TEXT],
        "issuer": read.issuer[:MAX_TEXT],
        "names": list(read.names[:MAX_NAMES]) or None,
        "not_before": read.not_before,
        "not_after": read.not_after,
        "key_type": read.key_type,
        "key_bits": read.key_bits,
        "signature_algorithm": read.signature_algorithm,
        "is_ca": read.is_ca,
        "self_signed": bool(read.subject) and read.subject == read.issuer and _signs_itself(read),
        "damaged": bool(read.damage),
    }


def _signs_itself(read: Certificate) -> bool:
    """True also where the key or the form is one that cannot be checked: the names say so then.

    By our own reader: `cryptography.x509` takes as long to load as a thousand hellos to read.
    """
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
    from cryptography.hazmat.primitives.serialization import load_der_public_key

    digest, _, kind = (read.signature_algorithm or "").partition("-")
    how: dict[str, hashes.HashAlgorithm] = {"sha1": hashes.SHA1()}  # noqa: S303  # as certificates were signed
    how |= {"sha224": hashes.SHA224(), "sha256": hashes.SHA256(), "sha384": hashes.SHA384(), "sha512": hashes.SHA512()}
    if digest not in how or kind not in ("rsa", "ecdsa") or read.spki is None:
        return True
    try:
        body, _, value = der.children(read.der, der.node(read.der))[:3]
        signed, signature = der.raw(read.der, body), der.bits(read.der, value)[0]
        key = load_der_public_key(read.spki)
        if kind == "rsa" and isinstance(key, rsa.RSAPublicKey):
            key.verify(signature, signed, padding.PKCS1v15(), how[digest])
        elif kind == "ecdsa" and isinstance(key, ec.EllipticCurvePublicKey):
            key.verify(signature, signed, ec.ECDSA(how[digest]))
        else:
            return False  # another kind of key has signed
    except InvalidSignature:
        return False
    except Exception:  # noqa: BLE001  # whatever is odd about it
        return True
    return True
