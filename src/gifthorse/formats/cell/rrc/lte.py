"""RRC of LTE (TS 36.331): cells and what they announce, paging, connections, security, where a phone is sent."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Final

from gifthorse.formats.cell.rrc.uper import decode, every, first, kind_of, number
from gifthorse.formats.cell.rrc.words import plmn, spaced
from gifthorse.formats.cell.signal import Said

_SIBS: Final = frozenset(f"sib{n}" for n in range(2, 12))
_NAS: Final = ("dedicatedInfoNAS", "dedicatedInfoNASList")


def read(channel: str, data: bytes) -> Said:
    """What one message says; raises FormatError."""
    value = decode("lte", channel, data)
    kind = "masterInformationBlock" if channel == "bcch-bch" else kind_of(value)
    said = Said(spaced(kind) or "unknown")
    teller = _TELLERS.get(kind)
    if teller is not None:
        teller(value, said)
    said.inner = tuple(_carried(value))
    return said


def _carried(value: Any) -> Iterable[bytes]:
    for part in every(value, *_NAS):
        if isinstance(part, bytes):
            yield part
        elif isinstance(part, list):
            yield from (one for one in part if isinstance(one, bytes))


def _sib1(value: Any, said: Said) -> None:
    access = first(value, "cellAccessRelatedInfo", {})
    said.plmns = [p for p in map(plmn, every(access.get("plmn-IdentityList"), "plmn-Identity")) if p]
    said.plmn = said.plmns[0] if said.plmns else None
    said.tac, said.cell = number(access.get("trackingAreaCode")), number(access.get("cellIdentity"))
    listed = first(value, "schedulingInfoList", [])
    said.sibs = ["sib2"]
    for block in listed:
        said.sibs += [name.replace("sibType", "sib").split("-")[0] for name in block.get("sib-MappingInfo", ())]
    if access.get("cellBarred") == "barred":
        said.detail = "barred"


def _information(value: Any, said: Said) -> None:
    """System information: which of the blocks, the highest priority among each kind, and how many neighbours."""
    for name, block in first(value, "sib-TypeAndInfo", []):
        short = name.split("-")[0]
        said.sibs.append(short)
        ranks = [p for p in every(block, "cellReselectionPriority") if isinstance(p, int)]
        highest = max(ranks) if ranks else None
        if short == "sib3":
            said.priority = highest
        elif short == "sib5":
            said.priority_lte = highest
        elif short == "sib6":
            said.priority_utra = highest
        elif short == "sib7":
            said.priority_geran = highest
        if short in ("sib4", "sib5", "sib6", "sib7", "sib8"):
            said.neighbours = (said.neighbours or 0) + _neighbours(short, block)


def _neighbours(name: str, block: Any) -> int:
    """Cells that SIB4 lists; of the others, frequencies."""
    lists = {
        "sib4": ("intraFreqNeighCellList",),
        "sib5": ("interFreqCarrierFreqList", "interFreqCarrierFreqListExt-r12"),
        "sib6": ("carrierFreqListUTRA-FDD", "carrierFreqListUTRA-TDD"),
        "sib7": ("carrierFreqsInfoList",),
        "sib8": ("bandClassList",),
    }[name]
    return sum(len(part) for part in every(block, *lists) if isinstance(part, list))


def _paging(value: Any, said: Said) -> None:
    records = first(value, "pagingRecordList", [])
    kinds = [record["ue-Identity"] for record in records if "ue-Identity" in record]
    if any(kind == "imsi" for kind, _ in kinds):
        said.identity = "imsi"
        digits = next(part for kind, part in kinds if kind == "imsi")
        said.subscriber = "".join(map(str, digits))
    elif kinds:
        said.identity = "s-tmsi"
        said.subscriber = " ".join(filter(None, (_s_tmsi(part) for _, part in kinds))) or None
    said.detail = f"{len(records)} records" if records else "no record"


def _s_tmsi(value: Any) -> str | None:
    code, tmsi = number(first(value, "mmec")), number(first(value, "m-TMSI"))
    return None if code is None or tmsi is None else f"{code:02x}{tmsi:08x}"


def _request(value: Any, said: Said) -> None:
    cause = first(value, "establishmentCause")
    said.cause = cause if isinstance(cause, str) else None
    said.emergency = cause == "emergency"
    kind, part = first(value, "ue-Identity", ("", None))
    if kind == "s-TMSI":
        said.identity, said.subscriber = "s-tmsi", _s_tmsi(part)
    else:
        said.identity = "random"


def _security(value: Any, said: Said) -> None:
    algorithms = first(value, "securityAlgorithmConfig", {})
    said.cipher, said.integrity = _algorithms(algorithms)


def _algorithms(found: Any) -> tuple[str | None, str | None]:
    cipher, integrity = found.get("cipheringAlgorithm"), found.get("integrityProtAlgorithm")
    return (
        cipher.upper() if isinstance(cipher, str) and cipher.startswith("eea") else None,
        integrity.split("-")[0].upper() if isinstance(integrity, str) and integrity.startswith("eia") else None,
    )


def _reconfiguration(value: Any, said: Said) -> None:
    """A handover may set other algorithms; a bearer for data shows that a service is used."""
    found = [_algorithms(part) for part in every(value, "securityAlgorithmConfig") if isinstance(part, dict)]
    said.cipher = next((c for c, _ in found if c), None)
    said.integrity = next((i for _, i in found if i), None)
    notes = ["a bearer for data"] if first(value, "drb-ToAddModList") else []
    if first(value, "mobilityControlInfo") is not None:
        notes.append("handover")
    said.detail = ", ".join(notes) or None


def _release(value: Any, said: Said) -> None:
    said.cause = first(value, "releaseCause")
    target = first(value, "redirectedCarrierInfo")
    if isinstance(target, tuple):
        said.redirect, said.detail = _place(target)


def _place(target: Any) -> tuple[str, str | None]:
    kind, where = target
    rat = kind.split("-")[0].lower()
    if rat == "geran":
        number_ = first(where, "startingARFCN")
    else:
        number_ = first(where, "carrierFreq", where) if not isinstance(where, int) else where
    return rat, f"frequency {number_}" if isinstance(number_, int) else None


def _mobility(value: Any, said: Said) -> None:
    """A handover or a change of cell to another kind of network."""
    target = first(value, "targetRAT-Type")
    if not isinstance(target, str):
        target = "geran" if first(value, "cellChangeOrder") is not None else None
    said.redirect = target
    said.detail = "handover"


def _report(value: Any, said: Said) -> None:
    if first(value, "locationInfo-r10") is not None:
        said.detail = "with the phone's position"


_TELLERS: Final[dict[str, Callable[[Any, Said], None]]] = {
    "systemInformationBlockType1": _sib1,
    "systemInformation": _information,
    "paging": _paging,
    "rrcConnectionRequest": _request,
    "securityModeCommand": _security,
    "rrcConnectionReconfiguration": _reconfiguration,
    "rrcConnectionRelease": _release,
    "mobilityFromEUTRACommand": _mobility,
    "measurementReport": _report,
}
