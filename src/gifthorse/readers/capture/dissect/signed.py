"""Protocols that are told by their first bytes and hardly read further; and whatever nobody knows."""

from __future__ import annotations

from typing import ClassVar, Final

from gifthorse.formats.http.kinds import kind
from gifthorse.formats.identifiers.find import Token, in_text
from gifthorse.formats.identifiers.packed import opened
from gifthorse.formats.protocols import mqtt, signatures
from gifthorse.readers.capture.dissect import tokens
from gifthorse.readers.capture.dissect.dissector import OUT, Context, Dissector, Flow, Opening

LOOKED_AT: Final = 1 << 13
"""Bytes of the client's that are searched for identifiers."""
_QUIET: Final = frozenset({"stun", "wireguard", "openvpn", "ike", "esp", "ntp", "rtp", "ssh", "bittorrent", "ssdp"})


def _name(opening: Opening) -> str | None:
    ports = (opening.client_port, opening.server_port)
    read = signatures.tcp if opening.transport == "tcp" else signatures.udp
    return read(opening.out, opening.into, ports)


class Raw(Dissector):
    """The client's first bytes are searched for identifiers in whatever form they have."""

    NAME: ClassVar[str] = "unknown"
    __slots__ = ("_mark", "_said", "_size")

    def __init__(self, flow: Flow, context: Context) -> None:
        super().__init__(flow, context)
        self._said: list[bytes] = []
        self._size = 0
        self._mark: tuple[int, int] | None = None

    @staticmethod
    def recognise(opening: Opening) -> bool | None:
        """Never: the engine takes it where nobody else wants the connection."""
        del opening
        return False

    def feed(self, side: int, data: bytes, time: int, packet: int, gap: int) -> None:
        """Bytes of one side."""
        del gap
        if side != OUT:
            return
        self._mark = self._mark or (packet, time)
        self._said.append(data[: LOOKED_AT - self._size])
        self._size += len(self._said[-1])
        self.enough = self._size >= LOOKED_AT

    def finish(self) -> None:
        """Search what was said."""
        said = (b"" if self.flow.transport == "tcp" else b"\n").join(self._said)
        if not said or self._mark is None:
            return
        inside = opened(said)
        if inside is not None:
            said = inside[1]
        about = kind(said)
        found = in_text(said, about if about in ("json", "xml", "form", "text") else "binary")
        if inside is not None:
            found = [
                t._replace(encoding=inside[0] if t.encoding == "raw" else f"{inside[0]}+{t.encoding}") for t in found
            ]
        tokens.add(self.context, self.flow, "payload", found, self._mark)


class Signed(Raw):
    """Recognised by signature; `connections.protocol` has the name."""

    NAME: ClassVar[str] = "unknown"
    __slots__ = ("_first", "_named")

    def __init__(self, flow: Flow, context: Context) -> None:
        super().__init__(flow, context)
        self._first = [b"", b""]
        self._named = False

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
                if name in _QUIET:
                    self.enough = True
                    return
        super().feed(side, data, time, packet, gap)

    def finish(self) -> None:
        """Nothing is searched where everything is encrypted or nothing identifies."""
        if self.flow.protocol not in _QUIET:
            super().finish()

    def _login(self, data: bytes, mark: tuple[int, int]) -> None:
        read = mqtt.connect(data)
        if read is None:
            return
        tokens.login(self.context, self.flow, [(read.username or "", read.password or "")], mark)
        client = Token("client-id", "device-id", "raw", read.client, 0, len(read.client))
        tokens.add(self.context, self.flow, "login", [client] if read.client else [], mark)
