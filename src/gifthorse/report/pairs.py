"""Pairs of photos that were compared: what `photo compare --json` prints, and what its renderers are given."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from gifthorse.report.document import SCHEMA, Problem, ascii_only

Box = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that was changed between the two.

    `what` is mirrored, turned, stretched, resized, cut, bar, around, added, covered, replaced, tones, colour or grey.
    `a` and `b` are where it is in each photo, the right way up: left, top, width and height in pixels, or None.
    """

    what: str
    says: str
    a: Box | None = None
    b: Box | None = None


@dataclass(frozen=True, slots=True)
class Pair:
    """Two photos. `same` is None where it cannot be told; `how` says why; `score` is the share of detail that agrees.

    `pictures` are our own small JPEGs of both with the places of the changes outlined; none unless they were asked for.
    """

    a: str
    b: str
    same: bool | None
    score: float
    how: str
    changed: tuple[Change, ...] = ()
    pictures: tuple[bytes, ...] = ()


@dataclass(frozen=True, slots=True)
class Compared:
    """All that is told of one comparison; `sizes` is how many photos were compared with how many."""

    gifthorse: str
    seconds: float
    sizes: tuple[int, int]
    pairs: tuple[Pair, ...]
    problems: tuple[Problem, ...]


def to_json(compared: Compared) -> str:
    """The pairs as JSON text in pure ASCII, ending in a newline."""
    return ascii_only(json.dumps(to_dict(compared), ensure_ascii=False, indent=1)) + "\n"


def to_dict(compared: Compared) -> dict[str, Any]:
    """The pairs as the contract's plain dicts and lists."""
    return {
        "schema": SCHEMA,
        "gifthorse": compared.gifthorse,
        "seconds": round(compared.seconds, 3),
        "pairs": [
            {
                "a": p.a,
                "b": p.b,
                "same": p.same,
                "score": round(p.score, 3),
                "how": p.how,
                "changed": [{"what": c.what, "says": c.says, "a": _box(c.a), "b": _box(c.b)} for c in p.changed],
            }
            for p in compared.pairs
        ],
        "problems": [{"path": p.path, "reader": p.reader, "sentence": p.sentence} for p in compared.problems],
    }


def _box(box: Box | None) -> list[int] | None:
    return None if box is None else list(box)
