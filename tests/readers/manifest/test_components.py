"""Components: every default, inheritance and refusal as Android's package parser has it."""

from __future__ import annotations

import pytest
from tests.axmlwriter import IDS, Cell, Document, E, Raw, Ref
from tests.axmlwriter import manifest as tree
from tests.readers.manifest.made import FILTER, PACKAGE, app, component, read

from gifthorse.readers import manifest
from gifthorse.tables import Rows


@pytest.mark.parametrize("kind", ["activity", "service", "receiver", "activity-alias"])
@pytest.mark.parametrize(
    ("stated", "filtered", "exported"),
    [
        (None, False, False),
        (None, True, True),
        (False, True, False),
        (True, False, True),
        ("true", False, True),
        ("TRUE", False, True),
        ("True", True, False),
        ("1", False, True),
        ("0", True, False),
        (1, False, True),
        (-5, False, True),
        (0, True, False),
        (Raw(0x1C, 7), False, True),
        (Raw(0x00, 0), True, True),
        (Ref(0x7F010000), True, False),
    ],
)
def test_who_is_exported(kind: str, stated: Cell | None, filtered: bool, exported: bool) -> None:
    attributes: dict[str, Cell] = {"name": ".C", **({} if stated is None else {"exported": stated})}
    row = component(app(E(kind, attributes, children=[FILTER] if filtered else [])))
    assert row["exported"] is exported
    if stated is None or stated == Raw(0x00, 0):
        assert row["exported_stated"] is None
    else:
        assert row["exported_stated"] is exported


@pytest.mark.parametrize(
    ("low", "target", "exported"), [(None, None, True), (17, None, False), (4, 16, True), (4, 17, False)]
)
def test_providers_were_exported_before_android_4_2(low: int | None, target: int | None, exported: bool) -> None:
    sdks: dict[str, Cell] = {}
    if low is not None:
        sdks["minSdkVersion"] = low
    if target is not None:
        sdks["targetSdkVersion"] = target
    provider = E("provider", {"name": "P", "authorities": "a;b;;c"})
    row = component(tree(PACKAGE, E("uses-sdk", sdks), application=E("application", children=[provider])))
    assert row["exported"] is exported
    assert row["authorities"] == ("a", "b", "c")
    assert row["component"] == f"{PACKAGE}.P"


def test_permissions_are_inherited_unless_an_empty_one_lifts_them() -> None:
    def permission(kind: str, **stated: Cell) -> tuple[str | None, ...]:
        row = component(app(E(kind, {"name": ".C", **stated}), permission="APP"))
        return row["permission"], row["read_permission"], row["write_permission"]

    assert permission("service") == ("APP", None, None)
    assert permission("service", permission="OWN") == ("OWN", None, None)
    assert permission("service", permission="") == (None, None, None)
    assert permission("activity-alias", targetActivity=".X") == (None, None, None)
    assert permission("activity-alias", targetActivity=".X", permission="OWN") == ("OWN", None, None)
    assert permission("provider") == ("APP", "APP", "APP")
    assert permission("provider", permission="P", writePermission="W") == ("P", "P", "W")
    assert permission("provider", permission="P", readPermission="") == ("P", None, "P")


def test_an_application_that_is_disabled_disables_everything() -> None:
    assert component(app(E("service", {"name": ".S", "enabled": True}), enabled=False))["enabled"] is False
    assert component(app(E("service", {"name": ".S", "enabled": False})))["enabled"] is False
    assert component(app(E("service", {"name": ".S"})))["enabled"] is True


def test_an_alias_takes_after_its_activity() -> None:
    root = app(
        E("activity", {"name": ".Real", "process": ":ui", "excludeFromRecents": True, "theme": Ref(0x01030055)}),
        E("activity-alias", {"name": "Other", "targetActivity": ".Real", "exported": True}),
    )
    real, alias = read(root)[1].rows("components")
    assert (real["component"], real["target"]) == (f"{PACKAGE}.Real", f"{PACKAGE}.Real")
    assert (alias["component"], alias["target"]) == (f"{PACKAGE}.Other", f"{PACKAGE}.Real")
    for row in (real, alias):
        assert row["process"] == f"{PACKAGE}:ui"
        assert row["exclude_from_recents"]
        assert row["no_display"]


@pytest.mark.parametrize(
    ("written", "full"), [(".a.B", f"{PACKAGE}.a.B"), ("B", f"{PACKAGE}.B"), ("com.other.B", "com.other.B")]
)
def test_class_names(written: str, full: str) -> None:
    assert component(app(E("receiver", {"name": written})))["component"] == full


def test_components_elsewhere_or_without_a_name_are_none() -> None:
    root = tree(
        PACKAGE,
        E("service", {"name": ".Outside"}),
        application=E(
            "application",
            children=[E("box", children=[E("service", {"name": ".Boxed"})]), E("service"), E("service", {"name": ""})],
        ),
    )
    root = E(
        root.tag,
        root.android,
        root.attributes,
        [*root.children, E("application", children=[E("service", {"name": ".Second"})])],
    )
    assert read(root)[1].rows("components") == []


def test_filters() -> None:
    first = E(
        "intent-filter",
        {"priority": 999},
        children=[
            E("action", {"name": "A"}),
            E("action", {"name": "B"}),
            E("action", {"name": "A"}),
            E("category", {"name": "C"}),
            E("data", {"scheme": "https", "host": "example.org", "port": "8443"}),
            E("data", {"mimeType": "text/plain", "host": "h"}),
        ],
    )
    root = app(E("activity", {"name": ".M"}, children=[first, E("intent-filter"), E("nothing")]))
    rows = read(root)[1].rows("intent_filters")
    assert [(r["filter"], r["action"]) for r in rows] == [(0, "A"), (0, "B"), (1, None)]
    assert rows[0]["categories"] == ("C",)
    assert rows[0]["schemes"] == ("https",)
    assert rows[0]["hosts"] == ("example.org:8443", "h")
    assert rows[0]["mime_types"] == ("text/plain",)
    assert [r["priority"] for r in rows] == [999, 999, 0]


def test_actions_are_asked_for_by_name_as_android_does() -> None:
    odd = E("action", attributes=[("name", Raw(0x03, 0), IDS["name"])])
    tampered = E("intent-filter", children=[odd])
    root = Document(app(E("receiver", {"name": ".R"}, children=[tampered])), blank_names=True)
    rows = Rows()
    assert manifest.read("x", root.data(), rows=rows) is not None
    assert len(rows.rows("intent_filters")) == 1


def test_the_rest_of_a_component() -> None:
    service = E(
        "service",
        {
            "name": ".S",
            "process": "com.shared",
            "directBootAware": True,
            "isolatedProcess": True,
            "foregroundServiceType": Raw(0x11, 0xC0),
        },
        children=[
            E("meta-data", {"name": "a", "value": "text"}),
            E("meta-data", {"name": "b", "value": Ref(0x7F020001)}),
            E("meta-data", {"name": "c", "resource": Ref(0x7F020002)}),
            E("meta-data", {"name": "d", "value": 7}),
            E("meta-data", {"value": "nameless"}),
        ],
    )
    row = component(app(service))
    assert row["process"] == "com.shared"
    assert row["direct_boot_aware"]
    assert row["isolated"]
    assert row["foreground_service_type"] == 0xC0
    assert row["metadata"] == ("a=text", "b=@0x7f020001", "c=@0x7f020002", "d=7")
    provider = E("provider", {"name": ".P", "grantUriPermissions": True}, children=[E("path-permission")] * 2)
    row = component(app(provider))
    assert row["grant_uri_permissions"]
    assert row["path_permissions"] == 2
