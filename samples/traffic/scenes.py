"""For each rule the traffic that it is for, and traffic that looks like it and is innocent."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from samples.traffic.certificates import issued
from samples.traffic.line import IN, OUT, Line

Scene = Callable[[], tuple[Line, Line]]
SERVER, OTHER = "198.51.100.7", "203.0.113.9"
NOISE = bytes((i * 167 + (i >> 8) * 89 + 13) % 256 for i in range(4096))


def address_never_asked_for() -> tuple[Line, Line]:
    found = []
    for known in (False, True):
        line = Line().asks("www.example.org", OTHER).tls(OTHER, "www.example.org").wait(90)
        if known:
            line.asks("collector.example.net", SERVER)
        found.append(line.tcp(SERVER, 9001, (OUT, NOISE[:1500]), (IN, NOISE[:600])))
    return found[0], found[1]


def certificate_forged() -> tuple[Line, Line]:
    """Somebody else's key under a public root's name; a maker's own authority that has really signed."""
    root = "CN=ISRG Root X1,O=Internet Security Research Group,C=US"
    forged = issued("CN=www.example.org", root, names=["www.example.org"])
    own = issued("CN=Orchard Devices CA,O=Orchard", own="brightleaf", ca=True)
    real = issued("CN=www.example.org", "CN=Orchard Devices CA,O=Orchard", names=["www.example.org"])
    return Line().tls(SERVER, "www.example.org", [forged]), Line().tls(SERVER, "www.example.org", [real, own])


SCENES: Final[Mapping[str, Scene]] = {
    "address-never-asked-for": address_never_asked_for,
    "certificate-forged": certificate_forged,
}
