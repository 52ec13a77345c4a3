"""Which methods a call may run: inheritance for exact calls, class hierarchy and instantiation for dispatched ones.

Exact calls (static, direct, super) walk up to the class that defines the method. Dispatched calls (virtual,
interface) run any override in a subclass of the class named, as long as some object of it is made in the app ("rapid
type analysis", Bacon and Sweeney 1996). All of it is done for whole columns: a method's overrides are those of the same
selector whose class lies in an interval of the pre-order numbering.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from msgspec import Struct

from gifthorse.analysis.code.flags import ABSTRACT, INTERFACE, PRIVATE, STATIC
from gifthorse.analysis.code.hierarchy import DEEPEST, Hierarchy
from gifthorse.formats.dex import order
from gifthorse.formats.dex.gather import Bools, Ints, Longs, offsets, spans

if TYPE_CHECKING:
    from gifthorse.analysis.code.program import Program

WIDE = 64  # An app's own method with more overrides than this is called "wide": each of them is a mere possibility.
WIDE_OUTSIDE = 8  # The same for a framework method; beyond it hand-over from the place of creation says more.
MOST_PAIRS = 4_000_000
Candidates = tuple[Longs, Longs]


class Dispatch(Struct, frozen=True):
    """`exact[m]` is what a call without dispatch runs (-1: not the app's code). The targets of a dispatched call of
    method m are `target[start[m]:start[m + 1]]`, ascending; `wide[m]` marks those that are only possibilities."""

    exact: Ints
    start: Ints
    target: Ints
    wide: Bools


class Resolver:
    """Finds the method that a class has for a selector, its own or an inherited one."""

    def __init__(self, program: Program) -> None:
        self.hierarchy: Hierarchy = program.hierarchy
        index = program.index
        _, self.selector = order.numbered(program.selector)
        self.classes = len(self.hierarchy.names)
        defined = np.flatnonzero(index.method_flags >= 0)
        key: Longs = self.selector[defined] * self.classes + index.method_class[defined]
        rows = order.by(key)
        self._key = key[rows]
        self._method: Ints = defined[rows].astype(np.int32)
        flags = index.method_flags
        owner_flags = self.hierarchy.flags[index.method_class]
        default = (flags >= 0) & (flags & (ABSTRACT | STATIC | PRIVATE) == 0) & (owner_flags & INTERFACE != 0)
        self._defaults = set(order.distinct(self.selector[default]).tolist())

    def up(self, owner: Ints, selector: Longs) -> Ints:
        """Method that runs for each (class, selector); -1 where the app's code has none."""
        found = np.full(len(owner), -1, np.int32)
        rows = np.arange(len(owner))
        current = owner.astype(np.int64)
        for _ in range(DEEPEST):
            if not len(rows) or not len(self._key):
                break
            hit = self._lookup(current, selector[rows])
            good = hit >= 0
            found[rows[good]] = hit[good]
            current = self.hierarchy.above[current].astype(np.int64)
            kept = ~good & (current >= 0)
            rows, current = rows[kept], current[kept]
        if self._defaults:
            lacking = np.flatnonzero(found < 0)
            for row in lacking[np.isin(selector[lacking], list(self._defaults))].tolist():
                found[row] = self._default(int(owner[row]), int(selector[row]))
        return found

    def _lookup(self, owner: Longs, selector: Longs) -> Ints:
        key = selector * self.classes + owner
        at = np.minimum(np.searchsorted(self._key, key), len(self._key) - 1)
        return np.where(self._key[at] == key, self._method[at], -1).astype(np.int32)

    def _default(self, owner: int, selector: int) -> int:
        """A default method of an interface, by Java's rule the first one found upwards."""
        above = np.array(self.hierarchy.ancestors(owner)[:DEEPEST], np.int64)
        found = self._lookup(above, np.full(len(above), selector, np.int64))
        return int(found[found >= 0][0]) if (found >= 0).any() else -1


def dispatch(program: Program, resolver: Resolver, created: Bools) -> Dispatch:
    """Targets of every method that the app names; `created[c]` says whether objects of class c are made."""
    index, hierarchy, size = program.index, program.hierarchy, len(program)
    methods = np.arange(size)
    used = np.zeros(size, np.bool_)
    used[program.sites.callee] = True
    exact = np.where(index.method_flags >= 0, methods, -1).astype(np.int32)
    inherited = np.flatnonzero(used & (exact < 0))
    exact[inherited] = resolver.up(index.method_class[inherited], resolver.selector[inherited])

    sites = program.sites
    virtual = np.zeros(size + 1, np.bool_)
    virtual[sites.callee[(sites.op == 0) | (sites.op == 4)]] = True
    asked = np.flatnonzero(virtual[:-1])
    candidates = _candidates(program, resolver)
    pairs = [_below(program, resolver, candidates, asked), _implementations(program, resolver, candidates, asked)]
    up = exact[asked]
    pairs.append((asked[up >= 0], up[up >= 0].astype(np.int64)))
    ref = np.concatenate([p[0] for p in pairs])
    target = np.concatenate([p[1] for p in pairs])
    key = order.distinct(ref * size + target)
    ref, target = key // max(size, 1), key % max(size, 1)
    runs = index.method_flags[target] & ABSTRACT == 0
    ref, target = ref[runs], target[runs]

    # Only methods of which an object may exist; where none seems to, something unseen makes it, and all stay.
    before = np.concatenate(([0], np.cumsum(created[hierarchy.order])))
    home = index.method_class[target]
    alive = before[hierarchy.last[home]] > before[hierarchy.first[home]]
    alive |= hierarchy.flags[home] & INTERFACE != 0
    some = np.zeros(size, np.bool_)
    some[ref[alive]] = True
    kept = alive | ~some[ref]
    ref, target = ref[kept], target[kept]
    count = np.bincount(ref, minlength=size)
    outside = ~hierarchy.defined[index.method_class]
    hopeless = outside & (count > WIDE_OUTSIDE)
    kept = ~hopeless[ref]
    ref, target = ref[kept], target[kept]
    count[hopeless] = 0
    return Dispatch(exact, offsets(count), target.astype(np.int32), count > WIDE)


def _candidates(program: Program, resolver: Resolver) -> Candidates:
    """Methods that can be dispatched to, sorted by (selector, pre-order number of the class), and those keys."""
    methods = np.flatnonzero(program.dispatched)
    first = program.hierarchy.first[program.index.method_class[methods]]
    key = resolver.selector[methods] * resolver.classes + first
    rows = order.by(key)
    return methods[rows], key[rows]


def _within(candidates: Candidates, wanted: Longs, low: Longs, high: Longs) -> tuple[Longs, Longs]:
    """For each row the candidates of base key `wanted` whose class is in [low, high): (row, method) pairs."""
    methods, key = candidates
    start = np.searchsorted(key, wanted + low)
    count = np.searchsorted(key, wanted + high) - start
    if int(count.sum()) > MOST_PAIRS:
        count = np.where(np.cumsum(count) <= MOST_PAIRS, count, 0)
    return np.repeat(np.arange(len(wanted)), count), methods[spans(start, count)]


def _below(program: Program, resolver: Resolver, candidates: Candidates, asked: Longs) -> tuple[Longs, Longs]:
    """Overrides in subclasses, as (method named, method run)."""
    owner = program.index.method_class[asked]
    low, high = program.hierarchy.first[owner].astype(np.int64), program.hierarchy.last[owner].astype(np.int64)
    row, target = _within(candidates, resolver.selector[asked] * resolver.classes, low, high)
    return asked[row], target


def _implementations(program: Program, resolver: Resolver, candidates: Candidates, asked: Longs) -> tuple[Longs, Longs]:
    """Implementations of interface methods, as (method named, method run)."""
    hierarchy = program.hierarchy
    owner = program.index.method_class[asked]
    asked = asked[np.isin(owner, hierarchy.pair_interface)]
    owner = program.index.method_class[asked]
    owners, slot = order.numbered(owner)
    ranges = [hierarchy.intervals(one) for one in owners.tolist()]
    if not ranges:
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    table = np.concatenate(ranges)
    count = np.array([len(r) for r in ranges])
    begin = np.cumsum(count) - count
    many = count[slot]
    if int(many.sum()) > MOST_PAIRS:
        many = np.where(np.cumsum(many) <= MOST_PAIRS, many, 0)
    rows = spans(begin[slot], many)
    ref = np.repeat(asked, many)
    selector = resolver.selector[ref]
    wanted = selector * resolver.classes
    row, target = _within(candidates, wanted, table[rows, 0], table[rows, 1])
    # A class may implement an interface with a method that it inherits.
    head = resolver.up(hierarchy.order[table[rows, 0]], selector)
    good = head >= 0
    return np.concatenate((ref[row], ref[good])), np.concatenate((target, head[good].astype(np.int64)))
