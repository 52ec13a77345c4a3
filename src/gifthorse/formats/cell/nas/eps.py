"""NAS of LTE (TS 24.301): mobility management (EMM) and session management (ESM)."""

from __future__ import annotations

from typing import Final

from gifthorse.formats.cell.nas import identity, names
from gifthorse.formats.cell.signal import Said

EMM: Final = 7
ESM: Final = 2
PROTECTION: Final = {0: "none", 1: "integrity", 2: "ciphered", 3: "integrity, new keys", 4: "ciphered, new keys"}
_CAUSE: Final = frozenset({0x44, 0x4B, 0x4E, 0x5C, 0x5F, 0x60})
_ESM_CAUSE: Final = frozenset({0xC3, 0xC7, 0xCB, 0xCD, 0xD1, 0xD3, 0xD5, 0xD7, 0xE8})
_EMERGENCY_ATTACH: Final = 6
_EMERGENCY_REQUEST: Final = 4


def read(data: bytes, up: bool | None, *, unciphered: bool = False) -> Said | None:
    """One message. What is ciphered is named so, unless it is known that the cipher in use is none (`unciphered`)."""
    if not data:
        return None
    security = data[0] >> 4
    if data[0] & 15 == ESM:
        return _esm(data, "none")
    if data[0] & 15 != EMM:
        return None
    if security >= 12:
        return Said("service request", protection="integrity", up=True, body=data)
    protection = PROTECTION.get(security)
    if protection is None:
        return None
    if security:
        inner = data[6:]
        known = bool(inner) and (inner[0] == EMM or inner[0] & 15 == ESM)
        if security in (2, 4) and not (unciphered and known):
            return Said("ciphered message", protection=protection, up=up, body=inner)
        if not inner or (inner[0] >> 4 and inner[0] & 15 == EMM):  # a protected message within a protected one
            return None
        found = read(inner, up)
        if found is None:
            return Said("ciphered message", protection=protection, up=up, body=inner) if security in (2, 4) else None
        found.protection = protection
        return found
    return _emm(data, up)


def _emm(data: bytes, up: bool | None) -> Said | None:
    kind = data[1] if len(data) > 1 else -1
    name = names.EMM.get(kind)
    if name is None:
        return None
    body = data[2:]
    if kind not in names.EMM_BOTH:
        up = kind in names.EMM_UP
    said = Said(name, protection="none", up=up, body=data)
    if kind in _CAUSE and body:
        said.cause_number, said.cause = body[0], names.mobility(body[0])
    elif kind == 0x41:
        _attach_request(said, body)
    elif kind == 0x42 and len(body) > 7 and body[2] >= 6:
        said.plmn = identity.plmn(body[4:7])  # the first area of its list
    elif kind == 0x48 and len(body) > 1:
        _identified(said, identity.eps(body[2 : 2 + body[1]]))
    elif kind == 0x45:
        _detach(said, body)
    elif kind == 0x55 and body:
        said.identity = identity.REQUESTED.get(body[0] & 7, "unknown")
    elif kind == 0x56 and body:
        _identified(said, identity.legacy(body[1 : 1 + body[0]]))
    elif kind == 0x5D and body:
        said.cipher, said.integrity = f"EEA{body[0] >> 4 & 7}", f"EIA{body[0] & 7}"
        behind = body[3 + body[2] :][:1] if len(body) > 2 else b""
        said.detail = "asks for the IMEISV" if behind == b"\xc1" else None
    elif kind == 0x50 and len(body) > 1:
        _identified(said, identity.eps(body[1 : 1 + body[0]]))
    return said


def _attach_request(said: Said, body: bytes) -> None:
    if len(body) < 2:
        return
    said.emergency = body[0] & 7 == _EMERGENCY_ATTACH
    _identified(said, identity.eps(body[2 : 2 + body[1]]))


def _detach(said: Said, body: bytes) -> None:
    """From the phone with its identity, from the network with a cause; the two share a number and tell by length."""
    if not body:
        return
    if said.up is None:
        said.up = len(body) > 5
    if said.up:
        if len(body) > 1:
            _identified(said, identity.eps(body[2 : 2 + body[1]]))
        said.detail = "switches off" if body[0] & 8 else None
        return
    said.detail = {1: "attach again", 2: "do not attach again", 3: "IMSI detach"}.get(body[0] & 7)
    if len(body) > 2 and body[1] == 0x53:
        said.cause_number, said.cause = body[2], names.mobility(body[2])


def _identified(said: Said, found: identity.Identity | None) -> None:
    if found is not None:
        said.identity, said.subscriber = found.kind, found.value or None


def _esm(data: bytes, protection: str) -> Said | None:
    kind = data[2] if len(data) > 2 else -1
    name = names.ESM.get(kind)
    if name is None:
        return None
    said = Said(name, protection=protection, up=kind in names.ESM_UP if kind not in (0xE8,) else None, body=data)
    if kind in _ESM_CAUSE and len(data) > 3:
        said.cause_number, said.cause = data[3], names.session(data[3])
    if kind == 0xD0 and len(data) > 3:
        said.emergency = data[3] & 7 == _EMERGENCY_REQUEST
    return said
