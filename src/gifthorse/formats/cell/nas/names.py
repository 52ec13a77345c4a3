"""Names of messages and causes: 3GPP TS 24.301 (EPS), 24.501 (5GS), 24.008 (GSM and UMTS), 44.018 (RR of GSM)."""

from __future__ import annotations

from typing import Final

EMM: Final = {
    0x41: "attach request", 0x42: "attach accept", 0x43: "attach complete", 0x44: "attach reject",
    0x45: "detach request", 0x46: "detach accept",
    0x48: "tracking area update request", 0x49: "tracking area update accept",
    0x4A: "tracking area update complete", 0x4B: "tracking area update reject",
    0x4C: "extended service request", 0x4D: "control plane service request", 0x4E: "service reject",
    0x4F: "service accept",
    0x50: "guti reallocation command", 0x51: "guti reallocation complete",
    0x52: "authentication request", 0x53: "authentication response", 0x54: "authentication reject",
    0x55: "identity request", 0x56: "identity response",
    0x5C: "authentication failure",
    0x5D: "security mode command", 0x5E: "security mode complete", 0x5F: "security mode reject",
    0x60: "emm status", 0x61: "emm information",
    0x62: "downlink nas transport", 0x63: "uplink nas transport", 0x64: "cs service notification",
    0x68: "downlink generic nas transport", 0x69: "uplink generic nas transport",
}  # fmt: skip
EMM_UP: Final = frozenset({0x41, 0x43, 0x48, 0x4A, 0x4C, 0x4D, 0x51, 0x53, 0x56, 0x5C, 0x5E, 0x5F, 0x63, 0x69})
EMM_BOTH: Final = frozenset({0x45, 0x46, 0x60})
ESM: Final = {
    0xC1: "activate default eps bearer context request", 0xC2: "activate default eps bearer context accept",
    0xC3: "activate default eps bearer context reject", 0xC5: "activate dedicated eps bearer context request",
    0xC6: "activate dedicated eps bearer context accept", 0xC7: "activate dedicated eps bearer context reject",
    0xC9: "modify eps bearer context request", 0xCA: "modify eps bearer context accept",
    0xCB: "modify eps bearer context reject", 0xCD: "deactivate eps bearer context request",
    0xCE: "deactivate eps bearer context accept", 0xD0: "pdn connectivity request", 0xD1: "pdn connectivity reject",
    0xD2: "pdn disconnect request", 0xD3: "pdn disconnect reject", 0xD4: "bearer resource allocation request",
    0xD5: "bearer resource allocation reject", 0xD6: "bearer resource modification request",
    0xD7: "bearer resource modification reject", 0xD9: "esm information request", 0xDA: "esm information response",
    0xDB: "notification", 0xDC: "esm dummy message", 0xE8: "esm status",
}  # fmt: skip
ESM_UP: Final = frozenset({0xC2, 0xC3, 0xC6, 0xC7, 0xCA, 0xCB, 0xCE, 0xD0, 0xD2, 0xD4, 0xD6, 0xDA})
MM5G: Final = {
    0x41: "registration request", 0x42: "registration accept", 0x43: "registration complete",
    0x44: "registration reject",
    0x45: "deregistration request from the phone", 0x46: "deregistration accept to the phone",
    0x47: "deregistration request from the network", 0x48: "deregistration accept to the network",
    0x4C: "service request", 0x4D: "service reject", 0x4E: "service accept", 0x4F: "control plane service request",
    0x54: "configuration update command", 0x55: "configuration update complete",
    0x56: "authentication request", 0x57: "authentication response", 0x58: "authentication reject",
    0x59: "authentication failure", 0x5A: "authentication result",
    0x5B: "identity request", 0x5C: "identity response",
    0x5D: "security mode command", 0x5E: "security mode complete", 0x5F: "security mode reject",
    0x64: "5gmm status", 0x65: "notification", 0x66: "notification response",
    0x67: "uplink nas transport", 0x68: "downlink nas transport",
}  # fmt: skip
MM5G_UP: Final = frozenset({0x41, 0x43, 0x45, 0x48, 0x4C, 0x4F, 0x55, 0x57, 0x59, 0x5C, 0x5E, 0x5F, 0x66, 0x67})
SM5G: Final = {
    0xC1: "pdu session establishment request", 0xC2: "pdu session establishment accept",
    0xC3: "pdu session establishment reject", 0xC9: "pdu session modification request",
    0xCA: "pdu session modification reject", 0xCB: "pdu session modification command",
    0xCC: "pdu session modification complete", 0xD1: "pdu session release request", 0xD2: "pdu session release reject",
    0xD3: "pdu session release command", 0xD4: "pdu session release complete", 0xD6: "5gsm status",
}  # fmt: skip
SM5G_UP: Final = frozenset({0xC1, 0xC9, 0xCC, 0xD1, 0xD4})
MM: Final = {
    0x01: "imsi detach indication", 0x02: "location updating accept", 0x04: "location updating reject",
    0x08: "location updating request", 0x11: "authentication reject", 0x12: "authentication request",
    0x14: "authentication response", 0x18: "identity request", 0x19: "identity response",
    0x1A: "tmsi reallocation command", 0x1B: "tmsi reallocation complete", 0x1C: "authentication failure",
    0x21: "cm service accept", 0x22: "cm service reject", 0x23: "cm service abort", 0x24: "cm service request",
    0x28: "cm re-establishment request", 0x29: "abort", 0x31: "mm status", 0x32: "mm information",
}  # fmt: skip
MM_UP: Final = frozenset({0x01, 0x08, 0x14, 0x19, 0x1B, 0x1C, 0x23, 0x24, 0x28})
GMM: Final = {
    0x01: "attach request", 0x02: "attach accept", 0x03: "attach complete", 0x04: "attach reject",
    0x05: "detach request", 0x06: "detach accept", 0x08: "routing area update request",
    0x09: "routing area update accept", 0x0A: "routing area update complete", 0x0B: "routing area update reject",
    0x0C: "service request", 0x0D: "service accept", 0x0E: "service reject", 0x10: "p-tmsi reallocation command",
    0x11: "p-tmsi reallocation complete", 0x12: "authentication and ciphering request",
    0x13: "authentication and ciphering response", 0x14: "authentication and ciphering reject",
    0x15: "identity request", 0x16: "identity response", 0x1C: "authentication and ciphering failure",
    0x20: "gmm status", 0x21: "gmm information",
}  # fmt: skip
GMM_UP: Final = frozenset({0x01, 0x03, 0x08, 0x0A, 0x0C, 0x11, 0x13, 0x16, 0x1C})
RR: Final = {
    0x02: "system information type 2bis", 0x03: "system information type 2ter", 0x05: "system information type 5bis",
    0x06: "system information type 5ter", 0x0A: "partial release", 0x0D: "channel release", 0x10: "channel mode modify",
    0x12: "rr status", 0x15: "measurement report", 0x16: "classmark change", 0x13: "classmark enquiry",
    0x19: "system information type 1", 0x1A: "system information type 2", 0x1B: "system information type 3",
    0x1C: "system information type 4", 0x1D: "system information type 5", 0x1E: "system information type 6",
    0x21: "paging request type 1", 0x22: "paging request type 2", 0x24: "paging request type 3",
    0x27: "paging response",
    0x28: "handover failure", 0x29: "assignment complete", 0x2B: "handover command", 0x2C: "handover complete",
    0x2E: "assignment command", 0x2F: "assignment failure", 0x32: "ciphering mode complete",
    0x35: "ciphering mode command", 0x39: "immediate assignment extended", 0x3A: "immediate assignment reject",
    0x3F: "immediate assignment",
}  # fmt: skip
RR_UP: Final = frozenset({0x15, 0x16, 0x27, 0x28, 0x29, 0x2C, 0x2F, 0x32})

