"""APK Signature Scheme v2: https://source.android.com/docs/security/features/apksigning/v2 ."""

from __future__ import annotations

from typing import Final

from gifthorse.errors import FormatError
from gifthorse.formats.apksig import signer
from gifthorse.formats.apksig.block import Fields
from gifthorse.formats.apksig.digests import Contents
from gifthorse.formats.apksig.verdict import Invalid

STRIPPING_PROTECTION: Final = 0xBEEFF00D
MAX_SIGNERS: Final = 10


def read(
    data: bytes, contents: Contents, *, v3_found: bool
) -> tuple[list[signer.Record], Invalid | FormatError | None]:
    """Every signer, and why the scheme as a whole does not hold (None if it does)."""
    try:
        items = Fields(Fields(data).block()).blocks()
    except FormatError as error:
        return [], Invalid(f"The v2 signature is malformed: {error}")
    if not items:
        return [], Invalid("The v2 signature has no signer.")
    records = [signer.read(item, i, contents, v3=False) for i, item in enumerate(items[: MAX_SIGNERS + 1])]
    if len(items) > MAX_SIGNERS:
        return records, Invalid(f"The app has {len(items)} signers, more than Android accepts.", "policy")
    for record in records:
        if record.why is not None:
            return records, record.why
    if not v3_found and any(_names_v3(record) for record in records):
        return records, Invalid("The app was signed with scheme v3 too, and that signature was removed.", "stripped")
    return records, None


def _names_v3(record: signer.Record) -> bool:
    return any(
        kind == STRIPPING_PROTECTION and int.from_bytes(value[:4], "little") == 3 for kind, value in record.attributes
    )
