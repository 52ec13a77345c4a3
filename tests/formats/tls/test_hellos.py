"""Hellos as bytes and as values, their fingerprints against published examples."""

from __future__ import annotations

import struct

import pytest
from tests import tlswriter as w

from gifthorse.errors import FormatError
from gifthorse.formats.tls.client_hello import client_hello, ssl2_client_hello
from gifthorse.formats.tls.fingerprints import ja3, ja3s, ja4
from gifthorse.formats.tls.numbers import alert_name, cipher_name, version_name, version_rank
from gifthorse.formats.tls.server_hello import RETRY_RANDOM, server_hello, ssl2_server_hello

# The example of FoxIO's own description of JA4: a browser's hello and what it is called.
CHROME_CIPHERS = "1301,1302,1303,c02b,c02f,c02c,c030,cca9,cca8,c013,c014,009c,009d,002f,0035"
CHROME_TYPES = "001b,0000,0033,0010,4469,0017,002d,000d,0005,0023,0012,002b,ff01,000b,000a,0015"
CHROME_SIGNING = "0403,0804,0401,0503,0805,0501,0806,0601"
CHROME_JA4 = "t13d1516h2_8daaf6152771_e5627efa2ab1"


def hexes(text: str) -> list[int]:
    return [int(part, 16) for part in text.split(",")]


def chrome(grease: int = 0x3A3A, protocols: bytes = w.alpn(b"h2", b"http/1.1")) -> bytes:
    values = {
        0: w.sni(b"www.google.com"),
        0x10: protocols,
        0x0D: w.numbers(hexes(CHROME_SIGNING)),
        0x2B: w.numbers([grease, 0x0304, 0x0303], 1),
        0x0A: w.numbers([grease, 29, 23, 24]),
        0x0B: b"\x01\x00",
        0x33: w.numbers([])
        if not grease
        else struct.pack(">HHHB", 41, grease, 1, 0) + struct.pack(">HH", 29, 32) + bytes(32),
    }
    pairs = [(grease, b""), *((t, values.get(t, b"")) for t in hexes(CHROME_TYPES)), (grease ^ 0x5050, b"\0")]
    return w.client_hello([grease, *hexes(CHROME_CIPHERS)], pairs)


def test_a_browsers_hello() -> None:
    hello = client_hello(chrome())
    assert hello.whole
    assert hello.server_name == "www.google.com"
    assert hello.alpn == (b"h2", b"http/1.1")
    assert hello.offered == 0x0304
    assert hello.legacy == 0x0303
    assert hello.groups == (0x3A3A, 29, 23, 24)
    assert hello.key_shares == (0x3A3A, 29)
    assert hello.ech is None
    assert not hello.tickets
    assert ja4(hello) == CHROME_JA4


def test_order_and_grease_do_not_change_ja4() -> None:
    assert ja4(client_hello(chrome(0xDADA))) == CHROME_JA4
    assert ja4(client_hello(chrome()), "q") == "q" + CHROME_JA4[1:]


@pytest.mark.parametrize(
    ("protocols", "written"),
    [
        (b"", "00"),
        (w.alpn(b"h2"), "h2"),
        (w.alpn(b"http/1.1", b"h2"), "h1"),
        (w.alpn(b"x"), "xx"),
        (w.alpn(b"\xab"), "ab"),
        (w.alpn(b"\x30\xab"), "3b"),
        (w.alpn(b"\x30\x31\xab\xcd"), "3d"),
    ],
)
def test_the_protocol_in_ja4(protocols: bytes, written: str) -> None:
    assert ja4(client_hello(chrome(protocols=protocols)))[8:10] == written


def test_ja4_of_a_hello_without_extensions() -> None:
    assert ja4(client_hello(w.client_hello([], []))) == "t12i000000_000000000000_000000000000"


