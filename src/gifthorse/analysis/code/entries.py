"""The ways into an app: what the system, other apps, a network peer, a web page or the phone's user can make run."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING

import numpy as np
from msgspec import Struct

from gifthorse.analysis.code.flags import ABSTRACT, PUBLIC, STATIC
from gifthorse.analysis.code.framework import OBJECT
from gifthorse.analysis.code.handover import inherited
from gifthorse.analysis.code.intents import alarmed
from gifthorse.analysis.code.messengers import messenger_handlers
from gifthorse.formats.dex import order
from gifthorse.formats.dex.gather import Bools, Ints, spans

if TYPE_CHECKING:
    from gifthorse.analysis.code.manifest import Component
    from gifthorse.analysis.code.program import Program

MOST_COMPONENTS, MOST_ENTRIES, MOST_METHODS = 5000, 200_000, 3_000_000  # of one app; more is an attack on us
NEAR = 5  # Calls from a service's own methods within which the binder that it returns is made.
LAST_OPEN_BRIDGE = 16  # Up to this target every public method of a bridge object can be called by a page.
RECEIVER, BINDER, INSTRUMENTATION = (
    "android.content.BroadcastReceiver",
    "android.os.Binder",
    "android.app.Instrumentation",
)
SMALL_JAR = 4000  # Methods; larger ones are parts of the framework, with more doors than a report could tell.
BRIDGE = "android.webkit.JavascriptInterface"


class Entry(Struct, frozen=True):
    """One method that can be entered. `component` is the manifest component's class, None when entered without one."""

    kind: str
    component: str | None
    method: int


def entries(program: Program) -> list[Entry]:
    """Every way into the program, each (kind, component, method) once; without a manifest it is a framework jar."""
    found = _Finder(program)
    return list(dict.fromkeys(islice(found.all(), MOST_ENTRIES)))


def component_kinds(program: Program, component: Component) -> list[str]:
    """How a component is entered: special kinds by filter, superclass and permission; else, or too, its plain kind."""
    table, hierarchy = program.hierarchy.framework, program.hierarchy
    special = {kind: True for a in sorted(component.actions) if (kind := table.actions.get(a))}
    plain = any(a not in table.actions for a in component.actions)
    bound = table.permissions.get(component.permission or "")
    number = hierarchy.find(component.target)
    above = [kind for name, kind in table.superclasses.items() if number >= 0 and hierarchy.is_subclass(number, name)]
    for kind in [bound, *above]:
        if kind:
            special[kind] = True
    return [*special, component.kind] if plain or not special else list(special)


