"""Half a day of the sample phone on the line: what its planted apps let out among what innocent ones say, and a twin.

`python -m samples.traffic.gift_phone` writes `samples/gift-phone/line/half-a-day.pcapng` in the form of a recording on
the phone itself, which names the app of each packet. Every address is one of documentation's.
"""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Collection, Mapping
from datetime import UTC, datetime
from hashlib import md5, sha256
from pathlib import Path
from typing import Final

from samples.traffic.certificates import issued
from samples.traffic.line import IN, OUT, PHONE, Line
from tests.pcapngwriter import Pcapng

RULES: Final = Path(__file__).parents[2] / "tests" / "rules"
FOLDER: Final = Path(__file__).parents[1] / "gift-phone" / "line"
IMEI, IMSI, NUMBER = "356938035643809", "901700000123456", "+15550123456"
NEIGHBOUR: Final = "10.0.0.66"
HOURS: Final = 12
MORNING: Final = 1_588_579_200.0  # 4 May 2020, 08:00 UTC
AGENT: Final = "Dalvik/2.1.0 (Linux; U; Android 9; Nova 5 Build/PPR1)"
APPS: Final[Mapping[str, tuple[int, str]]] = {
    "com.data.pulse": (1000, "Pulse"),
    "com.orchard.salestime": (10_061, "SaleTime"),
    "com.google.android.emediasync": (10_062, "Media Sync"),
    "com.tallpine.update": (10_063, "System Updates"),
    "com.tallpine.pageshield": (10_064, "PageShield"),
    "com.orchard.linkbox": (1001, "LinkBox"),
    "com.brightleaf.skyview": (10_066, "SkyView"),
    "com.brightleaf.browser": (10_070, "Browser"),
    "com.brightleaf.notes": (10_071, "Notes"),
    "com.orchard.store": (10_072, "Store"),
    "com.orchard.softwareupdate": (10_073, "Software Update"),
    "com.tallpine.carriercare": (10_074, "Carrier Care"),
    "com.orchard.findphone": (10_075, "Find Phone"),
    "com.orchard.launcher": (10_076, "Nova Launcher"),
}
SERVERS: Final = """
dc.tallpine sales.orchard m.tallpine ota.tallpine lists.tallpine sky.brightleaf stats.brightleaf store.orchard
update.orchard care.tallpine find.orchard connect.orchard news.brightleaf images.brightleaf weather.brightleaf
maps.brightleaf wiki.brightleaf
"""
PLACES: Final = {f"{name}.example": f"198.51.100.{number}" for number, name in enumerate(SERVERS.split(), 11)}
SITES: Final = ("news", "images", "weather", "maps", "wiki")


