"""What code analysis needs of the manifest: the components with their filters, and the classes named beside them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from msgspec import Struct


class Component(Struct, frozen=True):
    """An activity, service, receiver or provider; `target` is the class that runs (dotted name).

    `actions` are those of all its filters, an alias's included.
    """

    kind: str
    target: str
    permission: str | None = None
    actions: frozenset[str] = frozenset()


class Manifest(Struct, frozen=True):
    """The components (one row a target class and kind) and the classes that the application element names."""

    components: tuple[Component, ...] = ()
    application: str | None = None
    backup: str | None = None
    target_sdk: int | None = None
    package: str | None = None

    @staticmethod
    def of(
        components: Sequence[Mapping[str, Any]],
        filters: Sequence[Mapping[str, Any]] = (),
        app: Mapping[str, Any] | None = None,
    ) -> Manifest:
        """From rows of the tables `components`, `intent_filters` and `apps` of one app; disabled ones count too."""
        actions: dict[str, set[str]] = {}
        for row in filters:
            if row["action"]:
                actions.setdefault(row["component"], set()).add(row["action"])
        merged: dict[tuple[str, str], Component] = {}
        for row in components:
            kind = "activity" if row["kind"] == "activity-alias" else row["kind"]
            target = row["target"] or row["component"]
            mine = frozenset(actions.get(row["component"], ()))
            before = merged.get((kind, target))
            if before is None:
                merged[kind, target] = Component(kind, target, row.get("permission"), mine)
            else:  # an alias brings its target more filters
                merged[kind, target] = Component(kind, target, before.permission, before.actions | mine)
        app = app or {}
        return Manifest(
            tuple(merged.values()),
            app.get("application_class"),
            app.get("backup_agent"),
            app.get("target_sdk"),
            app.get("package"),
        )
