"""Certificates: the same facts as `cryptography` reads, and some where it refuses."""

from __future__ import annotations

import hashlib
import warnings
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography import x509 as reference
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import dsa, ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from cryptography.x509.oid import NameOID
from hypothesis import given, settings
from hypothesis import strategies as st

from gifthorse.formats import x509

Key = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey | dsa.DSAPrivateKey | ed25519.Ed25519PrivateKey
NAME = reference.Name(
    [
        reference.NameAttribute(NameOID.COUNTRY_NAME, "US"),
        reference.NameAttribute(NameOID.ORGANIZATION_NAME, 'Look, "a" gift+horse; '),
        reference.NameAttribute(NameOID.COMMON_NAME, "#Ünï<code>\\"),
        reference.NameAttribute(NameOID.EMAIL_ADDRESS, "android@android.com"),
    ]
)


def issue(key: Key, *, ca: bool | None = None, usage: bool = False) -> bytes:
    start, end = datetime(2008, 2, 29, 1, 33, 46, tzinfo=UTC), datetime(2050, 7, 17, 1, 33, 46, tzinfo=UTC)
    builder = reference.CertificateBuilder(NAME, NAME, key.public_key(), 1234567, start, end)
    if ca is not None:
        builder = builder.add_extension(reference.BasicConstraints(ca, None), critical=True)
    if usage:
        unset = ["content_commitment", "key_encipherment", "data_encipherment", "key_agreement", "crl_sign"]
        flags = dict.fromkeys([*unset, "encipher_only", "decipher_only"], False)
        builder = builder.add_extension(
            reference.KeyUsage(digital_signature=True, key_cert_sign=True, **flags), critical=True
        )
    digest = None if isinstance(key, ed25519.Ed25519PrivateKey) else hashes.SHA256()
    return builder.sign(key, digest).public_bytes(Encoding.DER)


@pytest.fixture(scope="module")
def encoded() -> bytes:
    return issue(ec.generate_private_key(ec.SECP384R1()), ca=True, usage=True)


def test_what_cryptography_reads(encoded: bytes) -> None:
    found = x509.certificate(encoded)
    told = reference.load_der_x509_certificate(encoded)
    spki = told.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    assert found.damage == ()
    assert found.subject == told.subject.rfc4514_string(
        {reference.ObjectIdentifier("1.2.840.113549.1.9.1"): "emailAddress"}
    )
    assert found.issuer == found.subject
    assert (found.not_before, found.not_after) == (told.not_valid_before_utc, told.not_valid_after_utc)
    assert found.serial == told.serial_number
    assert found.sha256 == told.fingerprint(hashes.SHA256()).hex()
    assert found.sha1 == told.fingerprint(hashes.SHA1()).hex()
    assert found.spki == spki
    assert found.spki_sha256 == hashlib.sha256(spki).hexdigest()
    assert (found.key_type, found.key_bits, found.signature_algorithm) == ("EC", 384, "sha256-ecdsa")
    assert found.is_ca
    assert found.key_usage == 0b100001
    assert found.unknown_critical == ()


@pytest.mark.parametrize(
    ("key", "kind", "bits", "algorithm"),
    [
        (rsa.generate_private_key(65537, 2048), "RSA", 2048, "sha256-rsa"),
        (dsa.generate_private_key(1024), "DSA", 1024, "sha256-dsa"),
        (ec.generate_private_key(ec.SECP256R1()), "EC", 256, "sha256-ecdsa"),
        (ed25519.Ed25519PrivateKey.generate(), "other", None, "ed25519"),
    ],
    ids=("rsa", "dsa", "ec", "ed25519"),
)
def test_keys(key: Key, kind: str, bits: int | None, algorithm: str) -> None:
    found = x509.certificate(issue(key))
    assert (found.key_type, found.key_bits, found.signature_algorithm, found.is_ca) == (kind, bits, algorithm, False)


def test_the_suites_certificates(evidence_dir: Path) -> None:
    for path in sorted((evidence_dir / "apksig").glob("*.pem")):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            told = reference.load_pem_x509_certificate(path.read_bytes())
        found = x509.certificate(told.public_bytes(Encoding.DER))
        kind, size = path.name.removesuffix(".x509.pem").split("-")
        assert found.key_type == kind.upper(), path.name
        assert found.key_bits == int(size.removeprefix("p")), path.name
        assert found.damage == ()


def test_a_needlessly_long_length_is_no_obstacle(encoded: bytes) -> None:
    assert encoded[:2] == b"\x30\x82"
    odd = b"\x30\x83\0" + encoded[2:]
    with pytest.raises(ValueError, match="InvalidLength"):
        reference.load_der_x509_certificate(odd)
    assert x509.certificate(odd).subject == x509.certificate(encoded).subject
    assert x509.certificate(odd).sha256 == hashlib.sha256(odd).hexdigest()


def test_a_broken_name_costs_only_the_name(encoded: bytes) -> None:
    broken = encoded.replace(b"\x06\x03\x55\x04\x03", b"\x06\x03\x55\x04\x83")
    found = x509.certificate(broken)
    assert found.damage
    assert found.key_bits == 384
    assert found.not_after is not None


def test_no_certificate_at_all() -> None:
    for data in (b"", b"\x30\x00", b"not a certificate", b"\x30" * 70_000):
        found = x509.certificate(data)
        assert found.sha256 == hashlib.sha256(data).hexdigest()
        assert found.damage
        assert found.spki is None


@settings(max_examples=200, deadline=None, derandomize=True)
@given(data=st.data())
def test_damaged_certificates_never_raise(data: st.DataObject, encoded: bytes) -> None:
    damaged = bytearray(encoded[: data.draw(st.integers(0, len(encoded)))])
    for at in data.draw(st.lists(st.integers(0, max(len(damaged) - 1, 0)), max_size=4)):
        if damaged:
            damaged[at] ^= data.draw(st.integers(1, 255))
    assert x509.certificate(bytes(damaged)).sha256 == hashlib.sha256(damaged).hexdigest()
