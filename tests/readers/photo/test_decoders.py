"""Pictures are opened within bounds, and whatever is wrong with one is told in one sentence."""

from __future__ import annotations

import io
import struct
import zlib

import pytest
from PIL import Image

from gifthorse.errors import FormatError, LimitError, UnsupportedError
from gifthorse.readers.photo.decoders import opened


def picture(kind: str = "PNG", side: int = 40) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (side, side), (10, 200, 30)).save(out, kind)
    return out.getvalue()


def claiming(width: int, height: int) -> bytes:
    """A PNG that says it is of this size and holds next to nothing."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0")) + chunk(b"IEND", b"")


def test_a_whole_picture_can_be_used() -> None:
    with opened(picture(), limit=1600) as image:
        assert image.convert("L").size == (40, 40)


def test_more_pixels_than_allowed_are_not_decoded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", 1 << 26)
    with pytest.raises(LimitError, match=r"claims 40 x 40 pixels; no more than 1,599"), opened(picture(), limit=1599):
        pytest.fail("it was opened")
    with pytest.raises(LimitError, match="claims more pixels than"), opened(claiming(60_000, 60_000), limit=1 << 40):
        pytest.fail("Pillow's own limit holds beside ours")


def test_damage_is_told_wherever_it_shows() -> None:
    cut = picture("JPEG", 400)[:700]
    with pytest.raises(FormatError, match="damaged or cut short"), opened(cut, limit=1 << 20) as one:
        one.load()
    for error in (struct.error("x"), TypeError("x"), EOFError("x"), zlib.error("x"), KeyError("x")):
        with pytest.raises(FormatError, match="damaged or cut short"), opened(picture(), limit=1 << 20):
            raise error
    with pytest.raises(LimitError, match="memory"), opened(picture(), limit=1 << 20):
        raise MemoryError


def test_other_kinds_are_not_opened() -> None:
    with pytest.raises(UnsupportedError), opened(b"no picture", limit=1 << 20):
        pytest.fail("it was opened")
    with pytest.raises(UnsupportedError), opened(picture("BMP"), limit=1 << 20, formats=("JPEG", "PNG")):
        pytest.fail("a kind that was not asked for")
