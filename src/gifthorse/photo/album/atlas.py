"""A small map around a place, drawn from outlines that come with the program: nobody is asked where that is."""

from __future__ import annotations

from collections.abc import Sequence
from math import cos, radians
from typing import Final

import numpy as np

from gifthorse.readers.photo.world import near, world
from gifthorse.report.album import Map, Town

WIDTH, HEIGHT = 320, 200
DEGREES: Final = 9.0
"""Of latitude that the map is high: a middling country."""
TOWNS: Final = 4
_APART: Final = 26.0


def around(latitude: float, longitude: float) -> Map:
    """The map with the place in its middle."""
    scale = HEIGHT / DEGREES
    squeeze = max(cos(radians(latitude)), 0.2)
    paths = []
    for _, rings in world().countries:
        for ring in rings:
            xs = (ring[:, 0] - longitude) * squeeze * scale + WIDTH / 2
            ys = (latitude - ring[:, 1]) * scale + HEIGHT / 2
            if xs.max() < 0 or xs.min() > WIDTH or ys.max() < 0 or ys.min() > HEIGHT:
                continue
            clipped = _clipped(np.column_stack((xs, ys)))
            if len(clipped) > 2:
                paths.append("M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in clipped) + "Z")
    return Map(
        WIDTH, HEIGHT, "".join(paths), tuple(_towns(latitude, longitude, squeeze, scale)), _says(latitude, longitude)
    )


def _says(latitude: float, longitude: float) -> str:
    return near(latitude, longitude) or "far from any large town"


def _towns(latitude: float, longitude: float, squeeze: float, scale: float) -> Sequence[Town]:
    """The largest towns on the map that do not stand in each other's way, or in the place's."""
    found = world()
    xs = (found.places[:, 0] - longitude) * squeeze * scale + WIDTH / 2
    ys = (latitude - found.places[:, 1]) * scale + HEIGHT / 2
    made: list[Town] = []
    for n in np.flatnonzero((xs > 8) & (xs < WIDTH - 8) & (ys > 12) & (ys < HEIGHT - 8)).tolist():
        x, y = round(float(xs[n]), 1), round(float(ys[n]), 1)
        if all(abs(y - t.y) > 12 or abs(x - t.x) > 4 * _APART for t in made) and abs(y - HEIGHT / 2) > 12:
            made.append(Town(found.names[n], x, y, x > WIDTH * 0.6))
        if len(made) == TOWNS:
            break
    return made


def _clipped(points: np.ndarray) -> list[tuple[float, float]]:
    """Sutherland and Hodgman's clipping of a ring to the map and a little more."""
    ring = [(float(x), float(y)) for x, y in points]
    edges = ((0, -4.0, 1), (0, WIDTH + 4.0, -1), (1, -4.0, 1), (1, HEIGHT + 4.0, -1))
    for axis, limit, sign in edges:
        kept: list[tuple[float, float]] = []
        for here, there in zip(ring, ring[1:] + ring[:1], strict=True):
            inside, following = (here[axis] - limit) * sign >= 0, (there[axis] - limit) * sign >= 0
            if inside:
                kept.append(here)
            if inside != following:
                share = (limit - here[axis]) / (there[axis] - here[axis])
                kept.append((here[0] + share * (there[0] - here[0]), here[1] + share * (there[1] - here[1])))
        ring = kept
    return ring
