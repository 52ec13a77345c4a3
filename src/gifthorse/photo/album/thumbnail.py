"""Small pictures for the report: decoded, turned upright, made anew. Not a byte of the original goes into them."""

from __future__ import annotations

import base64
import io
from typing import Any, Final

from gifthorse.errors import GifthorseError
from gifthorse.photo.decoders import opened
from gifthorse.report.album import Image as Shown

SIDE: Final = 320
PIXELS_LIMIT: Final = 120_000_000
_TURNS: Final = {2: 0, 3: 3, 4: 1, 5: 5, 6: 4, 7: 6, 8: 2}
"""Pillow's `Transpose` by EXIF's orientation."""


def make(data: Any, *, turned: int = 1) -> Shown | None:
    """A picture of at most SIDE pixels a side; None where Pillow cannot decode it.

    `turned` is the orientation of a picture that says none of its own.
    """
    from PIL import Image  # decoding is needed for few files

    try:
        with opened(data, limit=PIXELS_LIMIT) as image:
            own = image.getexif().get(0x0112, turned)
            image.draft("RGB", (SIDE * 2, SIDE * 2))
            clear = "transparency" in image.info or "A" in image.mode
            small = image.convert("RGBA" if clear else "RGB")
            small.thumbnail((SIDE, SIDE))
    except GifthorseError:
        return None
    if own in _TURNS:
        small = small.transpose(Image.Transpose(_TURNS[own]))
    plain = Image.new("RGB", small.size, "white")
    plain.paste(small, mask=small.getchannel("A") if small.mode == "RGBA" else None)
    out = io.BytesIO()
    plain.save(out, "JPEG", quality=72, optimize=True)
    return Shown(f"data:image/jpeg;base64,{base64.b64encode(out.getvalue()).decode()}", *plain.size)
