"""Classes of an app in one numbered space, with the superclass tree as intervals and the interfaces as pairs.

The classes of every DEX file, and the framework classes above them, share one numbering. Numbering the superclass
tree in pre-order makes "is a subclass of" a comparison of two numbers, so that whole columns can be asked at once.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from msgspec import Struct, field

from gifthorse.analysis.code.flags import INTERFACE
from gifthorse.analysis.code.framework import OBJECT, Framework
from gifthorse.formats.dex import order as ordering
from gifthorse.formats.dex.gather import Bools, Ints, Longs, spans

if TYPE_CHECKING:
    from gifthorse.formats.dex.merged import MethodIndex

DEEPEST = 250  # No honest class has more superclasses; a longer chain is a loop or an attack and is cut.
KINDRED = 4096  # Ancestors of one class.
REMEMBERED = 64  # Ancestors of one class that are kept: an honest class has no more.
WIDEST = 100_000  # Intervals looked at for one interface.


class Hierarchy(Struct):
    """Classes by number: the type numbers of `MethodIndex`, and behind them the framework classes further up.

    `names` have dots. `above` is the superclass or -1. `first`/`last`: the subtree of class c are the classes k with
    first[c] <= first[k] < last[c]; `order` is the inverse of `first`. `pair_class`/`pair_interface`: who names which
    interface, sorted by interface.
    """

    framework: Framework
    names: list[str]
    number: dict[str, int]
    above: Ints
    defined: Bools
    flags: Ints
    first: Ints
    last: Ints
    order: Ints
    pair_class: Ints
    pair_interface: Ints
    _intervals: dict[int, Longs] = field(default_factory=dict)
    _external: dict[int, frozenset[str]] = field(default_factory=dict)
    _interfaces: dict[int, list[int]] | None = field(default=None)
    _implementers: tuple[list[int], list[int]] | None = field(default=None)
    _ancestors: dict[int, list[int]] = field(default_factory=dict)

    def name(self, number: int) -> str:
        """Class name with dots."""
        return self.names[number]

    def find(self, name: str) -> int:
        """Number of the class with this dotted name, -1 if the app neither has nor names it."""
        return self.number.get(name, -1)

    def under(self, number: int, ancestor: int) -> bool:
        """Whether `number` is `ancestor` or one of its subclasses (superclasses only)."""
        return bool(self.first[ancestor] <= self.first[number] < self.last[ancestor])

    def interfaces_of(self, number: int) -> list[int]:
        """Interfaces that the class itself names."""
        if self._interfaces is None:
            named: dict[int, list[int]] = {}
            for one, interface in zip(self.pair_class.tolist(), self.pair_interface.tolist(), strict=True):
                named.setdefault(one, []).append(interface)
            self._interfaces = named
        return self._interfaces.get(number, [])

    def ancestors(self, number: int) -> list[int]:
        """The class itself, its superclasses and all interfaces of them, nearest first."""
        known = self._ancestors.get(number)
        if known is not None:
            return known
        found = [number]
        seen = {number}
        above = self.above.data
        for one in found:
            if len(found) > KINDRED:
                break
            for parent in (above[one], *self.interfaces_of(one)):
                if parent >= 0 and parent not in seen:
                    seen.add(parent)
                    found.append(parent)
        if len(found) <= REMEMBERED:
            self._ancestors[number] = found
        return found

    def external(self, number: int) -> frozenset[str]:
        """Names of every framework class among the ancestors, through the framework's own relations too."""
        known = self._external.get(number)
        if known is None:
            names: set[str] = set()
            for one in self.ancestors(number):
                if not self.defined[one]:
                    names |= self.framework.ancestors(self.name(one))
            known = self._external[number] = frozenset(names)
        return known

    def is_subclass(self, number: int, name: str) -> bool:
        """Whether the class is, extends or implements the class or interface of this dotted name."""
        target = self.find(name)
        if target >= 0 and (self.under(number, target) or target in self.ancestors(number)):
            return True
        return name in self.external(number)

    def intervals(self, interface: int) -> Longs:
        """Disjoint [first, last) ranges of all classes that implement an interface, by `first`; shape (n, 2)."""
        found = self._intervals.get(interface)
        if found is None:
            if self._implementers is None:
                self._implementers = self.pair_interface.tolist(), self.pair_class.tolist()
            interfaces, classes = self._implementers
            seen = {interface}
            todo = [interface]
            members: list[int] = []
            while todo and len(members) < WIDEST:
                one = todo.pop()
                for member in classes[bisect_left(interfaces, one) : bisect_right(interfaces, one)]:
                    if member not in seen:
                        seen.add(member)
                        members.append(member)
                        if self.flags[member] & INTERFACE or not self.defined[member]:
                            todo.append(member)
            found = self._intervals[interface] = self._merged(members)
        return found

    def _merged(self, members: Sequence[int]) -> Longs:
        if len(members) < 2:
            return np.array([(self.first[m], self.last[m]) for m in members], np.int64).reshape(-1, 2)
        numbers = np.array(members, np.int64)
        low, high = self.first[numbers].astype(np.int64), self.last[numbers].astype(np.int64)
        order = np.argsort(low)
        low, high = low[order], high[order]
        reach = np.maximum.accumulate(high)
        fresh = np.ones(len(low), np.bool_)
        fresh[1:] = low[1:] >= reach[:-1]
        return np.column_stack((low[fresh], high[fresh]))


