"""Makes `src/gifthorse/data/world.json` from Natural Earth: `python -m tools.world countries-50m.json places.json`.

The first is the TopoJSON of the npm package world-atlas (Natural Earth 4.1, 1:50m, countries), the second Natural
Earth's `ne_10m_populated_places_simple` as GeoJSON. Both are in the public domain.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any, Final

import numpy as np

OUT: Final = Path(__file__).resolve().parent.parent / "src" / "gifthorse" / "data" / "world.json"
TOLERANCE: Final = 3.0  # hundredths of a degree, about 3 km: far below what a small map shows
LEAST_POPULATION: Final = 100_000
# Natural Earth shortens some names for maps.
FULL: Final = {
    "Bosnia and Herz.": "Bosnia and Herzegovina", "Central African Rep.": "Central African Republic",
    "Dem. Rep. Congo": "Democratic Republic of the Congo", "Dominican Rep.": "Dominican Republic",
    "Eq. Guinea": "Equatorial Guinea", "S. Sudan": "South Sudan", "W. Sahara": "Western Sahara",
    "Solomon Is.": "Solomon Islands", "Falkland Is.": "Falkland Islands", "Fr. Polynesia": "French Polynesia",
    "N. Cyprus": "Northern Cyprus", "St. Kitts and Nevis": "Saint Kitts and Nevis",
    "St. Vin. and Gren.": "Saint Vincent and the Grenadines", "Antigua and Barb.": "Antigua and Barbuda",
    "Marshall Is.": "Marshall Islands", "Cook Is.": "Cook Islands", "Cayman Is.": "Cayman Islands",
    "Faeroe Is.": "Faroe Islands", "N. Mariana Is.": "Northern Mariana Islands", "Macedonia": "North Macedonia",
    "U.S. Virgin Is.": "United States Virgin Islands", "British Virgin Is.": "British Virgin Islands",
    "Turks and Caicos Is.": "Turks and Caicos Islands", "Fr. S. Antarctic Lands": "French Southern Lands",
    "Pitcairn Is.": "Pitcairn Islands", "Wallis and Futuna Is.": "Wallis and Futuna", "eSwatini": "Eswatini",
    "Heard I. and McDonald Is.": "Heard Island and McDonald Islands",
    "St. Pierre and Miquelon": "Saint Pierre and Miquelon",
    "S. Geo. and the Is.": "South Georgia and the Islands", "Br. Indian Ocean Ter.": "British Indian Ocean Territory",
    "Ashmore and Cartier Is.": "Ashmore and Cartier Islands", "Indian Ocean Ter.": "Indian Ocean Territories",
}  # fmt: skip


def main(countries: str, places: str) -> int:
    """Write the data; returns the exit status."""
    topology = json.loads(Path(countries).read_text(encoding="utf-8"))
    arcs = [_simple(line) for line in _arcs(topology)]
    made = {
        "source": "Natural Earth, public domain (naturalearthdata.com): countries at 1:50m, populated places at 1:10m",
        "unit": "hundredths of a degree, longitude then latitude; each line's numbers after the first two are steps",
        "arcs": [" ".join(map(str, _steps(line))) for line in arcs],
        "countries": sorted(_country(g) for g in topology["objects"]["countries"]["geometries"]),
        "places": _places(json.loads(Path(places).read_text(encoding="utf-8"))),
    }
    OUT.write_text(_text(made), encoding="utf-8")
    print(f"{OUT.name}: {len(made['countries'])} countries, {len(made['places'])} places, {OUT.stat().st_size:,} bytes")
    return 0


def _text(made: dict[str, Any]) -> str:
    """JSON with one line, country or place a line, so that changes can be read."""
    parts = []
    for key, value in made.items():
        if isinstance(value, list):
            rows = ",\n".join(json.dumps(row, ensure_ascii=False, separators=(",", ":")) for row in value)
            parts.append(f'"{key}": [\n{rows}\n]')
        else:
            parts.append(f'"{key}": {json.dumps(value)}')
    return "{\n" + ",\n".join(parts) + "\n}\n"


def _arcs(topology: dict[str, Any]) -> list[np.ndarray]:
    scale, move = (np.array(topology["transform"][k]) for k in ("scale", "translate"))
    return [(np.cumsum(np.array(arc), axis=0) * scale + move) * 100 for arc in topology["arcs"]]


def _simple(line: np.ndarray) -> np.ndarray:
    """Douglas and Peucker's simplification, without recursion."""
    keep = np.zeros(len(line), bool)
    keep[[0, -1]] = True
    waiting = [(0, len(line) - 1)]
    if len(line) > 3 and np.allclose(line[0], line[-1]):  # a ring: two far points are fixed first
        far = int(np.argmax(np.hypot(*(line - line[0]).T)))
        keep[far] = True
        waiting = [(0, far), (far, len(line) - 1)]
    while waiting:
        first, last = waiting.pop()
        if last - first < 2:
            continue
        (x0, y0), (x1, y1) = line[first], line[last]
        inner = line[first + 1 : last]
        length = np.hypot(x1 - x0, y1 - y0)
        if length:
            away = np.abs((x1 - x0) * (inner[:, 1] - y0) - (y1 - y0) * (inner[:, 0] - x0)) / length
        else:
            away = np.hypot(inner[:, 0] - x0, inner[:, 1] - y0)
        worst = int(np.argmax(away))
        if away[worst] > TOLERANCE:
            middle = first + 1 + worst
            keep[middle] = True
            waiting += [(first, middle), (middle, last)]
    return np.rint(line[keep]).astype(int)


def _steps(line: np.ndarray) -> list[int]:
    return [int(n) for n in np.concatenate((line[:1], np.diff(line, axis=0))).ravel()]


def _country(geometry: dict[str, Any]) -> list[Any]:
    name = geometry["properties"]["name"]
    shapes = geometry["arcs"] if geometry["type"] == "MultiPolygon" else [geometry["arcs"]]
    return [FULL.get(name, name), [ring for shape in shapes for ring in shape]]


def _places(collection: dict[str, Any]) -> list[list[Any]]:
    made = []
    for feature in collection["features"]:
        said = feature["properties"]
        if said["pop_max"] >= LEAST_POPULATION or said["adm0cap"]:
            where = (round(said[k] * 100) for k in ("longitude", "latitude"))
            made.append([said["name"], *where, round(said["pop_max"] / 1000)])
    return sorted(made, key=lambda row: (-row[3], row[0]))


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:3]))
