"""A gate: the rows without which a rule yields nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from msgspec import Struct

Test = tuple[str, str, Any]
"""Column, operator, and what the column is compared with."""

COMPARE: Final[Mapping[str, Callable[[Any, Any], bool]]] = {
    "=": lambda one, other: bool(one == other),
    "in": lambda one, other: one in other,
    ">=": lambda one, other: bool(one >= other),
    ">": lambda one, other: bool(one > other),
    "<=": lambda one, other: bool(one <= other),
    "<": lambda one, other: bool(one < other),
}


class Row(Struct, frozen=True):
    """A row of `table` that passes every test."""

    table: str
    tests: frozenset[Test] = frozenset()


class Gate(Struct, frozen=True):
    """Open if there is every row of `rows` and one of each group of `either` is open."""

    rows: frozenset[Row] = frozenset()
    either: tuple[tuple[Gate, ...], ...] = ()

    def open(self, there: Callable[[Row], bool]) -> bool:
        """Whether the rule may find something; `there` tells whether a table has such a row."""
        return all(map(there, self.rows)) and all(any(gate.open(there) for gate in group) for group in self.either)

    def leaves(self) -> Iterator[Row]:
        """Every row that is asked for."""
        yield from self.rows
        for group in self.either:
            for gate in group:
                yield from gate.leaves()


OPEN: Final = Gate()


def passes(value: Any, test: Test) -> bool:
    """Whether a value passes; NULL passes nothing, and what cannot be compared here passes."""
    _, operator, other = test
    kind = next(iter(other)) if isinstance(other, frozenset) else other
    alike = isinstance(value, bool) == isinstance(kind, bool) and isinstance(value, str) == isinstance(kind, str)
    return value is not None and (not alike or COMPARE[operator](value, other))
