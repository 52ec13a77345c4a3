"""The signing block: where it is seen, and what is said when it is not."""

from __future__ import annotations

import struct
from typing import Any

import pytest

from gifthorse.errors import FormatError, LimitError
from gifthorse.formats.apksig import block
from gifthorse.formats.zip import open_zip


def find(data: bytes) -> tuple[block.Block | None, str | None]:
    return block.find(memoryview(data), open_zip(data).sections)


def framed(*pairs: tuple[int, bytes]) -> bytes:
    body = b"".join(struct.pack("<QI", len(v) + 4, k) + v for k, v in pairs)
    size = struct.pack("<Q", len(body) + 24)
    return size + body + size + block.MAGIC


def archive(tools: Any, key: Any, frame: bytes) -> bytes:
    data: bytes = tools.with_block(tools.zipped(tools.ENTRIES), tools.Plan(tools.V2, key), damage=lambda _: frame)
    return data


def test_pairs(tools: Any, key: Any) -> None:
    frame = framed((1, b"unknown"), (block.V3, b"three"), (block.V2, b"two"), (block.V2, b"second"))
    data = archive(tools, key, frame)
    found, sentence = find(data)
    assert found == block.Block(data.index(frame), {block.V3: b"three", block.V2: b"two"})
    assert sentence is None


def test_none(tools: Any) -> None:
    assert find(tools.zipped(tools.ENTRIES)) == (None, None)


@pytest.mark.parametrize(
    ("at", "what"), [(0, "two size fields"), (-24, "two size fields"), (-1, "magic number"), (-9, "magic number")]
)
def test_damaged_frames(tools: Any, key: Any, at: int, what: str) -> None:
    frame = bytearray(framed((block.V2, b"two")))
    frame[at] ^= 0x41
    found, sentence = find(archive(tools, key, bytes(frame)))
    assert found is None
    assert what in (sentence or "")


def test_pairs_behind_a_damaged_one_do_not_count(tools: Any, key: Any) -> None:
    frame = bytearray(framed((block.V3, b"three"), (1, b"unknown"), (block.V2, b"two")))
    second = frame.index(b"unknown") - 12
    frame[second + 5] = 1
    found, _ = find(archive(tools, key, bytes(frame)))
    assert found is not None
    assert list(found.schemes) == [block.V3]


def test_a_signature_beyond_measure(tools: Any, key: Any) -> None:
    with pytest.raises(LimitError):
        find(archive(tools, key, framed((block.V2, bytes(block.MAX_SCHEME_BYTES)))))


def test_fields() -> None:
    fields = block.Fields(b"\x02\0\0\0ab\x07\x03\0\0\0xyz")
    assert fields.block() == b"ab"
    assert fields.number(1) == 7
    assert fields.blocks() == [b"xyz"]
    assert not fields
    with pytest.raises(FormatError):
        fields.number()
    with pytest.raises(FormatError):
        block.Fields(b"\xff\xff\xff\xffabc").block()
    with pytest.raises(LimitError):
        block.Fields(bytes(4 * block.MAX_FIELDS + 4)).blocks()
