"""From packets to the tables of protocols: DNS, TLS, QUIC, HTTP, what STARTTLS and proxies hand over, identifiers."""

from __future__ import annotations

import gzip
import hashlib
import ssl
import struct
from base64 import b64encode
from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests import dnswriter, quicwriter, tlspeer, tlswriter
from tests.capturewriter import Talk, ethernet, ip, pcap, udp
from tests.formats.http import test_websocket as websocket

from gifthorse.formats.capture import open_capture
from gifthorse.formats.tls.keylog import KeyLog
from gifthorse.readers.capture.engine import Engine
from gifthorse.tables import Rows

IMEI = "356938035643809"
Tables = dict[str, list[dict[str, Any]]]


def rows(frames: list[bytes], keys: bytes = b"") -> Tables:
    found = Rows()
    Engine(open_capture(pcap(frames)), "x.pcap", found, keys=KeyLog(keys), seed=1).run()
    return {name: table.to_pylist() for name, table in found.tables()}


def spoken(*parts: tuple[bool, bytes], ports: tuple[int, int] = (40000, 443), keys: bytes = b"") -> Tables:
    """A TCP connection in which these things are said."""
    talk = Talk(ports=ports).open()
    for outward, data in parts:
        talk.say(0 if outward else 1, data)
    return rows(talk.close().frames, keys)


def datagrams(*parts: tuple[bool, bytes], ports: tuple[int, int] = (40000, 53)) -> Tables:
    frames = []
    for outward, data in parts:
        way, src, dst = (ports, "10.0.0.2", "1.2.3.4") if outward else (ports[::-1], "1.2.3.4", "10.0.0.2")
        frames.append(ethernet(ip(udp(data, ports=way), 17, src=src, dst=dst)))
    return rows(frames)


def protocol(found: Tables) -> str:
    (one,) = found["connections"]
    name: str = one["protocol"]
    return name


ANSWER = dnswriter.message(
    flags=0x8180,
    answers=[
        dnswriter.record(b"\xc0\x0c", 5, dnswriter.name("edge.example.net"), ttl=30),
        dnswriter.record(b"\xc0\x2d", 1, bytes((93, 184, 216, 34)), ttl=60),
    ],
)


def test_dns_questions_and_answers() -> None:
    found = datagrams((True, dnswriter.message()), (False, ANSWER), (True, dnswriter.message("lost.test", ident=9)))
    first, second = found["dns"]
    assert (first["name"], first["type"], first["rcode"], first["ttl"]) == ("www.example.com", "A", "NOERROR", 30)
    assert first["answers"] == ["CNAME edge.example.net", "93.184.216.34"]
    assert (first["packet"], first["seconds"], first["resolver"], first["transport"]) == (2, 1.0, "1.2.3.4", "udp")
    assert (second["name"], second["response"], second["answers"]) == ("lost.test", False, None)
    assert protocol(found) == "dns"


def test_dns_over_tcp_in_pieces() -> None:
    framed = [struct.pack(">H", len(m)) + m for m in (dnswriter.message(), ANSWER)]
    talk = Talk(ports=(40000, 53)).open().say(0, framed[0], size=12).say(1, framed[1], size=10)
    (one,) = rows(talk.frames)["dns"]
    assert (one["transport"], one["response"]) == ("tcp", True)


def test_mdns_and_netbios() -> None:
    told = dnswriter.message(None, flags=0x8400, answers=[dnswriter.record(dnswriter.name("tv.local"), 1, bytes(4))])
    found = datagrams((True, dnswriter.message("_airplay._tcp.local", 12, ident=0)), (True, told), ports=(5353, 5353))
    assert [(r["name"], r["type"], r["response"], r["transport"]) for r in found["dns"]] == [
        ("_airplay._tcp.local", "PTR", False, "mdns"),
        ("tv.local", "A", True, "mdns"),
    ]
    assert protocol(found) == "mdns"
    asked = dnswriter.message("FHEPFCELEHFCEPFFFACACACACACACAAA", 32)
    found = datagrams((True, asked), ports=(137, 137))
    assert (found["dns"][0]["name"], protocol(found)) == ("WORKGROUP<00>", "netbios")


