"""Who a message is about: IMSI, IMEI, temporary identities, networks.

TS 24.008 10.5.1.4, TS 24.301 9.9.3.12, TS 24.501 9.11.3.4.
"""

from __future__ import annotations

from typing import Final, NamedTuple

IMSI: Final = 1
REQUESTED: Final = {1: "imsi", 2: "imei", 3: "imeisv", 4: "tmsi", 5: "p-tmsi"}
REQUESTED_5G: Final = {1: "suci", 2: "guti", 3: "imei", 4: "s-tmsi", 5: "imeisv", 6: "mac"}


class Identity(NamedTuple):
    """A kind and its value: digits, or a temporary identity as hexadecimal digits."""

    kind: str
    value: str


def plmn(data: bytes) -> str | None:
    """A network's code of three bytes as MCC-MNC; None where the digits are none."""
    if len(data) < 3:
        return None
    mcc = (data[0] & 15, data[0] >> 4, data[1] & 15)
    mnc = (data[2] & 15, data[2] >> 4, data[1] >> 4)
    digits = mnc[:2] if mnc[2] == 15 else mnc
    if max(*mcc, *digits) > 9:
        return None
    return "".join(map(str, mcc)) + "-" + "".join(map(str, digits))


def digits(data: bytes) -> str:
    """The digits of an IMSI or IMEI, whose first shares its byte with what kind it is."""
    if not data:
        return ""
    odd = data[0] >> 3 & 1
    found = [data[0] >> 4]
    for byte in data[1:9]:
        found += [byte & 15, byte >> 4]
    if not odd:
        found.pop()
    while found and found[-1] == 15:
        found.pop()
    return "".join(map(str, found)) if all(d < 10 for d in found) else ""


def legacy(data: bytes) -> Identity | None:
    """A mobile identity of GSM, UMTS and, but for GUTI, of EPS's identity response."""
    if not data:
        return None
    kind = data[0] & 7
    if kind in (1, 2, 3):
        return Identity(REQUESTED[kind], digits(data))
    if kind == 4 and len(data) >= 5:
        return Identity("tmsi", data[1:5].hex())
    return None


def eps(data: bytes) -> Identity | None:
    """An EPS mobile identity."""
    if not data:
        return None
    kind = data[0] & 7
    if kind == 6 and len(data) >= 11:
        return Identity("guti", data[6:11].hex())
    return Identity("imsi" if kind == 1 else "imei", digits(data)) if kind in (1, 3) else None


def five(data: bytes) -> Identity | None:
    """A 5GS mobile identity. Of a concealed one (SUCI) only the null scheme leaves the subscriber readable."""
    if not data:
        return None
    kind = data[0] & 7
    if kind == 1 and len(data) >= 8 and data[0] >> 4 & 7 == 0:
        if data[6] & 15:
            return Identity("suci", "")
        network = plmn(data[1:4])
        rest = "".join(f"{byte & 15:x}{byte >> 4:x}" for byte in data[8:14]).rstrip("f")
        return Identity("suci-null", network.replace("-", "") + rest if network and rest.isdigit() else "")
    if kind == 2 and len(data) >= 11:
        return Identity("guti", data[5:11].hex())
    if kind == 4 and len(data) >= 7:
        return Identity("s-tmsi", data[1:7].hex())
    return Identity(REQUESTED_5G[kind], digits(data)) if kind in (3, 5) else Identity("suci", "") if kind == 1 else None
