"""Scenes of what crosses the line in the clear, and of names, ports and programs."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable, Mapping
from hashlib import md5
from typing import Final

from samples.traffic.line import IN, OUT, Line
from tests import dnswriter

Scene = Callable[[], tuple[Line, Line]]
SERVER, OTHER = "198.51.100.7", "203.0.113.9"
IMEI, HOST = "490154203237518", "api.example.org"
NOISE: Final = bytes((i * 167 + (i >> 8) * 89 + 13) % 256 for i in range(4096))
ELF: Final = b"\x7fELF\x02\x01\x01" + bytes(9) + b"\x03\0\xb7\0\x01\0\0\0" + bytes(200)


def request(path: str, *, host: str = HOST, body: bytes = b"", headers: str = "") -> bytes:
    """A request; with a body it is a POST."""
    method, length = ("POST", f"Content-Length: {len(body)}\r\n") if body else ("GET", "")
    return f"{method} {path} HTTP/1.1\r\nHost: {host}\r\n{headers}{length}\r\n".encode() + body


def clear(hit: bytes, twin: bytes, *, answer: bytes = b"ok", other: bytes = b"ok") -> tuple[Line, Line]:
    """The same server asked for two things."""
    return Line().http(SERVER, hit, answer), Line().http(SERVER, twin, other)


def asked(*names: str, missing: bool = False) -> Line:
    """Names asked for, found or not."""
    line = Line()
    for number, name in enumerate(names):
        if not missing:
            line.asks(name, f"203.0.113.{number % 250 + 1}")
            continue
        line.udp("10.0.0.1", 53, (OUT, dnswriter.message(name)), (IN, dnswriter.message(name, flags=0x8183)))
    return line


def people_in_clear() -> tuple[Line, Line]:
    """A list of contacts, encoded without saying so; a list of things with numbers."""
    people = ",".join(f'{{"displayName":"Anna {n}","number":"+49 151 23456{n:03d}"}}' for n in range(12))
    things = ",".join(f'{{"name":"Chair {n}","number":"{n}","price":"{n * 7}.50"}}' for n in range(12))
    packed, plain = b64encode(f"[{people}]".encode()), f"[{things}]".encode()
    return clear(request("/put", body=packed), request("/put", body=plain))


def names_carry_data() -> tuple[Line, Line]:
    told = [md5(bytes([n]), usedforsecurity=False).hexdigest() for n in range(25)]
    return asked(*(f"{text}{text[:20]}.t.example.net" for text in told)), asked(
        *(f"cdn{n}.example.net" for n in range(25))
    )


def echoes_carry_data() -> tuple[Line, Line]:
    """Pings whose answers are other than the questions; and the pings of a person who waits for a line."""
    return Line().pings(SERVER, *((NOISE[n : n + 600], NOISE[n : n + 900]) for n in range(40))), Line().pings(
        SERVER, *((NOISE[:56], NOISE[:56]) for _ in range(120))
    )


def answers_carry_data() -> tuple[Line, Line]:
    """A program in pieces; the senders' rights of many domains."""
    found = []
    for carries in (True, False):
        line = Line()
        for n in range(30):
            piece = b64encode(NOISE[n * 90 : n * 90 + 90]) if carries else b"v=spf1 include:_spf%d.example.org ~all" % n
            name = f"{n}.t.example.net" if carries else f"mail{n}.example.net"
            answer = dnswriter.record(b"\xc0\x0c", 16, bytes((len(piece),)) + piece)
            reply = dnswriter.message(name, 16, flags=0x8180, answers=[answer])
            line.udp("10.0.0.1", 53, (OUT, dnswriter.message(name, 16)), (IN, reply))
        found.append(line)
    return found[0], found[1]


def names_that_do_not_exist() -> tuple[Line, Line]:
    told = [md5(bytes([n]), usedforsecurity=False).hexdigest()[:12] for n in range(16)]
    return asked(*(f"{text}.com" for text in told), missing=True), asked(
        *(f"{text}.example.net" for text in told), missing=True
    )


def own_resolver() -> tuple[Line, Line]:
    usual = [("a.example.org", OTHER), ("b.example.org", OTHER)]
    found = []
    for resolver in ("9.9.9.9", "10.0.0.1"):
        line = Line()
        for name, address in usual:
            line.asks(name, address)
        found.append(line.asks("c.example.org", OTHER, resolver=resolver))
    return found[0], found[1]


def names_over_http() -> tuple[Line, Line]:
    hit = request("/100000/sign_d?host=www.example.org&t=1", host=OTHER)
    return Line().http(OTHER, hit), Line().http(OTHER, request("/list?page=1", host=OTHER))


def beacon() -> tuple[Line, Line]:
    """Every five minutes the same; and as a person reads."""
    clockwork, reader = Line(), Line()
    for number in range(14):
        clockwork.now = 1_714_989_600.0 + 300 * number
        reader.now = 1_714_989_600.0 + 3900 * ((number * number * 7 + number * 13) % 97) / 97
        said = [(OUT, NOISE[:120]), (IN, NOISE[:40])]
        clockwork.tcp(SERVER, 8081, *said)
        reader.tcp(SERVER, 8081, (OUT, NOISE[: 100 + number * 37 % 700]), (IN, NOISE[:40]))
    return clockwork, reader


