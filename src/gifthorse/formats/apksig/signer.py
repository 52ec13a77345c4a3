"""One signer record of APK Signature Scheme v2 or v3: parse it, check its signature and its inner agreement.

https://source.android.com/docs/security/features/apksigning/v2#format and .../v3#format. The order of the checks is
Android's: nothing inside the signed data is looked at before its signature holds.
"""

from __future__ import annotations

from msgspec import Struct, field

from gifthorse.errors import FormatError, UnsupportedError
from gifthorse.formats import x509
from gifthorse.formats.apksig import algorithms
from gifthorse.formats.apksig.algorithms import SCHEME, STRENGTH, Algorithm
from gifthorse.formats.apksig.block import Fields
from gifthorse.formats.apksig.digests import Contents
from gifthorse.formats.apksig.verdict import Invalid, Signer


class Record(Struct):
    """A signer as far as it got: what could be read stays readable when `why` says that it does not hold.

    `digests` maps a content digest's kind to the value signed; `attributes` are (identifier, value).
    """

    position: int
    min_sdk: int | None = None
    max_sdk: int | None = None
    algorithm: Algorithm | None = None
    certificate: x509.Certificate | None = None
    digests: dict[str, bytes] = field(default_factory=dict)
    attributes: list[tuple[int, bytes]] = field(default_factory=list)
    why: Invalid | FormatError | None = None

    def row(self, scheme: str) -> Signer | None:
        """The signer as a fact, if at least its certificate could be read."""
        if self.certificate is None:
            return None
        name = self.algorithm.name if self.algorithm else None
        return Signer(scheme, self.position, self.certificate, self.why is None, name, self.min_sdk, self.max_sdk)


def read(data: bytes, position: int, contents: Contents, *, v3: bool) -> Record:
    """Read and check one signer record; never raises for what is wrong with it, `why` says so."""
    record = Record(position)
    try:
        _check(data, record, v3=v3)
        for kind, expected in record.digests.items():
            if contents.digest(kind) != expected:
                raise Invalid("The app's contents are not what was signed: their digest differs.", "digest")
    except (Invalid, UnsupportedError) as error:
        record.why = error
    except FormatError as error:
        record.why = Invalid(f"A signer's record is malformed: {error}")
    return record


def _check(data: bytes, record: Record, *, v3: bool) -> None:
    fields = Fields(data)
    signed = fields.block()
    if v3:
        record.min_sdk, record.max_sdk = _level(fields), _level(fields)
    signatures = [(f.number(), f.block()) for f in map(Fields, Fields(fields.block()).blocks())]
    key = fields.block()
    inner = Fields(signed)
    digests = [(f.number(), f.block()) for f in map(Fields, Fields(inner.block()).blocks())]
    certificates = Fields(inner.block()).blocks()
    if certificates:
        record.certificate = x509.certificate(certificates[0])
    chosen = _choose(signatures)
    _hold(chosen, key, signed, record)
    if v3:
        levels = _level(inner), _level(inner)
        if levels != (record.min_sdk, record.max_sdk):
            raise Invalid("A signer's API levels differ inside and outside of what is signed.")
    if not certificates or record.certificate is None:
        raise Invalid("A signer has no certificate.", "certificate")
    if record.certificate.spki is None:
        raise Invalid("A signer's certificate cannot be read.", "certificate")
    if not algorithms.same_key(key, record.certificate.spki):
        raise Invalid("A signer's key is not the one in its certificate.", "certificate")
    if [number for number, _ in signatures] != [number for number, _ in digests]:
        raise Invalid("A signer's signatures and digests name different algorithms.")
    for number, value in digests:
        if number in (n for n, _ in chosen):
            record.digests[SCHEME[number].content] = value
    record.attributes = [(f.number(), f.take(f.left)) for f in map(Fields, Fields(inner.block()).blocks())]
    if v3 and (record.min_sdk is None or record.max_sdk is None or not 0 <= record.min_sdk <= record.max_sdk):
        raise Invalid("A signer's range of API levels is empty.")


def _hold(chosen: list[tuple[int, bytes]], key: bytes, signed: bytes, record: Record) -> None:
    for number, signature in chosen:
        record.algorithm = SCHEME[number]
        try:
            good = algorithms.holds(SCHEME[number], key, signature, signed)
        except UnsupportedError:
            if record.certificate is None or record.certificate.spki == key:
                raise
            raise Invalid("A signer's key is not the one in its certificate.", "certificate") from None
        if not good:
            raise Invalid("The signature over the app's digests does not hold.", "signature")


def _level(fields: Fields) -> int:
    value = fields.number()
    return value - (1 << 32) if value >= 1 << 31 else value


def _choose(signatures: list[tuple[int, bytes]]) -> list[tuple[int, bytes]]:
    """The signatures that some Android checks: the strongest, and the strongest that Android 7 and 8 know."""
    if not signatures:
        raise Invalid("A signer has no signature.", "signature")
    known = [s for s in signatures if s[0] in SCHEME]
    if not known:
        raise Invalid("A signer's signatures use no algorithm that Android knows.", "algorithm")
    best = max(known, key=lambda s: STRENGTH[SCHEME[s[0]].content])
    older = [s for s in known if SCHEME[s[0]].content != "verity"]
    second = max(older, key=lambda s: STRENGTH[SCHEME[s[0]].content]) if older else best
    return [best] if second is best else [best, second]
