"""What a dissector is given and what it may ask: the one interface between connections and protocols."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, ClassVar

from gifthorse.formats.tls.keylog import KeyLog
from gifthorse.tables import Rows

OUT, IN = 0, 1
RANK = {"sni": 5, "quic": 5, "http": 4, "certificate": 3, "dns": 2}


@dataclass(slots=True)
class Opening:
    """The first bytes of each side, by which a protocol is recognised.

    `transport` is tcp or udp; of udp, `out` and `into` are the first datagrams. `over` is what was spoken before on the
    same connection, such as http (CONNECT), socks or smtp (STARTTLS); empty at the beginning of one. `midway`: its
    beginning was not captured.
    """

    transport: str
    out: bytes
    into: bytes
    client_port: int
    server_port: int
    over: str = ""
    midway: bool = False


@dataclass(slots=True)
class Flow:
    """A connection as its dissector knows it. `protocol` and what `called` keeps end in the table `connections`."""

    number: int
    transport: str
    client: str
    client_port: int
    server: str
    server_port: int
    first: int
    over: str = ""
    midway: bool = False
    protocol: str = ""
    name: str = ""
    name_source: str = ""

    def called(self, name: str, source: str) -> None:
        """Keep a name of the server, from `source` (a key of RANK), if none from a better one is known."""
        if name and RANK[source] > RANK.get(self.name_source, 0):
            self.name, self.name_source = name, source


@dataclass(slots=True)
class Context:
    """What all dissectors of a capture share. `memory` is for what recurs: a dict a dissector, bounded by it."""

    rows: Rows
    evidence: int
    path: str
    keys: KeyLog
    memory: dict[str, dict[Any, Any]] = field(default_factory=dict)

    def remembered(self, name: str) -> dict[Any, Any]:
        """The dict of one dissector."""
        return self.memory.setdefault(name, {})


class Dissector:
    """One protocol on one connection. Derive, name it, and list it in `DISSECTORS`.

    After each `feed` the engine looks at these, and acts:
    `enough`  nothing more is wanted: `finish` is called and the rest of the connection costs nothing
    `skip`    [out, in]: so many bytes of that side are not wanted next, such as the rest of a body; they are never
              given, and what comes then is given without a gap. Taken as an order and set back to 0
    `rest`    (over, out, in): from here on something else is spoken, `over` naming what this was; the rests are bytes
              that were given and not used. `finish` is called, and the connection is recognised anew
    """

    NAME: ClassVar[str]
    """What `connections.protocol` says."""
    LIMIT: ClassVar[int] = 64 << 10
    """Bytes a side that are given at most; then it is enough."""

    __slots__ = ("context", "enough", "flow", "rest", "skip")

    def __init__(self, flow: Flow, context: Context) -> None:
        self.flow = flow
        self.context = context
        self.enough = False
        self.skip = [0, 0]
        self.rest: tuple[str, bytes, bytes] | None = None

    @staticmethod
    def recognise(opening: Opening) -> bool | None:
        """Whether this is the protocol; None if more bytes could tell. Hostile bytes; must be quick."""
        raise NotImplementedError

    def feed(self, side: int, data: bytes, time: int, packet: int, gap: int) -> None:
        """The next bytes of a side (OUT, IN), in order, each once; of udp the next datagram.

        `time` is in nanoseconds since 1970 (-1 unknown) and `packet` the number of the packet that brought them;
        `gap` is how many bytes were never captured between the last and these.
        """
        raise NotImplementedError

    def finish(self) -> None:
        """No more comes: the connection ended, the capture ended, or it was enough."""
