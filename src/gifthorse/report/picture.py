"""Who can reach what, as the geometry of a picture: who gets in, the apps, what they can then do.

Bounded to what matters: the apps with the worst findings, for each what its findings are about (or else the
weightiest thing it can do, without colour), and the ways in that are open to somebody else before those that are not.
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from gifthorse.report import words
from gifthorse.report.context import AppInfo, Edge
from gifthorse.report.document import LEVELS, Finding
from gifthorse.report.escape import visible

APPS = 12
ROWS = 200
WAYS_AN_APP = 4
CAPABILITIES_AN_APP = 4
CAPABILITIES = 12

WIDTH = 960
_LEFT, _MIDDLE, _RIGHT = (0, 190), (340, 280), (770, 190)  # x and width of the three columns
_GAP = 14
_APP_HEIGHT, _PILL_HEIGHT = 48, 32
_TITLE_CELLS, _NOTE_CELLS, _PILL_CELLS = 34, 38, 25


class Box(Struct, frozen=True):
    """A node of the picture. `kind` is who, app or can; `key` joins it with its lines; `name` is what it stands for."""

    kind: str
    key: int
    name: str
    x: float
    y: float
    width: float
    height: float
    title: str
    note: str
    hint: str
    level: str


class Line(Struct, frozen=True):
    """A curve between two boxes; `left` and `right` are their keys."""

    left: int
    right: int
    path: str
    level: str
    hint: str


class Row(Struct, frozen=True):
    """One app of the picture in words: who gets in, and what it can then do."""

    package: str
    label: str
    uid: str
    level: str
    who: tuple[str, ...]
    can: tuple[str, ...]


class Picture(Struct, frozen=True):
    """The whole picture in its own units. `rows` tell the same in words, of every app and not only of those drawn."""

    width: float
    height: float
    boxes: tuple[Box, ...]
    lines: tuple[Line, ...]
    rows: tuple[Row, ...]
    left_out: int

    @property
    def drawn(self) -> int:
        """How many apps are drawn."""
        return sum(box.kind == "app" for box in self.boxes)


def draw(edges: Iterable[Edge], apps: Mapping[str, AppInfo], findings: Iterable[Finding]) -> Picture | None:
    """The picture of these edges, coloured by what the findings are about, or None where there is nothing to draw."""
    about: dict[tuple[str, str], str] = {}
    worst: dict[str, str] = {}
    for finding in findings:
        worst[finding.subject.name] = _worse(worst.get(finding.subject.name, ""), finding.level)
        for category in words.ABOUT.get(finding.category, ()):
            key = (finding.subject.name, category)
            about[key] = _worse(about.get(key, ""), finding.level)
    by_app: dict[str, list[Edge]] = defaultdict(list)
    for edge in edges:
        if words.capability_weight(edge.category) > 0:
            by_app[edge.package].append(replace(edge, level=about.get((edge.package, edge.category), "")))
    if not by_app:
        return None
    ranked = sorted(by_app, key=lambda p: (-_rank(worst.get(p, "")), -_level(by_app[p]), -_weight(by_app[p]), p))
    shown = {package: _worth_showing(by_app[package]) for package in ranked[:ROWS]}
    chosen = _fewest_capabilities([edge for package in ranked[:APPS] for edge in shown[package]])
    rows = tuple(_row(package, shown[package], apps.get(package), worst) for package in shown)
    return replace(_lay_out(chosen, apps, worst), rows=rows, left_out=max(len(ranked) - APPS, 0))


def _row(package: str, edges: Sequence[Edge], app: AppInfo | None, worst: Mapping[str, str]) -> Row:
    return Row(
        package,
        app.label if app and app.label != package else "",
        edges[0].uid,
        worst.get(package, ""),
        tuple(sorted({words.who(e.entry, e.open_to) for e in edges}, key=_exposure)),
        tuple(sorted({words.capability(e.category) for e in edges})),
    )


def _worth_showing(edges: Sequence[Edge]) -> list[Edge]:
    """What an app's findings are about (or its weightiest capability), and for that its most exposed ways in."""
    weights: dict[str, tuple[int, int]] = {}
    for edge in edges:
        name, weight = words.capability(edge.category), words.capability_weight(edge.category)
        weights[name] = max(weights.get(name, (-1, 0)), (_rank(edge.level), weight))
    ranked = sorted(weights, key=lambda c: (weights[c], c), reverse=True)[:CAPABILITIES_AN_APP]
    least = min(weights[ranked[0]][0], LEVELS.index("medium"))  # lesser findings only where there are no others
    keep = [c for c in ranked if weights[c][0] >= max(least, 0)] or ranked[:1]
    kept = [e for e in edges if words.capability(e.category) in keep]
    ways = sorted({words.who(e.entry, e.open_to) for e in kept}, key=_exposure)[:WAYS_AN_APP]
    from_outside = [w for w in ways if w not in words.INSIDE] or ways[:1]
    return [e for e in kept if words.who(e.entry, e.open_to) in from_outside]


