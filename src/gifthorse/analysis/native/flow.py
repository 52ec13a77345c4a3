"""Where the arguments of the calls that matter come from: across buffers, copies and the file's own functions.

A source is a short text: what it is, and which one after a colon (`file:/sdcard/x.sh`, `property:persist.x`). A buffer
is known by what points to it; what was copied into it anywhere counts, whatever the order.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from gifthorse.analysis.native.effects import RESULT, Effects, effects
from gifthorse.analysis.native.followed import THREADS, follow
from gifthorse.analysis.native.texts import Texts
from gifthorse.analysis.native.trace import Call, Value
from gifthorse.formats.elf.machine.calls import Code

USES_LIMIT = 500
ROUNDS = 4
SOURCES_LIMIT = 16
HOPS_LIMIT = 3
CONNECTIONS = frozenset({"network", "socket", "local socket", "other socket", "init socket"})
NETWORK, LOCAL = frozenset({2, 10}), 1
CURL_WRITES_TO, CURL_URL = 10001, 10002


@dataclass(frozen=True, slots=True)
class Use:
    """One call that is written down.

    `text` is its decisive argument where that is constant, with the further words of a command that is run without a
    shell (? for each that is not constant); `sources` where it comes from, and `hops` across how many functions the
    nearest of them reached it. A saved file has its name as text and `save` as callee.
    """

    address: int
    function: int
    callee: str
    text: str | None
    sources: tuple[str, ...]
    hops: int


def uses(code: Code, text: Texts) -> list[Use]:
    """The uses of one file, in the order of their addresses."""
    return _Flow(code, text).run()


class _Flow:
    def __init__(self, code: Code, texts: Texts) -> None:
        self._code, self._texts = code, texts
        self._effects: Effects = effects()
        self._sources: dict[object, dict[str, int]] = defaultdict(dict)
        self._traced = follow(code, texts)
        self._returned: dict[int, dict[str, int]] = defaultdict(dict)
        self._changed = False

    def run(self) -> list[Use]:
        for _ in range(ROUNDS):
            self._changed = False
            for function, traced in self._traced.items():
                for call in traced.calls:
                    self._apply(function, call)
                for value in traced.returned:
                    self._grow(self._returned[function], self._of(function, value))
            if not self._changed:
                break
        found = [use for f, traced in self._traced.items() for call in traced.calls for use in self._used(f, call)]
        return sorted(found, key=lambda u: u.address)[:USES_LIMIT]

    # sources of values
    def _key(self, function: int, value: Value) -> object:
        if value is None or value[0] == "i":
            return None
        if value[0] in ("s", "p"):
            return (function, *value[:2])
        if value[0] == "f":
            inner = self._key(function, value[1])  # type: ignore[arg-type]  # a value inside a value
            return None if inner is None else ("f", inner, value[2])  # type: ignore[misc]  # of three parts
        return value

    def _of(self, function: int, value: Value) -> Mapping[str, int]:
        """The sources of a value, and across how many functions they came."""
        key = self._key(function, value)
        if key is None:
            return {}
        found = self._sources.get(key)
        if not found and isinstance(key, tuple) and key[0] == "f":
            found = self._sources.get(key[1])
        return found or {}

    def _grow(self, into: dict[str, int], more: Mapping[str, int], step: int = 0) -> None:
        for source, hops in list(more.items()):
            if hops + step < into.get(source, HOPS_LIMIT + 1) and (source in into or len(into) < SOURCES_LIMIT):
                into[source] = hops + step
                self._changed = True

    def _add(self, function: int, value: Value, more: Mapping[str, int], step: int = 0) -> None:
        key = self._key(function, value)
        if key is not None and more and not (isinstance(key, tuple) and key[0] == "n" and not self._room(key)):
            self._grow(self._sources[key], more, step)

    def _room(self, key: tuple[object, ...]) -> bool:
        """Whether a number can be the address of a buffer, and not a small number or a constant text."""
        number = key[1]
        return isinstance(number, int) and number > 4096 and self._texts.at(number) is None

    # effects
    def _apply(self, function: int, call: Call) -> None:
        if call.name in THREADS:
            begin, given = THREADS[call.name]
            target = call.arguments[begin]
            if target is not None and target[0] == "n" and isinstance(target[1], int):
                self._enter(function, target[1] & ~1, (call.arguments[given],))
        if not call.name:
            self._enter(function, call.target, call.arguments)
            if call.target in self._traced:
                self._add(function, ("r", call.address), self._returned[call.target])
            return
        for give in self._effects.give.get(call.name, ()):
            if give.of is None:
                kinds: Mapping[str, int] = {self._given(call, give.kind, give.named): 0}
            else:
                kinds = self._of(function, call.arguments[give.of]) or {"socket": 0}
            self._add(function, self._place(call, give.to), kinds)
        for fill in self._effects.fill.get(call.name, ()):
            known = self._of(function, call.arguments[fill.from_]) if fill.from_ is not None else {}
            self._add(function, self._place(call, fill.to), known or ({fill.kind: 0} if fill.kind else {}))
        for copy in self._effects.copy.get(call.name, ()):
            held = {s: hops for n in copy.of for s, hops in self._of(function, call.arguments[n]).items()}
            written = self._texts.of(call.arguments[copy.format]) if copy.format is not None else None
            if held and written is not None:
                held["format:" + written] = 0
            self._add(function, self._place(call, copy.to), held)
        if call.name == "curl_easy_setopt":
            self._curl(function, call)

    def _given(self, call: Call, kind: str, named: int | None) -> str:
        if kind == "socket":
            domain = call.arguments[0]
            number = domain[1] if domain is not None and domain[0] == "n" else None
            return (
                "network"
                if number in NETWORK
                else "local socket"
                if number == LOCAL
                else "other socket"
                if isinstance(number, int)
                else kind
            )
        text = self._texts.of(call.arguments[named]) if named is not None else None
        return f"{kind}:{text}" if text else kind

    def _place(self, call: Call, number: int) -> Value:
        return ("r", call.address) if number == RESULT else call.arguments[number]

    def _enter(self, function: int, target: int, arguments: tuple[Value, ...]) -> None:
        """Into a function of the file's own go what its arguments hold, and out of it what it put there."""
        if target not in self._traced:
            return
        for number, value in enumerate(arguments):
            inside: Value = ("p", number)
            self._add(target, inside, self._of(function, value), 1)
            self._add(function, value, self._of(target, inside))

    def _curl(self, function: int, call: Call) -> None:
        option, value = call.arguments[1], call.arguments[2]
        number = option[1] if option is not None and option[0] == "n" else None
        if number == CURL_URL:
            text = self._texts.of(value)
            self._add(function, call.arguments[0], {f"url:{text}" if text else "network": 0})

    # what is written down
    def _used(self, function: int, call: Call) -> Iterable[Use]:
        use = self._effects.use.get(call.name)
        if use is not None:
            yield from self._command(function, call, use.argument, use.array, rest=use.rest)
        save = self._effects.save.get(call.name)
        if save is not None:
            held = {s: n for s, n in self._of(function, call.arguments[save.of]).items() if s in CONNECTIONS}
            yield from self._saved(function, call, call.arguments[save.to], held)
        if call.name == "curl_easy_setopt":
            option = call.arguments[1]
            if option is not None and option[:2] == ("n", CURL_WRITES_TO):
                yield from self._saved(function, call, call.arguments[2], {"network": 0})

    def _command(self, function: int, call: Call, argument: int, array: int | None, *, rest: bool) -> Iterable[Use]:
        first = call.arguments[argument]
        values: list[Value] = [first]
        if rest:
            values += call.arguments[argument + 2 :]
        elif array is not None:
            values += next((a for n, a in call.arrays if n == array), ())[1:]
        texts: list[str] = []
        sources: dict[str, int] = {}
        for value in values:
            if value is not None and value == ("n", 0):
                break
            text = self._texts.of(value)
            self._grow(sources, self._of(function, value))
            texts.append(text if text is not None else "?")
        while texts and texts[-1] == "?" and len(texts) > 1 and not sources:
            texts.pop()
        if call.name in ("dup2", "dup3", "dlopen", "android_dlopen_ext") and not sources and texts[:1] == ["?"]:
            return
        text = " ".join(texts)
        known = self._texts.of(first) is not None
        if len(CONNECTIONS & {s.partition(":")[0] for s in sources}) > 1:
            sources.pop("socket", None)  # which one was not known at first
        yield Use(call.address, function, call.name, text if known else None, tuple(sorted(sources)), _nearest(sources))

    def _saved(self, function: int, call: Call, place: Value, held: Mapping[str, int]) -> Iterable[Use]:
        names = [s.removeprefix("file:") for s in self._of(function, place) if s.startswith("file:")]
        if held:
            for name in sorted(names):
                yield Use(call.address, function, "save", name, tuple(sorted(held)), _nearest(held))


def _nearest(sources: Mapping[str, int]) -> int:
    return min(
        (n for s, n in sources.items() if s.partition(":")[0] in CONNECTIONS), default=min(sources.values(), default=0)
    )
