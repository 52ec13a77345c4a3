"""DNS messages built by hand."""

from __future__ import annotations

import struct
from collections.abc import Sequence


def name(text: str) -> bytes:
    return b"".join(bytes((len(p),)) + p.encode() for p in text.split(".") if p) + b"\0"


def record(owner: bytes, kind: int, data: bytes, *, ttl: int = 60, klass: int = 1) -> bytes:
    return owner + struct.pack(">HHIH", kind, klass, ttl, len(data)) + data


def message(
    asked: str | None = "www.example.com",
    kind: int = 1,
    *,
    flags: int = 0x0100,
    answers: Sequence[bytes] = (),
    authority: Sequence[bytes] = (),
    additional: Sequence[bytes] = (),
    ident: int = 0x1234,
    klass: int = 1,
) -> bytes:
    """One question (or none) and whole records; a pointer to the question's name is b"\\xc0\\x0c"."""
    counts = (0 if asked is None else 1, len(answers), len(authority), len(additional))
    question = b"" if asked is None else name(asked) + struct.pack(">HH", kind, klass)
    head = struct.pack(">6H", ident, flags, *counts)
    return head + question + b"".join((*answers, *authority, *additional))
