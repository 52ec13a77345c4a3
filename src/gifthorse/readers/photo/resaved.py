"""Whether a JPEG had been a JPEG of another quality before: its coefficients keep the steps of the earlier save.

Lukas and Fridrich, "Estimation of Primary Quantization Matrix in Double Compressed JPEG Images" (2003): the picture
moved by half a block forgets its steps and shows how the coefficients would be spread without an earlier save.
Rounded to the steps of each possible earlier quality and then to those of the file, they are compared with what the
file holds.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from gifthorse.errors import GifthorseError
from gifthorse.formats.photo.model import Photo
from gifthorse.readers.photo.decoders import opened
from gifthorse.readers.photo.history import LUMINANCE, scaled

LINES: Final = 640
"""Lines from the top that are decoded of a JPEG of one scan."""
COLUMNS: Final = 1600
PIXELS_LIMIT: Final = 24_000_000
"""Of a progressive JPEG, which can only be decoded whole."""
LEAST: Final = 256
QUALITIES: Final = range(30, 101)
SAMPLES: Final = 4_000
"""Coefficients other than zero without which nothing is said."""
REACH: Final = 480
# Rows and columns of the lowest frequencies in zigzag order, without the mean.
FREQUENCIES: Final = ((0, 1), (1, 0), (2, 0), (1, 1), (0, 2), (0, 3), (1, 2), (2, 1), (3, 0))
# What rounding the pixels in between does to a coefficient, as (error, weight).
_ROUNDING: Final = ((-0.45, 0.25), (0.0, 0.5), (0.45, 0.25))


@dataclass(frozen=True, slots=True)
class Resaved:
    """The quality of the save before, and how much better it explains the coefficients than none does (0 to 1)."""

    quality: int
    score: float


def examine(data: Any, photo: Photo) -> Resaved | None:
    """The most likely earlier save of a JPEG; None where the picture does not say enough, or cannot be decoded."""
    table = photo.quantisation.get(0)
    if photo.kind != "jpeg" or table is None or min(photo.width or 0, photo.height or 0) < LEAST:
        return None
    grey = _grey(data, photo)
    if grey is None:
        return None
    return compare(grey, table)


def compare(grey: np.ndarray, table: tuple[int, ...]) -> Resaved | None:
    """The most likely earlier quality of a grey picture that was decoded from a JPEG with this luminance table."""
    own, moved = _coefficients(grey), _coefficients(grey[4:, 4:])
    steps = [table[n + 1] for n in range(len(FREQUENCIES))]
    earlier = np.array([scaled(LUMINANCE, q)[1 : len(FREQUENCIES) + 1] for q in QUALITIES])
    single, double, weight = 0.0, np.zeros(len(QUALITIES)), 0.0
    for n, step in enumerate(steps):
        seen = _histogram(np.rint(own[n] / step).astype(np.int64), REACH // step)
        free = _histogram(np.rint(moved[n]).astype(np.int64), REACH)
        count = float(seen.sum())
        if count < SAMPLES / 8:
            continue
        seen /= count
        single += count * _distance(seen, free, 1, step)
        known: dict[int, float] = {}
        for row, first in enumerate(earlier[:, n].tolist()):
            if first not in known:
                known[first] = _distance(seen, free, first, step)
            double[row] += count * known[first]
        weight += count
    if weight < SAMPLES or not single:
        return None
    best = int(np.argmin(double))
    return Resaved(QUALITIES[best], round(1 - float(double[best]) / single, 4))


def _distance(seen: np.ndarray, free: np.ndarray, first: int, step: int) -> float:
    """How far the coefficients are from what steps of `first` and then of `step` would have made of them."""
    values = np.arange(-REACH, REACH + 1)
    once = np.rint(values / first) * first
    made = np.zeros(len(seen))
    middle = len(seen) // 2
    for error, share in _ROUNDING if first > 1 else ((0.0, 1.0),):
        twice = np.rint((once + np.where(once == 0, 0, error)) / step).astype(np.int64)
        made += share * np.bincount(np.clip(twice + middle, 0, len(seen) - 1), free, len(seen))
    made[middle] = 0
    total = made.sum()
    return float(np.abs(seen - made / total).sum()) if total else 2.0


def _histogram(numbers: np.ndarray, reach: int) -> np.ndarray:
    """How often each number from -reach to reach occurs, but for zero."""
    kept = numbers[(numbers != 0) & (np.abs(numbers) <= reach)]
    return np.bincount(kept + reach, minlength=2 * reach + 1).astype(np.float64)


def _basis() -> np.ndarray:
    k = np.arange(8)
    basis = np.cos((2 * k[None, :] + 1) * k[:, None] * np.pi / 16) / 2
    basis[0] /= np.sqrt(2)
    return basis


def _coefficients(grey: np.ndarray) -> list[np.ndarray]:
    """The lowest frequencies of every block of 8 by 8."""
    rows, columns = (size // 8 for size in grey.shape)
    blocks = grey[: rows * 8, : columns * 8].reshape(rows, 8, columns, 8).astype(np.float32)
    basis = _basis().astype(np.float32)[:4]
    across = np.einsum("vy,aybx->avbx", basis, blocks, optimize=True)
    return [(across[:, v] @ basis[u]).ravel() for v, u in FREQUENCIES]


def _grey(data: Any, photo: Photo) -> np.ndarray | None:
    raw = bytes(data)
    if photo.progressive:
        if (photo.width or 0) * (photo.height or 0) > PIXELS_LIMIT:
            return None
    elif (photo.height or 0) > LINES:
        raw = _shortened(raw, photo)
    try:
        with opened(raw, limit=PIXELS_LIMIT) as image:
            image.draft("L", image.size)
            grey = np.asarray(image.convert("L"))
    except GifthorseError:
        return None
    return grey[:, :COLUMNS]


def _shortened(raw: bytes, photo: Photo) -> bytes:
    """The JPEG with fewer lines: what is below is then not decoded."""
    frame = struct.pack(">HH", photo.height or 0, photo.width or 0)
    for span in photo.spans:
        if span.what.startswith("jpeg.sof"):
            at = span.start + 5
            if raw[at : at + 4] == frame:
                return raw[:at] + struct.pack(">H", LINES) + raw[at + 2 :]
    return raw
