"""Signature algorithms: of the APK signature schemes by number, of PKCS #7 by identifiers; and checking a signature.

Numbers from https://source.android.com/docs/security/features/apksigning/v2; pairs of identifiers that Android accepts
from its own signature tests (API levels 24 and later).
"""

from __future__ import annotations

import hashlib
import warnings
from collections.abc import Callable
from functools import lru_cache
from typing import Final

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import dsa, ec, padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_der_public_key
from msgspec import Struct

from gifthorse.errors import FormatError, UnsupportedError
from gifthorse.formats import der

MAX_RSA_BITS: Final = 16384
Key = rsa.RSAPublicKey | dsa.DSAPublicKey | ec.EllipticCurvePublicKey


class Algorithm(Struct, frozen=True):
    """`key` is RSA, DSA or EC; `digest` hashlib's name; `content` the APK content digest it goes with."""

    key: str
    digest: str
    pss: bool = False
    content: str = "sha256"

    @property
    def name(self) -> str:
        """Such as sha256-rsa, sha512-rsa-pss, sha256-ecdsa."""
        key = {"RSA": "rsa", "DSA": "dsa", "EC": "ecdsa"}[self.key]
        return f"{self.digest}-{key}{'-pss' if self.pss else ''}"


SCHEME: Final = {
    0x0101: Algorithm("RSA", "sha256", pss=True),
    0x0102: Algorithm("RSA", "sha512", pss=True, content="sha512"),
    0x0103: Algorithm("RSA", "sha256"),
    0x0104: Algorithm("RSA", "sha512", content="sha512"),
    0x0201: Algorithm("EC", "sha256"),
    0x0202: Algorithm("EC", "sha512", content="sha512"),
    0x0301: Algorithm("DSA", "sha256"),
    0x0421: Algorithm("RSA", "sha256", content="verity"),
    0x0423: Algorithm("EC", "sha256", content="verity"),
    0x0425: Algorithm("DSA", "sha256", content="verity"),
}
STRENGTH: Final = {"sha256": 0, "verity": 1, "sha512": 2}

_DIGESTS: Final = {
    "1.2.840.113549.2.5": "md5",
    "1.3.14.3.2.26": "sha1",
    "2.16.840.1.101.3.4.2.4": "sha224",
    "2.16.840.1.101.3.4.2.1": "sha256",
    "2.16.840.1.101.3.4.2.2": "sha384",
    "2.16.840.1.101.3.4.2.3": "sha512",
}
# Signature identifier -> key and, where it names one, the digest it must go with.
_SIGNATURES: Final = {
    "1.2.840.113549.1.1.1": ("RSA", None),
    "1.2.840.113549.1.1.4": ("RSA", "md5"),
    "1.2.840.113549.1.1.5": ("RSA", "sha1"),
    "1.2.840.113549.1.1.14": ("RSA", "sha224"),
    "1.2.840.113549.1.1.11": ("RSA", "sha256"),
    "1.2.840.113549.1.1.12": ("RSA", "sha384"),
    "1.2.840.113549.1.1.13": ("RSA", "sha512"),
    "1.2.840.10040.4.1": ("DSA", None),
    "1.2.840.10040.4.3": ("DSA", "sha1"),
    "2.16.840.1.101.3.4.3.1": ("DSA", "sha224"),
    "2.16.840.1.101.3.4.3.2": ("DSA", "sha256"),
    "1.2.840.10045.2.1": ("EC", None),
    "1.2.840.10045.4.1": ("EC", "sha1"),
    "1.2.840.10045.4.3.1": ("EC", "sha224"),
    "1.2.840.10045.4.3.2": ("EC", "sha256"),
    "1.2.840.10045.4.3.3": ("EC", "sha384"),
    "1.2.840.10045.4.3.4": ("EC", "sha512"),
}
_WITH_KEY: Final = {
    "RSA": frozenset(_DIGESTS.values()),
    "DSA": frozenset({"sha1", "sha224", "sha256"}),
    "EC": frozenset({"sha1", "sha224", "sha256", "sha384", "sha512"}),
}
_HASHES: Final[dict[str, Callable[[], hashes.HashAlgorithm]]] = {
    "md5": hashes.MD5,
    "sha1": hashes.SHA1,
    "sha224": hashes.SHA224,
    "sha256": hashes.SHA256,
    "sha384": hashes.SHA384,
    "sha512": hashes.SHA512,
}


