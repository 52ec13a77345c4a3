"""Certificates for pretend servers, signed with the worthless keys of samples/keys: the same bytes each time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, load_der_private_key

KEYS = Path(__file__).parent.parent / "keys"
SINCE = datetime(2024, 1, 1, tzinfo=UTC)


@cache
def key(name: str) -> rsa.RSAPrivateKey:
    """One of the sample keys."""
    found = load_der_private_key((KEYS / f"{name}.pk8").read_bytes(), None)
    assert isinstance(found, rsa.RSAPrivateKey)
    return found


def issued(
    subject: str,
    issuer: str = "",
    *,
    names: Sequence[str] = (),
    own: str = "tallpine",
    by: str = "brightleaf",
    since: datetime = SINCE,
    days: int = 365,
    ca: bool = False,
) -> bytes:
    """A certificate (DER) for the key `own`, signed by the key `by`; names are RFC 4514."""
    made = (
        x509.CertificateBuilder()
        .subject_name(x509.Name.from_rfc4514_string(subject))
        .issuer_name(x509.Name.from_rfc4514_string(issuer or subject))
        .public_key(key(own).public_key())
        .serial_number(1 + len(subject))
        .not_valid_before(since)
        .not_valid_after(since + timedelta(days=days))
        .add_extension(x509.BasicConstraints(ca=ca, path_length=None), critical=True)
    )
    if names:
        made = made.add_extension(x509.SubjectAlternativeName([x509.DNSName(n) for n in names]), critical=False)
    return made.sign(key(by if issuer else own), hashes.SHA256()).public_bytes(Encoding.DER)
