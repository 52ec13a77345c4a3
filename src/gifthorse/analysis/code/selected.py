"""Which places of a method are reached when what it chooses by has one value: the code of a call, an action, a kind.

`if (code != OPEN) enforce(); switch (code) { ... }` asks who calls for every code but one. All ways through the method
taken together do not show it; the ways for each single value do. What is followed are constants in registers: the
value itself, flags set beforehand, and what a helper that gets the value answers.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping

from msgspec import Struct, field

from gifthorse.analysis.code.choices import (
    EQUALS,
    HASH,
    IFS,
    OTHER,
    SWITCHES,
    Choice,
    Choices,
    Fixed,
    branches,
    equal,
)
from gifthorse.analysis.code.dataflow.code import CONST_NUMBERS, CONST_STRING, ENDS, RETURNS, Code
from gifthorse.analysis.code.dataflow.flow import INVOKES, MOVES, MethodFlow
from gifthorse.analysis.code.decides import ABOUT_CALLER, Checks, cuts, reachable
from gifthorse.analysis.code.evaluate.library import string_hash

STEPS = 1000
"""Instructions gone over for one value; beyond that all ways together decide."""
WHO_CALLS = ABOUT_CALLER | {""}
"""Kinds of checks that are worth the price, and several of them together."""
CHOSEN_BY = frozenset({"int", "java.lang.String"})
"""Types of what a method may be chosen by."""
Env = dict[int, Fixed]


class Walk(Struct):
    """What was found on the ways for one value. `answers` are the constants returned, None among them for others."""

    reached: bool = False
    stopped: bool = False
    whole: bool = True
    answers: set[Fixed | None] = field(default_factory=set)


class Outcome(Struct, frozen=True):
    """What a helper does for one value: its answer, if it gives one without a check, and whether a check stops it."""

    answer: Fixed | None
    stops: bool


NOTHING = Outcome(None, stops=False)


class Goal(Struct, frozen=True):
    """What is to be reached, past which closed rows and cut edges, and the kind of check that these are of."""

    rows: Collection[int]
    closed: Collection[int]
    cut: Mapping[int, Collection[int]]
    kind: str


class Selected:
    """Asks about one program. `checks(m)` gives the checks in a method of its own."""

    def __init__(self, code: Code, checks: Callable[[int], Checks | None]) -> None:
        self.code = code
        self.choices = Choices(code)
        self._checks = checks
        self._outcomes: dict[tuple[int, int, Fixed, str], Outcome] = {}

    def gets(self, m: int, flow: MethodFlow, goal: Goal, checks: Checks, *, plainly: bool) -> bool:
        """Whether a goal is reached for some value; `plainly`: by all ways taken together."""
        if goal.kind not in WHO_CALLS or (not plainly and not checks.maybe):
            return plainly
        if plainly and not checks.maybe and not self._matters(flow, goal):
            return True
        for choice in self.choices.of(m, flow, checks.maybe):
            ways = _Ways(self, m, flow, goal, checks)
            for value in choice.values:
                walk = ways.walk(choice, value)
                if walk.reached or not walk.whole:
                    break
            else:
                return False
            if walk.reached and not plainly:
                return True
        return plainly

    @staticmethod
    def _matters(flow: MethodFlow, goal: Goal) -> bool:
        """Whether a check leads to the goal at all, on some way."""
        rows = [*goal.closed, *goal.cut]
        onward = {one for row in rows for one in flow.body.successors[row]}
        return any(reachable(flow, list(goal.rows), (), {}, start=one) for one in onward)

    def under(self, m: int, place: int, value: Fixed, kind: str) -> Outcome:
        """What a helper does whose operand at a place has a value."""
        key = m, place, value, kind
        found = self._outcomes.get(key)
        if found is None:
            self._outcomes[key] = NOTHING
            found = self._outcomes[key] = self._made(m, place, value, kind)
        return found

    def _made(self, m: int, place: int, value: Fixed, kind: str) -> Outcome:
        flow, checks = self.code.flow(m), self._checks(m)
        if flow is None or checks is None:
            return NOTHING
        register = self.code.callees.register(m, place, flow.body.registers - flow.body.ins)
        choice = Choice(frozenset(), register, (value,))
        ends = [row for row, op in enumerate(flow.body.op) if op in ENDS]
        rows = {*checks.tells, *(row for rows in checks.stops.values() for row in rows), *checks.maybe}
        free = _Ways(self, m, flow, Goal(ends, rows, {}, kind), Checks()).walk(choice, value)
        if not free.whole:
            return NOTHING
        if not free.stopped:
            answer = next(iter(free.answers)) if len(free.answers) == 1 else None
            return Outcome(answer, stops=False) if answer is not None else NOTHING
        goal = Goal(ends, checks.stops.get(kind, ()), cuts(flow, ends, checks.branches.get(kind, set())), kind)
        kept = _Ways(self, m, flow, goal, Checks()).walk(choice, value)
        return Outcome(None, stops=True) if kept.whole and not kept.reached else NOTHING


class _Ways:
    """The ways through one method towards one goal."""

    def __init__(self, asked: Selected, m: int, flow: MethodFlow, goal: Goal, checks: Checks) -> None:
        self._asked, self._code, self._m, self._flow = asked, asked.code, m, flow
        self._goal, self._maybe = goal, checks.maybe
        self._kept = asked.choices.registers(m, flow, checks.maybe)
        self._steps = 0

    def walk(self, choice: Choice, value: Fixed) -> Walk:
        """All ways for one value of what the method chooses by."""
        walk = Walk()
        self._steps = STEPS
        todo: list[tuple[int, Env]] = [(0, {choice.register: value} if choice.register >= 0 else {})]
        seen: set[tuple[int, frozenset[tuple[int, Fixed]]]] = set()
        while todo and walk.whole:
            row, env = todo.pop()
            key = row, frozenset(env.items())
            if key not in seen:
                seen.add(key)
                todo.extend(self._stretch(row, dict(env), (choice, value), walk))
            if walk.reached and self._flow.body.op[next(iter(self._goal.rows))] not in ENDS:
                break
        return walk

    def _stretch(self, row: int, env: Env, fixed: tuple[Choice, Fixed], walk: Walk) -> list[tuple[int, Env]]:
        """Go on to where control may go elsewhere; where to, with what is known there."""
        body, goal, onward = self._flow.body, self._goal, list[tuple[int, Env]]()
        handlers: set[int] = set()
        while True:
            self._steps -= 1
            walk.whole = self._steps >= 0
            op = body.op[row]
            walk.reached |= row in goal.rows and row not in goal.closed
            walk.stopped |= row in goal.closed
            if row in goal.closed or not walk.whole:
                return onward
            if op in ENDS:
                walk.answers.add(env.get(body.sources[row][0]) if op in RETURNS else None)
                return onward
            for handler in body.catches[row]:
                if handler not in handlers:
                    handlers.add(handler)
                    onward.append((handler, dict(env)))
            if row in self._maybe and self._outcome(row, env).stops:
                walk.stopped = True
                return onward
            dst = body.dst[row]
            if dst in self._kept:
                found = fixed[1] if row in fixed[0].rows else self._value(row, env)
                if found != env.get(dst):
                    handlers.clear()
                if found is None:
                    env.pop(dst, None)
                else:
                    env[dst] = found
            following = self._following(row, env)
            if following != [row + 1]:
                return [*onward, *((one, env) for one in following)]
            row += 1

    def _following(self, row: int, env: Env) -> list[int]:
        """Where control may go from a row; a condition that is known decides, whatever was cut."""
        body, op = self._flow.body, self._flow.body.op[row]
        if op in SWITCHES:
            key = env.get(body.sources[row][0])
            if key is not None:
                target = body.cases.get(row, {}).get(key) if isinstance(key, int) else None
                return [row + 1 if target is None else body.row(target)]
        elif op in IFS:
            taken = branches(op, [env.get(register) for register in body.sources[row]])
            if taken is not None:
                return [body.row(body.targets[row][0]) if taken else row + 1]
        barred = self._goal.cut.get(row, ())
        return [one for one in body.successors[row] if one not in barred]

    def _value(self, row: int, env: Env) -> Fixed | None:
        """What a row writes, if it is known."""
        body, op = self._flow.body, self._flow.body.op[row]
        if op in CONST_NUMBERS:
            return body.literal[row]
        if op in CONST_STRING:
            return self._code.string(self._m, body.ref[row])
        if op in MOVES:
            return env.get(body.sources[row][0])
        call = body.result_of[row]
        if call < 0 or body.op[call] not in INVOKES:
            return None
        return self._outcome(call, env).answer if call in self._maybe else self._answer(call, env)

    def _answer(self, call: int, env: Env) -> Fixed | None:
        """What a comparison of texts answers, or what a text is told apart by."""
        callee = self._code.callee(self._m, self._flow.body, call)
        values = [env.get(register) for register in self._flow.body.sources[call]]
        if callee is None or None in values:
            return None
        if callee.name == HASH and len(values) == 1:
            return string_hash(values[0]) if isinstance(values[0], str) else OTHER
        if callee.name in EQUALS and len(values) == 2 and callee.returns == "boolean":
            same = equal(values[0], values[1])
            return None if same is None else int(same)
        return None

    def _outcome(self, row: int, env: Env) -> Outcome:
        """What a helper does that is given something known."""
        target = self._maybe[row]
        static = self._code.static(target)
        for place, register in enumerate(self._flow.body.sources[row]):
            value = env.get(register)
            if value is not None and self._code.callees[target].kind_of(place, static=static) in CHOSEN_BY:
                found = self._asked.under(target, place, value, self._goal.kind)
                if found is not NOTHING:
                    return found
        return NOTHING
