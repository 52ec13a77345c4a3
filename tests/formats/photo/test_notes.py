"""Maker notes and trailers in odd forms: moved ones, enciphered ones, AXS's."""

from __future__ import annotations

import struct

import pytest
from samples.photos.parts import segment
from tests.formats.photo import photos
from tests.formats.photo.test_read import whole

from gifthorse.formats.photo import sony

MAKE, MODEL, NOTE = 0x010F, 0x0110, 0x927C
UNIQUE = bytes.fromhex("54e8b2b5539347478841864f8be0dcc5")


def told(make: bytes, model: bytes, note: bytes) -> dict[str, str]:
    block = photos.tiff((MAKE, 2, make), (MODEL, 2, model), (NOTE, 7, note))
    photo = whole(photos.with_exif(photos.PLAIN, block))
    assert photo.problems == ()
    return {tag.name: tag.text for tag in photo.tags if tag.group == "makernote"}


def canon(order: str, once_at: int) -> bytes:
    """Canon's note with the number of a shot, written for a place in the file, which its end names."""
    head = struct.pack(order + "HHHIII", 1, 0x28, 1, len(UNIQUE), once_at + 2 + 12 + 4, 0)
    return head + UNIQUE + (b"II*\0" if order == "<" else b"MM\0*") + struct.pack(order + "I", once_at)


@pytest.mark.parametrize("order", "<>")
@pytest.mark.parametrize("once_at", [62, 190, 12])
def test_a_note_of_canons_that_a_program_moved(order: str, once_at: int) -> None:
    assert told(b"Canon\0\0\0", b"EOS 9\0\0\0", canon(order, once_at))["ImageUniqueID"] == UNIQUE.hex()


def test_a_note_of_ricohs_with_another_byte_behind_the_name() -> None:
    note = b"Ricoh\xcf\0\0" + struct.pack(">HHHI4s", 1, 5, 7, 4, b"\0\1\2\3")
    assert told(b"RICOH\0\0\0", b"Caplio\0\0", note)["InternalSerialNumber"] == "00010203"


@pytest.mark.parametrize(("model", "known"), [(b"ILCE-7SM3\0", True), (b"ILCE-999\0\0", False)])
def test_sonys_cipher(model: bytes, known: bool) -> None:
    plain = bytes(136) + b"\x0d\xff\0\0\xf6\x08" + bytes(114)
    block = bytes(b**3 % 249 if b < 249 else b for b in plain)
    assert sony.deciphered(block) == plain
    at = 8 + 2 + 3 * 12 + 4 + 8 + len(model)
    note = b"SONY DSC \0\0\0" + struct.pack("<HHHII", 1, sony.TAG, 7, len(block), at + 26) + block
    assert told(b"SONY\0\0\0\0", model, note).get("InternalSerialNumber") == ("0dff0000f608" if known else None)


@pytest.mark.parametrize(("mark", "order"), [(b"AXS!", ">"), (b"AXS*", "<")])
def test_axs_blocks_behind_a_picture(mark: bytes, order: str) -> None:
    iptc = b"\x1c\x02\x50\0\x0dMaria Example"
    blocks = {b"IPTC": iptc, b"Nail": b"\0\1" + photos.OTHER, b"TEXT": b"At home"}
    head, at = len(photos.PLAIN), len(photos.PLAIN) + 12 + 12 * len(blocks)
    directory, body = mark + struct.pack(order + "HHI", 1, len(blocks), 0), b""
    for kind, data in blocks.items():
        directory += kind + struct.pack(order + "II", len(data), at + len(body))
        body += data
    photo = whole(photos.PLAIN + directory + body + mark + struct.pack(order + "II", head, 0))
    texts = {tag.name: tag.text for tag in photo.tags}
    assert (texts["By-line"], texts["Text"]) == ("Maria Example", "At home")
    assert [(p.role, p.width, p.declared) for p in photo.pictures] == [("thumbnail", 64, True)]
    assert all(span.known for span in photo.spans) and photo.problems == ()


def test_axs_blocks_that_lead_elsewhere() -> None:
    broken = b"AXS!" + struct.pack(">HHI4sII", 1, 1, 0, b"IPTC", 1 << 31, 1 << 31)
    photo = whole(photos.PLAIN + broken + b"AXS!" + struct.pack(">II", len(photos.PLAIN), 0))
    assert photo.problems == ("A block of AFCP's trailer lies outside the file.",)
    photo = whole(photos.PLAIN + segment(0xE1, b"") + b"AXS!" + struct.pack(">II", 1 << 31, 0))
    assert any(not span.known for span in photo.spans)
