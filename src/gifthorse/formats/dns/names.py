"""Domain names in messages (RFC 1035 3.1 and 4.1.4): labels, and pointers to labels further up."""

from __future__ import annotations

import re
from typing import Final

from gifthorse.errors import FormatError

MAX_LABELS: Final = 128
MAX_BYTES: Final = 1024  # four times what the standard allows: tunnels do not keep to it

_PLAIN: Final = re.compile(rb"[!-\[\]-~]*\Z").match  # printable, no backslash


def name(data: bytes, at: int, known: dict[int, str]) -> tuple[str, int]:
    """(name without its last dot, offset behind it). `known` keeps names by offset between calls for one message.

    A pointer may only lead to before the name it is in, so that reading ends; raises FormatError for anything else.
    """
    end = len(data)
    if at + 1 < end and data[at] >= 192:  # the whole name was there before: the usual case in answers
        found = known.get((data[at] & 63) << 8 | data[at + 1])
        if found is not None:
            return found, at + 2
    labels: list[bytes] = []
    start = at
    size = 0
    after = -1
    tail = ""
    while True:
        if at >= end:
            raise FormatError("A domain name runs over the end of its message.", at)
        length = data[at]
        if length == 0:
            at += 1
            break
        if length < 64:
            stop = at + 1 + length
            size += length + 1
            if stop > end or size > MAX_BYTES or len(labels) >= MAX_LABELS:
                raise FormatError("A domain name is too long.", at)
            labels.append(data[at + 1 : stop])
            at = stop
        elif length >= 192 and at + 1 < end:
            target = (length & 63) << 8 | data[at + 1]
            if after < 0:
                after = at + 2
            if target >= start:
                raise FormatError("A pointer in a domain name does not lead back.", at)
            found = known.get(target)
            if found is not None:
                tail = found
                if size + len(found) > MAX_BYTES:
                    raise FormatError("A domain name is too long.", at)
                break
            start = at = target
        else:
            raise FormatError("A domain name holds a label of no known kind.", at)
    text = _text(labels)
    if tail:
        text = f"{text}.{tail}" if text else tail
    return text, at if after < 0 else after


def _text(labels: list[bytes]) -> str:
    joined = b".".join(labels)
    if _PLAIN(joined) and joined.count(b".") == max(len(labels) - 1, 0):
        return joined.decode("ascii")
    return ".".join("".join(_character(byte) for byte in label) for label in labels)


def _character(byte: int) -> str:
    """As in zone files: dots and backslashes inside a label are escaped, bytes that are no character numbered."""
    if byte in (0x2E, 0x5C):
        return "\\" + chr(byte)
    return chr(byte) if 0x21 <= byte <= 0x7E else f"\\{byte:03d}"
