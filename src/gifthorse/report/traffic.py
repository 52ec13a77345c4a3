"""What the line page tells: bounded facts of a case's captures, already put together, masked and counted.

Times are seconds since 1970 in UTC. Text from packets is hostile and bounded; whoever prints it escapes it.
"""

from __future__ import annotations

from msgspec import Struct


class Recording(Struct, frozen=True):
    """One capture: where it lies, what it holds, and when; times are None where its packets have none."""

    path: str
    packets: int
    bytes: int
    first: float | None
    last: float | None
    keys: int
    lost: int


class Totals(Struct, frozen=True):
    """What all captures together hold."""

    connections: int
    local: int
    apps: int
    servers: int
    out: int
    into: int


class Talk(Struct, frozen=True):
    """All connections of one app to one owner of servers that are readable alike by others on the way.

    `readable` is contents, name, address or unknown; `names` are a few of `servers` names.
    """

    who: str
    label: str
    whom: str
    role: str
    readable: str
    names: tuple[str, ...]
    servers: int
    connections: int
    out: int
    into: int


class Stretch(Struct, frozen=True):
    """A time in which something was captured, cut into equal parts of `step` seconds with the bytes of each."""

    first: float
    step: float
    out: tuple[int, ...]
    into: tuple[int, ...]


class Beacon(Struct, frozen=True):
    """A pair that talks at regular times. `parts` are RITA's four: regular, same size, even spread, long."""

    who: str
    whom: str
    port: int
    push: bool
    score: float
    parts: tuple[float, float, float, float]
    period: float
    jitter: float
    count: int
    out: int
    times: tuple[float, ...]


class Certificate(Struct, frozen=True):
    """One certificate of a chain. `link` is what holds it to the next (see Chain), `troubles` what is wrong with it."""

    subject: str
    issuer: str
    not_before: float | None
    not_after: float | None
    key: str
    signature: str
    sha256: str
    troubles: tuple[str, ...]
    link: str


class Chain(Struct, frozen=True):
    """A server's certificates with at least one trouble, leaf first, as they were presented at `seen`.

    A certificate's `link`: signed (the next one's key made its signature), named (the next one has the issuer's name,
    the signature could not be checked), broken (that name, another key), missing (the issuer was not sent), root
    (a public root signed it, or it is one), claimed (it names one), false (that one did not sign it), self.
    """

    whom: str
    who: tuple[str, ...]
    connections: int
    packet: int | None
    path: str
    seen: float | None
    troubles: tuple[str, ...]
    certificates: tuple[Certificate, ...]


class Item(Struct, frozen=True):
    """One thing somebody could read: what, how often, a few examples."""

    what: str
    total: int
    unit: str
    examples: tuple[str, ...]
    level: str = ""


class Onlooker(Struct, frozen=True):
    """Somebody on the way or at the end of it: what he could read in these captures, and what stays hidden."""

    title: str
    lead: str
    reads: tuple[Item, ...]
    hidden: tuple[str, ...]


class Heard(Struct, frozen=True):
    """One thing that was heard in a log of the radio network; `bare` where nothing protected or concealed it."""

    says: str
    times: int
    bare: bool = False


class Question(Struct, frozen=True):
    """A question to such a log: how much the answer stands on, what is missing for one, and what was heard about it."""

    name: str
    asks: str
    stands_on: int
    lacking: str
    heard: tuple[Heard, ...] = ()
    more: int = 0


class Radio(Struct, frozen=True):
    """A log of the radio network, the networks in it, and each question to it."""

    path: str
    messages: int
    networks: tuple[str, ...]
    questions: tuple[Question, ...]


class Traffic(Struct, frozen=True):
    """The whole page. `left_out` counts what the bounds kept away, by part."""

    recordings: tuple[Recording, ...]
    totals: Totals
    talks: tuple[Talk, ...]
    stretches: tuple[Stretch, ...]
    beacons: tuple[Beacon, ...]
    chains: tuple[Chain, ...]
    onlookers: tuple[Onlooker, ...]
    radio: tuple[Radio, ...] = ()
    left_out: tuple[tuple[str, int], ...] = ()
