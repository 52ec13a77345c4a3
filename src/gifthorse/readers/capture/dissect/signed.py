"""Protocols that are told by their first bytes and hardly read further; and whatever nobody knows."""

from __future__ import annotations

from typing import ClassVar, Final

from gifthorse.formats import programs
from gifthorse.formats.http.kinds import kind
from gifthorse.formats.identifiers.find import Token, in_text, words
from gifthorse.formats.identifiers.packed import opened
from gifthorse.formats.protocols import mqtt, signatures
from gifthorse.formats.protocols.prompts import Prompts
from gifthorse.readers.capture.dissect import carried, tokens
from gifthorse.readers.capture.dissect.dissector import IN, OUT, Context, Dissector, Flow, Opening

LOOKED_AT: Final = 1 << 13
"""Bytes a side that are searched."""
DOUBTED: Final = 4
_QUIET: Final = frozenset({"stun", "wireguard", "openvpn", "ike", "esp", "ntp", "rtp", "ssh", "bittorrent", "ssdp"})


def _name(opening: Opening) -> str | None:
    ports = (opening.client_port, opening.server_port)
    read = signatures.tcp if opening.transport == "tcp" else signatures.udp
    return read(opening.out, opening.into, ports)


class Raw(Dissector):
    """What both sides say first is searched: the client's for identifiers, both for programs, logins and noise."""

    NAME: ClassVar[str] = "unknown"
    __slots__ = ("_marks", "_prompts", "_said", "_sizes", "_wanted")

    def __init__(self, flow: Flow, context: Context) -> None:
        super().__init__(flow, context)
        self._said: tuple[list[bytes], list[bytes]] = ([], [])
        self._sizes = [0, 0]
        self._wanted = [LOOKED_AT, LOOKED_AT]
        self._marks: list[tuple[int, int] | None] = [None, None]
        self._prompts = Prompts() if flow.transport == "tcp" else None

    @staticmethod
    def recognise(opening: Opening) -> bool | None:
        """Never: the engine takes it where nobody else wants the connection."""
        del opening
        return False

    def feed(self, side: int, data: bytes, time: int, packet: int, gap: int) -> None:
        """Bytes of one side."""
        del gap
        if self._prompts is not None and self._sizes[side] < LOOKED_AT:
            self._prompts.feed(side == OUT, data)
            if self._prompts.credentials:
                tokens.login(self.context, self.flow, self._prompts.credentials, (packet, time))
                self._prompts.credentials.clear()
        if self._marks[side] is None:
            self._marks[side] = (packet, time)
            if b"PK\3\4" in data[: programs.AHEAD]:
                self._wanted[side] = self.LIMIT  # what an archive is, its first file alone does not tell
        if self._sizes[side] < self._wanted[side]:
            self._said[side].append(data[: self._wanted[side] - self._sizes[side]])
            self._sizes[side] += len(self._said[side][-1])
            self.enough = self._sizes[OUT] >= self._wanted[OUT] and self._sizes[IN] >= self._wanted[IN]

    def finish(self) -> None:
        """Search what was said."""
        for side in (OUT, IN):
            mark = self._marks[side]
            said = b"".join(self._said[side])
            if said and mark is not None:
                carried.add(self.context, self.flow, side, said, mark)
                if side == OUT:
                    between = b"" if self.flow.transport == "tcp" else b"\n"
                    self._identify(between.join(self._said[side])[:LOOKED_AT], mark)

    def _identify(self, said: bytes, mark: tuple[int, int]) -> None:
        inside = opened(said)
        if inside is not None:
            said = inside[1]
        about = kind(said)
        found = in_text(said, about if about in ("json", "xml", "form", "text") else "binary")
        known = {token.value for token in found}
        found += [token for token in words(said) if token.value not in known]
        if inside is not None:
            found = [
                t._replace(encoding=inside[0] if t.encoding == "raw" else f"{inside[0]}+{t.encoding}") for t in found
            ]
        tokens.add(self.context, self.flow, "payload", found, mark)


class Signed(Raw):
    """Recognised by signature; `connections.protocol` has the name."""

    NAME: ClassVar[str] = "unknown"
    __slots__ = ("_doubts", "_first", "_named")

    def __init__(self, flow: Flow, context: Context) -> None:
        super().__init__(flow, context)
        self._first = [b"", b""]
        self._named = False
        self._doubts = 0  # how many more datagrams must bear out what the first one said

    @staticmethod
    def recognise(opening: Opening) -> bool | None:
        """Whatever has a signature."""
        return _name(opening) is not None

    def feed(self, side: int, data: bytes, time: int, packet: int, gap: int) -> None:
        """Bytes of one side, the first of which give the name."""
        if not self._named:
            flow, first = self.flow, self._first
            first[side] += data
            name = _name(Opening(flow.transport, first[0], first[1], flow.client_port, flow.server_port))
            self._named = name is not None or max(map(len, first)) > LOOKED_AT
            if name:
                flow.protocol = name
                if name == "mqtt":
                    self._login(first[OUT], (packet, time))
                if name == "rtp":
                    self._doubts = DOUBTED  # one datagram of noise in twenty looks like it
                elif name in _QUIET:
                    self.enough = True
                    return
        elif self._doubts:
            self._doubt(data)
        super().feed(side, data, time, packet, gap)

    def finish(self) -> None:
        """Nothing is searched where everything is encrypted or nothing identifies."""
        if self.flow.protocol not in _QUIET:
            super().finish()

    def _doubt(self, data: bytes) -> None:
        ports = (self.flow.client_port, self.flow.server_port)
        beside = data[:1] and 20 <= data[0] < 64  # DTLS (RFC 7983)
        self._doubts -= 1
        if not beside and signatures.udp(data, b"", ports) not in ("rtp", "stun"):
            self._doubts, self.flow.protocol = 0, "unknown"
        elif not self._doubts:
            self.enough = True

    def _login(self, data: bytes, mark: tuple[int, int]) -> None:
        read = mqtt.connect(data)
        if read is None:
            return
        tokens.login(self.context, self.flow, [(read.username or "", read.password or "")], mark)
        client = Token("client-id", "device-id", "raw", read.client, 0, len(read.client))
        tokens.add(self.context, self.flow, "login", [client] if read.client else [], mark)
