"""Manifests made for tests, read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tests.axmlwriter import Cell, Document, E
from tests.axmlwriter import manifest as tree

from gifthorse.readers import manifest
from gifthorse.tables import Rows

PACKAGE = "org.example.app"


def read(root: E, /, **how: Any) -> tuple[manifest.ManifestFacts, Rows]:
    rows = Rows()
    facts = manifest.read("base.apk", Document(root).data(), rows=rows, **how)
    assert facts is not None
    return facts, rows


def app(*children: E, sdk: int | None = 30, **android: Cell) -> E:
    uses = [] if sdk is None else [E("uses-sdk", {"targetSdkVersion": sdk})]
    return tree(PACKAGE, *uses, application=E("application", dict(android), children=children))


def component(root: E, /, **how: Any) -> Mapping[str, Any]:
    (row,) = read(root, **how)[1].rows("components")
    return row


FILTER = E("intent-filter", children=[E("action", {"name": "org.example.GO"})])
