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


def portrait(number: int, width: int = 320, height: int = 240) -> Image.Image:
    """A scene with somebody in front of it."""
    image = scene(number, width, height)
    draw = ImageDraw.Draw(image)
    x, y, unit = width * 11 // 20, height // 2, height // 9
    draw.ellipse((x - 3 * unit, y + 2 * unit, x + 3 * unit, y + 9 * unit), fill=(52, 66, 94))
    draw.ellipse((x - 2 * unit, y - 3 * unit, x + 2 * unit, y + 3 * unit), fill=(222, 184, 150))
    draw.pieslice((x - 2 * unit, y - 3 * unit, x + 2 * unit, y + unit), 180, 360, fill=(70, 46, 30))
    for side in (-1, 1):
        eye = x + side * unit * 4 // 5
        draw.ellipse((eye - unit // 5, y - unit // 5, eye + unit // 5, y + unit // 5), fill=(30, 30, 40))
    draw.arc((x - unit, y, x + unit, y + 2 * unit), 20, 160, fill=(150, 60, 60), width=max(1, unit // 6))
    return image.filter(ImageFilter.GaussianBlur(0.8))
