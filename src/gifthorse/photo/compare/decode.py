"""Photos as they are compared: upright, in colour, no side longer than 1,024 pixels.

This alone meets hostile bytes; it runs in workers (`apart.py`). What the headers claim is looked at before anything is
decoded, and JPEG is decoded at a fraction of its size.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from gifthorse.errors import FormatError, UnsupportedError
from gifthorse.formats.photo.sniff import sniff
from gifthorse.photo.decoders import DAMAGE, opened, register

if TYPE_CHECKING:
    from PIL.Image import Image, Transpose

SIDE: Final = 1024
PIXELS_LIMIT: Final = 250_000_000
LEAST_SIDE: Final = 32
_STILLS: Final = (b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1", b"avif", b"avis", b"miaf")
_HEIF: Final = "It is HEIF, which is decoded with the extra heif: pip install 'gifthorse[heif]'."
_WIDE: Final = ("I", "F", "I;16", "I;16B", "I;16L", "I;16N")


@dataclass(frozen=True, slots=True)
class Pixels:
    """A photo's pixels (height x width x 3), its true size the right way up, and a digest of what is compared."""

    rgb: NDArray[np.uint8]
    width: int
    height: int
    digest: bytes

    @property
    def scale(self) -> float:
        """Pixels of the photo per pixel here."""
        return self.width / int(self.rgb.shape[1])


def decode(data: bytes) -> Pixels:
    """The pixels. Raises FormatError in one sentence for what cannot be compared."""
    _still(data[:64])
    from PIL import Image  # loads 30 ms of modules

    Image.MAX_IMAGE_PIXELS = None  # the limit here is another, and an error instead of a warning
    with opened(data, limit=PIXELS_LIMIT) as image:
        size = image.size
        _measured(*size)
        image.draft("RGB", (SIDE, SIDE))
        turn = _orientation(image)
        small = _coloured(_reduced(image))
    if turn is not None:
        small = small.transpose(turn)
        if turn >= Image.Transpose.ROTATE_90 and turn != Image.Transpose.ROTATE_180:
            size = size[::-1]
    rgb = np.ascontiguousarray(np.asarray(small, np.uint8))
    return Pixels(rgb, *size, sha256(struct.pack(">II", *size) + rgb.tobytes()).digest())


def _still(head: bytes) -> None:
    """Refuse what is no still picture."""
    kind = sniff(head[:16])
    if kind is None:
        raise UnsupportedError("It is no photo of a kind that is read.")
    if kind == "bmff":
        end = max(16, min(len(head), int.from_bytes(head[:4])))
        brands = [head[8:12], *(head[i : i + 4] for i in range(16, end, 4))]
        if head[4:8] != b"ftyp" or not any(brand in _STILLS for brand in brands):
            raise UnsupportedError("It is a film, and films are not compared.")
        if not any(brand.startswith(b"avi") for brand in brands) and not register():
            raise UnsupportedError(_HEIF)


def _measured(width: int, height: int) -> None:
    if min(width, height) < LEAST_SIDE:
        raise FormatError(f"It is {width} x {height} pixels: too small to be compared.")
    if max(width, height) > 20 * min(width, height):
        raise FormatError(f"It is a strip of {width:,} x {height:,} pixels, which is not compared.")


def _orientation(image: Image) -> Transpose | None:
    """How to turn it the right way up, as EXIF says."""
    from PIL import Image as Pil

    try:
        said = image.getexif().get(0x0112)
    except DAMAGE:
        return None
    turns = Pil.Transpose
    known = {
        2: turns.FLIP_LEFT_RIGHT,
        3: turns.ROTATE_180,
        4: turns.FLIP_TOP_BOTTOM,
        5: turns.TRANSPOSE,
        6: turns.ROTATE_270,
        7: turns.TRANSVERSE,
        8: turns.ROTATE_90,
    }
    return known.get(said) if isinstance(said, int) else None


def _reduced(image: Image) -> Image:
    from PIL import Image as Pil

    if image.mode in _WIDE:
        image = _narrowed(image)
    elif image.mode not in ("L", "RGB"):
        clear = image.mode in ("RGBA", "LA", "PA", "RGBa", "La") or "transparency" in image.info
        image = image.convert("RGBA" if clear else "RGB")
    factor = SIDE / max(image.size)
    if factor >= 1:
        image.load()
        return image
    size = (max(1, round(image.width * factor)), max(1, round(image.height * factor)))
    return image.resize(size, Pil.Resampling.LANCZOS, reducing_gap=2.0)


def _narrowed(image: Image) -> Image:
    """16 bits and more a sample as 8."""
    from PIL import Image as Pil

    values = np.nan_to_num(np.asarray(image, np.float32), nan=0.0, posinf=0.0, neginf=0.0)
    most = float(values.max())
    if most > 255:
        values = values * (255 / (65535 if most <= 65535 else most))
    return Pil.fromarray(np.clip(values, 0, 255).astype(np.uint8))


def _coloured(image: Image) -> Image:
    from PIL import Image as Pil

    if image.mode == "RGBA":  # what is clear shows the page behind it, which is mostly white
        white = Pil.new("RGBA", image.size, "white")
        image = Pil.alpha_composite(white, image)
    return image.convert("RGB")
