"""Captures and packets for tests, written field by field."""

from __future__ import annotations

import struct
from collections.abc import Iterable, Sequence
from ipaddress import ip_address

FIN, SYN, RST, PSH, ACK = 1, 2, 4, 8, 16


def pcap(
    packets: Iterable[bytes | tuple[float, bytes]],
    *,
    link: int = 1,
    order: str = "<",
    nanoseconds: bool = False,
    cut: int = 0,
) -> bytes:
    """A capture of these packets, one second apart unless they come with their time; cut to `cut` bytes if given."""
    out = [struct.pack(f"{order}IHHiIII", 0xA1B23C4D if nanoseconds else 0xA1B2C3D4, 2, 4, 0, 0, cut or 262144, link)]
    for number, packet in enumerate(packets):
        time, data = packet if isinstance(packet, tuple) else (1_600_000_000.0 + number, packet)
        kept = data[:cut] if cut else data
        fraction = round((time % 1) * (1e9 if nanoseconds else 1e6))
        out.append(struct.pack(f"{order}IIII", int(time), fraction, len(kept), len(data)) + kept)
    return b"".join(out)


def ethernet(payload: bytes, kind: int = 0x0800, *, vlans: Sequence[int] = ()) -> bytes:
    """An Ethernet frame."""
    tags = b"".join(struct.pack(">HH", 0x8100, vlan) for vlan in vlans)
    return b"\x02\0\0\0\0\2\x02\0\0\0\0\1" + tags + struct.pack(">H", kind) + payload


def ip(payload: bytes, protocol: int, *, src: str = "10.0.0.2", dst: str = "1.2.3.4", number: int = 1) -> bytes:
    """An IP packet, of version 4 or 6 as the addresses are."""
    a, b = ip_address(src).packed, ip_address(dst).packed
    if len(a) == 16:
        return struct.pack(">IHBB", 0x60000000, len(payload), protocol, 64) + a + b + payload
    return struct.pack(">BBHHHBBH", 0x45, 0, 20 + len(payload), number, 0, 64, protocol, 0) + a + b + payload


def tcp(
    payload: bytes = b"", *, ports: tuple[int, int] = (40000, 443), flags: int = ACK, seq: int = 0, ack: int = 0
) -> bytes:
    """A TCP segment."""
    return struct.pack(">HHIIBBHHH", *ports, seq % (1 << 32), ack % (1 << 32), 0x50, flags, 65535, 0, 0) + payload


def udp(payload: bytes = b"", *, ports: tuple[int, int] = (40000, 53)) -> bytes:
    """A UDP datagram."""
    return struct.pack(">HHHH", *ports, 8 + len(payload), 0) + payload


class Talk:
    """A TCP connection as Ethernet frames, with true sequence numbers."""

    def __init__(
        self, *, ports: tuple[int, int] = (40000, 443), client: str = "10.0.0.2", server: str = "1.2.3.4"
    ) -> None:
        self.frames: list[bytes] = []
        self._ports, self._hosts, self._seq = ports, (client, server), [1000, 9000]

    def frame(self, side: int, payload: bytes = b"", flags: int = ACK, *, seq: int | None = None) -> bytes:
        """A segment of one side, 0 the client, 1 the server; without `seq` it is the next one."""
        ports, hosts = (self._ports, self._hosts) if side == 0 else (self._ports[::-1], self._hosts[::-1])
        at = self._seq[side] if seq is None else seq
        if seq is None:
            self._seq[side] += len(payload) + bool(flags & (SYN | FIN))
        segment = tcp(payload, ports=ports, flags=flags, seq=at, ack=self._seq[1 - side])
        return ethernet(ip(segment, 6, src=hosts[0], dst=hosts[1]), 0x86DD if ":" in hosts[0] else 0x0800)

    def open(self) -> Talk:
        """The three segments that begin it."""
        self.frames += [self.frame(0, flags=SYN), self.frame(1, flags=SYN | ACK), self.frame(0)]
        return self

    def say(self, side: int, payload: bytes, size: int = 1400) -> Talk:
        """Payload, in as many segments as it takes."""
        self.frames += [self.frame(side, payload[i : i + size], ACK | PSH) for i in range(0, len(payload), size)]
        return self

    def close(self) -> Talk:
        """Both sides end it."""
        self.frames += [self.frame(0, flags=FIN | ACK), self.frame(1, flags=FIN | ACK), self.frame(0)]
        return self
