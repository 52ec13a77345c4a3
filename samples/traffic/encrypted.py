"""Scenes of what is wrong with encryption: versions, ciphers, certificates."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Final

from samples.traffic.certificates import issued
from samples.traffic.line import Line
from samples.traffic.plain import OTHER, SERVER, Scene

HOST: Final = "www.example.org"
CA: Final = "CN=Orchard Devices CA,O=Orchard"


def leaf(name: str = HOST, *, since: datetime = datetime(2024, 1, 1, tzinfo=UTC), days: int = 365) -> bytes:
    """A certificate from an authority of the maker's own."""
    return issued(f"CN={name}", CA, names=[name], since=since, days=days)


def shown(hit: bytes, twin: bytes) -> tuple[Line, Line]:
    """The same server with two certificates."""
    return Line().tls(SERVER, HOST, [hit]), Line().tls(SERVER, HOST, [twin])


def sha1(certificate: bytes) -> bytes:
    """With another signature's name, which is as good as a weak signature for those who read the name."""
    return certificate.replace(bytes.fromhex("2a864886f70d01010b"), bytes.fromhex("2a864886f70d010105"))


def one_certificate_many_names() -> tuple[Line, Line]:
    found = []
    for names in (
        ("a.example.org", "b.example.net", "c.example.com"),
        ("a.example.org", "b.example.org", "c.example.org"),
    ):
        line = Line()
        for name in names:
            line.tls(SERVER, name, [leaf("proxy.local")])
        found.append(line)
    return found[0], found[1]


def cipher(hit: int, twin: int = 0xC02F) -> tuple[Line, Line]:
    """What the server chooses."""
    return Line().tls(SERVER, HOST, cipher=hit), Line().tls(SERVER, HOST, cipher=twin)


def prime(bits: int) -> Line:
    """A Diffie-Hellman exchange over a prime of so many bits."""
    numbers = b"\xd7" * (bits // 8), b"\x02", b"\x55" * (bits // 8)
    said = b"".join(len(number).to_bytes(2) + number for number in numbers)
    return Line().tls(SERVER, HOST, [leaf()], cipher=0x0033, exchange=said + b"\x04\x01\0\x04" + bytes(4))


def listed() -> Mapping[str, Scene]:
    """Scenes by rule."""
    late, early = datetime(2023, 1, 1, tzinfo=UTC), datetime(2024, 9, 1, tzinfo=UTC)
    own = issued(f"CN={HOST}", names=[HOST])
    mitm = issued(f"CN={HOST}", "CN=mitmproxy,O=mitmproxy", names=[HOST])
    return {
        "certificate-early": lambda: shown(leaf(since=early), leaf()),
        "certificate-expired": lambda: shown(leaf(since=late), leaf()),
        "certificate-for-another": lambda: shown(leaf("other.example.net"), leaf("*.example.org")),
        "certificate-lasts-long": lambda: shown(leaf(days=9000), leaf()),
        "certificate-private-authority": lambda: shown(leaf(), own),
        "certificate-self-made": lambda: shown(own, leaf()),
        "certificate-weak-key": lambda: shown(sha1(leaf()), leaf()),
        "client-refuses-certificate": lambda: (
            Line().tls(SERVER, HOST, [leaf()], alert=48),
            Line().tls(SERVER, HOST, [leaf()], alert=0),
        ),
        "intercepting-proxy": lambda: shown(mitm, leaf()),
        "names-over-tls": lambda: (Line().tls(OTHER, "dns.google"), Line().tls(OTHER, "www.google.com")),
        "one-certificate-many-names": one_certificate_many_names,
        "tls-on-odd-port": lambda: (Line().tls(SERVER, HOST, port=9443), Line().tls(SERVER, HOST, port=8443)),
        "tls-outdated": lambda: (Line().tls(SERVER, HOST, version=0x0301), Line().tls(SERVER, HOST)),
        "tls-weak-cipher": lambda: cipher(0x0005),
        "tls-weak-exchange": lambda: (prime(1024), prime(2048)),
        "tls-without-protection": lambda: cipher(0x0002),
    }