def from_pkcs7(digest_oid: str, signature_oid: str) -> Algorithm | None:
    """The algorithm that a PKCS #7 signer states, None if Android does not accept that pair."""
    digest = _DIGESTS.get(digest_oid)
    key, fixed = _SIGNATURES.get(signature_oid, (None, None))
    if digest is None or key is None or fixed not in (None, digest) or digest not in _WITH_KEY[key]:
        return None
    return Algorithm(key, digest)


def holds(algorithm: Algorithm, spki: bytes, signature: bytes, signed: bytes) -> bool:
    """Whether `signature` over `signed` was made with the key in the subjectPublicKeyInfo `spki`.

    Raises `UnsupportedError` for a key that cannot be used here.
    """
    key = public_key(spki)
    digest = _HASHES[algorithm.digest]()
    try:
        match key:
            case rsa.RSAPublicKey() if algorithm.key == "RSA":
                scheme: padding.AsymmetricPadding = padding.PKCS1v15()
                if algorithm.pss:
                    scheme = padding.PSS(padding.MGF1(digest), digest.digest_size)
                key.verify(signature, signed, scheme, digest)
            case dsa.DSAPublicKey() if algorithm.key == "DSA":
                key.verify(signature, signed, digest)
            case ec.EllipticCurvePublicKey() if algorithm.key == "EC":
                key.verify(signature, signed, ec.ECDSA(digest))
            case _:
                return False  # the key is of another kind than the signature claims
    except InvalidSignature:
        return False
    except UnsupportedAlgorithm as error:
        raise UnsupportedError("The signature uses an algorithm that cannot be checked here.") from error
    except ValueError:
        return False  # such as a key too short for the digest
    return True


@lru_cache(maxsize=64)
def public_key(spki: bytes) -> Key:
    """The key in a subjectPublicKeyInfo, also in one that is not strict DER; `UnsupportedError` if it is unusable."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a weak or oddly encoded key is a fact to report, not a warning
        try:
            key = load_der_public_key(spki)
        except (ValueError, TypeError, UnsupportedAlgorithm):
            key = _rsa_key(spki)
    if isinstance(key, rsa.RSAPublicKey | dsa.DSAPublicKey | ec.EllipticCurvePublicKey):
        return key
    raise UnsupportedError("The signer's key is of a kind that cannot be checked here.")


def _rsa_key(spki: bytes) -> rsa.RSAPublicKey:
    try:
        value = der.children(spki, der.node(spki))[1]
        inner, _ = der.bits(spki, value)
        # Some signers write the modulus without its leading zero byte, so that it reads as negative.
        modulus, exponent = (der.natural(inner, n) for n in der.children(inner, der.node(inner))[:2])
        if modulus.bit_length() > MAX_RSA_BITS or exponent.bit_length() > 64:
            raise UnsupportedError("The signer's RSA key is larger than Android accepts.")
        return rsa.RSAPublicNumbers(exponent, modulus).public_key()
    except (FormatError, IndexError, ValueError, TypeError, OverflowError) as error:
        if isinstance(error, UnsupportedError):
            raise
        raise UnsupportedError("The signer's public key cannot be read.") from error


def same_key(spki: bytes, other: bytes) -> bool:
    """Whether two subjectPublicKeyInfos are equal, if need be after writing the second anew in strict DER."""
    if spki == other:
        return True
    try:
        written = public_key(other).public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    except (UnsupportedError, ValueError):
        return False
    return spki == written


def digest(name: str, data: bytes | memoryview) -> bytes:
    """The digest of `data` by hashlib's name."""
    return hashlib.new(name, data, usedforsecurity=False).digest()


def new_digest(name: str) -> hashlib._Hash:
    """A running digest by hashlib's name."""
    return hashlib.new(name, usedforsecurity=False)
