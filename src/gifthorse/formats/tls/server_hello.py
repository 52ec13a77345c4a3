"""ServerHello and HelloRetryRequest: what a server chose (RFC 8446 4.1.3 and 4.1.4; drafts before 22 were shorter)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from gifthorse.errors import FormatError
from gifthorse.formats.tls import extensions as ext
from gifthorse.formats.tls.numbers import SSL2

RETRY_RANDOM: Final = bytes.fromhex("cf21ad74e59a6111be1d8c021e65b891c2a211167abb8c5e079e09e2c8a8339c")


@dataclass(frozen=True, slots=True)
class ServerHello:
    """One ServerHello. `version` is the one chosen, wherever the server wrote it; `legacy` the old field."""

    legacy: int
    random: bytes
    session_id: bytes
    cipher: int
    compression: int
    extensions: ext.Extensions
    version: int
    alpn: bytes | None
    key_share: int | None
    pre_shared: bool  # TLS 1.3: the session goes on from an earlier one
    retry: bool

    @property
    def is_13(self) -> bool:
        """Whether TLS 1.3 or a draft of it was chosen, in which certificates are encrypted."""
        return self.version in (0x0304, 0xFEFC) or self.version >> 8 in (0x7F, 0xFB)


def server_hello(body: bytes) -> ServerHello:
    """Read the body of a ServerHello."""
    if len(body) < 36:
        raise FormatError("The ServerHello is cut short.")
    legacy = body[0] << 8 | body[1]
    at = 34
    session_id = b""
    short = legacy >> 8 == 0x7F and legacy < 0x7F16  # drafts before 22 left out session and compression
    if not short:
        session_id = body[at + 1 : at + 1 + body[at]]
        at += 1 + body[at]
    if at + (2 if short else 3) > len(body):
        raise FormatError("The ServerHello is cut short.")
    cipher = body[at] << 8 | body[at + 1]
    at += 2 if short else 3
    found = ext.extensions(body, at, len(body))
    chosen = found.values.get(ext.SUPPORTED_VERSIONS, b"")
    alpn = ext.protocols(found.values.get(ext.ALPN))
    share = found.values.get(ext.KEY_SHARE) or found.values.get(ext.KEY_SHARE_DRAFT) or b""
    return ServerHello(
        legacy=legacy,
        random=body[2:34],
        session_id=session_id,
        cipher=cipher,
        compression=0 if short else body[at - 1],
        extensions=found,
        version=chosen[0] << 8 | chosen[1] if len(chosen) >= 2 else legacy,
        alpn=alpn[0] if alpn else None,
        key_share=share[0] << 8 | share[1] if len(share) >= 2 else None,
        pre_shared=ext.PRE_SHARED_KEY in found.values,
        retry=body[2:34] == RETRY_RANDOM,
    )


def ssl2_server_hello(message: bytes) -> tuple[ServerHello, list[bytes]]:
    """An SSL 2.0 ServerHello and the one certificate inside it."""
    if len(message) < 11:
        raise FormatError("The SSL 2.0 ServerHello is cut short.")
    certificate_bytes = message[5] << 8 | message[6]
    cipher_bytes = message[7] << 8 | message[8]
    at = 11 + certificate_bytes
    hello = ServerHello(
        legacy=SSL2,
        random=b"",
        session_id=message[at + cipher_bytes :][: message[9] << 8 | message[10]],
        cipher=int.from_bytes(message[at : at + min(cipher_bytes, 3)], "big"),
        compression=0,
        extensions=ext.Extensions((), {}, True),
        version=SSL2,
        alpn=None,
        key_share=None,
        pre_shared=bool(message[1]),
        retry=False,
    )
    return hello, [message[11:at]] if certificate_bytes else []
