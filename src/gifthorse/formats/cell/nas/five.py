"""NAS of 5G (TS 24.501): mobility management (5GMM) and session management (5GSM)."""

from __future__ import annotations

from typing import Final

from gifthorse.formats.cell.nas import identity, names
from gifthorse.formats.cell.nas.eps import PROTECTION
from gifthorse.formats.cell.signal import Said

MM: Final = 0x7E
SM: Final = 0x2E
_CAUSE: Final = frozenset({0x44, 0x4D, 0x59, 0x5F, 0x64})
_SM_CAUSE: Final = frozenset({0xC3, 0xCA, 0xD2, 0xD3, 0xD6})
_EMERGENCY: Final = 4


def read(data: bytes, up: bool | None, *, unciphered: bool = False) -> Said | None:
    """One message, as `eps.read` does."""
    if len(data) < 3:
        return None
    if data[0] == SM:
        return _sm(data)
    if data[0] != MM:
        return None
    security = data[1] & 15
    protection = PROTECTION.get(security)
    if protection is None:
        return None
    if security:
        inner = data[7:]
        if security in (2, 4) and not (unciphered and inner[:1] in (b"\x7e", b"\x2e")):
            return Said("ciphered message", protection=protection, up=up, body=inner)
        if inner[:1] == b"\x7e" and len(inner) > 1 and inner[1] & 15:
            return None
        found = read(inner, up)
        if found is None:
            return Said("ciphered message", protection=protection, up=up, body=inner) if security in (2, 4) else None
        found.protection = protection
        return found
    return _mm(data)


def _mm(data: bytes) -> Said | None:
    kind, body = data[2], data[3:]
    name = names.MM5G.get(kind)
    if name is None:
        return None
    said = Said(name, protection="none", up=None if kind == 0x64 else kind in names.MM5G_UP, body=data)
    if kind in _CAUSE and body:
        said.cause_number, said.cause = body[0], names.mobility(body[0])
    elif kind == 0x41 and len(body) > 2:
        said.emergency = body[0] & 7 == _EMERGENCY
        _identified(said, body[3 : 3 + (body[1] << 8 | body[2])])
    elif kind == 0x47:
        said.detail = "register again" if body and body[0] & 4 else None
        if len(body) > 2 and body[1] == 0x58:
            said.cause_number, said.cause = body[2], names.mobility(body[2])
    elif kind == 0x5B and body:
        said.identity = identity.REQUESTED_5G.get(body[0] & 7, "unknown")
    elif kind == 0x5C and len(body) > 1:
        _identified(said, body[2 : 2 + (body[0] << 8 | body[1])])
    elif kind == 0x5D and body:
        said.cipher, said.integrity = f"NEA{body[0] >> 4}", f"NIA{body[0] & 15}"
    return said


def _identified(said: Said, data: bytes) -> None:
    found = identity.five(data)
    if found is not None:
        said.identity, said.subscriber = found.kind, found.value or None


def _sm(data: bytes) -> Said | None:
    kind = data[3] if len(data) > 3 else -1
    name = names.SM5G.get(kind)
    if name is None:
        return None
    said = Said(name, protection="none", up=None if kind == 0xD6 else kind in names.SM5G_UP, body=data)
    if kind in _SM_CAUSE and len(data) > 4:
        said.cause_number, said.cause = data[4], names.session(data[4])
    return said