def _fewest_capabilities(edges: Sequence[Edge]) -> list[Edge]:
    weights = {words.capability(e.category): (_rank(e.level), words.capability_weight(e.category)) for e in edges}
    keep = set(sorted(weights, key=lambda c: (weights[c], c), reverse=True)[:CAPABILITIES])
    return [e for e in edges if words.capability(e.category) in keep]


def _lay_out(edges: Sequence[Edge], apps: Mapping[str, AppInfo], worst: Mapping[str, str]) -> Picture:
    lefts: dict[tuple[str, str], str] = {}
    rights: dict[tuple[str, str], str] = {}
    for edge in edges:
        for pairs, key in (
            (lefts, (words.who(edge.entry, edge.open_to), edge.package)),
            (rights, (edge.package, words.capability(edge.category))),
        ):
            pairs[key] = _worse(pairs.get(key, ""), edge.level)
    middle = list(dict.fromkeys(e.package for e in edges))
    who = sorted({w for w, _ in lefts}, key=_exposure)
    can = sorted({c for _, c in rights})
    can = untangle(can, {c: [middle.index(p) for p, d in rights if d == c] for c in can})
    height = max(
        len(middle) * (_APP_HEIGHT + _GAP),
        max(len(who), len(can)) * (_PILL_HEIGHT + _GAP),
    )
    uids = {e.package: e.uid for e in edges}
    boxes: dict[tuple[str, str], Box] = {}
    for kind, names, (x, width), tall in (
        ("who", who, _LEFT, _PILL_HEIGHT),
        ("app", middle, _MIDDLE, _APP_HEIGHT),
        ("can", can, _RIGHT, _PILL_HEIGHT),
    ):
        pitch = height / len(names)
        for number, name in enumerate(names):
            app = apps.get(name) if kind == "app" else None
            title = name if kind != "app" else (app.label if app and app.label else name)
            note = "" if kind != "app" else _note("" if title == name else name, uids[name])
            boxes[kind, name] = Box(
                kind,
                len(boxes),
                name,
                x,
                round(pitch * (number + 0.5) - tall / 2, 1),
                width,
                tall,
                fit(title, _TITLE_CELLS if kind == "app" else _PILL_CELLS),
                note,
                visible(name, 200),
                worst.get(name, "") if kind == "app" else "",
            )
    lines = [
        *(curve(boxes["who", w], boxes["app", p], level) for (w, p), level in lefts.items()),
        *(curve(boxes["app", p], boxes["can", c], level) for (p, c), level in rights.items()),
    ]
    # The worst are drawn last, on top of the others.
    lines.sort(key=lambda line: _rank(line.level))
    return Picture(WIDTH, height, tuple(boxes.values()), tuple(lines), (), 0)


def curve(left: Box, right: Box, level: str) -> Line:
    """A line from one box to another."""
    x1, y1 = left.x + left.width, left.y + left.height / 2
    x2, y2 = right.x, right.y + right.height / 2
    bend = (x1 + x2) / 2
    path = f"M{x1:g} {y1:g}C{bend:g} {y1:g} {bend:g} {y2:g} {x2:g} {y2:g}"
    return Line(left.key, right.key, path, level, f"{left.hint} → {right.hint}")


def untangle(names: Sequence[str], neighbours: Mapping[str, Sequence[int]]) -> list[str]:
    """Order by the mean place of the neighbours, which keeps the number of crossings low."""
    return sorted(names, key=lambda n: (sum(neighbours[n]) / max(len(neighbours[n]), 1), names.index(n)))


def _note(package: str, uid: str) -> str:
    """The small line below an app's name; the package is cut rather than the identity it runs as."""
    runs_as = f"as {visible(uid, 20)}"
    return f"{fit(package, _NOTE_CELLS - len(runs_as) - 1)} {runs_as}" if package else runs_as


def fit(text: str, cells: int) -> str:
    """`text` shortened to a width in terminal cells, which is near enough to its width in a proportional font."""
    text = visible(text, 200)
    wide = 0
    for number, char in enumerate(text):
        wide += 2 if unicodedata.east_asian_width(char) in "WF" else 1
        if wide > cells:
            return text[: max(number - 1, 0)] + "…"
    return text


def _exposure(who: str) -> tuple[int, str]:
    return (words.EXPOSED.index(who) if who in words.EXPOSED else len(words.EXPOSED), who)


def _level(edges: Iterable[Edge]) -> int:
    return max(_rank(e.level) for e in edges)


def _weight(edges: Iterable[Edge]) -> int:
    return max(words.capability_weight(e.category) for e in edges)


def _rank(level: str) -> int:
    return LEVELS.index(level) if level in LEVELS else -1


def _worse(*levels: str) -> str:
    return max(levels, key=_rank)
