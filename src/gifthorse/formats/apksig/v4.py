"""APK Signature Scheme v4: a separate .idsig file with the Merkle root of the whole APK.

https://source.android.com/docs/security/features/apksigning/v4
"""

from __future__ import annotations

from typing import Final

from gifthorse.errors import FormatError, UnsupportedError
from gifthorse.formats import x509
from gifthorse.formats.apksig import algorithms
from gifthorse.formats.apksig.algorithms import SCHEME
from gifthorse.formats.apksig.block import Fields
from gifthorse.formats.apksig.digests import merkle_tree
from gifthorse.formats.apksig.verdict import Invalid, Signer

VERSION: Final = 2
SHA256: Final = 1
LOG2_PAGE: Final = 12
MAX_INFO: Final = 1 << 16
MAX_BLOCKS: Final = 16


def read(
    idsig: bytes, data: memoryview, accepted: dict[str, bytes], certificates: tuple[x509.Certificate, ...]
) -> tuple[Signer | None, Invalid | UnsupportedError | None]:
    """Check an .idsig file against the APK; `accepted` and `certificates` are what its v2 or v3 signature states.

    Returns the signer, and why the signature does not hold (None if it does).
    """
    found: list[Signer] = []
    try:
        _check(idsig, data, accepted, certificates, found)
    except (Invalid, UnsupportedError) as error:
        return found[0] if found else None, error
    except FormatError as error:
        return found[0] if found else None, Invalid(f"The v4 signature is malformed: {error}")
    signer = found[0]
    return Signer("v4", 0, signer.certificate, True, signer.algorithm), None


def _check(
    idsig: bytes,
    data: memoryview,
    accepted: dict[str, bytes],
    certificates: tuple[x509.Certificate, ...],
    found: list[Signer],
) -> None:
    fields = Fields(idsig[: 2 * MAX_INFO + 12])
    version = fields.number()
    if version != VERSION:
        raise Invalid(f"The v4 signature has version {version}, which Android does not know.")
    hashing, signing = Fields(fields.block()), Fields(fields.block())
    kind, page, salt, root = hashing.number(), hashing.number(1), hashing.block(), hashing.block()
    if kind != SHA256 or page != LOG2_PAGE or len(salt) > 32:
        raise Invalid("The v4 signature uses a tree that Android does not know.", "algorithm")
    head = len(data).to_bytes(8, "little") + kind.to_bytes(4, "little") + bytes([page])
    head += _prefixed(salt) + _prefixed(root)
    # The signing infos stand one after the other, all but the first with a number and their length before them.
    first = _signer(signing, head, accepted, found)
    if first.der not in (c.der for c in certificates):
        raise Invalid("The v4 signature is another signer's than the app's own.", "certificate")
    for _ in range(MAX_BLOCKS):
        if not signing:
            break
        signing.number()
        _signer(Fields(signing.block()), head, accepted, found)
    actual, tree = merkle_tree((data,), salt)
    if actual != root:
        raise Invalid("The app's contents are not what was signed with scheme v4: their tree differs.", "digest")
    # The stored tree may be left out; Android reads the app's pages against it.
    at = fields.at
    stored = idsig[at + 4 : at + 4 + int.from_bytes(idsig[at : at + 4], "little")]
    if stored not in (b"", tree):
        raise Invalid("The v4 signature's stored tree is not that of the app's contents.", "digest")


def _prefixed(part: bytes) -> bytes:
    return len(part).to_bytes(4, "little") + part


def _signer(fields: Fields, head: bytes, accepted: dict[str, bytes], found: list[Signer]) -> x509.Certificate:
    """Check one signer over the tree that `head` describes."""
    digest, encoded, extra, key = fields.block(), fields.block(), fields.block(), fields.block()
    number, signature = fields.number(), fields.block()
    certificate = x509.certificate(encoded)
    algorithm = SCHEME.get(number)
    found.append(Signer("v4", len(found), certificate, False, algorithm.name if algorithm else None))
    if algorithm is None:
        raise Invalid("The v4 signature uses an algorithm that Android does not know.", "algorithm")
    body = head + b"".join(map(_prefixed, (digest, encoded, extra)))
    if not algorithms.holds(algorithm, key, signature, (len(body) + 4).to_bytes(4, "little") + body):
        raise Invalid("The v4 signature does not hold.", "signature")
    if certificate.spki is None or not algorithms.same_key(key, certificate.spki):
        raise Invalid("The v4 signer's key is not the one in its certificate.", "certificate")
    if digest not in accepted.values():
        raise Invalid("The v4 signature is about another app's contents.", "digest")
    return certificate
