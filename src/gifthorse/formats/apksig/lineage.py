"""Proof of rotation: the chain of certificates by which an app changed its key, each vouching for the next.

https://source.android.com/docs/security/features/apksigning/v3#format (proof-of-rotation attribute).
"""

from __future__ import annotations

from typing import Final

from gifthorse.errors import FormatError, LimitError
from gifthorse.formats import x509
from gifthorse.formats.apksig import algorithms
from gifthorse.formats.apksig.algorithms import SCHEME
from gifthorse.formats.apksig.block import Fields
from gifthorse.formats.apksig.verdict import Invalid

ATTRIBUTE: Final = 0x3BA06F8C
VERSION: Final = 1
MAX_STEPS: Final = 64


def read(data: bytes) -> tuple[x509.Certificate, ...]:
    """The lineage, oldest certificate first; raises `Invalid` if a step does not hold, `UnsupportedError`."""
    try:
        return _read(Fields(data))
    except FormatError as error:
        if type(error) is not FormatError:
            raise
        raise Invalid(f"The proof of the key's rotation is malformed: {error}") from error


def _read(fields: Fields) -> tuple[x509.Certificate, ...]:
    if fields.number() != VERSION:
        raise Invalid("The proof of the key's rotation has a version that Android does not know.")
    found: list[x509.Certificate] = []
    number = 0
    nodes = fields.blocks()
    if len(nodes) > MAX_STEPS:
        raise LimitError("The key was rotated more often than is plausible.")
    for node in map(Fields, nodes):
        signed = node.block()
        node.number()  # what the old key may still be used for: no matter who signed
        following = node.number()
        signature = node.block()
        inner = Fields(signed)
        certificate = x509.certificate(inner.block())
        stated = inner.number()
        if found:
            previous = found[-1].spki
            if number not in SCHEME or previous is None:
                raise Invalid("A step of the key's rotation uses an algorithm that Android does not know.", "algorithm")
            if not algorithms.holds(SCHEME[number], previous, signature, signed):
                raise Invalid("A step of the key's rotation is not signed by the key before it.", "signature")
            if stated != number:
                raise Invalid("A step of the key's rotation names two algorithms.")
        if any(certificate.der == other.der for other in found):
            raise Invalid("The proof of the key's rotation holds a certificate twice.")
        found.append(certificate)
        number = following
    return tuple(found)
