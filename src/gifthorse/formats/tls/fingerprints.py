"""JA3 and JA3S (Althouse, Atkinson and Atkins, BSD-3) and JA4 (FoxIO, BSD-3; see NOTICE): a program's way of greeting.

JA4 alone of FoxIO's family is free; JA4S and the others are not made here.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from hashlib import md5, sha256
from typing import Final

from gifthorse.formats.tls.client_hello import ClientHello
from gifthorse.formats.tls.extensions import ALPN, SERVER_NAME
from gifthorse.formats.tls.numbers import GREASE
from gifthorse.formats.tls.server_hello import ServerHello

_JA4_VERSIONS: Final = {
    0x0304: "13",
    0x0303: "12",
    0x0302: "11",
    0x0301: "10",
    0x0300: "s3",
    0x0002: "s2",
    0xFEFF: "d1",
    0xFEFD: "d2",
    0xFEFC: "d3",
}
_NOTHING: Final = "000000000000"


def ja3(hello: ClientHello) -> str:
    """MD5 over version, ciphers, extensions, groups and point formats in the order sent, GREASE left out."""
    return _ja3(hello.legacy, hello.ciphers, hello.extensions.types, hello.groups, hello.point_formats)


@lru_cache(4096)
def _ja3(
    version: int, ciphers: tuple[int, ...], types: tuple[int, ...], groups: tuple[int, ...], formats: bytes
) -> str:
    text = ",".join((str(version), _decimal(ciphers), _decimal(types), _decimal(groups), _decimal(formats)))
    return md5(text.encode(), usedforsecurity=False).hexdigest()


def ja3s(hello: ServerHello) -> str:
    """MD5 over version, cipher and extensions of a ServerHello."""
    return _ja3s(hello.legacy, hello.cipher, hello.extensions.types)


@lru_cache(4096)
def _ja3s(version: int, cipher: int, types: tuple[int, ...]) -> str:
    return md5(f"{version},{cipher},{_decimal(types)}".encode(), usedforsecurity=False).hexdigest()


def ja4(hello: ClientHello, transport: str = "t") -> str:
    """JA4 of a hello that came over TCP (t), QUIC (q) or DTLS (d)."""
    versions = [v for v in hello.versions if v not in GREASE]
    return _ja4(
        transport,
        max(versions) if versions and transport != "d" else min(versions, default=hello.legacy),
        hello.ciphers,
        hello.extensions.types,
        hello.alpn[0] if hello.alpn else b"",
        hello.signature_algorithms,
    )


@lru_cache(4096)
def _ja4(  # noqa: PLR0917  # positional, so that the cache sees one spelling
    transport: str,
    version: int,
    ciphers: tuple[int, ...],
    types: tuple[int, ...],
    alpn: bytes,
    algorithms: tuple[int, ...],
) -> str:
    suites = sorted(f"{c:04x}" for c in ciphers if c not in GREASE)
    kept = [t for t in types if t not in GREASE]
    sorted_types = sorted(f"{t:04x}" for t in kept if t not in (SERVER_NAME, ALPN))
    signing = ",".join(f"{a:04x}" for a in algorithms if a not in GREASE)
    head = (
        f"{transport}{_JA4_VERSIONS.get(version, '00')}{'d' if SERVER_NAME in kept else 'i'}"
        f"{min(len(suites), 99):02d}{min(len(kept), 99):02d}{_ja4_alpn(alpn)}"
    )
    extended = ",".join(sorted_types) + (f"_{signing}" if signing else "")
    return f"{head}_{_short(','.join(suites))}_{_short(extended) if sorted_types else _NOTHING}"


def _ja4_alpn(first: bytes) -> str:
    """First and last character of the first protocol; of its hexadecimal form where one is no letter or digit."""
    if not first:
        return "00"
    ends = first[:1] + first[-1:]
    if ends.isalnum():  # ASCII letters and digits only, for bytes
        return ends.decode("ascii")
    return first.hex()[0] + first.hex()[-1]


def _short(text: str) -> str:
    return sha256(text.encode()).hexdigest()[:12] if text else _NOTHING


def _decimal(numbers: Iterable[int]) -> str:
    return "-".join([str(n) for n in numbers if n not in GREASE])
