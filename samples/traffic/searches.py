"""Scenes of looking for doors, of listening, and of what is said over one line that stays open."""

from __future__ import annotations

from collections.abc import Mapping

from samples.traffic.hidden import Made, asked, chance, usual
from samples.traffic.line import IN, OUT, ROUTER, Line
from samples.traffic.plain import OTHER, SERVER, Scene
from samples.traffic.plain import asked as names

NEIGHBOUR = "10.0.0.77"


def addresses_searched() -> tuple[Line, Line]:
    """Every address, one after the other; and a router that asks for those that it knows."""
    hit, twin = usual(Line()), usual(Line())
    for number in range(3, 60):
        hit.asks_for(f"10.0.0.{number}", answer=9 if number == 9 else 0)
        twin.asks_for(f"10.0.0.{number}", mac=8, address="10.0.0.1", answer=number)
    return hit, twin


def claimed_twice() -> tuple[Line, Line]:
    """The router's address, said by it and by a neighbour; and a device that was given a new address."""
    hit, twin = Line(), Line()
    for line in (hit, twin):
        line.asks_for(ROUTER, answer=8).asks_for(ROUTER, mac=5, address="10.0.0.5", answer=8)
    return hit.asks_for("10.0.0.9", mac=5, address=ROUTER), twin.asks_for("10.0.0.9", mac=5, address="10.0.0.6")


def knocked(ports: tuple[int, ...], door: int, server: str = SERVER) -> Line:
    line = Line()
    for port in ports:
        line.knocks(server, port).wait(0.4)
    return line.tcp(server, door, (OUT, b"hello\n"), (IN, b"go on\n"))


def strangers_tried() -> tuple[Line, Line]:
    """Telnet at thirty servers; and thirty sites without a network."""
    hit, twin = usual(Line()), names(*(f"w{n}.example.net" for n in range(30)))
    for number in range(30):
        hit.knocks(f"203.0.{number}.{number * 7 % 250 + 1}", 23)
        twin.knocks(f"203.0.113.{number + 1}", 443)
    return hit, twin


def listens(port: int, *, own: bool = False) -> Line:
    """A neighbour asks the phone over UDP and is answered; or the phone has asked him before."""
    line = usual(Line())
    if own:
        line.udp(NEIGHBOUR, 40_100, (OUT, b"who is there?"), (IN, b"me"))
    line.now += 5
    return line.asked_by(NEIGHBOUR, (40_100, port), b"list", b"a, b, c")


def speaks(
    every: float, size: int, *, tls: bool = False, jitter: float = 0.0, count: int = 30, udp: bool = False
) -> Line:
    """One line that stays open, on which something is said at these times."""
    line = Line()
    said = [(side, chance(size + 5, f"{n} {side}")) for n in range(count) for side in (OUT, IN)]
    if tls:
        said = [(side, b"\x17\x03\x03" + (len(data) - 5).to_bytes(2, "big") + data[5:]) for side, data in said]
    gaps = [
        every * (1 + jitter * ((n * n * 7 + n * 13) % 97 - 48) / 48) if n % 2 == 0 else 0.05 for n in range(2 * count)
    ]
    return line.paced(SERVER, 9443 if not tls else 443, said, gaps, tls="box.example.net" if tls else "", udp=udp)


def quiet_datagrams(rate: float) -> Line:
    """Datagrams of noise: a few in minutes, or many a second."""
    count = 16 if rate < 1 else 300
    said = [(side, chance(48, f"{n} {side}")) for n in range(count) for side in (OUT, IN)]
    return Line().asks("www.example.org", OTHER).wait(100).paced(SERVER, 7788, said, [0.5 / rate] * len(said), udp=True)


def listed() -> Mapping[str, Scene]:
    """Scenes by rule."""
    return {
        "address-claimed-twice": claimed_twice,
        "addresses-searched": addresses_searched,
        "ports-knocked": lambda: (knocked((7001, 8002, 9003), 2222), knocked((5222, 443, 80), 5223)),
        "strangers-tried": strangers_tried,
    }


def more() -> Mapping[str, Mapping[str, Made]]:
    """Further hits and twins."""
    return {
        "answers-others": {
            "hit-datagrams": lambda: listens(7788),
            "twin-asked": lambda: listens(7788, own=True),
            "twin-discovery": lambda: listens(5353),
        },
        "beacon": {
            "hit-inside": lambda: speaks(60, 90),
            "hit-inside-datagrams": lambda: speaks(45, 40, udp=True),
            "hit-inside-encrypted": lambda: speaks(60, 300, tls=True),
            "twin-inside": lambda: speaks(60, 90, jitter=0.95),
            "twin-short": lambda: speaks(60, 90, count=6),
        },
        "local-network-searched": {
            "hit-datagrams": lambda: _asks_all(161, b"\x30\x26\x02\x01\x01"),
            "twin-everybody": lambda: Line().udp("10.0.0.255", 161, *[(OUT, b"\x30\x26")] * 40),
        },
        "names-carry-data": {
            "hit-few": lambda: names(*(f"{chance(22, str(n)).hex()}.t.example.net" for n in range(12))),
            "twin-few": lambda: names(*(f"{chance(12, str(n)).hex()}.t.example.net" for n in range(12))),
        },
        "ports-tried": {
            "hit-neighbour": lambda: _doors(NEIGHBOUR, 18),
            "twin-trace": _trace,
        },
        "strangers-tried": {"twin-page": asked("/")},
        "unknown-protocol": {
            "hit-datagrams": lambda: quiet_datagrams(0.2),
            "hit-small": lambda: Line().tcp(SERVER, 7443, *[(n % 2, chance(60, str(n))) for n in range(20)]),
            "twin-game": lambda: quiet_datagrams(20),
        },
    }


def _asks_all(port: int, said: bytes) -> Line:
    line = Line()
    for number in range(10, 30):
        line.udp(f"10.0.0.{number}", port, (OUT, said))
    return line


def _doors(server: str, count: int) -> Line:
    line = Line()
    for number in range(count):
        line.knocks(server, 20 + number, refused=True)
    return line


def _trace() -> Line:
    line = Line()
    for number in range(40):
        line.udp(SERVER, 33_434 + number, (OUT, b"probe"))
    return line
