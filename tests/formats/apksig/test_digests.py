"""Content digests against a plain computation from the specification."""

from __future__ import annotations

import hashlib

import pytest

from gifthorse.formats.apksig.digests import Contents

BEFORE, BLOCK, DIRECTORY, END = b"e" * 2_500_000, b"block" * 9, b"d" * 5000, b"PK\x05\x06" + bytes(18)
DATA = BEFORE + BLOCK + DIRECTORY + END
START, DIRECTORY_AT, END_AT = len(BEFORE), len(BEFORE + BLOCK), len(BEFORE + BLOCK + DIRECTORY)
RECORD = END[:16] + START.to_bytes(4, "little") + END[20:]


def contents(workers: int = 1) -> Contents:
    return Contents(memoryview(DATA), START, DIRECTORY_AT, END_AT, max_workers=workers)


@pytest.mark.parametrize("kind", ["sha256", "sha512"])
def test_chunks(kind: str) -> None:
    chunks = [p[i : i + 1048576] for p in (BEFORE, DIRECTORY, RECORD) for i in range(0, len(p), 1048576)]
    digests = [hashlib.new(kind, b"\xa5" + len(c).to_bytes(4, "little") + c).digest() for c in chunks]
    expected = hashlib.new(kind, b"\x5a" + len(chunks).to_bytes(4, "little") + b"".join(digests)).digest()
    assert contents().digest(kind) == contents(3).digest(kind) == expected


def test_verity() -> None:
    def level(data: bytes) -> bytes:
        data += bytes(-len(data) % 4096)
        return b"".join(hashlib.sha256(bytes(8) + data[i : i + 4096]).digest() for i in range(0, len(data), 4096))

    whole = BEFORE + DIRECTORY + RECORD
    tree = level(whole)
    while len(tree) > 4096:
        tree = level(tree)
    assert contents().digest("verity") == level(tree) + len(whole).to_bytes(8, "little")
