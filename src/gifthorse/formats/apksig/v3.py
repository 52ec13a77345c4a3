"""APK Signature Schemes v3 and v3.1: one signer an API level, with the proof that its key was rotated.

https://source.android.com/docs/security/features/apksigning/v3 and .../v3-1 .
"""

from __future__ import annotations

from typing import Final

from msgspec import Struct, field

from gifthorse.errors import FormatError
from gifthorse.formats import x509
from gifthorse.formats.apksig import lineage, signer
from gifthorse.formats.apksig.block import Fields
from gifthorse.formats.apksig.digests import Contents
from gifthorse.formats.apksig.verdict import Invalid

FIRST_LEVEL: Final = 28
NEWEST_LEVEL: Final = 36  # Android 16, 2025: signers meant for later levels do not apply yet
ROTATION_MIN_SDK: Final = 0x559F8B02
DEV_RELEASE: Final = 0xC2A6B3BA
MAX_SIGNERS: Final = 16


class Scheme(Struct):
    """A v3 or v3.1 block: its signers, each with its lineage, and why it does not hold (None if it does)."""

    records: list[signer.Record] = field(default_factory=list)
    lineages: list[tuple[x509.Certificate, ...]] = field(default_factory=list)
    why: Invalid | FormatError | None = None

    def applying(self) -> int | None:
        """Which signer the newest Android goes by."""
        for i, record in enumerate(self.records):
            low, high = record.min_sdk, record.max_sdk
            if low is not None and high is not None and low <= NEWEST_LEVEL <= high:
                development = any(kind == DEV_RELEASE for kind, _ in record.attributes)
                if not (development and low == NEWEST_LEVEL):
                    return i
        return None

    @property
    def rotation_min_sdk(self) -> int | None:
        """The first API level that any of the signers is meant for."""
        return min((r.min_sdk for r in self.records if r.min_sdk is not None), default=None)


def read(data: bytes, contents: Contents, *, min_sdk: int, v31: Scheme | None = None, is_v31: bool = False) -> Scheme:
    """Read and check a block; `v31` is the app's v3.1 block when a v3 block is read."""
    scheme = Scheme()
    try:
        items = Fields(Fields(data).block()).blocks()
    except FormatError as error:
        scheme.why = Invalid(f"The v3 signature is malformed: {error}")
        return scheme
    if not items or len(items) > MAX_SIGNERS:
        scheme.why = Invalid(
            "The v3 signature has no signer." if not items else "The v3 signature has too many signers."
        )
        return scheme
    for position, item in enumerate(items):
        record = signer.read(item, position, contents, v3=True)
        scheme.records.append(record)
        scheme.lineages.append(())
        try:
            if record.why is not None:
                raise record.why
            scheme.lineages[-1] = _attributes(record, v31, is_v31=is_v31)
        except (Invalid, FormatError) as error:
            record.why = error
            scheme.why = scheme.why or error
    if scheme.why is None:
        rotation = v31.rotation_min_sdk if v31 else None
        first = NEWEST_LEVEL if is_v31 else max(min_sdk, FIRST_LEVEL)
        last = NEWEST_LEVEL if rotation is None else min(rotation - 1, NEWEST_LEVEL)
        scheme.why = _ranges(scheme, first, last, is_v31=is_v31)
    return scheme


def _attributes(record: signer.Record, v31: Scheme | None, *, is_v31: bool) -> tuple[x509.Certificate, ...]:
    found: tuple[x509.Certificate, ...] | None = None
    for kind, value in record.attributes:
        if kind == lineage.ATTRIBUTE:
            if found is not None:
                raise Invalid("A signer has two proofs of its key's rotation.")
            found = lineage.read(value)
            if found and record.certificate is not None and found[-1].der != record.certificate.der:
                raise Invalid("The proof of the key's rotation ends with another certificate than the signer's.")
        elif kind == ROTATION_MIN_SDK and not is_v31:
            stated = int.from_bytes(value[:4], "little")
            if v31 is None:
                raise Invalid("The app was signed with scheme v3.1 too, and that signature was removed.", "stripped")
            if stated != v31.rotation_min_sdk:
                raise Invalid("The v3 and v3.1 signatures name different API levels for the new key.", "stripped")
    return found or ()


def _ranges(scheme: Scheme, first: int, last: int, *, is_v31: bool) -> Invalid | None:
    """Signers must cover API levels without gap or overlap, and lineages only grow."""
    order = sorted(range(len(scheme.records)), key=lambda i: scheme.records[i].max_sdk or 0)
    previous: signer.Record | None = None
    longest: tuple[x509.Certificate, ...] = ()
    for i in order:
        record = scheme.records[i]
        if previous is not None and previous.max_sdk is not None:
            development = any(kind == DEV_RELEASE for kind, _ in record.attributes)
            if record.min_sdk != previous.max_sdk + 1 and not (development and record.min_sdk == previous.max_sdk):
                return Invalid("The signers' ranges of API levels overlap or leave a gap.")
        chain = scheme.lineages[i]
        if chain and [c.der for c in chain[: len(longest)]] != [c.der for c in longest]:
            return Invalid("The signers' proofs of rotation contradict each other.")
        longest = chain or longest
        previous = record
    low = scheme.records[order[0]].min_sdk or 0
    high = scheme.records[order[-1]].max_sdk or 0
    if (low > first and not is_v31) or high < last:
        return Invalid(f"The signers cover only API levels {low} to {high}.", "policy")
    return None
