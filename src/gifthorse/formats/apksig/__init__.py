"""APK signatures, all schemes: `verify` says what Android says, and who signed."""

from __future__ import annotations

from gifthorse.formats.apksig.verdict import Signer, Verdict
from gifthorse.formats.apksig.verify import verify

__all__ = ["Signer", "Verdict", "verify"]