class _Finder:
    def __init__(self, program: Program) -> None:
        self.program = program
        self.hierarchy = program.hierarchy
        self.table = program.hierarchy.framework
        self.graph = program.graph
        self.targets = {c.target for c in program.manifest.components}
        self.object = self.hierarchy.find(OBJECT)
        self.left = MOST_METHODS
        self.is_jar = not program.manifest.components and program.manifest.application is None

    def all(self) -> Iterator[Entry]:
        yield from self.components()
        yield from self.application()
        yield from self.binders()
        yield from self.messengers()
        yield from self.receivers()
        yield from self.javascript()
        yield from self.sockets()
        yield from self.mains()
        yield from self.alarms()
        yield from self.publics()

    # -- what the manifest names -----------------------------------------------------------------------------------

    def components(self) -> Iterator[Entry]:
        for component in self.program.manifest.components[:MOST_COMPONENTS]:
            number = self.hierarchy.find(component.target)
            if number < 0 or not self.hierarchy.defined[number]:
                continue
            methods = self.entered(number, component.kind)
            for kind in component_kinds(self.program, component):
                for m in methods:
                    yield Entry(kind, component.target, m)

    def application(self) -> Iterator[Entry]:
        manifest = self.program.manifest
        named = {"application": manifest.application, "backup": manifest.backup}
        for lifecycle, name in named.items():
            number = self.hierarchy.find(name) if name else -1
            if number >= 0 and self.hierarchy.defined[number]:
                for m in self.entered(number, lifecycle):
                    yield Entry("application", None, m)
        for number in self.subclasses(INSTRUMENTATION):
            for m in self.entered(number, "instrumentation"):
                yield Entry("instrumentation", None, m)

    def entered(self, number: int, kind: str) -> list[int]:
        """Methods by which objects of a class that the platform makes are entered, their constructor included."""
        names = set(self.table.lifecycle.get(kind, ()))
        outside = [a for a in self.hierarchy.ancestors(number) if not self.hierarchy.defined[a] and a != self.object]
        vague = any(self.table.overridable(self.hierarchy.names[a]) is None for a in outside)
        found: dict[int, int] = {}
        for m in self.chain(number):
            name = self.program.name(m)
            if self.program.index.method_code[m] < 0 or int(self.program.selector[m]) in found:
                continue
            called = bool(self.graph.callbacks[m]) and (not vague or name.startswith(("on", "handle")))
            starts = name == "<clinit>" or (name == "<init>" and self.program.descriptor(m) == "()V")
            starts &= int(self.program.index.method_class[m]) == number
            clicked = kind == "activity" and self.is_click_handler(m)
            if called or starts or clicked or name in names:
                found[int(self.program.selector[m])] = m
        return list(found.values())

    def is_click_handler(self, m: int) -> bool:
        """A public `void name(View)`, which a layout may name as its onClick."""
        return bool(
            self.program.flags(m) & (PUBLIC | STATIC) == PUBLIC
            and self.program.descriptor(m) == "(Landroid/view/View;)V"
        )

    def chain(self, number: int) -> Iterator[int]:
        """Methods of a class and of its superclasses in the app, nearest first."""
        while number >= 0 and self.hierarchy.defined[number] and self.left > 0:
            methods = self.program.methods_of(number).tolist()
            self.left -= len(methods)
            yield from methods
            number = int(self.hierarchy.above[number])

    def alarms(self) -> Iterator[Entry]:
        for component in alarmed(self.program):
            number = self.hierarchy.find(component.target)
            if number >= 0 and self.hierarchy.defined[number]:
                for m in self.entered(number, component.kind):
                    yield Entry("alarm", component.target, m)

    # -- what the code makes ---------------------------------------------------------------------------------------

    def subclasses(self, name: str) -> list[int]:
        """Classes of the app below a framework class, that are not abstract."""
        root = self.hierarchy.find(name)
        if root < 0:
            return []
        below = self.hierarchy.order[self.hierarchy.first[root] : self.hierarchy.last[root]]
        good = self.hierarchy.defined[below] & (self.hierarchy.flags[below] & ABSTRACT == 0)
        found: list[int] = below[good].tolist()
        return found

    def makers(self, number: int) -> list[int]:
        """Methods that make objects of a class."""
        kinds, methods = self._made
        low, high = np.searchsorted(kinds, (number, number + 1))
        found: list[int] = methods[low:high].tolist()
        return found

    @cached_property
    def _made(self) -> tuple[Ints, Ints]:
        rows = order.by(self.graph.made.kind)
        return self.graph.made.kind[rows], self.graph.made.method[rows]

    def outer(self, name: str) -> str:
        return name.partition("$")[0]

    def binders(self) -> Iterator[Entry]:
        binders = self.subclasses(BINDER)
        if not binders:
            return
        start, method = inherited(self.program, self.graph.callbacks, np.array(binders, np.int32))
        owners = self.services_near() if not self.is_jar else {}
        published = self.publishers()
        for place, number in enumerate(binders):
            methods = method[start[place] : start[place + 1]].tolist()
            makers = self.makers(number)
            services = {name for maker in makers for name in owners.get(maker, ())}
            for service in sorted(services):
                for m in methods:
                    yield Entry("binder", service, m)
            near = {self.outer(self.program.cls(m)) for m in makers} | {self.outer(self.hierarchy.names[number])}
            if self.is_jar or (not services and near & published):
                for m in methods:
                    yield Entry("binder", None, m)

    def messengers(self) -> Iterator[Entry]:
        """Handlers that whoever is bound to a service sends messages to."""
        handlers = messenger_handlers(self.program)
        owners = self.services_near() if handlers else {}
        for m in handlers:
            makers = self.makers(int(self.program.index.method_class[m]))
            services = {name for maker in makers for name in owners.get(maker, ())}
            if not services:
                home = self.outer(self.program.cls(m))
                services = {name for name in self.targets if self.outer(name) == home}
            for service in sorted(services):
                yield Entry("binder", service, m)

    def services_near(self) -> dict[int, set[str]]:
        """For each method the services within a few calls of whose own methods it is."""
        found: dict[int, set[str]] = {}
        homes, home_of = self._homes()
        for component in self.program.manifest.components[:MOST_COMPONENTS]:
            number = self.hierarchy.find(component.target)
            if component.kind != "service" or number < 0 or not self.hierarchy.defined[number]:
                continue
            own = np.ones(len(self.graph.start), np.bool_)  # the graph has nodes beyond the methods
            own[: len(home_of)] = (home_of < 0) | (home_of == homes[self.outer(component.target)])
            for m in self.within(self.entered(number, "service"), own):
                found.setdefault(m, set()).add(component.target)
        return found

    def _homes(self) -> tuple[dict[str, int], Ints]:
        """A number for each class that is a component, and for each method that of the one it belongs to, or -1.

        What a service starts is none of its own: the binder that a screen makes is not what it returns.
        """
        homes = {outer: n for n, outer in enumerate(sorted({self.outer(name) for name in self.targets}))}
        home_of = np.full(len(self.program), -1, np.int32)
        for number, name in enumerate(self.hierarchy.names):
            home = homes.get(self.outer(name))
            if home is not None:
                home_of[self.program.methods_of(number)] = home
        return homes, home_of

    def within(self, methods: Iterable[int], own: Bools) -> list[int]:
        """Methods at most NEAR steps away, over ones that are its own."""
        graph = self.graph
        front = order.distinct(np.array(list(methods), np.int64))
        seen = front
        for _ in range(NEAR):
            low = graph.start[front].astype(np.int64)
            self.left -= int((graph.start[front + 1] - low).sum())
            if self.left < 0:
                break
            front = np.setdiff1d(graph.target[spans(low, graph.start[front + 1] - low)], seen)
            front = front[own[front]]
            seen = np.concatenate((seen, front))
        found: list[int] = seen[seen < len(self.program)].tolist()
        return found

    def publishers(self) -> set[str]:
        """Outermost classes that publish a binder under a name."""
        named = [
            m
            for m in self.program.named("addService", "publishBinderService").tolist()
            if self.is_call(m, self.table.publishes)
        ]
        methods = order.distinct(self.program.sites.method[self.program.sites_naming(named)])
        return {self.outer(self.program.cls(int(m))) for m in methods}

    def is_call(self, m: int, labels: frozenset[str]) -> bool:
        """Whether method m is one of the framework methods `Class.name`, named on the class or a subclass."""
        name = self.program.name(m)
        wanted = [label.rpartition(".")[0] for label in labels if label.endswith("." + name)]
        return self.graph.exact[m] < 0 and any(self.program.is_subclass(self.program.cls(m), cls) for cls in wanted)

    def receivers(self) -> Iterator[Entry]:
        """Receivers registered at run time; kinds by the actions named where they are made or registered."""
        register = self.program.named("registerReceiver", "registerReceiverAsUser", "registerReceiverForAllUsers")
        calling = order.distinct(self.program.sites.method[self.program.sites_naming(register)])
        if not len(calling):
            return
        by_outer: dict[str, list[int]] = {}
        for m in calling.tolist():
            by_outer.setdefault(self.outer(self.program.cls(m)), []).append(m)
        for number in self.subclasses(RECEIVER):
            name = self.hierarchy.names[number]
            if name in self.targets or not self.graph.created[number]:
                continue
            methods = [m for m in self.entered(number, "receiver") if self.program.name(m) == "onReceive"]
            makers = self.makers(number)
            near = set(makers)
            for outer in {self.outer(name), *(self.outer(self.program.cls(m)) for m in makers)}:
                near.update(by_outer.get(outer, ()))
            kinds = {self.table.actions[a] for m in near for a in self.actions_in(m)} or {"receiver"}
            for kind in sorted(kinds):
                for m in methods:
                    yield Entry(kind, name, m)

    def actions_in(self, m: int) -> set[str]:
        """Actions of a special kind that a method names."""
        return self._actions.get(m, set())

    @cached_property
    def _actions(self) -> dict[int, set[str]]:
        found: dict[int, set[str]] = {}
        for method, _, text in self.program.text_uses(sorted(self.table.actions)):
            found.setdefault(method, set()).add(text)
        return found

    def javascript(self) -> Iterator[Entry]:
        for d, dex in enumerate(self.program.dexes):
            marked = self.program.index.type_number[d][dex.annotation_type] == self.hierarchy.find(BRIDGE)
            for method in dex.annotation_method[marked].tolist():
                m = self.program.number(d, method)
                if m >= 0 and self.program.defined(m):
                    yield Entry("javascript", None, m)
        target = self.program.manifest.target_sdk
        if target is None or target > LAST_OPEN_BRIDGE:
            return
        bridges = self.program.named("addJavascriptInterface")
        users = order.distinct(self.program.sites.method[self.program.sites_naming(bridges)])
        kinds, methods = self._made
        for kind in order.distinct(kinds[np.isin(methods, users)]).tolist():
            if self.hierarchy.defined[kind]:
                for m in self.chain(kind):
                    if self.program.dispatched[m] and self.program.flags(m) & PUBLIC and self.program.code(m):
                        yield Entry("javascript", None, m)

    def sockets(self) -> Iterator[Entry]:
        names = {label.rpartition(".")[2] for label in self.table.accepts}
        accept = [m for m in self.program.named(*sorted(names)).tolist() if self.is_call(m, self.table.accepts)]
        for m in order.distinct(self.program.sites.method[self.program.sites_naming(accept)]).tolist():
            yield Entry("socket", None, m)

    def mains(self) -> Iterator[Entry]:
        found = [
            m
            for m in self.program.named("main").tolist()
            if self.program.code(m)
            and self.program.flags(m) & STATIC
            and self.program.descriptor(m) == "([Ljava/lang/String;)V"
        ]
        # An app's main runs only when somebody starts it by app_process; libraries bring theirs along.
        if found and (self.is_jar or any(dex.strings.holds(b"app_process") for dex in self.program.dexes)):
            for m in found:
                yield Entry("main", None, m)

    def publics(self) -> Iterator[Entry]:
        """A small jar is made to be loaded by other code, whose calls are not seen: what nothing inside it calls."""
        defined = np.flatnonzero(self.program.index.method_code >= 0)
        if not self.is_jar or len(defined) > SMALL_JAR:
            return
        for m in defined.tolist():
            flags, name = self.program.flags(m), self.program.name(m)
            called = name in ("<init>", "<clinit>") or any(True for _ in self.graph.callers(m))
            if flags & PUBLIC and not called:
                yield Entry("public", None, m)
