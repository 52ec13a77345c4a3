"""Messages of the radio layer of LTE and 5G as bytes, encoded by pycrate."""

from __future__ import annotations

from typing import Any

from gifthorse.formats.cell.rrc.uper import TYPES, specification


def encoded(rat: str, channel: str, message: str, body: Any, *, choice: str = "c1") -> bytes:
    """A message of a channel: `choice` and the name of the message around its body."""
    kind = getattr(specification(rat), TYPES[channel])
    kind.set_val({"message": (choice, (message, body))})
    return bytes(kind.to_uper())


def lte(channel: str, message: str, body: Any) -> bytes:
    """A message of LTE."""
    return encoded("lte", channel, message, body)


def release8(name: str, body: dict[str, Any], *, transaction: bool = True) -> dict[str, Any]:
    """The usual wrapping: a transaction and the first of the critical extensions."""
    found: dict[str, Any] = {"rrc-TransactionIdentifier": 0} if transaction else {}
    return found | {"criticalExtensions": ("c1", (f"{name}-r8", body))}


def plmn(text: str) -> dict[str, Any]:
    """310-260 as RRC has it."""
    mcc, mnc = text.split("-")
    return {"mcc": [int(d) for d in mcc], "mnc": [int(d) for d in mnc]}


def sib1(*, network: str = "999-01", tac: int = 100, cell: int = 0x1234501, blocks: int = 3) -> bytes:
    """SIB1 that announces this many blocks of system information after it."""
    rest = [["sibType3"], ["sibType4", "sibType5"], ["sibType6", "sibType7"]]
    listed = [{"si-Periodicity": "rf16", "sib-MappingInfo": []}]
    listed += [{"si-Periodicity": "rf32", "sib-MappingInfo": names} for names in rest[: blocks - 1]]
    return lte(
        "bcch-dl-sch",
        "systemInformationBlockType1",
        {
            "cellAccessRelatedInfo": {
                "plmn-IdentityList": [
                    {"plmn-Identity": plmn(network), "cellReservedForOperatorUse": "notReserved"},
                ],
                "trackingAreaCode": (tac, 16),
                "cellIdentity": (cell, 28),
                "cellBarred": "notBarred",
                "intraFreqReselection": "allowed",
                "csg-Indication": False,
            },
            "cellSelectionInfo": {"q-RxLevMin": -60},
            "freqBandIndicator": 3,
            "schedulingInfoList": listed,
            "si-WindowLength": "ms10",
            "systemInfoValueTag": 1,
        },
    )


def information(*blocks: tuple[str, dict[str, Any]]) -> bytes:
    """System information with these blocks."""
    body = {"criticalExtensions": ("systemInformation-r8", {"sib-TypeAndInfo": list(blocks)})}
    return lte("bcch-dl-sch", "systemInformation", body)


def sib3(priority: int) -> tuple[str, dict[str, Any]]:
    """The cell's own priority."""
    return (
        "sib3",
        {
            "cellReselectionInfoCommon": {"q-Hyst": "dB4"},
            "cellReselectionServingFreqInfo": {"threshServingLow": 1, "cellReselectionPriority": priority},
            "intraFreqCellReselectionInfo": {
                "q-RxLevMin": -60,
                "presenceAntennaPort1": True,
                "neighCellConfig": (2, 2),
                "t-ReselectionEUTRA": 1,
            },
        },
    )


def sib4(*codes: int) -> tuple[str, dict[str, Any]]:
    """Neighbours on the same frequency."""
    return "sib4", {
        "intraFreqNeighCellList": [{"physCellId": code, "q-OffsetCell": "dB0"} for code in codes]
    } if codes else {}


