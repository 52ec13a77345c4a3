"""What happens to a photo on its way through the net: copies that show the same, changed as people and platforms do."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from typing import Final

import numpy as np
from PIL import Image, ImageChops, ImageDraw, ImageEnhance, ImageFilter, ImageOps

Copy = Callable[[Image.Image], Image.Image]


def saved(image: Image.Image, quality: int) -> Image.Image:
    """The picture after it was saved as a JPEG."""
    out = io.BytesIO()
    image.convert("RGB").save(out, "JPEG", quality=quality)
    return Image.open(io.BytesIO(out.getvalue())).convert("RGB")


def scaled(image: Image.Image, factor: float) -> Image.Image:
    """The picture at another size."""
    size = (max(1, round(image.width * factor)), max(1, round(image.height * factor)))
    return image.resize(size, Image.Resampling.LANCZOS)


def fitted(image: Image.Image, side: int) -> Image.Image:
    """The picture with its longer side at most so long, as platforms serve it."""
    return scaled(image, min(1.0, side / max(image.size)))


def cropped(image: Image.Image, left: float, top: float, right: float, bottom: float) -> Image.Image:
    """The picture without these shares of its sides."""
    w, h = image.size
    return image.crop((round(w * left), round(h * top), round(w * (1 - right)), round(h * (1 - bottom))))


def barred(image: Image.Image, share: float, colour: tuple[int, int, int], *, upright: bool = False) -> Image.Image:
    """The picture with bars above and below it, or beside it."""
    w, h = image.size
    dx, dy = (round(w * share), 0) if upright else (0, round(h * share))
    made = Image.new("RGB", (w + 2 * dx, h + 2 * dy), colour)
    made.paste(image, (dx, dy))
    return made


def turned(image: Image.Image, degrees: float) -> Image.Image:
    """The picture turned, with black corners."""
    return image.rotate(degrees, Image.Resampling.BICUBIC)


def gamma(image: Image.Image, exponent: float) -> Image.Image:
    """Darker or lighter middle tones."""
    return image.point([round(255 * (v / 255) ** exponent) for v in range(256)] * 3)


def warm(image: Image.Image) -> Image.Image:
    """A filter as of photo apps: warm, faded, with darker corners."""
    tinted = ImageChops.multiply(image, Image.new("RGB", image.size, (255, 235, 200)))
    faded = Image.blend(tinted, Image.new("RGB", image.size, (90, 80, 90)), 0.2)
    shade = ImageOps.invert(Image.radial_gradient("L").resize(image.size)).point(
        [96 + v * 159 // 255 for v in range(256)]
    )
    return ImageChops.multiply(faded, Image.merge("RGB", (shade, shade, shade)))


def sticker(image: Image.Image, x: float = 0.55, y: float = 0.3, size: float = 0.22) -> Image.Image:
    """The picture with a face drawn over a part of it."""
    made = image.copy()
    draw = ImageDraw.Draw(made)
    r = size * min(image.size) / 2
    cx, cy = x * image.width, y * image.height
    draw.ellipse(
        (cx - r, cy - r, cx + r, cy + r), fill=(255, 214, 40), outline=(60, 40, 0), width=max(2, round(r / 15))
    )
    for side in (-1, 1):
        draw.ellipse((cx + side * r * 0.4 - r / 8, cy - r / 3, cx + side * r * 0.4 + r / 8, cy), fill=(40, 20, 0))
    draw.arc((cx - r / 2, cy - r / 3, cx + r / 2, cy + r * 0.6), 20, 160, fill=(40, 20, 0), width=max(2, round(r / 12)))
    return made


def lettered(image: Image.Image, text: str = "WHAT A DAY!", y: float = 0.78) -> Image.Image:
    """The picture with large letters over it."""
    made = image.copy()
    size = image.width // 10
    ImageDraw.Draw(made).text(
        (image.width * 0.12, image.height * y), text, fill="white", stroke_fill="black", stroke_width=3, font_size=size
    )
    return made


def blurred(image: Image.Image, box: tuple[float, float, float, float] = (0.3, 0.3, 0.5, 0.55)) -> Image.Image:
    """The picture with a part made unreadable."""
    w, h = image.size
    place = (round(box[0] * w), round(box[1] * h), round(box[2] * w), round(box[3] * h))
    made = image.copy()
    made.paste(image.crop(place).filter(ImageFilter.GaussianBlur(w / 60)), place[:2])
    return made


def post(image: Image.Image, number: int = 0, width: int = 1080, height: int = 2000) -> Image.Image:
    """A screenshot of a post that shows the picture: bars of the system, a name, words, buttons, an answer."""
    rng = np.random.default_rng(number + 900)
    dark = bool(number % 2)
    ground, ink = ((21, 32, 43), (240, 240, 240)) if dark else ((255, 255, 255), (15, 20, 25))
    made = Image.new("RGB", (width, height), ground)
    draw = ImageDraw.Draw(made)
    draw.text((40, 22), f"{rng.integers(7, 23)}:{rng.integers(10, 59)}", fill=ink, font_size=36)
    draw.text((width - 200, 22), f"{rng.integers(9, 99)} %", fill=ink, font_size=36)
    draw.text((width // 2 - 50, 90), "Post", fill=ink, font_size=48)
    draw.ellipse((40, 190, 140, 290), fill=tuple(int(c) for c in rng.integers(0, 255, 3)))
    draw.text((170, 195), sentence(rng, 2), fill=ink, font_size=40)
    draw.text((170, 245), "@" + sentence(rng, 1), fill=(110, 118, 125), font_size=34)
    for line in range(2):
        draw.text((40, 320 + line * 52), sentence(rng, 6), fill=ink, font_size=40)
    inner = scaled(image, (width - 80) / image.width)
    if inner.height > height * 0.55:
        inner = scaled(inner, height * 0.55 / inner.height)
    made.paste(inner, (40, 450))
    below = 450 + inner.height + 30
    draw.text((40, below), f"{rng.integers(10, 99)}K views", fill=(110, 118, 125), font_size=34)
    for place in range(4):
        x = 80 + place * 260
        draw.ellipse((x, below + 80, x + 44, below + 124), outline=(110, 118, 125), width=4)
        draw.text((x + 60, below + 80), str(rng.integers(2, 900)), fill=(110, 118, 125), font_size=34)
    for line in range(6):
        draw.text((170, below + 200 + line * 52), sentence(rng, 5), fill=ink, font_size=38)
    draw.rectangle((0, height - 130, width, height - 128), fill=(110, 118, 125))
    for place in range(5):
        x = 90 + place * 210
        draw.rounded_rectangle((x, height - 100, x + 56, height - 44), 12, outline=ink, width=5)
    return made


def sentence(rng: np.random.Generator, words: int) -> str:
    """Some words without a meaning."""
    letters = "eeeaaioounrtsldhcmpgbfvk"
    return " ".join("".join(rng.choice(list(letters), rng.integers(2, 9))) for _ in range(words)).capitalize()


# As one platform serves photos: variants of its own size and quality, some after a filter of the phone.
SERVED: Final[Mapping[str, Copy]] = {
    "2048 px q85": lambda i: saved(fitted(i, 2048), 85),
    "1200 px q85": lambda i: saved(fitted(i, 1200), 85),
    "680 px q75": lambda i: saved(fitted(i, 680), 75),
    "50 % q60": lambda i: saved(scaled(i, 0.5), 60),
    "25 % q85": lambda i: saved(scaled(i, 0.25), 85),
    "200 % q90": lambda i: saved(scaled(i, 2.0), 90),
    "q95": lambda i: saved(i, 95),
    "q30": lambda i: saved(i, 30),
    "twice q70": lambda i: saved(scaled(saved(fitted(i, 1200), 70), 0.8), 70),
}
FILTERED: Final[Mapping[str, Copy]] = {
    "brighter": lambda i: saved(ImageEnhance.Brightness(fitted(i, 1200)).enhance(1.25), 80),
    "more contrast": lambda i: saved(ImageEnhance.Contrast(fitted(i, 1200)).enhance(1.35), 80),
    "gamma 0.7": lambda i: saved(gamma(fitted(i, 1200), 0.7), 80),
    "gamma 1.5": lambda i: saved(gamma(fitted(i, 1200), 1.5), 80),
    "grey": lambda i: saved(ImageOps.grayscale(fitted(i, 1200)), 80),
    "warm": lambda i: saved(warm(fitted(i, 1200)), 80),
    "sharper": lambda i: saved(fitted(i, 1200).filter(ImageFilter.UnsharpMask(2, 120)), 80),
    "softer": lambda i: saved(fitted(i, 1200).filter(ImageFilter.GaussianBlur(1.2)), 80),
}
CHANGED: Final[Mapping[str, Copy]] = {
    "crop 5 %": lambda i: saved(fitted(cropped(i, 0.05, 0, 0, 0.05), 1200), 80),
    "crop 10 %": lambda i: saved(fitted(cropped(i, 0.05, 0.1, 0.05, 0), 1200), 80),
    "crop 20 %": lambda i: saved(fitted(cropped(i, 0.2, 0.05, 0, 0.15), 1200), 80),
    "bars": lambda i: saved(barred(fitted(i, 1200), 0.12, (255, 255, 255)), 80),
    "black bars beside": lambda i: saved(barred(fitted(i, 1200), 0.2, (0, 0, 0), upright=True), 80),
    "turned 5 degrees": lambda i: saved(turned(fitted(i, 1200), 5), 80),
    "mirrored": lambda i: saved(ImageOps.mirror(fitted(i, 1200)), 80),
}
HARDER: Final[Mapping[str, Copy]] = {
    "crop 30 %": lambda i: saved(fitted(cropped(i, 0.1, 0.3, 0.2, 0), 1200), 80),
    "mirrored, crop 15 %": lambda i: saved(ImageOps.mirror(fitted(cropped(i, 0, 0.15, 0.15, 0), 1200)), 80),
    "post": lambda i: saved(post(i, 0), 80),
    "dark post, cropped photo": lambda i: saved(fitted(post(cropped(i, 0.1, 0.1, 0, 0), 1), 1200), 75),
    "sticker": lambda i: saved(sticker(fitted(i, 1200)), 80),
    "letters": lambda i: saved(lettered(fitted(i, 1200)), 80),
    "blurred part": lambda i: saved(blurred(fitted(i, 1200)), 80),
    "turned 90 degrees": lambda i: saved(fitted(i, 1200).transpose(Image.Transpose.ROTATE_90), 80),
}
