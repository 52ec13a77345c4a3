"""A sensor whose pattern is known: light, a pattern a device, photon and read-out noise, gamma, JPEG, tags."""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

import numpy as np
import numpy.typing as npt
from PIL import Image
from samples.photos.scene import scene
from scipy import ndimage

WIDTH, HEIGHT = 640, 480
FULL = 9000.0
"""Electrons at white."""
CURVE = np.round((np.arange(4096) + 0.5) ** (1 / 2.2) / 4096 ** (1 / 2.2) * 255).astype(np.uint8)
"""What a camera writes for each of the 4,096 steps that it reads."""


@lru_cache(16)
def lit(number: int, size: tuple[int, int]) -> npt.NDArray[np.float32]:
    """The light of a rendered scene: the same for every sensor."""
    drawn = np.asarray(scene(number, *size), np.float32) / 255
    rng = np.random.default_rng((6, number))
    rough = ndimage.gaussian_filter(rng.standard_normal(drawn.shape[:2], np.float32), 2.0)
    light = (0.08 + 0.84 * drawn) ** 2.2 * (1 + 0.25 * rough[..., None])
    return np.asarray(light, np.float32)


@lru_cache(24)
def noise(key: tuple[int, int], shape: tuple[int, ...]) -> npt.NDArray[np.float32]:
    """White noise, the same for the same shot."""
    return np.random.default_rng(key).standard_normal(shape, np.float32)


@dataclass(frozen=True)
class Sensor:
    """One lens of one device: `number` decides its pattern, `shared` is what all devices of the model have."""

    number: int
    model: str = "Nova 7"
    focal: float = 5.4
    zoom: float = 1.0
    strength: float = 0.02
    shared: npt.NDArray[np.float32] | None = None
    size: tuple[int, int] = (WIDTH, HEIGHT)
    pattern: npt.NDArray[np.float32] = field(init=False)

    def __post_init__(self) -> None:
        rng = np.random.default_rng((77, self.number))
        white = rng.standard_normal((self.size[1], self.size[0]), np.float32)
        pattern = ndimage.gaussian_filter(white, 0.4)  # demosaicing mixes neighbours
        pattern *= np.float32(self.strength / pattern.std())
        object.__setattr__(self, "pattern", pattern if self.shared is None else pattern + self.shared)

    def light(self, light: npt.NDArray[np.float32], number: int) -> Image.Image:
        """What the sensor makes of light between 0 and 1."""
        electrons = np.clip(light, 0, None) * FULL * (1 + self.pattern[..., None])
        seen = electrons + noise((self.number, number), electrons.shape) * np.sqrt(electrons + 36)
        steps = (np.clip(seen, 0, FULL) * np.float32(4095 / FULL)).astype(np.uint16)
        return Image.fromarray(CURVE[steps])

    def flat(self, number: int, level: float = 0.35) -> Image.Image:
        """A shot of a clear sky: light that changes slowly."""
        rng = np.random.default_rng((5, number))
        slope = np.linspace(0, 1, self.size[1], dtype=np.float32)[:, None] * np.float32(rng.uniform(-0.1, 0.1))
        light = np.broadcast_to((level + slope)[..., None], (self.size[1], self.size[0], 3))
        return self.light(light.astype(np.float32), number)

    def scene(self, number: int) -> Image.Image:
        """A shot of a rendered scene with some texture."""
        return self.light(lit(number, self.size), 1000 + number)

    def saved(self, image: Image.Image, quality: int = 92, *, tags: bool = True) -> bytes:
        """A shot as the device saves it."""
        out = io.BytesIO()
        image.save(out, "JPEG", quality=quality, **({"exif": self.tags()} if tags else {}))
        return out.getvalue()

    def tags(self) -> Image.Exif:
        """What the device says of itself."""
        exif = Image.Exif()
        exif[0x010F], exif[0x0110], exif[0x0131] = "Orchard", self.model, "NovaOS 14.2.3"
        inner = exif.get_ifd(0x8769)
        inner[0x829D], inner[0x920A], inner[0xA404] = 1.8, self.focal, self.zoom
        return exif

    def album(self, folder: Path, count: int, *, start: int = 0, quality: int = 92) -> Path:
        """A folder of reference shots, most of them of the sky."""
        folder.mkdir(parents=True, exist_ok=True)
        for number in range(start, start + count):
            image = self.scene(500 + number) if number % 4 == 3 else self.flat(number)
            (folder / f"IMG_{self.focal:g}_{number:04}.jpg").write_bytes(self.saved(image, quality))
        return folder
