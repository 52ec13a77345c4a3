"""Rendered pictures with the texture of photographs, to be found again: the same for the same number.

Clouds of noise at all scales, branches, walls with windows, people's outlines: what local features and hashes live on.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter

Values = NDArray[np.float64]


def photograph(number: int, width: int = 1200, height: int = 900) -> Image.Image:
    """A picture of its number: a sky, a ridge, buildings or trees before it, grain over all."""
    rng = np.random.default_rng(number + 40_000)
    image = _ground(rng, width, height)
    draw = ImageDraw.Draw(image)
    horizon = height * rng.uniform(0.3, 0.6)
    for layer in range(int(rng.integers(2, 4))):
        _ridge(draw, rng, image.size, horizon + layer * height * 0.12)
    for _ in range(int(rng.integers(5, 12))):
        (_house if rng.random() < 0.5 else _tree)(draw, rng, image.size, horizon)
    for _ in range(int(rng.integers(1, 5))):
        _person(draw, rng, image.size)
    image = image.filter(ImageFilter.GaussianBlur(0.7))
    return _grained(image, rng, 6.0)


def burst(number: int, shot: int, width: int = 1200, height: int = 900) -> Image.Image:
    """Shots of one scene, a moment apart: what is near has moved before what is far, the grain is new."""
    rng = np.random.default_rng(number + 70_000)
    hand = np.random.default_rng(number * 100 + shot + 80_000)
    far = _ground(rng, width + 200, height + 200)
    near = Image.new("RGBA", (width + 200, height + 200), (0, 0, 0, 0))
    draw = ImageDraw.Draw(near)
    for _ in range(9):
        (_house if rng.random() < 0.5 else _tree)(draw, rng, near.size, height * 0.5)
    _person(draw, rng, near.size)
    sway = hand.uniform(-9, 9, 2) if shot else np.zeros(2)
    image = Image.new("RGB", (width, height))
    image.paste(far, (round(-100 + sway[0] * 0.6), round(-100 + sway[1] * 0.6)))
    image.paste(near, (round(-100 + sway[0] * 1.6), round(-100 + sway[1] * 1.6)), near)
    turned = image.rotate(float(hand.uniform(-0.4, 0.4)) if shot else 0.0, Image.Resampling.BICUBIC)
    return _grained(turned.filter(ImageFilter.GaussianBlur(0.7)), hand, 6.0)


def sky(number: int, width: int = 1200, height: int = 900) -> Image.Image:
    """Nothing but a clear sky: a gradient and grain."""
    rng = np.random.default_rng(number + 50_000)
    ramp = np.linspace(0, 1, height)[:, None, None]
    top, bottom = rng.uniform((60, 110, 180), (100, 150, 230)), rng.uniform((150, 190, 220), (190, 220, 250))
    values = (top * (1 - ramp) + bottom * ramp) * np.ones((height, width, 1))
    return _grained(Image.fromarray(values.astype(np.uint8)), rng, 1.5)


def chat(number: int, width: int = 720, height: int = 1280, messages: int = 11) -> Image.Image:
    """A screenshot of a chat: always the same frame of one app, always other words."""
    from samples.photos.variants import sentence

    rng = np.random.default_rng(number + 60_000)
    image = Image.new("RGB", (width, height), (236, 229, 221))
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 0, width, 120), fill=(7, 94, 84))
    draw.ellipse((70, 40, 130, 100), fill=(200, 210, 210))
    draw.text((150, 50), "Family", fill="white", font_size=36)
    for x in (520, 590, 660):
        draw.rectangle((x, 55, x + 34, 89), outline="white", width=4)
    y = 150
    for _ in range(messages):
        mine = rng.random() < 0.5
        lines = [sentence(rng, int(rng.integers(2, 5))) for _ in range(int(rng.integers(1, 3)))]
        x = 200 if mine else 20
        bottom = y + 26 + 36 * len(lines)
        draw.rounded_rectangle((x, y, x + 490, bottom), 14, fill=(220, 248, 198) if mine else (255, 255, 255))
        for place, line in enumerate(lines):
            draw.text((x + 16, y + 10 + 36 * place), line[:30], fill=(20, 20, 20), font_size=27)
        y = bottom + 14
        if y > height - 220:
            break
    draw.rounded_rectangle((16, height - 90, width - 110, height - 16), 36, fill="white")
    draw.text((50, height - 72), "Message", fill=(150, 150, 150), font_size=30)
    draw.ellipse((width - 92, height - 90, width - 18, height - 16), fill=(7, 94, 84))
    return image


def branded(image: Image.Image, number: int = 0) -> Image.Image:
    """A picture with the logo and the frame that a shop or a news room puts on all of theirs."""
    rng = np.random.default_rng(number + 90_000)
    made = image.copy()
    draw = ImageDraw.Draw(made)
    w, h = made.size
    x0, y0, size = round(w * 0.72), round(h * 0.06), round(w * 0.2)
    draw.rectangle((x0, y0, x0 + size, y0 + size), fill=(180, 20, 30))
    for _ in range(30):
        x, y = (float(v) for v in rng.uniform(0.05, 0.85, 2) * size)
        r = float(rng.uniform(0.03, 0.1)) * size
        draw.ellipse((x0 + x, y0 + y, x0 + x + r, y0 + y + r), fill=(255, 255, 255))
    draw.rectangle((0, h - h // 12, w, h), fill=(180, 20, 30))
    draw.text((w // 30, h - h // 13), "THE MORNING HERALD 24", fill="white", font_size=h // 18)
    return made


def _ground(rng: np.random.Generator, width: int, height: int) -> Image.Image:
    """Clouds and soil: noise of all scales in three colours."""
    values = np.zeros((height, width, 3))
    tint = rng.uniform(0.5, 1.0, 3)
    for octave in range(7):
        cells = 3 * 2**octave
        small = rng.normal(size=(cells, max(1, cells * width // height)))
        layer = Image.fromarray(small.astype(np.float32)).resize((width, height), Image.Resampling.BICUBIC)
        values += np.asarray(layer, np.float64)[..., None] * tint * 0.55**octave
    ramp = np.linspace(rng.uniform(-1, 1), rng.uniform(-1, 1), height)[:, None, None]
    values = 128 + 45 * values + 60 * ramp * rng.uniform(0.3, 1.0, 3)
    return Image.fromarray(np.clip(values, 0, 255).astype(np.uint8))


def _ridge(draw: ImageDraw.ImageDraw, rng: np.random.Generator, size: tuple[int, int], level: float) -> None:
    w, h = size
    walk = np.cumsum(rng.normal(0, h / 60, 40))
    line = [(x * w / 39, level + float(y)) for x, y in enumerate(walk - walk.mean())]
    draw.polygon([(0, h), *line, (w, h)], fill=_colour(rng, 30, 150))
    for _ in range(160):
        x, y = float(rng.uniform(0, w)), float(rng.uniform(level, h))
        r = float(rng.uniform(2, w / 70))
        draw.ellipse((x - r, y - r / 2, x + r, y + r / 2), fill=_colour(rng, 20, 190))


def _house(draw: ImageDraw.ImageDraw, rng: np.random.Generator, size: tuple[int, int], horizon: float) -> None:
    w, h = size
    x, y = rng.uniform(0, w * 0.9), rng.uniform(horizon * 0.7, h * 0.8)
    wide, high = rng.uniform(w / 16, w / 5), rng.uniform(h / 8, h / 3)
    draw.rectangle((x, y, x + wide, y + high), fill=_colour(rng, 60, 230))
    draw.polygon([(x, y), (x + wide / 2, y - high * rng.uniform(0.1, 0.5)), (x + wide, y)], fill=_colour(rng, 60, 200))
    rows, columns = rng.integers(2, 6, 2)
    for row in range(rows):
        for column in range(columns):
            if rng.random() < 0.85:
                left, top = x + wide * (column + 0.2) / columns, y + high * (row + 0.2) / rows
                place = (left, top, left + wide * 0.55 / columns, top + high * 0.55 / rows)
                draw.rectangle(place, fill=_colour(rng, 10, 255), outline=_colour(rng, 0, 90))


def _tree(draw: ImageDraw.ImageDraw, rng: np.random.Generator, size: tuple[int, int], horizon: float) -> None:
    w, h = size
    branches = [(float(rng.uniform(0, w)), float(rng.uniform(horizon, h)), -np.pi / 2, h * rng.uniform(0.05, 0.12), 9)]
    while branches:
        x, y, angle, length, thick = branches.pop()
        x2, y2 = x + length * np.cos(angle), y + length * np.sin(angle)
        draw.line((x, y, x2, y2), fill=_colour(rng, 10, 90), width=max(1, thick))
        if thick > 1:
            for _ in range(3 if thick > 5 else 2):
                turn = float(rng.uniform(-0.7, 0.7))
                branches.append((x2, y2, angle + turn, length * float(rng.uniform(0.6, 0.85)), thick - 2))
        else:
            r = float(rng.uniform(2, 7))
            draw.ellipse((x2 - r, y2 - r, x2 + r, y2 + r), fill=_colour(rng, 20, 200))


def _person(draw: ImageDraw.ImageDraw, rng: np.random.Generator, size: tuple[int, int]) -> None:
    w, h = size
    x, tall = float(rng.uniform(w * 0.1, w * 0.9)), float(rng.uniform(h * 0.2, h * 0.45))
    y = h - tall * float(rng.uniform(0.8, 1.2))
    r = tall / 9
    draw.polygon(
        [(x - 2 * r, y + 7 * r), (x - r, y + 1.6 * r), (x + r, y + 1.6 * r), (x + 2 * r, y + 7 * r)],
        fill=_colour(rng, 20, 220),
    )
    draw.ellipse((x - r, y - r, x + r, y + r * 1.4), fill=(224, 172, 120))
    draw.chord((x - r, y - r * 1.2, x + r, y + r), 180, 360, fill=_colour(rng, 0, 120))
    for side in (-1, 1):
        draw.ellipse((x + side * r * 0.4 - 2, y - 2, x + side * r * 0.4 + 2, y + 2), fill=(20, 20, 20))


def _colour(rng: np.random.Generator, low: int, high: int) -> tuple[int, int, int]:
    r, g, b = (int(v) for v in rng.integers(low, high, 3))
    return r, g, b


def _grained(image: Image.Image, rng: np.random.Generator, strength: float) -> Image.Image:
    grain = rng.normal(0, strength, (image.height, image.width, 1)) + rng.normal(
        0, strength / 3, (image.height, image.width, 3)
    )
    return Image.fromarray(np.clip(np.asarray(image.convert("RGB"), np.float64) + grain, 0, 255).astype(np.uint8))