def local_network_searched() -> tuple[Line, Line]:
    found = []
    for count in (20, 4):
        line = Line()
        for number in range(count):
            line.knocks(f"10.0.0.{number + 10}", 445, refused=number % 3 == 0)
        found.append(line)
    return found[0], found[1]


def ports_tried() -> tuple[Line, Line]:
    found = []
    for count in (30, 5):
        line = Line()
        for number in range(count):
            line.knocks(SERVER, 20 + number, refused=True)
        found.append(line)
    return found[0], found[1]


def debug_bridge() -> tuple[Line, Line]:
    banner = b"CNXN\x01\0\0\x01\0\x10\0\0\x07\0\0\0\x32\x02\0\0\xbc\xb1\xa7\xb1host::\0"
    talk = ((OUT, banner), (IN, banner))
    return Line().tcp("10.0.0.9", 5555, *talk), Line().tcp("10.0.0.9", 5555, (OUT, NOISE[:64]), (IN, NOISE[:64]))


def tunnel_used() -> tuple[Line, Line]:
    first = (OUT, b"\x01\0\0\0" + NOISE[:144])
    answer = (IN, b"\x02\0\0\0" + NOISE[:88])
    quiet = Line().udp(SERVER, 51820, (OUT, NOISE[:148]), (IN, NOISE[:92]))
    return Line().udp(SERVER, 51820, first, answer), quiet


def unknown_protocol() -> tuple[Line, Line]:
    words = b"HELLO my name is the old protocol that everybody can read\r\n" * 20
    return (
        Line().tcp(SERVER, 7443, (OUT, NOISE[:1200]), (IN, NOISE[:300])),
        Line().tcp(SERVER, 7443, (OUT, words), (IN, words)),
    )


def more_out_than_in() -> tuple[Line, Line]:
    return Line(cut=96).sends(SERVER, 443, 5_400_000, 4000), Line(cut=96).sends(SERVER, 443, 60_000, 5_400_000)


def old_service() -> tuple[Line, Line]:
    ftp = (
        (IN, b"220 ready\r\n"),
        (OUT, b"USER anonymous\r\n"),
        (IN, b"331 go on\r\n"),
        (OUT, b"LIST\r\n"),
        (IN, b"150\r\n"),
    )
    return Line().tcp(SERVER, 21, *ftp), Line().tcp("10.0.0.9", 21, *ftp)


def messages() -> tuple[Line, Line]:
    connect = b"\x10\x11\0\x04MQTT\x04\x02\0\x3c\0\x05phone"
    talk = ((OUT, connect), (IN, b"\x20\x02\0\0"), (OUT, b"\x30\x07\0\x01ahello"))
    return Line().tcp(SERVER, 1883, *talk), Line().tcp("10.0.0.9", 1883, *talk)


def identifier_hashed() -> tuple[Line, Line]:
    """A digest of the number that the same phone sent elsewhere; a digest of something else."""
    found = []
    for value in (IMEI, "another thing"):
        digest = md5(value.encode(), usedforsecurity=False).hexdigest()
        line = Line().http("10.0.0.9", request(f"/register?imei={IMEI}", host="10.0.0.9"))
        found.append(line.http(SERVER, request(f"/track?did={digest}")))
    return found[0], found[1]


def listed() -> Mapping[str, Scene]:
    """Scenes by rule."""
    anonymous = request("/list?page=3&order=490154203237519")
    return {
        "address-seen-in-clear": lambda: clear(request("/login?email=anna.k%40example.com"), anonymous),
        "beacon": beacon,
        "debug-bridge-on-the-line": debug_bridge,
        "device-id-seen-in-clear": lambda: clear(
            request("/c?mac=3c:5a:b4:12:34:56"), request("/c?mac=02:00:00:00:00:00")
        ),
        "identifier-hashed": identifier_hashed,
        "identifier-seen-in-clear": lambda: clear(request("/c", body=b'{"imei":"%s"}' % IMEI.encode()), anonymous),
        "local-network-searched": local_network_searched,
        "location-seen-in-clear": lambda: clear(request("/w?lat=48.137154&lon=11.576124"), anonymous),
        "messages-in-clear": messages,
        "more-out-than-in": more_out_than_in,
        "names-carry-data": names_carry_data,
        "names-over-http": names_over_http,
        "names-that-do-not-exist": names_that_do_not_exist,
        "old-service-in-clear": old_service,
        "own-resolver": own_resolver,
        "password-in-clear": lambda: clear(
            request("/", headers="Authorization: Basic YW5uYTpzZWNyZXQ=\r\n"), request("/")
        ),
        "answers-carry-data": answers_carry_data,
        "echoes-carry-data": echoes_carry_data,
        "people-in-clear": people_in_clear,
        "ports-tried": ports_tried,
        "program-over-http": lambda: clear(
            request("/get/tool"), request("/get/tool"), answer=ELF, other=b"<html></html>"
        ),
        "session-in-clear": lambda: clear(
            request("/", headers="Cookie: session=8d7f6a5b4c3d2e1f0a9b\r\n"), request("/")
        ),
        "talks-over-http": lambda: clear(request("/list"), request("/generate_204")),
        "tunnel-used": tunnel_used,
        "unknown-protocol": unknown_protocol,
        "update-asked-over-http": lambda: clear(request("/ota/check"), request("/note/check")),
    }
