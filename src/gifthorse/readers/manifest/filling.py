"""Rows from the manifests of one app: permissions, protected broadcasts, components, filters."""

from __future__ import annotations

from gifthorse.formats.axml import Element
from gifthorse.readers.manifest.application import instrumentation
from gifthorse.readers.manifest.attributes import Attributes, Resources
from gifthorse.readers.manifest.components import components
from gifthorse.readers.manifest.facts import Base, Component
from gifthorse.readers.manifest.levels import protection
from gifthorse.tables import Rows, node_id

NAME = "manifest"
MAX_CELLS = 100_000
"""Rows times list items that one app's manifests may add; a large real app has some thousands."""
_COLUMNS = tuple(name for name in Component.__struct_fields__ if name != "filters")
_USES = {"uses-permission", "uses-permission-sdk-23", "uses-permission-sdk-m"}


class Filling:
    """Fills the tables from one manifest after the other and remembers what later analyses need."""

    def __init__(self, rows: Rows, package: str, resources: Resources) -> None:
        self._rows = rows
        self._package = package
        self._resources = resources
        self._left = MAX_CELLS
        self.components: list[Component] = []
        self.instrumentation: list[str] = []
        self.used: dict[str, int | None] = {}

    def add(self, path: str, root: Element, base: Base, *, protects: bool) -> None:
        """Add one manifest; `protects` says whether Android lets this app protect broadcasts."""
        self.instrumentation += instrumentation(root, self._package, self._resources)
        for element in root.children:
            if element.name == "permission":
                self._declare(path, element)
            elif element.name in _USES:
                self._use(element)
            elif element.name == "protected-broadcast" and protects:
                self._protect(element)
        for application in root.find("application")[:1]:
            for component in components(application, base, self._resources):
                self._component(path, component)
                if self._left < 0:
                    break
                self.components.append(component)

    def finish(self, path: str) -> None:
        """Add what all manifests together ask for."""
        for name, maximum in self.used.items():
            self._rows.add(
                "permissions_used", evidence=node_id(path), package=self._package, name=name, max_sdk=maximum
            )
        if self._left < 0:
            sentence = "The manifest declares more than a real app can; the rest was left out."
            self._rows.problem(path, NAME, sentence, error="limit")
        if self._resources.exhausted:
            sentence = "The resource table has more to look through than a real one; some references stay unresolved."
            self._rows.problem(path, NAME, sentence, error="limit")

    def _take(self, cells: int) -> bool:
        self._left -= cells
        return self._left >= 0

    def _declare(self, path: str, element: Element) -> None:
        attributes = Attributes(element, self._resources)
        name = attributes.literal("name")
        if name and self._take(1):
            base, text = protection(attributes.number("protectionLevel", 0) or 0)
            self._rows.add(
                "permissions_declared",
                evidence=node_id(path),
                package=self._package,
                name=name,
                protection_level=text,
                base_level=base,
                permission_group=attributes.literal("permissionGroup"),
            )

    def _use(self, element: Element) -> None:
        attributes = Attributes(element, self._resources)
        name = attributes.literal("name")
        if name and self._take(1):
            maximum = attributes.number("maxSdkVersion") or None
            # Asked for twice, the wider request counts.
            old = self.used.get(name, 0)
            self.used[name] = maximum if old == 0 else None if old is None or maximum is None else max(old, maximum)

    def _protect(self, element: Element) -> None:
        name = Attributes(element, self._resources).literal("name")
        if name and self._take(1):
            self._rows.add("protected_broadcasts", action=name, declared_by=self._package, source="phone")

    def _component(self, path: str, component: Component) -> None:
        if not self._take(1 + len(component.metadata) + len(component.authorities)):
            return
        node = node_id(path)
        columns = {name: getattr(component, name) for name in _COLUMNS}
        self._rows.add("components", evidence=node, package=self._package, **columns)
        for number, one in enumerate(component.filters):
            lists = len(one.categories) + len(one.schemes) + len(one.hosts) + len(one.mime_types)
            for action in one.actions or (None,):
                if not self._take(1 + lists):
                    return
                self._rows.add(
                    "intent_filters",
                    evidence=node,
                    package=self._package,
                    component=component.component,
                    kind=component.kind,
                    filter=number,
                    action=action,
                    categories=one.categories,
                    schemes=one.schemes,
                    hosts=one.hosts,
                    mime_types=one.mime_types,
                    priority=one.priority,
                )
