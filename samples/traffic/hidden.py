"""Scenes of what hides: programs and command lines in protocols of somebody's own, and logins in odd places."""

from __future__ import annotations

import gzip
import io
import zipfile
from base64 import b64encode
from collections.abc import Callable, Mapping
from hashlib import sha256
from typing import Final

from samples.traffic.line import IN, OUT, PHONE, Line
from samples.traffic.plain import ELF, IMEI, NOISE, OTHER, SERVER, Scene, clear, request

ROOT: Final = ((OUT, b"id\n"), (IN, b"uid=0(root) gid=0(root)\n"))
DEX: Final = b"dex\n035\0" + NOISE[:600]
APPS: Final = (
    b"com.whatsapp,com.android.chrome,com.facebook.katana,org.telegram.messenger,com.bank.app,com.twitter.android"
)
LINES: Final = b"SMS|+4915112345678|Your code is 4711|2024-05-06 10:00\nSMS|+4915112345999|hello|2024-05-06 10:01\n"
HEX: Final = b"0a" * 16
ASKS: Final = b'{"hosts":["api.example.org"],"query":"4"}'
Made = Callable[[], Line]


def chance(size: int, name: str = "chance") -> bytes:
    """Bytes as mixed as encryption makes them, the same each time."""
    blocks = (sha256(f"{name} {n}".encode()).digest() for n in range(size // 32 + 1))
    return b"".join(blocks)[:size]


def archive(first: str, data: bytes = NOISE[:300]) -> bytes:
    """A zip file with one entry."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as file:
        file.writestr(zipfile.ZipInfo(first, (2024, 1, 1, 0, 0, 0)), data)
    return made.getvalue()


def fetched(answer: bytes, *, ask: bytes = b"\0\0\0\x05GET 7", port: int = 9100) -> Line:
    """Something asked for in a protocol of its own."""
    return Line().tcp(SERVER, port, (OUT, ask), (IN, answer))


def program_in_unknown_protocol() -> tuple[Line, Line]:
    """Code behind a header; and bytes that only speak of it."""
    return fetched(b"\0\0\x02\x68\x01" + DEX), fetched(b"dex files and \x7fELF are what programs begin with\n" * 8)


def command_line() -> tuple[Line, Line]:
    """A phone that answers commands from afar; and a chat about the same commands."""
    shell = [
        (IN, b"id\n"),
        (OUT, b"uid=10061(u0_a61) gid=10061(u0_a61) groups=3003(inet)\n"),
        (IN, b"ls\n"),
        (OUT, b"a\n"),
    ]
    chat = [(OUT, b"what does id say?\n"), (IN, b"your uid and gid\n"), (OUT, b"thanks\n")]
    return Line().tcp(SERVER, 4444, *shell), Line().tcp(SERVER, 4444, *chat)


def update_offered() -> tuple[Line, Line]:
    """A manifest; and a list of songs with versions and digests."""
    offer = b'{"code":0,"data":{"versionCode":12,"url":"http:\\/\\/dl.example.net\\/p\\/core.apk","md5":"%s"}}' % HEX
    songs = b'{"version":"3","list":[{"url":"http://m.example.net/a.mp3","md5":"%s"}]}' % HEX
    return clear(request("/check"), request("/check"), answer=offer, other=songs)


def answered(answer: bytes, path: str = "/q", body: bytes = b"", host: str = "203.0.113.9") -> Made:
    """One request to an address and its answer."""
    return lambda: Line().http(SERVER, request(path, host=host, body=body), answer)


def led_to_one() -> tuple[Line, Line]:
    """Five sites at the hotspot's own address; and two that the house has itself."""
    found = []
    for names in (
        ("example.org", "example.com", "example.net", "example.de", "example.fr"),
        ("example.org", "example.com"),
    ):
        line = Line()
        for name in names:
            line.asks(f"www.{name}", "10.0.0.1").tls("10.0.0.1", f"www.{name}")
        found.append(line)
    return found[0], found[1]


def telnet(*, local: bool = False) -> Line:
    """A login over Telnet, typed key by key and echoed."""
    said = [(IN, b"\xff\xfd\x18\xff\xfb\x01"), (OUT, b"\xff\xfb\x18"), (IN, b"welcome\r\nlogin: ")]
    said += [turn for key in b"anna" for turn in ((OUT, bytes((key,))), (IN, bytes((key,))))]
    said += [(OUT, b"\r\0"), (IN, b"\r\nPassword: "), (OUT, b"sesame5\r\0"), (IN, b"\r\n$ ")]
    return Line().tcp("10.0.0.1" if local else SERVER, 23, *said)


def imap() -> Line:
    said = [
        (IN, b"* OK ready\r\n"),
        (OUT, b"a1 LOGIN {4}\r\n"),
        (IN, b"+ go on\r\n"),
        (OUT, b"anna {7}\r\n"),
        (IN, b"+\r\n"),
    ]
    return Line().tcp(SERVER, 143, *said, (OUT, b"sesame5\r\n"), (IN, b"a1 OK\r\n"))


def asked(path: str, **more: str) -> Made:
    headers = "".join(f"{name}: {value}\r\n" for name, value in more.items())
    return lambda: Line().http(SERVER, request(path, headers=headers))


def listed() -> Mapping[str, Scene]:
    """Scenes by rule."""
    return {
        "command-line-on-the-line": command_line,
        "program-in-unknown-protocol": program_in_unknown_protocol,
        "names-lead-to-one-neighbour": led_to_one,
        "update-offered-over-http": update_offered,
    }


def more() -> Mapping[str, Mapping[str, Made]]:
    """Further hits and twins."""
    digest = sha256(IMEI.encode()).digest()
    return {
        "command-line-on-the-line": {
            "hit-listening": lambda: usual(Line()).tcp(PHONE, 6000, *ROOT, client="10.0.0.77"),
            "twin-router": lambda: usual(Line()).tcp("10.0.0.1", 2323, *ROOT),
        },
        "program-in-unknown-protocol": {
            "hit-app": lambda: fetched(archive("AndroidManifest.xml")),
            "hit-script": lambda: fetched(b"#!/system/bin/sh\npm install -r /data/local/tmp/a.apk\n"),
            "hit-in-text": answered(b'{"d":"' + b64encode(DEX) + b'"}'),
            "hit-in-picture": answered(b"\x89PNG\r\n\x1a\n" + bytes(40) + DEX, "/a.png"),
            "twin-picture": answered(b"\x89PNG\r\n\x1a\n" + bytes(40) + NOISE, "/a.png"),
            "hit-masked": lambda: fetched(bytes(byte ^ 0x5A for byte in ELF)),
            "hit-datagrams": lambda: Line().udp(SERVER, 6969, (OUT, b"\0\1tool\0octet\0"), (IN, b"\0\3\0\1" + ELF)),
            "twin-archive": lambda: fetched(archive("holiday.txt")),
            "twin-noise": lambda: fetched(chance(4000)),
        },
        "program-over-http": {
            "hit-script": answered(b"#!/system/bin/sh\npm install -r /sdcard/a.apk\n"),
            "hit-archive": answered(archive("lib/arm64-v8a/libcore.so")),
            "hit-update": answered(archive("META-INF/com/google/android/updater-script")),
            "hit-picture": answered(archive("classes.dex"), "/img/a.png"),
            "hit-hotspot": lambda: (
                Line().asks("www.example.org", OTHER).http("10.0.0.1", request("/a", host="10.0.0.1"), ELF)
            ),
            "hit-packed": answered(gzip.compress(ELF, mtime=0)),
            "twin-archive": answered(archive("holiday.txt")),
            "twin-page": answered(b"<!doctype html><pre>#!/system/bin/sh</pre>"),
        },
        "update-offered-over-http": {
            "hit-xml": answered(b"<r><version>7</version><downurl>/f/7.zip</downurl><md5>%s</md5></r>" % HEX),
            "hit-order": answered(
                b'{"silent":1,"ver":"2","downUrl":"https://dl.example.net/get?id=7","md5":"%s"}' % HEX
            ),
            "hit-text": answered(b"http://dl.example.net/p/9.jar|%s|120034\n" % HEX),
            "twin-page": answered(b'<!doctype html><a href="http://dl.example.net/a.apk">version 7</a>'),
            "twin-settings": answered(b'{"version":12,"url":"http://www.example.net/help","color":"#ffffff"}'),
        },
        "names-over-http": {
            "hit-json": answered(b'{"data":[{"host":"api.example.org","ips":["198.51.100.20"]}]}', "/v2", ASKS),
            "hit-list": answered(b"198.51.100.20;198.51.100.21,300", "/d?dn=api.example.org&ttl=1"),
            "hit-resolve": answered(b'{"Status":0}', "/resolve?name=api.example.org&type=A", host="dns.example.net"),
            "twin-own-address": answered(b'{"ip":"198.51.100.20","country":"AT"}', "/json", host="where.example.net"),
            "twin-login": answered(b'{"token":"k1"}', "/v2", ASKS),
        },
        "people-in-clear": {
            "hit-apps": answered(b"ok", "/a", APPS, "api.example.org"),
            "hit-lines": lambda: Line().tcp(SERVER, 7001, (OUT, LINES), (IN, b"ok")),
            "twin-crash": answered(b"ok", "/a", b"Exception at com.a.X.f(X.java:3)\n" + APPS, "api.example.org"),
        },
        "identifier-seen-in-clear": {
            "hit-name": lambda: Line().asks("356938035643809.t.example.net", SERVER),
            "hit-masked": answered(b"ok", "/i", bytes(byte ^ 0x37 for byte in b'{"imei":"%s"}' % IMEI.encode())),
            "hit-archive": answered(b"ok", "/i", archive("a.json", b'{"imei":"%s"}' % IMEI.encode())),
            "hit-listed": answered(b"ok", "/i", b'{"d":"imei=%s|rom=7"}' % IMEI.encode()),
        },
        "password-in-clear": {
            "hit-telnet": telnet,
            "hit-imap": imap,
            "hit-userinfo": asked("/go?to=ftp%3A%2F%2Fanna%3Asesame5%40files.example.org%2F"),
            "hit-unpadded": asked("/", Authorization="Basic YW5uYTpzZWNyZXQ"),
            "hit-pw": asked("/in?u=anna&pw=sesame5"),
            "hit-pin": asked("/in?user=anna&pin=4711"),
            "twin-pin": asked("/item?pin=1234567&colour=red"),
            "twin-width": asked("/frame?pw=1080&ph=2400"),
            "twin-telnet": lambda: telnet(local=True),
        },
        "location-seen-in-clear": {
            "hit-rough": asked("/w?loc=48.21,16.37"),
            "hit-cell": asked("/l?mcc=232&mnc=01&lac=4321&cid=12345678"),
            "twin-cell": asked("/l?mcc=232&mnc=01"),
            "hit-unnamed": asked("/weather/48.20849,16.37208"),
            "hit-q": asked("/w?q=48.20849%2C16.37208"),
            "twin-ratio": asked("/frame?pos=0.5625,1.7778&v=12.5,30.25"),
            "twin-version": asked("/get/4.1.94.2,3.12.4.1"),
        },
        "identifier-hashed": {
            "hit-base64": lambda: (
                Line()
                .http("10.0.0.9", request(f"/register?imei={IMEI}", host="10.0.0.9"))
                .http(SERVER, request(f"/track?d={_flat(digest)}"))
            ),
        },
    }


def _flat(digest: bytes) -> str:
    from base64 import urlsafe_b64encode

    return urlsafe_b64encode(digest).decode().rstrip("=")


def usual(line: Line) -> Line:
    """What any phone does: three servers, by name."""
    for number, name in enumerate(("www.example.org", "cdn.example.net", "news.example.com"), 20):
        line.asks(name, f"203.0.113.{number}").tls(f"203.0.113.{number}", name, more=[(IN, NOISE[:900])])
    return line
