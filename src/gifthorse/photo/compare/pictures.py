"""Small pictures of both photos with the places of the changes outlined: made by us, never the original bytes."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Final

from gifthorse.photo.compare.sketch import Seen
from gifthorse.report.pairs import Box, Change

SIDE: Final = 480
QUALITY: Final = 72
COLOURS: Final = {
    "cut": (225, 60, 50),
    "bar": (240, 150, 20),
    "around": (240, 150, 20),
    "added": (20, 150, 70),
    "covered": (190, 40, 160),
    "replaced": (40, 110, 230),
}
"""By kind of change, of the outlines."""


def outlined(seen: Seen, places: Sequence[tuple[str, Box]]) -> bytes:
    """A small JPEG of a photo with boxes of what was changed."""
    from PIL import Image, ImageDraw

    image = Image.fromarray(seen.pixels.rgb)
    image.thumbnail((SIDE, SIDE), Image.Resampling.LANCZOS)
    factor = image.width / seen.pixels.width
    draw = ImageDraw.Draw(image)
    for what, (x, y, w, h) in places:
        box = (
            x * factor,
            y * factor,
            max(x * factor + 2, (x + w) * factor - 1),
            max(y * factor + 2, (y + h) * factor - 1),
        )
        draw.rectangle(box, outline=(255, 255, 255), width=5)
        draw.rectangle(box, outline=COLOURS.get(what, (225, 60, 50)), width=3)
    out = io.BytesIO()
    image.save(out, "JPEG", quality=QUALITY)
    return out.getvalue()


def both(a: Seen, b: Seen, changed: Sequence[Change]) -> tuple[bytes, bytes]:
    """Both photos, outlined."""
    return (
        outlined(a, [(c.what, c.a) for c in changed if c.a]),
        outlined(b, [(c.what, c.b) for c in changed if c.b]),
    )
