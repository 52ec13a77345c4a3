"""The cheap checks: the stated model, the order of the metadata and the quantisation, beside the phone's own shots."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from gifthorse.photo.match.facts import Facts


@dataclass(frozen=True, slots=True)
class Habits:
    """How a phone saves its photos: sizes, tables and orders of the reference shots."""

    sizes: frozenset[tuple[int, int]]
    tables: frozenset[str]
    orders: frozenset[tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Saved:
    """How a photo was saved, beside the phone's habits; None where there is nothing to compare.

    `order` is "same", "alike" (what is in both comes in the same order) or "other".
    """

    size: bool | None
    tables: bool | None
    order: str | None


def habits(shots: Iterable[Facts]) -> Habits:
    """The habits of reference shots."""
    found = list(shots)
    return Habits(
        frozenset(f.size for f in found if f.size),
        frozenset(f.tables for f in found if f.tables),
        frozenset(f.order for f in found),
    )


def saved(asked: Facts, known: Habits) -> Saved:
    """Compare how a photo was saved with how the phone saves."""
    size = asked.size in known.sizes or asked.size[::-1] in known.sizes if asked.size and known.sizes else None
    tables = asked.tables in known.tables if asked.tables and known.tables else None
    order = None
    if known.orders:
        order = "other"
        if asked.order in known.orders:
            order = "same"
        elif any(alike(asked.order, other) for other in known.orders):
            order = "alike"
    return Saved(size, tables, order)


def alike(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Whether what is in both comes in the same order, and most of either is in both."""
    first, second = list(dict.fromkeys(one)), list(dict.fromkeys(other))
    shared = set(first) & set(second)
    if len(shared) < 0.8 * max(len(first), len(second)):
        return False
    return [part for part in first if part in shared] == [part for part in second if part in shared]
