"""RRC of UMTS (TS 25.331): its security, its rejects and the NAS messages it carries."""

from __future__ import annotations

from typing import Any

from gifthorse.formats.cell.rrc.uper import decode, every, first, kind_of
from gifthorse.formats.cell.rrc.words import spaced
from gifthorse.formats.cell.signal import Said


def read(channel: str, data: bytes) -> Said:
    """What one message says; raises FormatError."""
    value = decode("umts", channel, data)
    kind = kind_of(value)
    said = Said(spaced(kind) or "unknown")
    if kind == "securityModeCommand":
        cipher, integrity = first(value, "cipheringModeCommand"), first(value, "integrityProtectionAlgorithm")
        if isinstance(cipher, tuple) and isinstance(cipher[1], str):  # ("startRestart", algorithm)
            said.cipher = cipher[1].upper()
        said.integrity = integrity.upper() if isinstance(integrity, str) else None
    elif kind in ("rrcConnectionRequest", "rrcConnectionRelease", "rrcConnectionReject"):
        cause = first(value, "establishmentCause", first(value, "releaseCause", first(value, "rejectionCause")))
        said.cause = cause if isinstance(cause, str) else None
        said.emergency = said.cause == "emergencyCall" if kind == "rrcConnectionRequest" else None
        said.redirect = _redirect(value)
    said.inner = tuple(part for part in every(value, "nas-Message") if isinstance(part, bytes))
    return said


def _redirect(value: Any) -> str | None:
    target = first(value, "interRATInfo")
    kind = target[0] if isinstance(target, tuple) else target
    return {"gsm": "geran"}.get(kind, kind) if isinstance(kind, str) else None