def test_ja3s_example() -> None:
    """The example of JA3's own description."""
    hello = w.client_hello(
        [47, 53, 5, 10, 49161, 49162, 49171, 49172, 50, 56, 19, 4],
        [(0, w.sni(b"a.test")), (10, w.numbers([23, 24, 25])), (11, b"\x01\x00")],
        version=0x0301,
    )
    assert ja3(client_hello(hello)) == "ada70206e40642a3e4461f35503241d5"
    bare = w.client_hello([4, 5, 10, 9, 100, 98, 3, 6, 19, 18, 99], [], version=0x0301)
    assert ja3(client_hello(bare)) == "de350869b8c85de67a350c8d186f11e6"
    answer = server_hello(w.server_hello(47, [(0xFF01, b"\0")], version=0x0301))
    assert ja3s(answer) == "4192c0a946c5bd9b544b4656d9f624a4"


def test_hidden_names_and_earlier_sessions() -> None:
    hello = client_hello(w.client_hello(pairs=[(0xFE0D, b"\0" * 9), (35, b"ticket"), (42, b"")]))
    assert hello.ech == "ech"
    assert hello.tickets
    assert hello.early_data
    assert client_hello(w.client_hello(pairs=[(0xFFCE, b"x")])).ech == "esni"
    assert client_hello(w.client_hello(pairs=[(35, b"")])).tickets is False


def test_a_hello_that_is_cut_short_tells_what_it_can() -> None:
    whole = chrome()
    name_ends = whole.index(b"www.google.com") + 14
    cut = client_hello(whole[:name_ends])
    assert not cut.whole
    assert cut.server_name == "www.google.com"
    with pytest.raises(FormatError):
        client_hello(whole[:35])


def test_drafts_of_tls_13() -> None:
    hello = client_hello(w.client_hello(pairs=[(43, w.numbers([0x7F17, 0x0303], 1))]))
    assert hello.offered == 0x7F17
    assert version_name(hello.offered) == "TLS 1.3 (draft 23)"
    old = struct.pack(">H", 0x7F12) + w.RANDOM + struct.pack(">H", 0x1301) + w.extensions([(40, b"\0\x1d\0\0")])
    answer = server_hello(old)
    assert (answer.version, answer.cipher, answer.key_share, answer.is_13) == (0x7F12, 0x1301, 29, True)


def test_server_hellos() -> None:
    answer = server_hello(w.server_hello(0xC02F, [(16, w.alpn(b"h2"))]))
    assert (answer.version, answer.alpn, answer.is_13, answer.retry) == (0x0303, b"h2", False, False)
    newer = server_hello(w.server_hello(pairs=[(43, b"\x03\x04"), (51, b"\0\x1d\0\0"), (41, b"\0\0")]))
    assert (newer.version, newer.key_share, newer.pre_shared, newer.is_13) == (0x0304, 29, True, True)
    assert server_hello(w.server_hello(random=RETRY_RANDOM)).retry
    with pytest.raises(FormatError):
        server_hello(b"\x03\x03" + bytes(32))


def test_hellos_of_ssl_2() -> None:
    client = b"\x01\0\2" + struct.pack(">3H", 6, 0, 16) + b"\x01\0\x80\x02\0\x80" + bytes(16)
    hello = ssl2_client_hello(client)
    assert [cipher_name(c) for c in hello.ciphers] == [
        "SSL_CK_RC4_128_WITH_MD5",
        "SSL_CK_RC4_128_EXPORT40_WITH_MD5",
    ]
    assert hello.whole
    server = b"\x04\0\x01\0\2" + struct.pack(">3H", 5, 3, 16) + b"\x30\x03\x02\x01\x05\x01\0\x80" + bytes(16)
    answer, certificates = ssl2_server_hello(server)
    assert answer.version == 2
    assert answer.cipher == 0x010080
    assert certificates == [b"\x30\x03\x02\x01\x05"]


def test_names() -> None:
    assert cipher_name(0xC02F) == "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"
    assert cipher_name(0x3A3A) == "GREASE"
    assert cipher_name(0xEEEE) == "0xeeee"
    assert alert_name(48) == "unknown_ca"
    assert alert_name(200) == "200"
    assert version_name(0xFEFD) == "DTLS 1.2"
    assert version_name(0x1234) == "0x1234"
    assert version_rank(0x0300) < version_rank(0x0301) < version_rank(0x0302) < version_rank(0xFEFD)
    assert version_rank(0x1234) == -1
