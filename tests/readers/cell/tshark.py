"""What tshark reads of a capture of GSMTAP, in the shape of `cell_messages`; an oracle."""

from __future__ import annotations

import re
import struct
import subprocess
from pathlib import Path
from typing import Any

FIELDS = {
    "frame.number": "packet",
    "_ws.col.Info": "info",
    "nas_eps.nas_msg_emm_type": "emm",
    "nas_eps.emm.cause": "cause",
    "nas_eps.emm.toc": "nas_cipher",
    "nas_eps.emm.toi": "nas_integrity",
    "lte-rrc.cipheringAlgorithm": "cipher",
    "lte-rrc.integrityProtAlgorithm": "integrity",
    "lte-rrc.trackingAreaCode": "tac",
    "lte-rrc.cellIdentity": "cell",
    "lte-rrc.redirectedCarrierInfo": "redirect",
    "e212.imsi": "imsi",
    "gsm_a.rr.algorithm_identifier": "gsm",
    "gsm_a.rr.SC": "gsm_starts",
}
REDIRECTS = ("eutra", "geran", "utra", "utra", "cdma2000", "cdma2000", "utra")


def told(capture: Path) -> list[dict[str, str]]:
    """One dict a packet."""
    return _fields(capture, FIELDS)


def _fields(capture: Path, fields: dict[str, str]) -> list[dict[str, str]]:
    command = ["tshark", "-r", str(capture), "-T", "fields", "-E", "separator=/t", "-E", "occurrence=a"]
    for field in fields:
        command += ["-e", field]
    lines = subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines()
    return [dict(zip(fields.values(), line.split("\t"), strict=True)) for line in lines]


FIVE = {
    "_ws.col.Info": "info",
    "nr-rrc.cipheringAlgorithm": "radio",
    "nas_5gs.mm.nas_sec_algo_enc": "core",
    "nas_5gs.mm.suci.msin": "msin",
}


def exported(capture: Path, messages: list[tuple[str, bytes]]) -> list[dict[str, str]]:
    """What it reads of messages that are given to one of its dissectors each, by way of its own link type."""
    out = struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 262144, 252)
    for dissector, data in messages:
        name = dissector.encode()
        name += bytes(-len(name) % 4)
        packet = struct.pack(">HH", 12, len(name)) + name + bytes(4) + data
        out += struct.pack("<IIII", 1, 0, len(packet), len(packet)) + packet
    capture.write_bytes(out)
    return _fields(capture, FIVE)


def names(info: str) -> list[str]:
    """The messages that the information column names, without spaces and in small letters."""
    info = re.sub(r"\[.*?\]|\(.*?\)", "", info)
    return [re.sub(r"\W", "", name).lower() for name in info.split(",")]


def differences(rows: list[dict[str, Any]], packets: list[dict[str, str]]) -> list[str]:
    """Where the rows of a capture say something else than tshark."""
    wrong = []
    by_packet: dict[int, list[dict[str, Any]]] = {}
    for row in rows:
        by_packet.setdefault(row["packet"], []).append(row)
    for packet in packets:
        mine = by_packet.get(int(packet["packet"]), [])
        for what, ours, theirs in compared(mine, packet):
            if ours != theirs:
                wrong.append(f"packet {packet['packet']}: {what} {ours} here, {theirs} in tshark ({packet['info']})")
    return wrong


def compared(mine: list[dict[str, Any]], packet: dict[str, str]) -> list[tuple[str, Any, Any]]:
    """Pairs that must be equal."""
    said = {re.sub(r"\W", "", row["message"]).lower() for row in mine}
    theirs = names(packet["info"].replace("(DTAP)", ","))
    if "cipheredmessage" not in theirs:
        said -= {"cipheredmessage"}  # tshark tries to read what is encrypted, and names what it happens to look like
    pairs: list[tuple[str, Any, Any]] = [("message", said & set(theirs), said)]
    emm = [row for row in mine if row["layer"] == "nas" and row["rat"] == "lte"]
    if packet["cause"]:
        pairs.append(("cause", {row["cause_number"] for row in emm} - {None}, {int(packet["cause"].split(",")[0])}))
    if packet["nas_cipher"]:
        found = next(row for row in emm if row["cipher"])
        pairs.append(("cipher", (found["cipher"], found["integrity"]), _eps(packet)))
    rrc = [row for row in mine if row["layer"] == "rrc" and row["rat"] == "lte"]
    if packet["cipher"] and rrc:
        pairs.append(("cipher", rrc[0]["cipher"], f"EEA{packet['cipher'].split(',')[0]}"))
    if packet["integrity"] and rrc:
        pairs.append(("integrity", rrc[0]["integrity"], f"EIA{int(packet['integrity'].split(',')[0]) % 8}"))
    if packet["tac"] and rrc and rrc[0]["tac"] is not None:
        pairs.append(("area", rrc[0]["tac"], int(packet["tac"].split(",")[0].replace(":", ""), 16)))
        pairs.append(("cell", rrc[0]["cell"], int(packet["cell"].split(",")[0].replace(":", ""), 16) >> 4))
    if packet["redirect"] and rrc:
        pairs.append(("redirect", rrc[0]["redirect"], REDIRECTS[int(packet["redirect"])]))
    if packet["imsi"]:
        pairs.append(("imsi", packet["imsi"].split(",")[0] in {row["subscriber"] for row in mine}, True))
    if packet["gsm_starts"]:
        cipher = f"A5/{int(packet['gsm'] or 0) + 1}" if packet["gsm_starts"] == "1" else "A5/0"
        pairs.append(("cipher", mine[0]["cipher"], cipher))
    return pairs


def _eps(packet: dict[str, str]) -> tuple[str, str]:
    return f"EEA{packet['nas_cipher'].split(',')[0]}", f"EIA{packet['nas_integrity'].split(',')[0]}"