_COMMON: Final = {
    2: "IMSI unknown in HLR", 3: "illegal phone", 4: "IMSI unknown in VLR", 5: "IMEI not accepted",
    6: "illegal equipment",
    7: "packet services not allowed", 8: "no services allowed", 9: "identity cannot be derived by the network",
    10: "implicitly detached", 11: "network not allowed", 12: "area not allowed",
    13: "roaming not allowed in this area",
    14: "packet services not allowed in this network", 15: "no suitable cells in this area",
    16: "switching centre temporarily not reachable", 17: "network failure", 18: "CS domain not available",
    19: "ESM failure", 20: "MAC failure", 21: "synch failure", 22: "congestion",
    23: "security capabilities mismatch", 24: "security mode rejected", 25: "not authorised for this CSG",
    26: "non-EPS authentication unacceptable", 27: "N1 mode not allowed", 28: "restricted service area",
    31: "redirection to the 5G core required", 35: "requested service not authorised",
    39: "CS service temporarily not available",
    40: "no bearer context active", 42: "severe network failure", 43: "LADN not available",
    62: "no network slices available", 65: "maximum number of sessions reached", 67: "insufficient resources for slice",
    71: "ngKSI already in use", 72: "non-3GPP access not allowed", 73: "serving network not authorised",
    74: "temporarily not authorised for this SNPN", 75: "permanently not authorised for this SNPN",
    78: "operation not allowed at this location", 95: "semantically incorrect message",
    96: "invalid mandatory information",
    97: "message type does not exist", 98: "message type not compatible with the state",
    99: "information element does not exist", 100: "conditional element error",
    101: "message not compatible with the state", 111: "protocol error",
}  # fmt: skip
_LEGACY: Final = {
    20: "MAC failure", 21: "synch failure", 23: "GSM authentication unacceptable", 32: "service option not supported",
    33: "requested service option not subscribed", 34: "service option temporarily out of order",
    38: "call cannot be identified",
}  # fmt: skip
_ESM: Final = {
    8: "operator determined barring", 26: "insufficient resources", 27: "unknown access point", 28: "unknown PDN type",
    29: "user authentication failed", 30: "rejected by gateway", 31: "rejected", 32: "service option not supported",
    33: "service option not subscribed", 34: "service option out of order", 35: "transaction already in use",
    36: "regular deactivation", 37: "quality of service not accepted", 38: "network failure",
    39: "reactivation requested",
    43: "invalid bearer identity", 50: "IPv4 only", 51: "IPv6 only", 54: "connection does not exist",
    55: "multiple connections not allowed",
}  # fmt: skip


def mobility(number: int) -> str:
    """A cause of mobility management in LTE and 5G."""
    return _COMMON.get(number, f"cause {number}")


def legacy(number: int) -> str:
    """A cause of mobility management in GSM and UMTS."""
    return _LEGACY.get(number) or _COMMON.get(number, f"cause {number}")


def session(number: int) -> str:
    """A cause of session management in LTE and 5G."""
    return _ESM.get(number, f"cause {number}")
