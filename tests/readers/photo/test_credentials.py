from __future__ import annotations

import io
import json
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from samples.photos.build import PLAIN
from samples.photos.parts import credentials as forged
from samples.photos.parts import with_segment

from gifthorse.formats.photo.read import read
from gifthorse.readers.photo import credentials

c2pa = pytest.importorskip("c2pa")


CREATED = {
    "action": "c2pa.created",
    "digitalSourceType": "http://cv.iptc.org/newscodes/digitalsourcetype/digitalCapture",
}


def named(name: str) -> x509.Name:
    return x509.Name(
        [x509.NameAttribute(NameOID.COMMON_NAME, name), x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Example")]
    )


def certificate(subject: str, key: ec.EllipticCurvePrivateKey, issuer: str, by: ec.EllipticCurvePrivateKey) -> bytes:
    """A certificate as the standard demands it of signers, or of their authority where both are one."""
    top = subject == issuer
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(named(subject))
        .issuer_name(named(issuer))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=30))
        .add_extension(x509.BasicConstraints(ca=top, path_length=None), critical=True)
        .add_extension(x509.KeyUsage(not top, False, False, False, False, top, top, False, False), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(by.public_key()), critical=False)
    )
    if not top:
        made = made.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.EMAIL_PROTECTION]), critical=False)
    return made.sign(by, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)


@pytest.fixture(scope="module")
def signed() -> bytes:
    """The plain photo with credentials that a signer of our own made."""
    authority, signer = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    chain = certificate("signer", signer, "authority", authority) + certificate(
        "authority", authority, "authority", authority
    )
    key = signer.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    manifest = {
        "claim_generator_info": [{"name": "gifthorse tests", "version": "1"}],
        "title": "scene",
        "assertions": [{"label": "c2pa.actions.v2", "data": {"actions": [CREATED]}}],
    }
    info = c2pa.C2paSignerInfo(b"es256", chain, key, None)
    out = io.BytesIO()
    with c2pa.Signer.from_info(info) as made:
        c2pa.Builder(json.dumps(manifest)).sign(made, "image/jpeg", io.BytesIO(PLAIN), out)
    return out.getvalue()


def asked(data: bytes) -> credentials.Checked | None:
    return credentials.check(data, read(data))


def test_credentials_that_fit_are_valid_by_an_unknown_signer(signed: bytes) -> None:
    assert asked(signed) == credentials.Checked("valid", "")


def test_a_changed_picture_is_told(signed: bytes) -> None:
    changed = bytearray(signed)
    changed[-200] ^= 1
    found = asked(bytes(changed))
    assert found is not None and found.state == "invalid" and "dataHash.mismatch" in found.why


def test_what_only_looks_like_credentials_is_invalid() -> None:
    found = asked(with_segment(PLAIN, 0xEB, forged()))
    assert found is not None and found.state == "invalid"


def test_photos_without_them_are_not_asked() -> None:
    assert asked(PLAIN) is None
