"""Rows of `payload_tokens`: what formats.identifiers finds, once a connection."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from gifthorse.formats.identifiers.find import Token
from gifthorse.readers.capture.dissect.dissector import Context, Flow

MAX_REMEMBERED: Final = 200_000
MAX_VALUE: Final = 1024
_ANYBODY: Final = ("anonymous", "ftp")
"""Names that log in to public servers with any password (RFC 1635)."""


def moment(time: int) -> int | None:
    """Nanoseconds as the microseconds that tables hold."""
    return time // 1000 if time >= 0 else None


def add(context: Context, flow: Flow, place: str, tokens: Iterable[Token], mark: tuple[int, int]) -> None:
    """Rows for tokens found in `place`; `mark` is the packet's number and time."""
    known = context.remembered("tokens")
    for token in tokens:
        key = (flow.number, token.kind, token.field, token.value)
        if key in known:
            continue
        if len(known) >= MAX_REMEMBERED:
            known.clear()
        known[key] = True
        context.rows.add(
            "payload_tokens",
            evidence=context.evidence,
            connection=flow.number,
            packet=mark[0],
            seen=moment(mark[1]),
            place=place,
            field=token.field,
            kind=token.kind,
            encoding=token.encoding,
            value=token.value[:MAX_VALUE],
            offset=token.offset,
            length=token.length,
            decrypted=flow.over == "tls",
        )


def login(context: Context, flow: Flow, pairs: Iterable[tuple[str, str]], mark: tuple[int, int]) -> None:
    """Rows for users and passwords sent in the clear."""
    found = []
    for user, password in pairs:
        if user.lower() in _ANYBODY:
            continue
        if user:
            found.append(Token("user", "credential", "raw", user, 0, len(user)))
        if password:
            found.append(Token("password", "credential", "raw", password, 0, len(password)))
    add(context, flow, "login", found, mark)
