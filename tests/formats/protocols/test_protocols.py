"""Protocols by their first bytes, and the little that is read of each."""

from __future__ import annotations

import struct
from base64 import b64encode

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gifthorse.formats.protocols import adb, mqtt, signatures, stun, vpn
from gifthorse.formats.protocols.dialogue import Dialogue, greeting
from gifthorse.formats.protocols.socks import Socks, is_request
from gifthorse.formats.protocols.xmpp import Xmpp

HELLO = b"\x16\x03\x01\x00\x05hello"


def attribute(kind: int, value: bytes) -> bytes:
    return struct.pack(">HH", kind, len(value)) + value + bytes(-len(value) % 4)


def stunned(kind: int = 1, *attributes: bytes) -> bytes:
    body = b"".join(attributes)
    return struct.pack(">HH", kind, len(body)) + stun.COOKIE + bytes(range(12)) + body


def adb_message(command: bytes, payload: bytes) -> bytes:
    number = int.from_bytes(command, "little")
    return struct.pack("<4s5I", command, 1, 2, len(payload), 0, number ^ 0xFFFFFFFF) + payload


def mqtt_connect(level: int = 4) -> bytes:
    def text(value: bytes) -> bytes:
        return struct.pack(">H", len(value)) + value

    properties = b"\0" if level == 5 else b""
    body = text(b"MQTT") + bytes((level, 0xC6)) + b"\0\x3c" + properties + text(b"phone-1")
    body += properties + text(b"gone") + text(b"bye") + text(b"user") + text(b"secret")
    return bytes((0x10, len(body))) + body


TCP = [
    (b"SSH-2.0-dropbear\r\n", b"", "ssh"),
    (b"", b"SSH-2.0-dropbear\r\n", "ssh"),
    (mqtt_connect(), b"\x20\x02\0\0", "mqtt"),
    (b"<?xml version='1.0'?><stream:stream to='x'>", b"", "xmpp"),
    (b"<iq to='xiaomi.com' id='0'>", b"", "xmpp"),
    (b"\xc2\xfe\x00\x05\0\0\0\x36", b"", "mipush"),
    (adb_message(b"CNXN", b"host::features=shell_v2"), b"", "adb"),
    (b"\x13BitTorrent protocol" + bytes(8), b"", "bittorrent"),
    (b"", b"\xff\xfd\x18\xff\xfd\x20", "telnet"),
    (b"\0\0\0\x50\xfeSMB", b"", "smb"),
    (b"\0\x0e\x38" + bytes(range(1, 9)) + bytes(5), b"", "openvpn"),
    (bytes(range(200, 256)), bytes(range(100, 200)), None),
    (b"hello there", b"", None),
]
WIREGUARD = b"\1\0\0\0" + bytes(range(144))
IKE = bytes(range(1, 17)) + b"\x21\x20\x22\x08\0\0\0\0" + struct.pack(">I", 28)
UDP = [
    (stunned(), (50000, 3478), "stun"),
    (WIREGUARD, (50000, 51820), "wireguard"),
    (b"\x38" + bytes(range(1, 9)) + bytes(5), (50000, 1194), "openvpn"),
    (IKE, (500, 500), "ike"),
    (b"\0\0\0\0" + IKE, (4500, 4500), "ike"),
    (b"\1\2\3\4\0\0\0\1" + bytes(60), (4500, 4500), "esp"),
    (b"\x23" + bytes(47), (123, 123), "ntp"),
    (b"M-SEARCH * HTTP/1.1\r\n", (50000, 1900), "ssdp"),
    (b"\1" + bytes(235) + b"\x63\x82\x53\x63", (68, 67), "dhcp"),
    (b"d1:ad2:id20:", (50000, 6881), "bittorrent"),
    (b"\x80\x60" + bytes(6) + b"ssrc" + bytes(160), (20000, 30000), "rtp"),
    (b"<34>Oct 11 22:14:15 mymachine su", (50000, 514), "syslog"),
    (bytes(range(1, 60)), (50000, 50001), None),
]


@pytest.mark.parametrize(("out", "into", "name"), TCP)
def test_streams(out: bytes, into: bytes, name: str | None) -> None:
    assert signatures.tcp(out, into, (50000, 9000)) == name


@pytest.mark.parametrize(("data", "ports", "name"), UDP)
def test_datagrams(data: bytes, ports: tuple[int, int], name: str | None) -> None:
    assert signatures.udp(data, b"", ports) == name


