"""Where on earth a position is: country by outlines, nearest large town by name, from Natural Earth's data."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from math import cos, radians
from typing import Final

import numpy as np

FAR: Final = 200
"""Kilometres beyond which no town is named."""
_KM: Final = 111.2
"""Kilometres a degree of a great circle."""


@dataclass(frozen=True, slots=True)
class World:
    """Outlines of countries as (name, rings of longitude and latitude), and towns, the largest first."""

    countries: tuple[tuple[str, tuple[np.ndarray, ...]], ...]
    names: tuple[str, ...]
    places: np.ndarray
    thousands: np.ndarray


@cache
def world() -> World:
    """The data, read once."""
    raw = json.loads((files("gifthorse.data") / "world.json").read_text(encoding="utf-8"))
    arcs = [np.cumsum(np.array(arc.split(), np.int32).reshape(-1, 2), axis=0) / 100 for arc in raw["arcs"]]

    def ring(numbers: list[int]) -> np.ndarray:
        # TopoJSON: a negative number is that of an arc to be followed backwards
        return np.concatenate([arcs[n] if n >= 0 else arcs[~n][::-1] for n in numbers])

    places = raw["places"]
    return World(
        tuple((name, tuple(ring(numbers) for numbers in rings)) for name, rings in raw["countries"]),
        tuple(row[0] for row in places),
        np.array([row[1:3] for row in places]) / 100,
        np.array([row[3] for row in places]),
    )


def near(latitude: float, longitude: float) -> str | None:
    """The place in words, such as `Vienna, Austria` or `31 km from Graz, Austria`; None far from all land."""
    found = world()
    number, away = _town(found, latitude, longitude)
    country = _country(found, latitude, longitude)
    if away < FAR:
        x, y = found.places[number].tolist()
        country = country or _country(found, y, x)  # coarse outlines leave beaches and harbours in the sea
        town = found.names[number]
        # A large town reaches further than a small one
        inside = away <= 3 + float(found.thousands[number]) ** 0.5 / 4
        named = town if inside else f"{away:.0f} km from {town}"
        alone = country is None or town in {name for name, _ in found.countries}  # Monaco, Singapore
        return named if alone else f"{named}, {country}"
    return country


def _country(found: World, latitude: float, longitude: float) -> str | None:
    for name, rings in found.countries:
        if sum(_inside(ring, longitude, latitude) for ring in rings) % 2:  # holes are rings too
            return name
    return None


def _inside(ring: np.ndarray, x: float, y: float) -> bool:
    xs, ys = ring[:, 0], ring[:, 1]
    if not (xs.min() <= x <= xs.max() and ys.min() <= y <= ys.max()):
        return False
    above = ys > y
    crossing = np.flatnonzero(above[1:] != above[:-1])
    if not len(crossing):
        return False
    x0, y0, x1, y1 = xs[crossing], ys[crossing], xs[crossing + 1], ys[crossing + 1]
    return bool(np.count_nonzero(x < x0 + (y - y0) * (x1 - x0) / (y1 - y0)) % 2)


def _town(found: World, latitude: float, longitude: float) -> tuple[int, float]:
    """Which town a place belongs to or is near, and how far away it is."""
    across = np.abs(found.places[:, 0] - longitude)
    across = np.minimum(across, 360 - across) * cos(radians(latitude))
    away = np.hypot(across, found.places[:, 1] - latitude) * _KM
    # Of towns that a place could belong to, the one that is near for its size
    best = int(np.argmin(away - np.minimum(np.sqrt(found.thousands) / 4, away)))
    return best, float(away[best])
