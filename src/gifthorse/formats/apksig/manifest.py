"""JAR manifests and signature files (META-INF/MANIFEST.MF, *.SF) as Android's verifier reads them.

JAR File Specification; the oddities (lines of any length, names with blanks, every line ending) from AOSP's apksig.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterator
from typing import Final

from msgspec import Struct

from gifthorse.errors import LimitError

MAX_BYTES: Final = 16 << 20
MAX_LINES: Final = 600_000
# Strongest first; Android 4.3 and later check only the strongest that is there.
DIGESTS: Final = (("sha512", "sha-512"), ("sha384", "sha-384"), ("sha256", "sha-256"), ("sha1", "sha1"))


class Section(Struct, frozen=True):
    """`start:end` are its bytes, the empty line behind it included; attribute names are in lower case, first one wins.

    `name` is the entry it is about, None if the section does not begin with one.
    """

    start: int
    end: int
    name: bytes | None
    attributes: dict[bytes, bytes]

    def digests(self, suffix: str) -> list[tuple[str, bytes]]:
        """The digests stated under names such as SHA-256`suffix`, strongest first, by hashlib's names.

        A value that is no base64 comes out as an empty digest, which nothing equals.
        """
        found = []
        for name, written in DIGESTS:
            value = self.attributes.get(f"{written}{suffix}".encode())
            if value is not None:
                found.append((name, _base64(value)))
        return found


def _base64(value: bytes) -> bytes:
    try:
        return base64.b64decode(value.strip(), validate=True)
    except (binascii.Error, ValueError):
        return b""


def sections(data: bytes) -> Iterator[Section]:
    """The file's sections in order, the main one first; raises `LimitError` for a file beyond all measure."""
    if len(data) > MAX_BYTES or data.count(b"\n") + data.count(b"\r") > MAX_LINES:
        raise LimitError("The app's JAR manifest is larger than any app needs.")
    at = start = 0
    pending: list[list[bytes]] = []
    for line in data.splitlines(keepends=True):
        at += len(line)
        text = line.rstrip(b"\r\n")
        if not text:
            if pending:
                yield _section(start, at, pending)
                pending = []
            start = at
        elif text[0] == 0x20 and pending:
            pending[-1].append(text[1:])
        else:
            pending.append([text])
    if pending:
        yield _section(start, at, pending)


def _section(start: int, end: int, pieces: list[list[bytes]]) -> Section:
    lines = [piece[0] if len(piece) == 1 else b"".join(piece) for piece in pieces]
    attributes: dict[bytes, bytes] = {}
    for line in reversed(lines):
        key, _, value = line.partition(b": ")
        attributes[key.lower()] = value
    key, _, name = lines[0].partition(b": ")
    return Section(start, end, name if key.lower() == b"name" else None, attributes)