def test_names_in_stun() -> None:
    data = stunned(3, attribute(6, b"o5/I:FY32"), attribute(0x14, b"realm.test"), attribute(0x20, bytes(8)))
    assert list(stun.texts(data)) == [("username", "o5/I:FY32"), ("realm", "realm.test")]
    assert stun.method(data) == 3
    assert stun.is_message(b"\0\1\0\0" + bytes(16))
    assert not stun.is_message(b"\0\1\0\4" + bytes(16))


@pytest.mark.parametrize("level", [4, 5])
def test_mqtt_logins(level: int) -> None:
    read = mqtt.connect(mqtt_connect(level))
    assert read == mqtt.Connect(level, "phone-1", "user", "secret", "gone")
    assert mqtt.connect(mqtt_connect(level)[:-1]) is None


def test_adb_messages() -> None:
    stream = adb_message(b"CNXN", b"host::") + adb_message(b"OPEN", b"shell:id\0")
    messages = adb.Messages()
    found = [m for at in range(len(stream)) for m in messages.feed(stream[at : at + 1])]
    assert found == [adb.Message("CNXN", b"host::"), adb.Message("OPEN", b"shell:id\0")]
    list(messages.feed(b"x" * 24))
    assert messages.broken


def test_tunnels_are_not_seen_everywhere() -> None:
    assert not vpn.is_wireguard(WIREGUARD + b"x")
    assert not vpn.is_openvpn(bytes(50))
    assert not vpn.is_ike(IKE[:-1])
    assert not vpn.is_esp(bytes(range(1, 40)), (1, 2))


def socks(*parts: tuple[bool, bytes]) -> Socks:
    made = Socks()
    for outward, data in parts:
        for at in range(len(data)):
            made.feed(outward, data[at : at + 1])
    return made


def test_socks_4_and_4a() -> None:
    made = socks((True, b"\x04\x01\x01\xbb\x01\x02\x03\x04me\0"), (False, b"\0\x5a" + bytes(6)), (True, HELLO))
    assert (made.target, made.credentials, made.open, made.rests) == ("1.2.3.4:443", ("me", ""), True, (HELLO, b""))
    made = socks((True, b"\x04\x01\x00\x50\0\0\0\x01\0far.test\0"), (False, b"\0\x5b" + bytes(6)))
    assert (made.target, made.open, made.broken) == ("far.test:80", False, True)
    assert is_request(b"\x04\x01\x01\xbb\x01\x02\x03\x04me\0")


def test_socks_5() -> None:
    ask = b"\x05\x01\x00\x03\x08far.test\x01\xbb"
    made = socks(
        (True, b"\x05\x01\x00"), (False, b"\x05\0"), (True, ask), (False, b"\x05\0\0\x01" + bytes(6) + b"back")
    )
    assert (made.target, made.open, made.rests) == ("far.test:443", True, (b"", b"back"))
    login = b"\x01\x02me\x06secret"
    made = socks(
        (True, b"\x05\x02\x00\x02"),
        (False, b"\x05\2"),
        (True, login),
        (False, b"\1\0"),
        (True, b"\x05\x01\0\x04" + bytes(15) + b"\1\0\x50"),
        (False, b"\x05\0\0\x01" + bytes(6)),
        (True, HELLO),
    )
    assert made.credentials == ("me", "secret")
    assert (made.target, made.open, made.rests) == ("::1:80", True, (HELLO, b""))
    assert socks((True, b"\x05\x01\x00"), (False, b"\x05\xff")).broken
    assert is_request(b"\x05\x01\x00")
    assert is_request(b"\x05") is None
    assert is_request(b"GET / HTTP/1.1") is False


@pytest.mark.parametrize(
    ("kind", "hello", "asks", "agrees"),
    [
        ("smtp", b"220 mx.test ESMTP\r\n", b"EHLO me\r\nSTARTTLS\r\n", b"250-mx\r\n250 STARTTLS\r\n220 go ahead\r\n"),
        ("pop3", b"+OK ready\r\n", b"STLS\r\n", b"+OK begin\r\n"),
        ("imap", b"* OK ready\r\n", b"a STARTTLS\r\n", b"a OK begin\r\n"),
        ("ftp", b"220 FTP\r\n", b"AUTH TLS\r\n", b"234 go\r\n"),
        ("irc", b"", b"STARTTLS\r\n", b":irc.test 670 you :go\r\n"),
    ],
)
def test_encryption_begins(kind: str, hello: bytes, asks: bytes, agrees: bytes) -> None:
    assert greeting(hello, asks, 9999) == kind
    dialogue = Dialogue(kind)
    dialogue.feed(False, hello)
    dialogue.feed(True, asks)
    dialogue.feed(False, agrees + b"\x16\x03\x03")
    dialogue.feed(True, HELLO)
    assert dialogue.encrypting
    assert dialogue.rests == (HELLO, b"\x16\x03\x03")


