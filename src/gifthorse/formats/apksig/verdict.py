"""What verifying an APK's signatures comes to."""

from __future__ import annotations

from typing import Final

from msgspec import Struct

from gifthorse.formats.x509 import Certificate

VERIFIED: Final = "verified"
INVALID: Final = "invalid"
UNSIGNED: Final = "unsigned"
UNSUPPORTED: Final = "unsupported"


class Invalid(Exception):  # noqa: N818  # a verdict on its way out, never an error to a caller
    """Why Android refuses a signature: one sentence, and the class of the reason as in `Verdict.reason`."""

    def __init__(self, sentence: str, reason: str = "malformed", altered: tuple[str, ...] = ()) -> None:
        super().__init__(sentence)
        self.reason = reason
        self.altered = altered


class Signer(Struct, frozen=True):
    """One certificate that signs the app under one scheme.

    `verified` says whether this scheme's digests and this signer's signature hold. `min_sdk` and `max_sdk` are the API
    levels a v3 or v3.1 signer is meant for; `algorithm` is the signature's, such as sha256-rsa.
    """

    scheme: str
    position: int
    certificate: Certificate
    verified: bool
    algorithm: str | None = None
    min_sdk: int | None = None
    max_sdk: int | None = None


class Verdict(Struct, frozen=True):
    """`status` is verified, invalid, unsigned or unsupported; `sentence` says why it is not verified, else None.

    `scheme` is the one that decides: v1, v2, v3, v3.1, or v4 where that fails. `signers` are that scheme's, the current
    one first; `others` those of older schemes that were looked at too; `lineage` every certificate of the key rotation,
    oldest first, the current one last, empty without rotation. `reason` is one of archive, digest, signature, missing,
    uncovered, stripped, certificate, algorithm, policy, malformed, limit; None if verified or unsigned. `altered` names
    entries that are not what was signed (at most 20), `notes` what is unusual though no reason to refuse.
    """

    status: str
    scheme: str | None
    sentence: str | None
    reason: str | None = None
    signers: tuple[Signer, ...] = ()
    others: tuple[Signer, ...] = ()
    lineage: tuple[Certificate, ...] = ()
    altered: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
