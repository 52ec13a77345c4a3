"""ClientHello: what a program says of itself before anything is encrypted (RFC 8446 4.1.2, RFC 6347 for datagrams)."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import Final

from gifthorse.errors import FormatError
from gifthorse.formats.tls import extensions as ext

_MAX_CIPHERS: Final = 1024


@dataclass(frozen=True, slots=True)
class ClientHello:
    """One ClientHello. `legacy` is the version in the record's old field, `offered` the highest one that is offered.

    Lists keep GREASE values and the order sent. `ech` is ech or esni where the name is hidden (or greased: nobody but
    the server can tell). `whole` is False where the end is missing or a length did not fit.
    """

    legacy: int
    random: bytes
    session_id: bytes
    ciphers: tuple[int, ...]
    compressions: bytes
    extensions: ext.Extensions
    offered: int
    versions: tuple[int, ...]
    server_name: str | None
    alpn: tuple[bytes, ...]
    groups: tuple[int, ...]
    point_formats: bytes
    signature_algorithms: tuple[int, ...]
    key_shares: tuple[int, ...]
    ech: str | None
    tickets: bool  # a session ticket or pre-shared key is presented: the client has been here before
    early_data: bool
    whole: bool


def client_hello(body: bytes, *, datagram: bool = False) -> ClientHello:
    """Read the body of a ClientHello; one that is cut short is read as far as it goes, if that is up to the ciphers."""
    end = len(body)
    at = 34
    if end < 35:
        raise FormatError("The ClientHello ends before its cipher suites.")
    session_id = body[at + 1 : at + 1 + body[at]]
    at += 1 + body[at]
    if datagram and at < end:
        at += 1 + body[at]  # the cookie
    if at + 2 > end:
        raise FormatError("The ClientHello ends before its cipher suites.")
    length = body[at] << 8 | body[at + 1]
    at += 2
    count = min(length, end - at) >> 1
    ciphers = struct.unpack_from(f">{min(count, _MAX_CIPHERS)}H", body, at)
    at += length
    whole = at < end
    compressions = b""
    if whole:
        compressions = body[at + 1 : at + 1 + body[at]]
        at += 1 + body[at]
        whole = at <= end
    found = ext.extensions(body, min(at, end), end)
    values = found.values.get
    versions = ext.numbers(values(ext.SUPPORTED_VERSIONS), 1)
    legacy = body[0] << 8 | body[1]
    formats = values(ext.POINT_FORMATS) or b""
    return ClientHello(
        legacy=legacy,
        random=body[2:34],
        session_id=session_id,
        ciphers=ciphers,
        compressions=compressions,
        extensions=found,
        offered=ext.best_version(versions, legacy),
        versions=versions,
        server_name=ext.server_name(values(ext.SERVER_NAME)),
        alpn=ext.protocols(values(ext.ALPN)),
        groups=ext.numbers(values(ext.GROUPS)),
        point_formats=formats[1 : 1 + formats[0]] if formats else b"",
        signature_algorithms=ext.numbers(values(ext.SIGNATURE_ALGORITHMS)),
        key_shares=ext.key_shares(values(ext.KEY_SHARE) or values(ext.KEY_SHARE_DRAFT)),
        ech="ech" if ext.ECH in found.values else "esni" if ext.ESNI in found.values else None,
        tickets=bool(values(ext.SESSION_TICKET)) or ext.PRE_SHARED_KEY in found.values,
        early_data=ext.EARLY_DATA in found.values,
        whole=whole and found.whole,
    )


def ssl2_client_hello(message: bytes) -> ClientHello:
    """A hello of SSL 2.0's form (RFC 6101 appendix E), in which ciphers have three bytes."""
    if len(message) < 9:
        raise FormatError("The SSL 2.0 hello is cut short.")
    version, cipher_bytes, session_bytes, challenge_bytes = struct.unpack_from(">4H", message, 1)
    ciphers = tuple(
        int.from_bytes(message[at : at + 3], "big")
        for at in range(9, min(9 + cipher_bytes, len(message) - 2, 9 + 3 * _MAX_CIPHERS), 3)
    )
    at = 9 + cipher_bytes
    challenge = message[at + session_bytes : at + session_bytes + challenge_bytes]
    return ClientHello(
        legacy=version,
        random=challenge.rjust(32, b"\0"),
        session_id=message[at : at + session_bytes],
        ciphers=ciphers,
        compressions=b"",
        extensions=ext.Extensions((), {}, True),
        offered=version,
        versions=(),
        server_name=None,
        alpn=(),
        groups=(),
        point_formats=b"",
        signature_algorithms=(),
        key_shares=(),
        ech=None,
        tickets=session_bytes > 0,
        early_data=False,
        whole=len(message) >= at + session_bytes + challenge_bytes,
    )
