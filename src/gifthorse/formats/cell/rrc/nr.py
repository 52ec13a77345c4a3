"""RRC of 5G (TS 38.331), as far as `lte` reads LTE's."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from gifthorse.formats.cell.rrc.uper import decode, every, first, kind_of, number
from gifthorse.formats.cell.rrc.words import plmn, spaced
from gifthorse.formats.cell.signal import Said


def read(channel: str, data: bytes) -> Said:
    """What one message says; raises FormatError."""
    value = decode("nr", channel, data)
    kind = kind_of(value)
    said = Said(spaced(kind) or "unknown")
    teller = _TELLERS.get(kind)
    if teller is not None:
        teller(value, said)
    carried = every(value, "dedicatedNAS-Message", "dedicatedNAS-MessageList")
    said.inner = tuple(
        p for part in carried for p in (part if isinstance(part, list) else [part]) if isinstance(p, bytes)
    )
    return said


def _sib1(value: Any, said: Said) -> None:
    access = first(value, "cellAccessRelatedInfo", {})
    said.plmns = [p for part in every(access, "plmn-IdentityList") for p in map(plmn, part) if p]
    said.plmn = said.plmns[0] if said.plmns else None
    said.tac, said.cell = number(first(access, "trackingAreaCode")), number(first(access, "cellIdentity"))
    for block in first(value, "schedulingInfoList", []):
        said.sibs += [
            entry.get("type", "").replace("sibType", "sib").split("-")[0] for entry in block.get("sib-MappingInfo", ())
        ]


def _information(value: Any, said: Said) -> None:
    for name, block in first(value, "sib-TypeAndInfo", []):
        short = name.split("-")[0]
        said.sibs.append(short)
        ranks = [p for p in every(block, "cellReselectionPriority") if isinstance(p, int)]
        if short == "sib2" and ranks:
            said.priority = max(ranks)
        elif short == "sib5" and ranks:
            said.priority_lte = max(ranks)


def _paging(value: Any, said: Said) -> None:
    records = first(value, "pagingRecordList", [])
    found = [number(part) for part in every(records, "ng-5G-S-TMSI")]
    if found:
        said.identity, said.subscriber = "s-tmsi", " ".join(f"{n:012x}" for n in found if n is not None)
    said.detail = f"{len(records)} records"


def _request(value: Any, said: Said) -> None:
    cause = first(value, "establishmentCause")
    said.cause = cause if isinstance(cause, str) else None
    said.emergency = cause == "emergency"


def _security(value: Any, said: Said) -> None:
    cipher, integrity = first(value, "cipheringAlgorithm"), first(value, "integrityProtAlgorithm")
    said.cipher = cipher.upper() if isinstance(cipher, str) and cipher.startswith("nea") else None
    said.integrity = integrity.upper() if isinstance(integrity, str) and integrity.startswith("nia") else None


def _reconfiguration(value: Any, said: Said) -> None:
    _security(value, said)
    said.detail = "a bearer for data" if first(value, "drb-ToAddModList") else None


def _release(value: Any, said: Said) -> None:
    target = first(value, "redirectedCarrierInfo")
    if isinstance(target, tuple):
        said.redirect = target[0]
        frequency = number(first(target[1], "carrierFreq", first(target[1], "eutraFrequency")))
        said.detail = None if frequency is None else f"frequency {frequency}"


_TELLERS: Final[dict[str, Callable[[Any, Said], None]]] = {
    "systemInformationBlockType1": _sib1,
    "systemInformation": _information,
    "paging": _paging,
    "rrcSetupRequest": _request,
    "securityModeCommand": _security,
    "rrcReconfiguration": _reconfiguration,
    "rrcRelease": _release,
}
