"""MUTF-8 to text and to Arrow."""

from __future__ import annotations

import struct

import pytest
from tests.dexwriter import Writer, mutf8

from gifthorse.formats import dex
from gifthorse.formats.dex.strings import decode

TEXTS = [
    "", "plain", "Grüße", "漢字", "한국어", "nul\0inside", "😀", "a😀b", "\ud83d", "x\udc00y", "é" * 100, "L" * 300,
]  # fmt: skip


def read(texts: list[str]) -> dex.Dex:
    """A file that holds just these strings."""
    writer = Writer()
    for text in texts:
        writer.string(text)
    return dex.read(writer.build())


def test_every_text_comes_back() -> None:
    found = read(TEXTS)
    assert found.strings.texts(range(len(TEXTS))) == TEXTS
    lossy = [t.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace") for t in TEXTS]
    assert found.strings.arrow().to_pylist() == lossy
    found.strings.arrow().validate(full=True)
    assert found.truncated == []


def test_find_and_where() -> None:
    strings = read(TEXTS).strings
    assert strings.find("😀") == TEXTS.index("😀")
    assert strings.find("absent") == -1
    assert strings.find("\ud83d") == -1
    assert strings.where(["plain", "no", "Grüße"]).tolist() == [1, -1, 2]
    whole = [t for t in TEXTS if t not in ("\ud83d", "x\udc00y")]
    assert strings.where(whole).tolist() == [TEXTS.index(t) for t in whole]


def test_of_twins_the_first_is_found() -> None:
    writer = Writer()
    writer.strings = ["twin", "twim", "twin", "win"]
    assert dex.read(writer.build()).strings.where(["twin", "twim", "win", "tw", "twins"]).tolist() == [0, 1, 3, -1, -1]


def test_empty_pool() -> None:
    strings = read([]).strings
    assert len(strings) == 0
    assert strings.arrow().to_pylist() == []
    assert strings.find("x") == -1


@pytest.mark.parametrize("texts", [["b", "a", "c"], ["same", "tail", "x"]])
def test_items_in_any_order_and_shared(texts: list[str]) -> None:
    data = bytearray(_file(texts))
    table = struct.unpack_from("<3I", data, 112)
    struct.pack_into("<3I", data, 112, table[2], table[0], table[2])
    strings = dex.read(bytes(data)).strings
    assert strings.arrow().to_pylist() == [texts[2], texts[0], texts[2]]
    assert strings.texts(range(3)) == [texts[2], texts[0], texts[2]]


def test_an_item_inside_another() -> None:
    data = bytearray(_file(["outerinner", "z"]))
    first = struct.unpack_from("<I", data, 112)[0]
    struct.pack_into("<I", data, 116, first + 5)  # the byte before "inner" serves as its length
    strings = dex.read(bytes(data)).strings
    assert strings.arrow().to_pylist() == ["outerinner", "inner"]


def test_items_outside_the_file() -> None:
    data = bytearray(_file(["one", "two", "three"]))
    struct.pack_into("<2I", data, 112, 0xFFFFFFF0, len(data) - 1)
    found = dex.read(bytes(data))
    assert found.strings.text(0) == ""
    assert found.strings.text(2) == "three"
    assert found.strings.arrow().to_pylist()[0] == ""
    assert "outside the file" in found.truncated[0]


def test_sharing_beyond_measure_is_cut() -> None:
    texts = ["x" * 5000, *(str(i) for i in range(4000))]
    data = bytearray(_file(texts))
    first = struct.unpack_from("<I", data, 112)[0]
    struct.pack_into(f"<{len(texts)}I", data, 112, *[first] * len(texts))
    found = dex.read(bytes(data))
    assert found.strings.arrow().nbytes < 4 * len(data)
    assert any("beyond measure" in s for s in found.truncated)


@pytest.mark.parametrize("raw", [b"\xff\xfe", b"ok\xc0", b"\xed\xa0", b"\x80", b"\xf8\x88\x80\x80\x80", b"\xe9"])
def test_bytes_that_are_no_mutf8(raw: bytes) -> None:
    assert decode(raw).endswith("\ufffd")
    data = _file(["AAAAA", "tail"]).replace(b"AAAAA", raw.ljust(5, b"z"))
    arrow = dex.read(data).strings.arrow()
    arrow.validate(full=True)
    assert arrow[1].as_py() == "tail"


def test_four_byte_utf8_is_tolerated() -> None:
    assert decode("😀".encode()) == "😀" == decode(mutf8("😀"))


def _file(texts: list[str]) -> bytes:
    writer = Writer()
    for text in texts:
        writer.string(text)
    return writer.build()
