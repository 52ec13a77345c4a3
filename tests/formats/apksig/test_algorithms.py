"""Signature algorithms: which are accepted, and keys in odd encodings."""

from __future__ import annotations

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from gifthorse.errors import UnsupportedError
from gifthorse.formats.apksig import algorithms
from gifthorse.formats.apksig.algorithms import Algorithm

RSA = rsa.generate_private_key(65537, 2048)


def spki(key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey | ed25519.Ed25519PrivateKey) -> bytes:
    return key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)


def test_pairs_of_identifiers() -> None:
    sha256, sha1, sha384, md5 = (
        "2.16.840.1.101.3.4.2.1",
        "1.3.14.3.2.26",
        "2.16.840.1.101.3.4.2.2",
        "1.2.840.113549.2.5",
    )
    assert algorithms.from_pkcs7(sha256, "1.2.840.113549.1.1.1") == Algorithm("RSA", "sha256")
    assert algorithms.from_pkcs7(sha256, "1.2.840.113549.1.1.11") == Algorithm("RSA", "sha256")
    assert algorithms.from_pkcs7(md5, "1.2.840.113549.1.1.4") == Algorithm("RSA", "md5")
    assert algorithms.from_pkcs7(sha1, "1.2.840.10040.4.1") == Algorithm("DSA", "sha1")
    assert algorithms.from_pkcs7(sha1, "1.2.840.113549.1.1.11") is None, "digest and signature disagree"
    assert algorithms.from_pkcs7(sha384, "1.2.840.10040.4.1") is None, "no Android takes DSA with SHA-384"
    assert algorithms.from_pkcs7(md5, "1.2.840.10045.2.1") is None
    assert algorithms.from_pkcs7("1.2.3", "1.2.840.113549.1.1.1") is None


def test_rsa_both_ways() -> None:
    plain = RSA.sign(b"data", padding.PKCS1v15(), hashes.SHA512())
    pss = RSA.sign(b"data", padding.PSS(padding.MGF1(hashes.SHA512()), 64), hashes.SHA512())
    assert algorithms.holds(algorithms.SCHEME[0x0104], spki(RSA), plain, b"data")
    assert algorithms.holds(algorithms.SCHEME[0x0102], spki(RSA), pss, b"data")
    assert not algorithms.holds(algorithms.SCHEME[0x0104], spki(RSA), pss, b"data")
    assert not algorithms.holds(algorithms.SCHEME[0x0104], spki(RSA), plain, b"date")
    assert not algorithms.holds(algorithms.SCHEME[0x0103], spki(RSA), plain, b"data")
    assert not algorithms.holds(algorithms.SCHEME[0x0201], spki(RSA), plain, b"data"), "another kind of key"
    assert not algorithms.holds(algorithms.SCHEME[0x0104], spki(RSA), b"", b"data")


def test_a_modulus_without_its_leading_zero() -> None:
    strict = spki(RSA)
    modulus = RSA.public_key().public_numbers().n.to_bytes(256, "big")
    inner = b"\x30\x82\x01\x09\x02\x82\x01\x00" + modulus + b"\x02\x03\x01\x00\x01"
    bits = b"\x03\x82" + (len(inner) + 1).to_bytes(2, "big") + b"\0" + inner
    head = bytes.fromhex("300d06092a864886f70d0101010500")
    odd = b"\x30\x82" + (len(head) + len(bits)).to_bytes(2, "big") + head + bits
    signature = RSA.sign(b"data", padding.PKCS1v15(), hashes.SHA256())
    assert algorithms.holds(algorithms.SCHEME[0x0103], odd, signature, b"data")
    assert algorithms.same_key(strict, odd)
    assert not algorithms.same_key(odd, strict)


@pytest.mark.parametrize("encoded", [b"", b"\x30\x00", b"junk", spki(ed25519.Ed25519PrivateKey.generate())])
def test_unusable_keys(encoded: bytes) -> None:
    with pytest.raises(UnsupportedError):
        algorithms.public_key(encoded)


def test_a_huge_exponent_is_refused() -> None:
    inner = b"\x02\x81\x81\0" + b"\xff" * 128 + b"\x02\x10" + b"\x7f" * 16
    inner = b"\x30\x81" + bytes([len(inner)]) + inner
    bits = b"\x03\x81" + bytes([len(inner) + 1]) + b"\0" + inner
    head = bytes.fromhex("300d06092a864886f70d0101010500")
    with pytest.raises(UnsupportedError):
        algorithms._rsa_key(b"\x30\x81" + bytes([len(head) + len(bits)]) + head + bits)
