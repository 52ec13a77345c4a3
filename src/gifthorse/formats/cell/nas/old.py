"""Signalling of GSM and UMTS: mobility management for calls (MM) and data (GMM), and GSM's radio resources (RR)."""

from __future__ import annotations

from typing import Final

from gifthorse.formats.cell.nas import identity, names
from gifthorse.formats.cell.signal import Said

CALLS: Final = 3
MM: Final = 5
RR: Final = 6
GMM: Final = 8
SMS: Final = 9
SESSIONS: Final = 10
_OTHERS: Final = {CALLS: "call control", SMS: "sms", SESSIONS: "session management", 11: "supplementary services"}
_NO_SKIP: Final = 15


def read(data: bytes, up: bool | None) -> Said | None:
    """One message, by its protocol discriminator."""
    if len(data) < 2:
        return None
    protocol = data[0] & 15
    if protocol == MM:
        return _mm(data)
    if protocol == GMM:
        return _gmm(data, up)
    if protocol == RR:
        return _rr(data)
    name = _OTHERS.get(protocol)
    return Said(name, up=up, body=data) if name else None


def _identified(said: Said, found: identity.Identity | None) -> None:
    if found is not None:
        said.identity, said.subscriber = found.kind, found.value or None


def _caused(said: Said, body: bytes) -> None:
    if body:
        said.cause_number, said.cause = body[0], names.legacy(body[0])


def _mm(data: bytes) -> Said | None:
    kind, body = data[1] & 0x3F, data[2:]
    name = names.MM.get(kind)
    if name is None:
        return None
    said = Said(name, up=None if kind == 0x31 else kind in names.MM_UP, body=data)
    if kind in (0x04, 0x22, 0x29, 0x1C):
        _caused(said, body)
    elif kind == 0x08 and len(body) > 7:
        said.plmn, said.tac = identity.plmn(body[1:4]), body[4] << 8 | body[5]
        _identified(said, identity.legacy(body[8 : 8 + body[7]]))
    elif kind == 0x02 and len(body) > 4:
        said.plmn, said.tac = identity.plmn(body[0:3]), body[3] << 8 | body[4]
    elif kind == 0x18 and body:
        said.identity = identity.REQUESTED.get(body[0] & 7, "unknown")
    elif kind == 0x19 and body:
        _identified(said, identity.legacy(body[1 : 1 + body[0]]))
    elif kind == 0x24 and len(body) > 1:
        said.emergency = body[0] & 15 == 2
    return said


def _gmm(data: bytes, up: bool | None) -> Said | None:
    kind, body = data[1] & 0x3F, data[2:]
    name = names.GMM.get(kind)
    if name is None:
        return None
    said = Said(name, up=up if kind in (0x05, 0x06, 0x20) else kind in names.GMM_UP, body=data)
    if kind in (0x04, 0x0B, 0x0E, 0x1C):
        _caused(said, body)
    elif kind == 0x12 and body:
        said.cipher = f"GEA{body[0] & 7}"
    elif kind == 0x15 and body:
        said.identity = identity.REQUESTED.get(body[0] & 7, "unknown")
    elif kind == 0x16 and body:
        _identified(said, identity.legacy(body[1 : 1 + body[0]]))
    return said


def _rr(data: bytes) -> Said | None:
    kind, body = data[1], data[2:]
    name = names.RR.get(kind)
    if name is None:
        return None
    said = Said(name, up=kind in names.RR_UP, body=data)
    if kind == 0x35 and body:
        said.cipher = f"A5/{(body[0] >> 1 & 7) + 1}" if body[0] & 1 else "A5/0"
    elif kind == 0x1B and len(body) > 6:
        said.cell, said.plmn = body[0] << 8 | body[1], identity.plmn(body[2:5])
        said.tac = body[5] << 8 | body[6]
    elif kind == 0x1C and len(body) > 4:
        said.plmn, said.tac = identity.plmn(body[0:3]), body[3] << 8 | body[4]
    elif kind == 0x21 and len(body) > 1:
        _identified(said, identity.legacy(body[2 : 2 + body[1]]))
    elif kind == 0x27 and len(body) > 1:
        at = 2 + body[1] if len(body) > 1 else 0  # behind the classmark
        _identified(said, identity.legacy(body[at + 1 : at + 1 + body[at]]) if at < len(body) else None)
    elif kind == 0x0D and body:
        said.cause_number = body[0]
    return said