def test_tls_12_with_its_certificate() -> None:
    talk = tlspeer.talk(version=ssl.TLSVersion.TLSv1_2, ciphers="ECDHE-RSA-AES128-GCM-SHA256", alpn=("h2",))
    found = spoken(*talk.parts)
    (one,) = found["tls"]
    assert (one["offered"], one["version"], one["sni"], one["alpn"]) == ("TLS 1.2", "TLS 1.2", "peer.test", "h2")
    assert one["cipher"] == "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"
    assert (one["group"], one["resumed"], one["decrypted"], one["over"]) == ("x25519", False, False, "tcp")
    assert one["packet"] == 4
    assert len(one["ja4"]) == 36
    (certificate,) = found["presented_certificates"]
    assert one["certificates"] == [certificate["sha256"]]
    assert (certificate["subject"], certificate["self_signed"], certificate["key_bits"]) == ("CN=peer.test", True, 2048)
    assert certificate["names"] == ["peer.test", "*.peer.test"]
    (connection,) = found["connections"]
    assert (connection["protocol"], connection["name"], connection["name_source"]) == ("tls", "peer.test", "sni")


def test_an_app_that_refuses_a_certificate() -> None:
    talk = tlspeer.talk(version=ssl.TLSVersion.TLSv1_2, trusts=False)
    (one,) = spoken(*talk.parts)["tls"]
    assert (one["alert_out"], one["alert_in"]) == ("unknown_ca", None)


REQUEST = f"GET /up?imei={IMEI}&x=1 HTTP/1.1\r\nHost: Plain.test:8080\r\nUser-Agent: Dalvik/2.1.0\r\n\r\n".encode()
RESPONSE = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 5\r\n\r\nhello"


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
def test_http_that_a_key_log_opens(version: ssl.TLSVersion) -> None:
    talk = tlspeer.talk(version=version, says=((True, REQUEST), (False, RESPONSE)))
    found = spoken(*talk.parts, keys=talk.keys)
    (one,) = found["http"]
    assert (one["scheme"], one["host"], one["status"], one["decrypted"]) == ("https", "plain.test", 200, True)
    assert found["tls"][0]["decrypted"]
    assert [(t["kind"], t["value"], t["decrypted"]) for t in found["payload_tokens"]] == [("imei", IMEI, True)]
    assert protocol(found) == "tls"
    assert "http" not in spoken(*talk.parts)


def test_http() -> None:
    body = gzip.compress(f'{{"android_id": "b9e28776354d259e", "mac": "a4:50:46:12:34:56", "i": "{IMEI}"}}'.encode())
    head = b"POST /r HTTP/1.1\r\nHost: x.test\r\nContent-Encoding: gzip\r\nCookie: sid=1234567\r\n"
    head += b"X-Phone: +49 170 1234567\r\n"
    head += b"Authorization: Basic " + b64encode(b"me:secret") + b"\r\nContent-Length: %d\r\n\r\n" % len(body)
    found = spoken((True, REQUEST + head + body), (False, RESPONSE + RESPONSE), ports=(40000, 8080))
    first, second = found["http"]
    assert (first["method"], first["url"]) == ("GET", f"http://Plain.test:8080/up?imei={IMEI}&x=1")
    assert (first["host"], first["path"], first["user_agent"]) == ("plain.test", "/up", "Dalvik/2.1.0")
    assert (first["response_kind"], first["response_bytes"], first["content_type"]) == ("text", 5, "text/plain")
    assert first["response_sha256"] == hashlib.sha256(b"hello").hexdigest()
    assert (second["request_kind"], second["request_bytes"]) == ("json", len(body))
    assert second["cookie"] == "sid=1234567"
    tokens = {(t["place"], t["field"], t["kind"], t["encoding"]) for t in found["payload_tokens"]}
    assert tokens == {
        ("url", "imei", "imei", "raw"),
        ("header", "x-phone", "phone-number", "raw"),
        ("header", "cookie", "cookie", "raw"),
        ("header", "authorization", "credential", "base64"),
        ("body", "android_id", "android-id", "gzip"),
        ("body", "mac", "mac", "gzip"),
        ("body", "i", "imei", "gzip"),
    }
    (connection,) = found["connections"]
    assert (connection["name"], connection["name_source"]) == ("x.test", "http") or connection["name"] == "plain.test"