class Phone(Line):
    """A phone whose recording names the app of every packet."""

    def __init__(self) -> None:
        super().__init__(begin=MORNING)
        self.owners: list[int] = []
        self._app = ""
        self._asked: dict[str, float] = {}

    def at(self, hour: float) -> Phone:
        """Go to this hour of the recording."""
        self.now = self._begin + hour * 3600
        return self

    def by(self, app: str) -> Phone:
        """From here on it is this app that talks."""
        self._app = app
        return self

    def finds(self, name: str) -> str:
        """The server's address, asked for where it was not within the last ten minutes."""
        if self.now - self._asked.get(name, -1e9) > 600:
            self._asked[name] = self.now
            self.asks(name, PLACES[name])
        return PLACES[name]

    def gets(self, name: str, path: str, answer: bytes = b"", *, port: int = 80, kind: str = "text/plain") -> Phone:
        """A page over http."""
        host = name if port == 80 else f"{name}:{port}"
        self.says(
            name, f"GET {path} HTTP/1.1\r\nHost: {host}\r\nUser-Agent: {AGENT}\r\n\r\n".encode(), answer, port, kind
        )
        return self

    def posts(self, name: str, path: str, body: bytes, *, port: int = 80) -> Phone:
        """A form over http."""
        head = (
            f"POST {path} HTTP/1.1\r\nHost: {name}:{port}\r\nUser-Agent: {AGENT}\r\n"
            f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        self.says(name, head.encode() + body, b"ok", port, "text/plain")
        return self

    def says(self, name: str, request: bytes, answer: bytes, port: int, kind: str) -> None:
        head = f"HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\nContent-Length: {len(answer)}\r\n\r\n".encode()
        self.tcp(self.finds(name), port, (OUT, request), (IN, head + answer))

    def hides(self, name: str, out: int, into: int, *, chain: tuple[bytes, ...] = ()) -> Phone:
        """A page over https: a hello, and noise both ways; certificates only where they are sent in the clear."""
        more = ((OUT, _sealed(name, out)), (IN, _sealed(name, into)))
        self.tls(self.finds(name), name, chain, more=more)
        return self

    def pcapng(self, only: Collection[str] = APPS) -> bytes:
        """The recording, with the names of its apps; of some of them only, where these are named."""
        kept = {APPS[package][0] for package in only}
        file = Pcapng().interface(1, (9, b"\x06"))
        for package, (uid, app) in APPS.items():
            if package not in only:
                continue
            name, label = package.encode(), app.encode()
            file.block(0x0BAD, struct.pack("<IHBxiBB", 62652, 1, 1, uid, len(name), len(label)) + name + label)
        parts = []
        for (time, frame), uid in sorted(zip(self.packets, self.owners, strict=True), key=lambda one: one[0][0]):
            if uid not in kept:
                continue
            one = Pcapng()
            start = len(one.data)
            one.packet(frame, round(time * 1e6), (1, f"u-{uid}".encode()))
            parts.append(one.data[start:])
        return file.data + b"".join(parts)

    def _send(self, frame: bytes) -> Line:
        self.owners.append(APPS[self._app][0])
        return super()._send(frame)


def half_a_day() -> Phone:
    """What the planted apps do, among what the innocent ones say."""
    phone = ordinary(Phone())
    phone.at(0.02).by("com.orchard.salestime").gets(
        "sales.orchard.example", f"/services/saveImei?imei={IMEI}", b"saved", port=8082
    )
    who = f"who={IMEI}|{IMSI}|{NUMBER}&apps=com.brightleaf.browser;com.brightleaf.notes;com.orchard.store;"
    for call in range(HOURS * 3):
        phone.at(0.05 + call / 3 + 0.0004 * (call % 4)).by("com.data.pulse")
        phone.posts("dc.tallpine.example", "/dc/save", who.encode(), port=8082)
    phone.at(0.04).by("com.google.android.emediasync")
    phone.gets("m.tallpine.example", "/media/m.bin", _archive("classes.dex", _dex()), kind="application/octet-stream")
    phone.at(1.7).by("com.tallpine.update")
    phone.gets("ota.tallpine.example", "/CheckUpdate?model=Nova5", b'{"kind": 2, "path": "p/patch.apk"}', port=8001)
    patch = _archive("AndroidManifest.xml", b"\x03\0\x08\0" + _noise("manifest", 900))
    phone.gets("ota.tallpine.example", "/p/patch.apk", patch, port=8001, kind="application/octet-stream")
    phone.at(3.2).by("com.orchard.linkbox")
    phone.tcp(PHONE, 6061, (OUT, b"id\n"), (IN, b"uid=1001(radio) gid=1001(radio)\n"), client=NEIGHBOUR)
    phone.tcp(
        PHONE,
        6061,
        (OUT, b"pm list packages\n"),
        (IN, b"package:android\npackage:com.orchard.store\n"),
        client=NEIGHBOUR,
    )
    own = issued("CN=sky.brightleaf.example", names=["sky.brightleaf.example"], since=datetime(2020, 1, 1, tzinfo=UTC))
    phone.at(4.1).by("com.brightleaf.skyview").hides("sky.brightleaf.example", 900, 5_200, chain=(own,))
    for hour in (2.6, 5.4, 9.3):
        phone.at(hour).by("com.tallpine.pageshield").gets(
            "lists.tallpine.example", "/blackwords.json", b'["union", "strike"]'
        )
        phone.wait(40)
        phone.hides("lists.tallpine.example", 1_400, 300)
    return phone


def quiet() -> Phone:
    """The same day with look-alikes: the planted apps talk to the same servers and let nothing out."""
    phone = ordinary(Phone())
    phone.at(0.02).by("com.orchard.salestime").gets("sales.orchard.example", "/services/hours", b"9-17", port=8082)
    for hour in (0.4, 2.9, 3.1, 7.7):
        phone.at(hour).by("com.data.pulse").gets("dc.tallpine.example", "/dc/terms", b"none", port=8082)
    phone.at(0.04).by("com.google.android.emediasync")
    phone.gets("m.tallpine.example", "/media/m.bin", b"ID3\x04" + _noise("song", 2_000), kind="audio/mpeg")
    phone.at(1.7).by("com.tallpine.update").gets(
        "ota.tallpine.example", "/CheckUpdate?model=Nova5", b'{"kind": 0}', port=8001
    )
    phone.at(3.2).by("com.orchard.linkbox").tcp(PHONE, 6061, client=NEIGHBOUR)
    phone.at(4.1).by("com.brightleaf.skyview").hides("sky.brightleaf.example", 900, 5_200)
    return phone


def hashed() -> Phone:
    """One app says the IMEI as it is, another its digest."""
    phone = Phone()
    phone.at(0.02).by("com.orchard.salestime").gets(
        "sales.orchard.example", f"/services/saveImei?imei={IMEI}", b"", port=8082
    )
    digest = md5(IMEI.encode(), usedforsecurity=False).hexdigest()
    phone.at(0.4).by("com.data.pulse").posts("dc.tallpine.example", "/dc/save", f"who={digest}".encode(), port=8082)
    return phone


def ordinary(phone: Phone) -> Phone:
    """An ordinary day: pages, weather, a backup of notes, the store, checks for updates, the network's own test."""
    for number in range(34):
        hour = 0.3 + (number * 0.37 + _seed(f"h{number}") * 0.9) % (HOURS - 0.6)
        site = SITES[int(_seed(f"s{number}") * len(SITES))]
        phone.at(hour).by("com.brightleaf.browser")
        phone.hides(
            f"{site}.brightleaf.example", 500 + int(_seed(f"o{number}") * 600), 900 + int(_seed(f"i{number}") * 4_000)
        )
    for hour in (0.01, 3.0, 6.1, 8.8):
        phone.at(hour).by("com.orchard.launcher").gets("connect.orchard.example", "/generate_204")
    for hour in (1.2, 4.8, 10.4):
        phone.at(hour).by("com.brightleaf.notes").hides("stats.brightleaf.example", 700, 400)
        phone.at(hour + 0.1).by("com.orchard.findphone").hides("find.orchard.example", 900, 600)
    for hour in (2.2, 9.9):
        phone.at(hour).by("com.orchard.store").hides("store.orchard.example", 600, 9_000)
        phone.at(hour + 0.2).by("com.orchard.softwareupdate").hides("update.orchard.example", 500, 1_800)
        phone.at(hour + 0.3).by("com.tallpine.carriercare").hides("care.tallpine.example", 450, 1_200)
    return phone


def _seed(text: str) -> float:
    """A number from 0 to 1 that looks like chance and is always the same."""
    return int.from_bytes(sha256(text.encode()).digest()[:4], "big") / 2**32


def _noise(text: str, count: int) -> bytes:
    made = b"".join(sha256(f"{text}{n}".encode()).digest() for n in range(count // 32 + 1))
    return made[:count]


def _sealed(text: str, count: int) -> bytes:
    """A TLS record that looks encrypted."""
    return struct.pack(">BHH", 23, 0x0303, count) + _noise(text, count)


def _dex() -> bytes:
    return b"dex\n035\0" + _noise("dex", 2_400)


def _archive(name: str, body: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(zipfile.ZipInfo(name, (2020, 5, 1, 0, 0, 0)), body)
    return out.getvalue()


RECORDING: Final = FOLDER / "half-a-day.pcapng"

# Rules over code and traffic together, and whose part of the day is their hit; that of the quiet day is their twin.
PARTS: Final[Mapping[str, str]] = {
    "line/numbers-seen-leaving": "com.data.pulse",
    "line/program-seen-fetched": "com.google.android.emediasync",
    "line/clockwork-built-in": "com.data.pulse",
    "line/false-certificate-accepted": "com.brightleaf.skyview",
    "line/server-of-private-data-reached": "com.tallpine.pageshield",
    "backdoor/port-seen-answered": "com.orchard.linkbox",
}


def parts(rule: str) -> dict[str, bytes]:
    """The recordings among a rule's fixtures, by the fixture's name."""
    only = {PARTS[rule], "com.orchard.launcher"}
    made = {"hit": half_a_day().pcapng(only), "twin": quiet().pcapng(only)}
    return made | ({"hit-digest": hashed().pcapng()} if rule == "line/numbers-seen-leaving" else {})


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    RECORDING.write_bytes(half_a_day().pcapng())
    made = {(rule, kind): part for rule in PARTS for kind, part in parts(rule).items()}
    for (rule, kind), part in made.items():
        for end in (".src", ""):
            target = RULES / rule / f"{kind}{end}" / "line.pcapng"
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(part)
