"""Sony's enciphered notes: each byte was cubed, modulo 249. Only the serial number of the camera is read.

Tags 0x9050 and 0x94xx; places and models as ExifTool's documentation lists them.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from gifthorse.formats.photo.model import Tag

TAG: Final = 0x9050
_MODULUS: Final = 249
_PLAIN: Final = bytes({pow(b, 3, _MODULUS) if b < _MODULUS else b: b for b in range(256)}[c] for c in range(256))
_SERIAL_AT: Final = 136
_SERIAL_BYTES: Final = 6
_MODELS: Final = frozenset(
    f"ILCE-{name}"
    for name in (
        "6100", "6300", "6400", "6500", "6600", "7C", "7M3", "7RM2", "7RM3", "7RM4", "7SM2", "7SM3", "9", "9M2",
    )
) | {"ILCA-99M2"}  # fmt: skip


def deciphered(data: bytes) -> bytes:
    """An enciphered block as the camera meant it."""
    return data.translate(_PLAIN)


def serial(data: bytes, offset: int, model: str) -> Iterator[Tag]:
    """The camera's internal serial number, of a block that lies at `offset`, where it is known for the model."""
    number = deciphered(data[_SERIAL_AT : _SERIAL_AT + _SERIAL_BYTES])
    if model in _MODELS and len(number) == _SERIAL_BYTES and any(number):
        text = number.hex()
        yield Tag(
            "makernote", "InternalSerialNumber", TAG, "enciphered", number, text, offset + _SERIAL_AT, _SERIAL_BYTES
        )
