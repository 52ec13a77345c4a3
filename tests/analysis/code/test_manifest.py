"""Components from table rows."""

from __future__ import annotations

from typing import Any

from gifthorse.analysis.code.manifest import Component, Manifest


def row(kind: str, component: str, target: str | None = None, **more: Any) -> dict[str, Any]:
    return {"kind": kind, "component": component, "target": target or component, "permission": None, **more}


def test_filters_belong_to_their_component() -> None:
    made = Manifest.of(
        [row("receiver", "p.A"), row("receiver", "p.B", permission="p.P")],
        [
            {"component": "p.A", "action": "x"},
            {"component": "p.A", "action": "y"},
            {"component": "p.B", "action": None},
        ],
        {"application_class": "p.App", "backup_agent": None, "target_sdk": 21},
    )
    assert made.components == (
        Component("receiver", "p.A", None, frozenset({"x", "y"})),
        Component("receiver", "p.B", "p.P", frozenset()),
    )
    assert (made.application, made.backup, made.target_sdk) == ("p.App", None, 21)


def test_an_alias_brings_its_filters_to_its_target() -> None:
    made = Manifest.of(
        [row("activity", "p.Main"), row("activity-alias", "p.Other", "p.Main")],
        [{"component": "p.Main", "action": "x"}, {"component": "p.Other", "action": "y"}],
    )
    assert made.components == (Component("activity", "p.Main", None, frozenset({"x", "y"})),)


def test_without_an_app_row() -> None:
    assert Manifest.of([]) == Manifest()
