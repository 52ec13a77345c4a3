"""Certificates that servers present -> the table `presented_certificates`."""

from __future__ import annotations

import warnings
from base64 import b64encode
from hashlib import sha256
from typing import Any, Final

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
    for position, der in enumerate(chain):
        digest = sha256(der).hexdigest()
        digests.append(digest)
        columns = known.get(digest)
        shown = None
        if columns is None:
            if len(known) >= MAX_REMEMBERED:
                known.clear()
            columns = known[digest] = _columns(certificate(der[:MAX_DER]), digest)
            shown = b64encode(der).decode() if len(der) <= MAX_DER else None
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
        "self_signed": bool(read.subject) and read.subject == read.issuer and _signs_itself(read.der),
        "damaged": bool(read.damage),
    }


def _signs_itself(der: bytes) -> bool:
    """True also where the key or the form is one that cannot be checked: the names say so then."""
    from cryptography import x509
    from cryptography.exceptions import InvalidSignature

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about odd serial numbers, which are no news here
            loaded = x509.load_der_x509_certificate(der)
            loaded.verify_directly_issued_by(loaded)
    except InvalidSignature:
        return False
    except Exception:  # noqa: BLE001  # whatever is odd about it
        return True
    return True
