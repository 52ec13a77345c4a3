"""A pretend phone's traffic: what it says and what is answered, at what time, as a capture."""

from __future__ import annotations

from collections.abc import Sequence
from ipaddress import ip_address

from tests import dnswriter, tlswriter
from tests.capturewriter import ACK, FIN, PSH, RST, SYN, Talk, ethernet, ip, pcap, udp

PHONE, ROUTER = "10.0.0.2", "10.0.0.1"
BEGIN = 1_714_989_600.0  # 6 May 2024, 10:00 UTC
OUT, IN = 0, 1
JUMBO = 65_400


class Line:
    """One phone in its network. Each call adds packets and lets a little time pass."""

    def __init__(self, *, phone: str = PHONE, begin: float = BEGIN, cut: int = 0) -> None:
        self.packets: list[tuple[float, bytes]] = []
        self.now = self._begin = begin
        self._phone = phone
        self._port = 40_000
        self._cut = cut

    def pcap(self) -> bytes:
        """All of it, in the order of time."""
        return pcap(sorted(self.packets, key=lambda one: one[0]), cut=self._cut)

    def wait(self, seconds: float) -> Line:
        self.now += seconds
        return self

    def asks(self, name: str, address: str, *, resolver: str = ROUTER) -> Line:
        """A question of DNS and its answer."""
        port = self._next_port()
        answer = dnswriter.record(b"\xc0\x0c", 1, bytes(map(int, address.split("."))))
        question = udp(dnswriter.message(name), ports=(port, 53))
        reply = udp(dnswriter.message(name, flags=0x8180, answers=[answer]), ports=(53, port))
        self._send(ethernet(ip(question, 17, src=self._phone, dst=resolver)))
        return self._send(ethernet(ip(reply, 17, src=resolver, dst=self._phone)))

    def tcp(
        self, server: str, port: int, *said: tuple[int, bytes], client: str = "", size: int = 1400, close: bool = True,
        pause: float = 0.0,
    ) -> Line:  # fmt: skip
        """A connection and what both sides say; `pause` seconds before each."""
        talk = Talk(ports=(self._next_port(), port), client=client or self._phone, server=server).open()
        for side, data in said:
            self._flush(talk)
            self.now += pause
            talk.say(side, data, size)
        return self._flush(talk.close() if close else talk)

    def knocks(self, server: str, port: int, *, refused: bool = False) -> Line:
        """A SYN, and a RST or nothing back."""
        talk = Talk(ports=(self._next_port(), port), client=self._phone, server=server)
        talk.frames.append(talk.frame(OUT, flags=SYN))
        if refused:
            talk.frames.append(talk.frame(IN, flags=RST | ACK))
        return self._flush(talk)

    def udp(self, server: str, port: int, *said: tuple[int, bytes], pause: float = 0.0) -> Line:
        """Datagrams."""
        own = self._next_port()
        for side, data in said:
            self.now += pause
            ports, ends = ((own, port), (self._phone, server)) if side == OUT else ((port, own), (server, self._phone))
            self._send(ethernet(ip(udp(data, ports=ports), 17, src=ends[0], dst=ends[1])))
        return self

    def asked_by(self, client: str, ports: tuple[int, int], out: bytes, into: bytes) -> Line:
        """A question to the phone over UDP, and its answer."""
        self._send(ethernet(ip(udp(out, ports=ports), 17, src=client, dst=self._phone)))
        return self._send(ethernet(ip(udp(into, ports=ports[::-1]), 17, src=self._phone, dst=client)))

    def paced(
        self, server: str, port: int, said: Sequence[tuple[int, bytes]], gaps: Sequence[float], *, tls: str = "",
        udp: bool = False,
    ) -> Line:  # fmt: skip
        """One line, with its own time before each thing said; over TLS to a server of this name, or as datagrams."""
        if udp:
            own = self._next_port()
            for (side, data), gap in zip(said, gaps, strict=True):
                self.now += gap
                ends = (self._phone, own, server, port) if side == OUT else (server, port, self._phone, own)
                self._send(ethernet(ip(_datagram(data, (ends[1], ends[3])), 17, src=ends[0], dst=ends[2])))
            return self
        talk = Talk(ports=(self._next_port(), port), client=self._phone, server=server).open()
        if tls:
            hello = tlswriter.client_hello((0xC02F,), [(0, tlswriter.sni(tls.encode()))])
            talk.say(OUT, tlswriter.record(22, tlswriter.message(1, hello)))
            talk.say(IN, tlswriter.record(22, tlswriter.message(2, tlswriter.server_hello(0xC02F)), 0x0303))
        for (side, data), gap in zip(said, gaps, strict=True):
            self._flush(talk)
            self.now += gap
            talk.say(side, data)
        return self._flush(talk.close())

    def pings(self, server: str, *said: tuple[bytes, bytes]) -> Line:
        """Echo requests with what they carry, and their answers with what those carry."""
        for number, pair in enumerate(said):
            for kind, data, ends in ((8, pair[OUT], (self._phone, server)), (0, pair[IN], (server, self._phone))):
                echo = bytes((kind, 0, 0, 0, 0, 1)) + number.to_bytes(2, "big") + data
                self._send(ethernet(ip(echo, 1, src=ends[0], dst=ends[1])))
        return self

    def asks_for(self, target: str, *, mac: int = 1, address: str = "", answer: int = 0) -> Line:
        """ARP: who has this address? And the answer of the device of this number, if any."""
        own, other = ip_address(address or self._phone).packed, ip_address(target).packed
        head, devices = b"\0\x01\x08\0\x06\x04\0", [b"\x02\0\0\0\0" + bytes((n,)) for n in (mac, answer)]
        self._send(ethernet(head + b"\x01" + devices[0] + own + bytes(6) + other, 0x0806))
        return self._send(ethernet(head + b"\x02" + devices[1] + other + devices[0] + own, 0x0806)) if answer else self

    def http(self, server: str, request: bytes, answer: bytes = b"ok", *, port: int = 80) -> Line:
        """A request and its answer."""
        head = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(answer)
        return self.tcp(server, port, (OUT, request), (IN, head + answer))

    def tls(
        self, server: str, name: str, chain: Sequence[bytes] = (), *, port: int = 443, version: int = 0x0303,
        cipher: int = 0xC02F, alert: int | None = None, more: Sequence[tuple[int, bytes]] = (), pause: float = 0.0,
        exchange: bytes = b"",
    ) -> Line:  # fmt: skip
        """A handshake as far as it can be read, with a ServerKeyExchange if given, then `more` that looks encrypted."""
        hello = tlswriter.client_hello((cipher, 0xC02F), [(0, tlswriter.sni(name.encode()))] if name else [])
        shown = b"".join(len(der).to_bytes(3, "big") + der for der in chain)
        answers = tlswriter.message(2, tlswriter.server_hello(cipher, version=version))
        answers += tlswriter.message(11, len(shown).to_bytes(3, "big") + shown) if chain else b""
        answers += tlswriter.message(12, exchange) if exchange else b""
        answers += tlswriter.message(14, b"")
        last = [(OUT, b"\x15\x03\x03\0\2\2" + bytes((alert,)))] if alert is not None else []
        said = [(OUT, tlswriter.record(22, tlswriter.message(1, hello))), (IN, tlswriter.record(22, answers, version))]
        return self.tcp(server, port, *said, *last, *more, pause=pause)

    def sends(self, server: str, port: int, out: int, into: int) -> Line:
        """A connection that carries so many bytes each way, in packets as large as can be (cut the capture)."""
        return self.tcp(server, port, (OUT, bytes(out)), (IN, bytes(into)), size=JUMBO)

    def _next_port(self) -> int:
        self._port += 1
        return self._port

    def _flush(self, talk: Talk) -> Line:
        for frame in talk.frames:
            self._send(frame)
        talk.frames.clear()
        return self

    def _send(self, frame: bytes) -> Line:
        self.packets.append((self.now, frame))
        self.now += 0.01
        return self


def _datagram(data: bytes, ports: tuple[int, int]) -> bytes:
    return udp(data, ports=ports)


__all__ = ["ACK", "BEGIN", "FIN", "IN", "OUT", "PHONE", "PSH", "ROUTER", "Line"]
