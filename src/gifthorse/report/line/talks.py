"""Who talked to whom, as a picture: apps, owners of servers, and what others on the way could read.

Bounded to what matters: the apps and owners with the most bytes, those with contents in the clear first; the rest is
one box on each side.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from gifthorse.report import words
from gifthorse.report.picture import Box, Line, curve, fit, untangle
from gifthorse.report.traffic import Talk

APPS = 10
OWNERS = 12

WIDTH = 960
_WHO, _OWNER, _READ = (0, 250), (370, 270), (770, 190)  # x and width of the three columns
_GAP, _BOX, _PILL = 12, 46, 32
_READABLE = ("contents", "unknown", "name", "address")
_OTHERS = "\0others"


class Stroke(Struct, frozen=True):
    """A line between two boxes, `weight` 1 to 6 by its bytes."""

    line: Line
    weight: int


class Picture(Struct, frozen=True):
    """The picture in its own units."""

    width: float
    height: float
    boxes: tuple[Box, ...]
    strokes: tuple[Stroke, ...]
    heads: tuple[tuple[float, str], ...]


def draw(talks: Sequence[Talk], labels: Mapping[str, str]) -> Picture | None:
    """The picture of these talks, None where there is nothing to draw. `labels` are the apps' names by package."""
    if not talks:
        return None
    apps = _foremost(((t.who, t) for t in talks), APPS)
    owners = _foremost(((t.whom, t) for t in talks), OWNERS)
    kept = [
        replace(t, who=t.who if t.who in apps else _OTHERS, whom=t.whom if t.whom in owners else _OTHERS) for t in talks
    ]
    left = _sums(kept, lambda t: (t.who, t.whom))
    right = _sums(kept, lambda t: (t.whom, t.readable))
    order = [w for w in [*owners, _OTHERS] if any(k[0] == w for k in right)]
    who = untangle(
        [w for w in [*apps, _OTHERS] if any(k[0] == w for k in left)],
        {a: [order.index(o) for w, o in left if w == a] for a in [*apps, _OTHERS]},
    )
    read = [r for r in _READABLE if any(k[1] == r for k in right)]
    height = max(len(who) * (_BOX + _GAP), len(order) * (_BOX + _GAP), len(read) * (_PILL + _GAP))
    boxes: dict[tuple[str, str], Box] = {}
    for kind, names, (x, width), tall in (
        ("who", who, _WHO, _BOX), ("app", order, _OWNER, _BOX), ("can", read, _READ, _PILL),
    ):  # fmt: skip
        pitch = height / len(names)
        for place, name in enumerate(names):
            title, note, level = _told(kind, name, talks, kept, labels)
            y = round(pitch * (place + 0.5) - tall / 2, 1)
            hint = title if name == _OTHERS else name
            boxes[kind, name] = Box(kind, len(boxes), name, x, y, width, tall, title, note, hint, level)
    strokes = [
        *(_stroke(boxes["who", a], boxes["app", b], found, talks) for (a, b), found in left.items()),
        *(_stroke(boxes["app", a], boxes["can", b], found, talks) for (a, b), found in right.items()),
    ]
    strokes.sort(key=lambda s: -_READABLE.index(s.line.level))
    heads = ((_WHO[0], "Who"), (_OWNER[0], "To whom"), (_READ[0], "Others could read"))
    return Picture(WIDTH, height, tuple(boxes.values()), tuple(strokes), heads)


def _foremost(pairs: Iterable[tuple[str, Talk]], most: int) -> list[str]:
    """The names with contents in the clear first, then with the most bytes."""
    weight: dict[str, tuple[bool, int]] = {}
    for name, talk in pairs:
        clear, size = weight.get(name, (False, 0))
        weight[name] = (clear or talk.readable == "contents", size + talk.out + talk.into)
    ranked = sorted(weight, key=lambda n: (*weight[n], n), reverse=True)
    return ranked if len(ranked) <= most + 1 else ranked[:most]


def _sums(talks: Iterable[Talk], key: Callable[[Talk], tuple[str, str]]) -> dict[tuple[str, str], tuple[int, str]]:
    """Bytes by pair, and the most readable of them."""
    sums: dict[tuple[str, str], tuple[int, str]] = defaultdict(lambda: (0, "address"))
    for talk in talks:
        size, readable = sums[key(talk)]
        sums[key(talk)] = (size + talk.out + talk.into, min(readable, talk.readable, key=_READABLE.index))
    return dict(sums)


def _told(
    kind: str, name: str, talks: Sequence[Talk], kept: Sequence[Talk], labels: Mapping[str, str]
) -> tuple[str, str, str]:
    """A box's title, small line and class."""
    if kind == "can":
        return words.READABLE[name], "", name
    mine = [t for t in kept if (t.who if kind == "who" else t.whom) == name]
    out, into = sum(t.out for t in mine), sum(t.into for t in mine)
    bytes_of = f"↑ {words.size(out)}  ↓ {words.size(into)}"
    if name == _OTHERS:
        number = len({(o.who if kind == "who" else o.whom) for o, k in zip(talks, kept, strict=True) if k in mine})
        return words.count(number, "other" if kind == "who" else "other server", None), bytes_of, ""
    title = fit(labels.get(name, "") or name, 30)
    role = next((t.role for t in mine if t.role), "") if kind == "app" else ""
    return title, f"{bytes_of}  {role}" if role else bytes_of, ""


def _stroke(left: Box, right: Box, found: tuple[int, str], talks: Sequence[Talk]) -> Stroke:
    most = max(t.out + t.into for t in talks)
    size, readable = found
    share = size / max(most, 1)
    weight = sum(share >= limit for limit in (0.0, 0.003, 0.02, 0.08, 0.25, 0.6)) or 1
    line = curve(left, right, readable)
    return Stroke(replace(line, hint=f"{left.title} → {right.title}: {words.size(size)}"), weight)