def test_a_large_picture_is_skipped_and_an_apk_is_not() -> None:
    answer = b"HTTP/1.1 200 OK\r\nContent-Length: 300000\r\n\r\n"
    picture = b"\xff\xd8\xff\xe0" + bytes(299_996)
    package = b"PK\3\4" + bytes(26) + b"AndroidManifest.xml" + bytes(299_951)
    found = spoken(
        (True, REQUEST), (False, answer + picture), (True, REQUEST), (False, answer + package), (True, REQUEST)
    )
    one, two, three = found["http"]
    assert (one["response_kind"], one["response_bytes"], one["response_sha256"]) == ("jpeg", 300_000, None)
    assert (two["response_kind"], two["response_sha256"]) == ("apk", hashlib.sha256(package).hexdigest())
    assert three["status"] is None


def test_lost_packets_inside_a_body() -> None:
    talk = Talk().open().say(0, REQUEST).say(1, b"HTTP/1.1 200 OK\r\nContent-Length: 9000\r\n\r\n" + bytes(9000))
    talk.say(0, REQUEST).say(1, RESPONSE)
    del talk.frames[7]
    one, two = rows(talk.close().frames)["http"]
    assert (one["response_bytes"], one["response_sha256"], two["status"]) == (9000, None, 200)


def test_tls_through_a_proxy() -> None:
    talk = tlspeer.talk()
    ask = b"CONNECT far.test:443 HTTP/1.1\r\nHost: far.test:443\r\n\r\n"
    found = spoken((True, ask), (False, b"HTTP/1.1 200 OK\r\n\r\n"), *talk.parts, ports=(40000, 3128))
    assert found["http"][0]["url"] == "far.test:443"
    assert (found["tls"][0]["over"], found["tls"][0]["sni"]) == ("http", "peer.test")
    greeting = ((True, b"\x05\x01\0"), (False, b"\x05\0"), (True, b"\x05\x01\0\x03\x08far.test\x01\xbb"))
    found = spoken(*greeting, (False, b"\x05\0\0\x01" + bytes(6)), *talk.parts, ports=(40000, 1080))
    assert (found["tls"][0]["over"], found["connections"][0]["name"]) == ("socks", "peer.test")


def test_mail_that_begins_to_encrypt_and_mail_that_does_not() -> None:
    talk = tlspeer.talk(version=ssl.TLSVersion.TLSv1_2)
    begin = (
        (False, b"220 mx ESMTP\r\n"),
        (True, b"EHLO me\r\n"),
        (False, b"250 STARTTLS\r\n"),
        (True, b"STARTTLS\r\n"),
    )
    found = spoken(*begin, (False, b"220 go\r\n"), *talk.parts, ports=(40000, 25))
    assert (found["tls"][0]["over"], len(found["tls"][0]["certificates"])) == ("smtp", 1)
    clear = ((False, b"+OK ready\r\n"), (True, b"USER me\r\n"), (False, b"+OK\r\n"), (True, b"PASS secret\r\n"))
    found = spoken(*clear, ports=(40000, 110))
    assert protocol(found) == "pop3"
    assert [(t["place"], t["field"], t["value"]) for t in found["payload_tokens"]] == [
        ("login", "user", "me"),
        ("login", "password", "secret"),
    ]


def test_quic_and_dtls() -> None:
    hello = tlswriter.client_hello([0x1301], [(0, tlswriter.sni(b"quic.test")), (43, tlswriter.numbers([0x304], 1))])
    first = quicwriter.initial(quicwriter.crypto(0, tlswriter.message(1, hello)))
    found = datagrams((True, first), ports=(40000, 443))
    assert (found["tls"][0]["over"], found["tls"][0]["sni"]) == ("quic", "quic.test")
    assert (protocol(found), found["connections"][0]["name_source"]) == ("quic", "quic")
    greeting = tlswriter.client_hello(pairs=[(0, tlswriter.sni(b"d.test"))], version=0xFEFD, cookie=b"")
    found = datagrams((True, tlswriter.datagram(1, greeting)[0]), ports=(40000, 4433))
    assert (found["tls"][0]["over"], found["tls"][0]["offered"]) == ("dtls", "DTLS 1.2")


