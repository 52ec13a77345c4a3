"""A modem's log (QMDL) or the same as a capture (GSMTAP), message by message."""

from __future__ import annotations

import struct
from typing import Any

from samples.cell import radio

from gifthorse.formats.cell import diag
from gifthorse.formats.cell.gsmtap import LTE_CHANNELS, NR_CHANNELS_3, UMTS_CHANNELS
from gifthorse.formats.cell.log import LTE_VERSIONS, NR_VERSIONS

VERSION = 26
NR_VERSION = 20
_CHANNELS = {name: number for number, name in LTE_VERSIONS[VERSION].items()}
_NR = {name: number for number, name in NR_VERSIONS[NR_VERSION].items()}


class Trace:
    """What a phone and its network said, a tenth of a second apart unless `wait` is called."""

    def __init__(self, *, start: float = 1_700_000_000.0, frequency: int = 1300, code: int = 101) -> None:
        self.logs: list[tuple[float, int, bytes]] = []
        self._packets: list[tuple[float, bytes]] = []
        self._now = start
        self.frequency, self.code = frequency, code

    def wait(self, seconds: float) -> Trace:
        """Time passes."""
        self._now += seconds
        return self

    def _log(self, code: int, body: bytes, packet: bytes) -> Trace:
        self._now += 0.1
        self.logs.append((self._now, code, body))
        self._packets.append((self._now, packet))
        return self

    def rrc(self, channel: str, data: bytes) -> Trace:
        """A message of LTE's radio layer."""
        head = struct.pack(
            "<BBBBBHLHBLH", 15, 0x40, 15, 0x40, 1, self.code, self.frequency, 0, _CHANNELS[channel], 0, len(data)
        )
        tap = struct.pack(">BBBBHbbIBBBB", 2, 4, 0x0D, 0, self.frequency, 0, 0, 0, LTE_CHANNELS.index(channel), 0, 0, 0)
        return self._log(0xB0C0, bytes([VERSION]) + head + data, tap + data)

    def nr(self, channel: str, data: bytes) -> Trace:
        """A message of 5G's radio layer."""
        head = struct.pack(
            "<IBBBHQI3sBIHB", NR_VERSION, 16, 0x40, 1, self.code, 0, 632000, b"\0\0\0", _NR[channel], 0, len(data), 0
        )
        tags = struct.pack(">HHI HHH", 2, 4, 632000, 5, 2, self.code)
        sub = next(number for number, name in NR_CHANNELS_3.items() if name == channel)
        tap = struct.pack(">BBHHH", 3, 0, 6, 0x0503, sub) + tags + b"\xff\xfe"
        return self._log(0xB821, head + data, tap + data)

    def umts(self, channel: str, data: bytes) -> Trace:
        """A message of 3G's radio layer."""
        number = ("ul-ccch", "ul-dcch", "dl-ccch", "dl-dcch").index(channel)
        sub = UMTS_CHANNELS.index(channel)
        tap = struct.pack(">BBBBHbbIBBBB", 2, 4, 0x0C, 0, 10_588, 0, 0, 0, sub, 0, 0, 0)
        return self._log(0x412F, struct.pack("<BBH", number, 0, len(data)) + data, tap + data)

    def nas(self, data: bytes, *, up: bool) -> Trace:
        """A message of LTE's core network as the modem logs it by itself, without protection."""
        esm = data[0] & 15 == 2
        code = (0xB0E3 if esm else 0xB0ED) if up else (0xB0E2 if esm else 0xB0EC)
        tap = struct.pack(">BBBBHbbIBBBB", 2, 4, 0x12, 0, 0x4000 if up else 0, 0, 0, 0, 0, 0, 0, 0)
        return self._log(code, b"\1\x0f\x04\0" + data, tap + data)

    def gsm(self, data: bytes, *, up: bool) -> Trace:
        """A message on a dedicated channel of GSM."""
        lapdm = bytes([1, 3, len(data) << 2 | 1]) + data
        tap = struct.pack(">BBBBHbbIBBBB", 2, 4, 1, 0, 0x4000 if up else 0, 0, 0, 0, 8, 0, 0, 0)
        return self._log(0x512F, bytes([0 if up else 0x80, data[1], len(data)]) + data, tap + lapdm)

    def cell(self, *, tac: int = 100, cell: int = 0x1234501, network: str = "999-01", blocks: int = 3) -> Trace:
        """A cell announces itself."""
        return self.rrc("bcch-dl-sch", radio.sib1(network=network, tac=tac, cell=cell, blocks=blocks))

    def information(self, *blocks: tuple[str, dict[str, Any]]) -> Trace:
        """And the rest."""
        return self.rrc("bcch-dl-sch", radio.information(*blocks))

    def connect(self, nas: bytes, cause: str = "mo-Signalling") -> Trace:
        """A connection up to the phone's first message to the core network."""
        return self.rrc("ul-ccch", radio.request(cause)).rrc("ul-dcch", radio.complete(nas))

    def down(self, nas: bytes) -> Trace:
        """From the core network."""
        return self.rrc("dl-dcch", radio.down(nas))

    def up(self, nas: bytes) -> Trace:
        """To it."""
        return self.rrc("ul-dcch", radio.up(nas))

    def release(self, redirect: tuple[str, object] | None = None) -> Trace:
        """The connection ends."""
        return self.rrc("dl-dcch", radio.release(redirect))

    def secure(self, cipher: str = "eea2", integrity: str = "eia2") -> Trace:
        """The base station begins to encrypt."""
        return self.rrc("dl-dcch", radio.security(cipher, integrity))

    def qmdl(self, subscription: int | None = None) -> bytes:
        """As QMDL; of a phone with two SIMs, with the envelope that says which."""
        envelope = b"" if subscription is None else b"\x98\1\0\0" + subscription.to_bytes(4, "little")
        return b"".join(_frame(entry, envelope) for entry in self.logs)

    def dlf(self) -> bytes:
        """As DLF."""
        return b"".join(
            struct.pack("<HHQ", 12 + len(body), code, _stamp(time)) + body for time, code, body in self.logs
        )

    def pcap(self) -> bytes:
        """As a capture of GSMTAP over UDP."""
        out = [struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 262144, 228)]
        for time, data in self._packets:
            udp = struct.pack(">HHHH", 4729, 4729, 8 + len(data), 0) + data
            ip = struct.pack(">BBHHHBBH", 0x45, 0, 20 + len(udp), 1, 0, 64, 17, 0) + bytes([127, 0, 0, 1] * 2) + udp
            out.append(struct.pack("<IIII", int(time), round(time % 1 * 1e6) % 1_000_000, len(ip), len(ip)) + ip)
        return b"".join(out)


def _stamp(time: float) -> int:
    return round((time - diag.EPOCH) * 800) << 16


def _frame(entry: tuple[float, int, bytes], envelope: bytes) -> bytes:
    time, code, body = entry
    size = 12 + len(body)
    data = envelope + struct.pack("<BBHHHQ", 0x10, 0, size, size, code, _stamp(time)) + body
    data += diag.crc(data).to_bytes(2, "little")
    return data.replace(b"\x7d", b"\x7d\x5d").replace(b"\x7e", b"\x7d\x5e") + b"\x7e"
