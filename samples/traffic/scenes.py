"""For each rule the traffic that it is for, and traffic that looks like it and is innocent."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from samples.traffic import encrypted, hidden, plain, searches
from samples.traffic.certificates import issued
from samples.traffic.line import BEGIN, IN, OUT, PHONE, Line
from samples.traffic.plain import NOISE, OTHER, SERVER

APPS: Final = Path(__file__).parents[1] / "gift-phone" / "tree" / "system" / "app"
Files = Mapping[str, bytes]
Scene = Callable[[], tuple[Line | Files, Line | Files]]
"""Gives what is found and what is not: a capture, or several files by name."""


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


def _usual(line: Line) -> Line:
    """What any phone does: three servers, by name."""
    for number, name in enumerate(("www.example.org", "cdn.example.net", "news.example.com"), 20):
        line.asks(name, f"203.0.113.{number}").tls(f"203.0.113.{number}", name, more=[(IN, NOISE[:900])])
    return line


def _history(*turns: tuple[str, str]) -> bytes:
    """A battery's history from ten o'clock in Shanghai on."""
    lines = "".join(f"{after:>22} (2) 100 {what}\n" for after, what in turns)
    begin = "                     0 (9) RESET:TIME: 2024-05-06-18-00-00\n"
    return f"[persist.sys.timezone]: [Asia/Shanghai]\nBattery History (1% used):\n{begin}{lines}".encode()


def open_for_hours() -> tuple[Line, Line]:
    told = [(OUT, b"hello"), (IN, NOISE[:90]), (OUT, NOISE[:400]), (IN, NOISE[:90])]
    return Line().tcp(SERVER, 9001, *told, pause=5000), Line().tcp(SERVER, 9001, *told, pause=500)


def uploads_while_screen_off() -> tuple[Files, Files]:
    asleep = _history(("0", "+screen"), ("+2m00s000ms", "-screen"), ("+2h00m00s000ms", "+screen"))
    awake = _history(("0", "+screen"), ("+2h00m00s000ms", "-screen"), ("+3h00m00s000ms", "+screen"))
    found: list[Files] = []
    for history in (asleep, awake):
        line = Line(cut=96).wait(1200).asks("box.example.net", SERVER).sends(SERVER, 443, 1_500_000, 4000)
        found.append({"traffic.pcap": line.wait(600).asks("a.example", OTHER).pcap(), "batterystats.txt": history})
    return found[0], found[1]


def uploads_at_night() -> tuple[Files, Files]:
    """Three o'clock in Shanghai, and in Chicago two in the afternoon."""
    line = Line(begin=BEGIN + 9 * 3600, cut=96).asks("box.example.net", SERVER).sends(SERVER, 443, 1_500_000, 4000)
    places = [f"[persist.sys.timezone]: [{zone}]\n" for zone in ("Asia/Shanghai", "America/Chicago")]
    history = "Battery History (1% used):\n                     0 (9) RESET:TIME: 2024-05-06-18-00-00\n"
    lit = "                     0 (2) 100 +screen\n           +10m00s000ms (2) 100 -screen\n"
    found: list[Files] = [{"traffic.pcap": line.pcap(), "state.txt": (p + history + lit).encode()} for p in places]
    return found[0], found[1]


def around_the_tunnel() -> tuple[Line, Line]:
    """WireGuard, and connections beside it; the other phone has the connections before and after."""
    first = b"\x01\0\0\0" + NOISE[:144]
    kept = [(OUT, b"\x04\0\0\0" + NOISE[:124]), (IN, b"\x04\0\0\0" + NOISE[:124])]
    tunnel = [(OUT, first), (IN, b"\x02\0\0\0" + NOISE[:88]), *kept * 20]
    leaks = Line().udp(SERVER, 51820, *tunnel, pause=20)
    leaks.now = BEGIN + 200
    _usual(leaks)
    tight = _usual(Line()).wait(60).udp(SERVER, 51820, *tunnel, pause=20)
    return leaks, _usual(tight.wait(60))


def answers_others() -> tuple[Line, Line]:
    talk = ((OUT, b"LIST\n"), (IN, NOISE[:600]))
    called = _usual(Line()).tcp(PHONE, 8765, *talk, client="10.0.0.77")
    return called, _usual(Line()).tcp("10.0.0.77", 8765, *talk)  # a printer, which is there to be called


_CSV = (
    "IPProto,SrcIP,SrcPort,DstIp,DstPort,UID,App,PackageName,Proto,Status,Info,"
    "BytesSent,BytesRcvd,PktsSent,PktsRcvd,FirstSeen,LastSeen\n"
)


def counted_not_captured() -> tuple[Files, Files]:
    """Three hours of a list of connections, and the phone's counter of the hour in between."""
    hour = int(BEGIN) // 3600 * 3600
    found: list[Files] = []
    for sent in (40_000, 4_900_000):
        lines = "".join(
            f"6,10.215.173.1,{40000 + n},198.51.100.{n + 7},443,10123,Notes,com.example.notes,TLS,Closed,"
            f"a{n}.example.org,{out},9000,100,12,{(hour + at) * 1000},{(hour + at + 60) * 1000}\n"
            for n, (at, out) in enumerate(((0, 4000), (4000, sent), (10_800, 4000)))
        )
        counted = (
            "UID stats:\n  ident=[{type=1, metered=false, transports={1}}] uid=10123 set=DEFAULT tag=0x0\n"
            f"    NetworkStatsHistory: bucketDuration=3600\n"
            f"      st={hour + 3600} rb=90000 rp=100 tb=5000000 tp=4000 op=0\n"
        )
        found.append({"connections.csv": (_CSV + lines).encode(), "netstats.txt": counted.encode()})
    return found[0], found[1]