def test_webrtc_is_stun_and_then_dtls() -> None:
    greeting = tlswriter.client_hello(pairs=[], version=0xFEFD, cookie=b"")
    asked = struct.pack(">HHI", 1, 0, 0x2112A442) + bytes(12)
    found = datagrams((True, asked), (False, asked), (True, tlswriter.datagram(1, greeting)[0]), ports=(40000, 3478))
    assert (protocol(found), found["tls"][0]["over"]) == ("webrtc", "dtls")


def test_protocols_by_signature() -> None:
    assert protocol(datagrams((True, b"\1\0\0\0" + bytes(range(144))), ports=(40000, 51820))) == "wireguard"
    assert protocol(spoken((False, b"SSH-2.0-x\r\n"), ports=(40000, 22))) == "ssh"
    assert (
        protocol(spoken((True, b"\xc2\xfe\x00\x05\0\0\0\x36"), (False, b"\xc2\xfe\x00\x05"), ports=(40000, 5222)))
        == "mipush"
    )


def test_identifiers_in_what_nobody_knows() -> None:
    said = b"\x07\x01boot a4:50:46:12:34:56 " + IMEI.encode() + b" \xff\xfe"
    found = spoken((True, said), (False, b"\x09\x09"), ports=(40000, 7000))
    assert protocol(found) == "unknown"
    assert found["connections"][0]["entropy"] > 3
    assert {(t["place"], t["kind"]) for t in found["payload_tokens"]} == {("payload", "mac"), ("payload", "imei")}
    found = datagrams((True, f"<14>dev imei={IMEI} up".encode()), ports=(40000, 9999))
    assert [t["kind"] for t in found["payload_tokens"]] == ["imei"]


@cache
def everything() -> bytes:
    """One capture with every protocol that is read further."""
    tls = tlspeer.talk(version=ssl.TLSVersion.TLSv1_2)
    frames = Talk(ports=(40001, 443)).open().say(0, tls.side(True)).say(1, tls.side(False)).close().frames
    frames += Talk(ports=(40002, 80)).open().say(0, REQUEST).say(1, RESPONSE).close().frames
    frames += Talk(ports=(40003, 25)).open().say(1, b"220 mx ESMTP\r\n").say(0, b"EHLO me\r\nSTARTTLS\r\n").frames
    frames += Talk(ports=(40004, 1080)).open().say(0, b"\x05\x01\0").say(1, b"\x05\0").frames
    for data, port in ((dnswriter.message(), 53), (quicwriter.initial(quicwriter.crypto(0, b"\1\0\0\4abcd")), 443)):
        frames.append(ethernet(ip(udp(data, ports=(40005, port)), 17)))
    return pcap(frames)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(st.integers(40, 9000), st.integers(0, 255)), max_size=8), st.integers(0, 20_000))
def test_flips_and_truncations(flips: list[tuple[int, int]], cut: int) -> None:
    data = bytearray(everything())
    for at, byte in flips:
        data[at % len(data)] = byte
    found = Rows()
    Engine(open_capture(bytes(data[: max(cut, 40)])), "x.pcap", found).run()
    for problem in found.rows("problems"):
        assert "does not expect" not in problem["sentence"], problem


def test_websockets_after_an_upgrade() -> None:
    ask = b"GET /ws HTTP/1.1\r\nHost: ws.test\r\nUpgrade: websocket\r\n\r\n"
    agreed = b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n"
    said = websocket.frame(f'{{"imei": "{IMEI}"}}'.encode())
    found = spoken((True, ask), (False, agreed), (True, said), ports=(40000, 80))
    assert (protocol(found), found["http"][0]["status"]) == ("websocket", 101)
    assert [(t["place"], t["kind"]) for t in found["payload_tokens"]] == [("body", "imei")]
