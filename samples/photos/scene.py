"""Rendered scenes that stand in for photographs: shapes on a gradient, the same for the same number."""

from __future__ import annotations

import io

import numpy as np
from PIL import Image, ImageDraw, ImageFilter


def scene(number: int, width: int = 320, height: int = 240) -> Image.Image:
    """A scene by its number: sky, ground, some shapes."""
    rng = np.random.default_rng(number)
    top, bottom = rng.integers(40, 255, 3), rng.integers(0, 200, 3)
    ramp = np.linspace(0, 1, height)[:, None, None]
    pixels = (top * (1 - ramp) + bottom * ramp) * np.ones((height, width, 1))
    image = Image.fromarray(pixels.astype(np.uint8))
    draw = ImageDraw.Draw(image)
    for _ in range(14):
        x, y = rng.integers(0, width), rng.integers(0, height)
        size = rng.integers(width // 24, width // 4)
        colour = tuple(int(c) for c in rng.integers(0, 255, 3))
        shape = draw.ellipse if rng.random() < 0.5 else draw.rectangle
        shape((int(x - size), int(y - size // 2), int(x + size), int(y + size // 2)), fill=colour)
    return image.filter(ImageFilter.GaussianBlur(0.6))


def jpeg(image: Image.Image, quality: int = 85, **options: object) -> bytes:
    """A scene as the bytes of a JPEG."""
    out = io.BytesIO()
    image.save(out, "JPEG", quality=quality, **options)
    return out.getvalue()