def _app(path: str, package: str, sent: int, received: int) -> Files:
    """An app of the sample phone, and what PCAPdroid lists of it."""
    line = (
        f"6,10.215.173.1,40001,{SERVER},443,10123,App,{package},TLS,Closed,api.example.org,"
        f"{sent},{received},400,300,{int(BEGIN) * 1000},{int(BEGIN) * 1000 + 60_000}\n"
    )
    apk = APPS / path / f"{path}.apk"
    return {apk.name: apk.read_bytes(), "connections.csv": (_CSV + line).encode()}


def no_business_on_the_line() -> tuple[Files, Files]:
    """A keyboard that sends, and the same that fetches a dictionary."""
    return (
        _app("KeyFlow", "com.tallpine.keyflow", 600_000, 40_000),
        _app("KeyFlow", "com.tallpine.keyflow", 40_000, 900_000),
    )


def no_right_to_network() -> tuple[Files, Files]:
    """Keyboards without and with the right to the network."""
    return (
        _app("NovaKeyboard", "com.orchard.keyboard", 30_000, 90_000),
        _app("KeyFlow", "com.tallpine.keyflow", 30_000, 90_000),
    )


def own_number_seen_in_clear() -> tuple[Files, Files]:
    """The serial number in a field that does not say so, of this phone and of another."""
    asked = b"GET /hello?q=7XKV42A9B1CD HTTP/1.1\r\nHost: stats.example.net\r\n\r\n"
    traffic = Line().http(SERVER, asked).pcap()
    own, other = (b"ro.product.model=X\nro.serialno=%s\n" % number for number in (b"7XKV42A9B1CD", b"99AV42A9B1EE"))
    return {"traffic.pcap": traffic, "build.prop": own}, {"traffic.pcap": traffic, "build.prop": other}


def own_number_in_bytes(number: bytes) -> Files:
    """A serial number between bytes that are no text, in a protocol of somebody's own."""
    said = b"\0\0\0\x2a\x01\x0a\x0c7XKV42A9B1CD\x12\x03abc" + NOISE[:24]
    return {
        "traffic.pcap": Line().tcp(SERVER, 9001, (OUT, said), (IN, b"\0\0\0\0")).pcap(),
        "build.prop": b"ro.serialno=%s\n" % number,
    }


def uploads_counted() -> tuple[Files, Files]:
    found: list[Files] = []
    for foreground in ("DEFAULT", "FOREGROUND"):
        spans = "".join(f"      st={int(BEGIN) + n * 7200} rb=900000 rp=1 tb=30000000 tp=1 op=0\n" for n in range(3))
        text = (
            f"UID stats:\n  ident=[{{type=1, metered=false}}] uid=10123 set={foreground} tag=0x0\n"
            f"    NetworkStatsHistory: bucketDuration=7200\n{spans}package:com.example.notes uid:10123\n"
        )
        found.append({"netstats.txt": text.encode()})
    return found[0], found[1]


def disguised_answers() -> tuple[Line, Line]:
    found = []
    for host, kind in ((SERVER, "text/html; charset=UTF-8"), (SERVER, "application/octet-stream")):
        asked = f"POST /kq9x HTTP/1.1\r\nHost: {host}:7080\r\nContent-Length: 9\r\n\r\na=1&b=2&c"
        head = f"HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\nContent-Length: 2000\r\n\r\n"
        found.append(Line().tcp(SERVER, 7080, (OUT, asked.encode()), (IN, head.encode() + NOISE[:2000])))
    return found[0], found[1]


SCENES: Final[Mapping[str, Scene]] = {
    **plain.listed(),
    **encrypted.listed(),
    **hidden.listed(),
    **searches.listed(),
    "address-never-asked-for": address_never_asked_for,
    "answers-others": answers_others,
    "around-the-tunnel": around_the_tunnel,
    "certificate-forged": certificate_forged,
    "counted-not-captured": counted_not_captured,
    "disguised-answers": disguised_answers,
    "no-business-on-the-line": no_business_on_the_line,
    "no-right-to-network": no_right_to_network,
    "open-for-hours": open_for_hours,
    "own-number-seen-in-clear": own_number_seen_in_clear,
    "uploads-at-night": uploads_at_night,
    "uploads-counted": uploads_counted,
    "uploads-while-screen-off": uploads_while_screen_off,
}

MORE: Final[Mapping[str, Mapping[str, Callable[[], Line | Files]]]] = {
    **hidden.more(),
    **searches.more(),
    "own-number-seen-in-clear": {
        "hit-binary": lambda: own_number_in_bytes(b"7XKV42A9B1CD"),
        "twin-binary": lambda: own_number_in_bytes(b"99AV42A9B1EE"),
    },
}
"""Further hits and twins by rule, with the names of their files."""
