"""Of the ways by which one value gets from its origin to a call: the one that passes fewest checks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from gifthorse.analysis.code.apis import Use
from gifthorse.analysis.code.dataflow.values import BUDGET, Leaf, Values
from gifthorse.analysis.code.guards import Guards

if TYPE_CHECKING:
    from collections.abc import Sequence

MINOR = frozenset({"action-checked", "debug-only"})
"""Checks that keep nobody away."""
CHOSEN = frozenset({"command", "path", "url", "package", "name", "value", "destination"})
"""Roles of arguments that a constant can be chosen for."""
ROUNDS, LONGER = 4, 1000


class Freest(Struct, frozen=True):
    """Asks about one program."""

    values: Values
    guards: Guards

    def compared(self, use: Use, role: str, leaf: Leaf) -> set[str]:
        """The kind of check that compares a value from outside with constants, if there is one on its way."""
        chosen = leaf.outside and role in CHOSEN
        found = chosen and self.guards.compared.on(way_of(use, leaf), dict(use.arguments)[role])
        return {"value-compared"} if found else set()

    def way(self, use: Use, role: str, leaf: Leaf, budget: int = BUDGET) -> Leaf:
        """The origin by another way, if one passes less than the nearest does."""
        best, kinds = leaf, self._deciding(use, role, leaf) if leaf.outside else set[str]()
        place = use.method, use.pc, dict(use.arguments)[role], use.element(role)
        avoided: set[tuple[int, int]] = set()
        last = leaf
        for turn in range(ROUNDS):
            if not kinds or self.values.spent:
                break
            avoided.update(last.path)
            # Most values have one way only, and to see that needs no look at checks.
            last = self.values.around(place, leaf, self._cost if turn else None, avoided=avoided, budget=budget)
            if set(last.path) <= avoided:
                break
            fewer = self._deciding(use, role, last)
            if fewer < kinds:
                best, kinds = last, fewer
        return best

    def _deciding(self, use: Use, role: str, leaf: Leaf) -> set[str]:
        return {*self.guards.on(way_of(use, leaf)), *self.compared(use, role, leaf)} - MINOR

    def _cost(self, m: int, pc: int) -> int:
        """How much farther the checks before a place make it."""
        kinds = self.guards.before(m, pc)
        return LONGER * len(kinds - MINOR) + len(kinds)


def way_of(use: Use, leaf: Leaf) -> Sequence[tuple[int, int]]:
    """The value's path, the call itself included."""
    here = (use.method, use.pc)
    return leaf.path if leaf.path[-1:] == (here,) else (*leaf.path, here)
