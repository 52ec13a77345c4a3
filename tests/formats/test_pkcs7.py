"""PKCS #7 blocks as jar signers write them."""

from __future__ import annotations

import contextlib
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.hazmat.primitives.serialization import pkcs7 as reference
from cryptography.x509.oid import NameOID
from hypothesis import given, settings
from hypothesis import strategies as st

from gifthorse.errors import FormatError, LimitError
from gifthorse.formats import der, pkcs7

PLAIN = [reference.PKCS7Options.DetachedSignature, reference.PKCS7Options.NoAttributes, reference.PKCS7Options.Binary]
ATTRIBUTES = [reference.PKCS7Options.DetachedSignature, reference.PKCS7Options.Binary]


@pytest.fixture(scope="module")
def signer() -> tuple[rsa.RSAPrivateKey, x509.Certificate]:
    key = rsa.generate_private_key(65537, 2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Jar")])
    start = datetime(2020, 1, 1, tzinfo=UTC)
    builder = x509.CertificateBuilder(name, name, key.public_key(), 99, start, start + timedelta(1))
    return key, builder.sign(key, hashes.SHA256())


def block(signer: tuple[rsa.RSAPrivateKey, x509.Certificate], options: list[reference.PKCS7Options]) -> bytes:
    key, certificate = signer
    return (
        reference.PKCS7SignatureBuilder()
        .set_data(b"signed")
        .add_signer(certificate, key, hashes.SHA256())
        .sign(Encoding.DER, options)
    )


def test_without_attributes(signer: tuple[rsa.RSAPrivateKey, x509.Certificate]) -> None:
    data = pkcs7.signed_data(block(signer, PLAIN))
    assert data.certificates == (signer[1].public_bytes(Encoding.DER),)
    assert data.content_type == "1.2.840.113549.1.7.1"
    (info,) = data.signers
    assert (info.serial, info.issuer_der) == (99, signer[1].issuer.public_bytes())
    assert info.digest_oid == "2.16.840.1.101.3.4.2.1"
    assert info.signed_attributes is None
    assert len(info.signature) == 256


def test_with_attributes(signer: tuple[rsa.RSAPrivateKey, x509.Certificate]) -> None:
    (info,) = pkcs7.signed_data(block(signer, ATTRIBUTES)).signers
    assert info.signed_attributes is not None
    assert info.signed_attributes[0] == 0x31
    (digest,) = info.attributes[pkcs7.MESSAGE_DIGEST]
    assert len(der.octets(digest, der.node(digest))) == 32
    assert pkcs7.CONTENT_TYPE in info.attributes


def test_an_attribute_twice_is_refused(signer: tuple[rsa.RSAPrivateKey, x509.Certificate]) -> None:
    encoded = block(signer, ATTRIBUTES)
    kind, other = bytes.fromhex("06092a864886f70d010903"), bytes.fromhex("06092a864886f70d010904")
    with pytest.raises(FormatError, match="twice"):
        pkcs7.signed_data(encoded.replace(kind, other, 1))


def test_other_things_are_refused() -> None:
    for data in (b"", b"\x30\x00", b"\x30\x0b\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x01"):
        with pytest.raises(FormatError):
            pkcs7.signed_data(data)
    with pytest.raises(LimitError):
        pkcs7.signed_data(bytes(pkcs7.MAX_BYTES + 1))


@settings(max_examples=200, deadline=None, derandomize=True)
@given(data=st.data())
def test_damaged_blocks_are_read_or_refused(
    data: st.DataObject, signer: tuple[rsa.RSAPrivateKey, x509.Certificate]
) -> None:
    encoded = block(signer, ATTRIBUTES)
    damaged = bytearray(encoded[: data.draw(st.integers(0, len(encoded)))])
    for at in data.draw(st.lists(st.integers(0, max(len(damaged) - 1, 0)), max_size=4)):
        if damaged:
            damaged[at] ^= data.draw(st.integers(1, 255))
    with contextlib.suppress(FormatError):
        pkcs7.signed_data(bytes(damaged))