def sib5(priority: int, frequency: int = 2850) -> tuple[str, dict[str, Any]]:
    """One other frequency of LTE."""
    carrier = {
        "dl-CarrierFreq": frequency,
        "q-RxLevMin": -60,
        "t-ReselectionEUTRA": 1,
        "threshX-High": 3,
        "threshX-Low": 3,
        "allowedMeasBandwidth": "mbw50",
        "presenceAntennaPort1": True,
        "cellReselectionPriority": priority,
        "neighCellConfig": (2, 2),
        "q-OffsetFreq": "dB0",
    }
    return "sib5", {"interFreqCarrierFreqList": [carrier]}


def sib7(priority: int) -> tuple[str, dict[str, Any]]:
    """Frequencies of GSM."""
    entry = {
        "carrierFreqs": {
            "startingARFCN": 45,
            "bandIndicator": "dcs1800",
            "followingARFCNs": ("explicitListOfARFCNs", [50]),
        },
        "commonInfo": {
            "cellReselectionPriority": priority,
            "ncc-Permitted": (255, 8),
            "q-RxLevMin": 10,
            "threshX-High": 3,
            "threshX-Low": 3,
        },
    }
    return "sib7", {"t-ReselectionGERAN": 1, "carrierFreqsInfoList": [entry]}


def request(cause: str = "mo-Signalling", *, tmsi: int | None = None) -> bytes:
    """A phone asks for a connection."""
    who = ("randomValue", (0x1234567890, 40)) if tmsi is None else ("s-TMSI", {"mmec": (1, 8), "m-TMSI": (tmsi, 32)})
    body = {"ue-Identity": who, "establishmentCause": cause, "spare": (0, 1)}
    return lte("ul-ccch", "rrcConnectionRequest", {"criticalExtensions": ("rrcConnectionRequest-r8", body)})


def complete(nas: bytes) -> bytes:
    """The connection stands, and the phone's first message to the core network."""
    body = {"selectedPLMN-Identity": 1, "dedicatedInfoNAS": nas}
    return lte("ul-dcch", "rrcConnectionSetupComplete", release8("rrcConnectionSetupComplete", body))


def down(nas: bytes) -> bytes:
    """A message of the core network."""
    body = {"dedicatedInfoType": ("dedicatedInfoNAS", nas)}
    return lte("dl-dcch", "dlInformationTransfer", release8("dlInformationTransfer", body))


def up(nas: bytes) -> bytes:
    """A message to the core network."""
    body = {"dedicatedInfoType": ("dedicatedInfoNAS", nas)}
    return lte("ul-dcch", "ulInformationTransfer", release8("ulInformationTransfer", body, transaction=False))


def security(cipher: str = "eea2", integrity: str = "eia2") -> bytes:
    """The base station begins to encrypt."""
    algorithms = {"cipheringAlgorithm": cipher, "integrityProtAlgorithm": integrity}
    body = {"securityConfigSMC": {"securityAlgorithmConfig": algorithms}}
    return lte("dl-dcch", "securityModeCommand", release8("securityModeCommand", body))


def bearer() -> bytes:
    """A bearer for data is set up."""
    dedicated = {"drb-ToAddModList": [{"eps-BearerIdentity": 5, "drb-Identity": 1}]}
    body = {"radioResourceConfigDedicated": dedicated}
    return lte("dl-dcch", "rrcConnectionReconfiguration", release8("rrcConnectionReconfiguration", body))


def release(redirect: tuple[str, Any] | None = None) -> bytes:
    """The connection ends; the phone may be told where to go."""
    body: dict[str, Any] = {"releaseCause": "other"}
    if redirect is not None:
        body["redirectedCarrierInfo"] = redirect
    return lte("dl-dcch", "rrcConnectionRelease", release8("rrcConnectionRelease", body))


GERAN = ("geran", {"startingARFCN": 45, "bandIndicator": "dcs1800", "followingARFCNs": ("explicitListOfARFCNs", [])})
EUTRA = ("eutra", 1300)