def build_hierarchy(index: MethodIndex, framework: Framework) -> Hierarchy:
    """The classes of an app's DEX files and what the framework's table knows above them."""
    names: list[str] = index.type_name.to_pylist()
    number = {name: place for place, name in reversed(list(enumerate(names)))}
    pair_class = np.repeat(index.class_type, np.diff(index.class_interface_start))
    pair_interface = index.class_interface
    outside = ordering.distinct(np.concatenate((index.class_super[index.class_super >= 0], pair_interface)))
    start = outside[index.class_of_type[outside] < 0].tolist()
    extra = _framework_above(start, framework, names, number)
    size = len(names)
    defined, flags = np.zeros(size, np.bool_), np.zeros(size, np.int32)
    above = np.full(size, -1, np.int32)
    defined[index.class_type] = True
    flags[index.class_type] = index.class_flags
    above[index.class_type] = index.class_super
    for child, parent, is_class in extra:
        if is_class:
            above[child] = parent
    pair_class = np.append(pair_class, np.array([c for c, _, is_class in extra if not is_class], np.int32))
    pair_interface = np.append(pair_interface, np.array([i for _, i, is_class in extra if not is_class], np.int32))
    above[above == np.arange(size)] = -1
    first, last, order = preorder(above)
    by = ordering.by(pair_interface.astype(np.int64) * len(names) + pair_class)
    return Hierarchy(
        framework,
        names,
        number,
        above,
        defined,
        flags,
        first,
        last,
        order,
        pair_class[by].astype(np.int32),
        pair_interface[by].astype(np.int32),
    )


def _framework_above(
    start: list[int], framework: Framework, names: list[str], number: dict[str, int]
) -> list[tuple[int, int, bool]]:
    """Framework relations over the classes in `start` as (child, parent, is superclass); numbers classes as met."""
    found: list[tuple[int, int, bool]] = []
    seen = set(start)
    todo = list(start)
    while todo:
        child = todo.pop()
        name = names[child]
        for place, parent in enumerate(framework.direct(name) or ((OBJECT,) if name != OBJECT else ())):
            place_of = number.setdefault(parent, len(names))
            if place_of == len(names):
                names.append(parent)
            found.append((child, place_of, place == 0 and parent not in framework.interfaces))
            if place_of not in seen:
                seen.add(place_of)
                todo.append(place_of)
    return found


def preorder(above: Ints) -> tuple[Ints, Ints, Ints]:
    """Pre-order numbers of the forest; chains that loop or are too deep are cut (in `above` itself)."""
    size = len(above)
    children = ordering.by(above)
    start = np.searchsorted(above[children], np.arange(-1, size + 1))
    depth = np.full(size, -1, np.int32)
    levels: list[Longs] = []
    while True:
        level = np.flatnonzero(above < 0) if not levels else _children(levels[-1], children, start)
        if not len(level):
            lost = np.flatnonzero(depth < 0)
            if not len(lost):
                break
            above[lost] = -1
            level = lost
            levels.insert(0, level)
            depth[level] = 0
            continue
        depth[level] = len(levels)
        levels.append(level)
        if len(levels) > DEEPEST:
            lost = np.flatnonzero(depth < 0)
            above[lost] = -1
            levels.insert(0, lost)
            depth[lost] = 0
            break
    weight = np.ones(size, np.int64)
    for level in reversed(levels):
        inner = level[above[level] >= 0]
        np.add.at(weight, above[inner], weight[inner])
    first = np.zeros(size, np.int64)
    used = np.zeros(size + 1, np.int64)
    for level in levels:
        by = level[ordering.by(above[level])]
        parent = above[by]
        total = np.cumsum(weight[by]) - weight[by]
        head = np.ones(len(by), np.bool_)
        head[1:] = parent[1:] != parent[:-1]
        base = np.repeat(total[head], np.diff(np.append(np.flatnonzero(head), len(by))))
        root = parent < 0
        first[by] = np.where(root, used[-1] + total, first[parent] + 1 + total - base)
        if root.any():
            used[-1] += int(weight[by[root]].sum())
    order = np.empty(size, np.int32)
    order[first] = np.arange(size, dtype=np.int32)
    return first.astype(np.int32), (first + weight).astype(np.int32), order


def _children(level: Longs, children: Longs, start: Longs) -> Longs:
    low, high = start[level + 1], start[level + 2]
    return children[spans(low, high - low)]