def test_a_client_that_does_not_wait_for_the_answer() -> None:
    dialogue = Dialogue("smtp")
    dialogue.feed(True, b"EHLO me\r\nSTARTTLS\r\n" + HELLO + b"\nmore")
    dialogue.feed(False, b"220 mx\r\n")
    assert dialogue.encrypting
    assert dialogue.rests[0] == HELLO + b"\nmore"


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("pop3", b"USER me\r\nPASS secret\r\n"),
        ("ftp", b"USER me\r\nPASS secret\r\n"),
        ("imap", b'a1 LOGIN "me" "secret"\r\n'),
        ("imap", b"a1 LOGIN me secret\r\n"),
        ("imap", b"a1 AUTHENTICATE PLAIN\r\n" + b64encode(b"\0me\0secret") + b"\r\n"),
        ("smtp", b"AUTH PLAIN " + b64encode(b"\0me\0secret") + b"\r\n"),
        ("smtp", b"AUTH LOGIN\r\n" + b64encode(b"me") + b"\r\n" + b64encode(b"secret") + b"\r\n"),
        ("smtp", b"AUTH LOGIN " + b64encode(b"me") + b"\r\n" + b64encode(b"secret") + b"\r\n"),
    ],
)
def test_logins_in_the_clear(kind: str, said: bytes) -> None:
    dialogue = Dialogue(kind)
    for at in range(len(said)):
        dialogue.feed(True, said[at : at + 1])
    assert dialogue.credentials == [("me", "secret")]


def test_xmpp_encryption_and_login() -> None:
    made = Xmpp()
    made.feed(True, b"<stream:stream><starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>")
    made.feed(False, b"<stream:features/><proceed xmlns='urn'/>\x16")
    made.feed(True, HELLO)
    assert made.encrypting
    assert made.rests == (HELLO, b"\x16")
    clear = Xmpp()
    clear.feed(True, b"<auth xmlns='x' mechanism='PLAIN'>" + b64encode(b"\0me\0secret") + b"</auth>")
    assert clear.credentials == [("me", "secret")]


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=200), st.binary(max_size=200), st.tuples(st.integers(1, 65535), st.integers(1, 65535)))
def test_nonsense(out: bytes, into: bytes, ports: tuple[int, int]) -> None:
    signatures.tcp(out, into, ports)
    signatures.udp(out, into, ports)
    greeting(into, out, ports[1])
    mqtt.connect(b"\x10" + out)
    if len(out) >= 20:
        list(stun.texts(out))
    list(adb.Messages().feed(out))
    is_request(out)
    for first in (b"", b"\x04\x01", b"\x05\x01\x00", b"\x05\x01\x02"):
        made = Socks()
        made.feed(True, first + out)
        made.feed(False, into)
    for kind in ("smtp", "pop3", "imap", "ftp", "irc"):
        dialogue = Dialogue(kind)
        dialogue.feed(True, out)
        dialogue.feed(False, into)
    xmpp = Xmpp()
    xmpp.feed(True, b"<starttls" + out)
    xmpp.feed(False, into)


@settings(max_examples=200, deadline=None)
@given(st.integers(0, 100), st.integers(0, 255), st.integers(0, 100))
def test_flips_and_truncations(at: int, byte: int, cut: int) -> None:
    for whole in (mqtt_connect(5), stunned(1, attribute(6, b"name")), adb_message(b"OPEN", b"shell:id\0"), IKE):
        data = bytearray(whole)
        data[at % len(data)] = byte
        for damaged in (bytes(data), whole[:cut]):
            mqtt.connect(damaged)
            list(adb.Messages().feed(damaged))
            if stun.is_message(damaged):
                list(stun.texts(damaged))
            signatures.udp(damaged, b"", (500, 500))