def paging(*who: tuple[str, Any]) -> bytes:
    """Phones are called: ("imsi", digits) or ("s-TMSI", number)."""
    records = []
    for kind, value in who:
        identity = [int(d) for d in value] if kind == "imsi" else {"mmec": (1, 8), "m-TMSI": (value, 32)}
        name = "imsi" if kind == "imsi" else "s-TMSI"
        records.append({"ue-Identity": (name, identity), "cn-Domain": "ps"})
    return lte("pcch", "paging", {"pagingRecordList": records})


def nr(channel: str, message: str, name: str, body: dict[str, Any]) -> bytes:
    """A message of 5G whose first critical extension has a name."""
    found: dict[str, Any] = {"rrc-TransactionIdentifier": 0, "criticalExtensions": (name, body)}
    return encoded("nr", channel, message, found)


def nr_request(cause: str = "mo-Signalling") -> bytes:
    """A phone asks for a connection over 5G."""
    who = ("randomValue", (0x1234567890, 39))
    body = {"rrcSetupRequest": {"ue-Identity": who, "establishmentCause": cause, "spare": (0, 1)}}
    return encoded("nr", "ul-ccch", "rrcSetupRequest", body)


def nr_complete(nas: bytes) -> bytes:
    """The connection stands, and the phone's first message to the core network."""
    body = {"selectedPLMN-Identity": 1, "dedicatedNAS-Message": nas}
    return nr("ul-dcch", "rrcSetupComplete", "rrcSetupComplete", body)


def nr_down(nas: bytes) -> bytes:
    """A message of the core network."""
    return nr("dl-dcch", "dlInformationTransfer", "dlInformationTransfer", {"dedicatedNAS-Message": nas})


def nr_up(nas: bytes) -> bytes:
    """To it."""
    body = {"criticalExtensions": ("ulInformationTransfer", {"dedicatedNAS-Message": nas})}
    return encoded("nr", "ul-dcch", "ulInformationTransfer", body)


def nr_security(cipher: str, integrity: str = "nia2") -> bytes:
    """The base station begins to encrypt."""
    algorithms = {"cipheringAlgorithm": cipher, "integrityProtAlgorithm": integrity}
    body = {"securityConfigSMC": {"securityAlgorithmConfig": algorithms}}
    return nr("dl-dcch", "securityModeCommand", "securityModeCommand", body)


def nr_release() -> bytes:
    """The connection ends."""
    return nr("dl-dcch", "rrcRelease", "rrcRelease", {})


def umts_request(cause: str = "originatingConversationalCall") -> bytes:
    """A phone asks for a connection over 3G."""
    who = ("tmsi-and-LAI", {"tmsi": (7, 32), "lai": {"plmn-Identity": plmn("999-01"), "lac": (100, 16)}})
    body = {"initialUE-Identity": who, "establishmentCause": cause, "protocolErrorIndicator": "noError"}
    kind = specification("umts").UL_CCCH_Message
    kind.set_val({"message": ("rrcConnectionRequest", body)})
    return bytes(kind.to_uper())


def umts_security(cipher: str) -> bytes:
    """The radio network controller begins to encrypt."""
    body = {
        "rrc-TransactionIdentifier": 0,
        "securityCapability": {"cipheringAlgorithmCap": (3, 16), "integrityProtectionAlgorithmCap": (2, 16)},
        "cipheringModeInfo": {"cipheringModeCommand": ("startRestart", cipher)},
        "integrityProtectionModeInfo": {
            "integrityProtectionModeCommand": ("startIntegrityProtection", {"integrityProtInitNumber": (1, 32)}),
            "integrityProtectionAlgorithm": "uia1",
        },
        "cn-DomainIdentity": "cs-domain",
    }
    return encoded("umts", "dl-dcch", "r3", {"securityModeCommand-r3": body}, choice="securityModeCommand")


def umts_down(nas: bytes) -> bytes:
    """A message of the core network."""
    body = {"rrc-TransactionIdentifier": 0, "cn-DomainIdentity": "cs-domain", "nas-Message": nas}
    return encoded("umts", "dl-dcch", "r3", {"downlinkDirectTransfer-r3": body}, choice="downlinkDirectTransfer")
