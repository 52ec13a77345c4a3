"""Exposure: who may reach a component, after levels and protected broadcasts."""

from __future__ import annotations

from typing import Any

import pytest

from gifthorse.analysis import exposure, permissions
from gifthorse.tables import Rows, node_id

LEVELS = {
    "P.normal": "normal",
    "P.dangerous": "dangerous",
    "P.signature": "signature",
    "P.privileged": "signature|privileged",
}


def resolved(
    kind: str = "service",
    *,
    actions: tuple[str | None, ...] = (),
    target_sdk: int = 30,
    **columns: Any,
) -> dict[str, Any]:
    """The exposure of one component on a phone with the permissions above and one protected broadcast."""
    rows = Rows()
    node = node_id("a.apk")
    rows.add("apps", evidence=node, package="a.b", target_sdk=target_sdk, path="/a", installed_as="app")
    rows.add("apps", evidence=node_id("f"), package="android", target_sdk=30, path="/f", installed_as="framework")
    for name, level in LEVELS.items():
        rows.add(
            "permissions_declared",
            evidence=node_id("f"),
            package="android",
            name=name,
            protection_level=level,
            base_level=level.split("|")[0],
        )
    rows.add("protected_broadcasts", action="PROTECTED", declared_by="android", source="phone")
    rows.add("protected_broadcasts", action="PROTECTED.TOO", declared_by="android", source="phone")
    given = {"enabled": True, "exported": True, "exported_stated": True, "path_permissions": 0, **columns}
    rows.add("components", evidence=node, package="a.b", component="a.b.C", kind=kind, target="a.b.C", **given)
    for action in actions:
        rows.add("intent_filters", evidence=node, package="a.b", component="a.b.C", kind=kind, filter=0, action=action)
    tables = dict(rows.tables())
    tables |= permissions.complete(tables)
    (row,) = exposure.complete(tables)["exposure"].to_pylist()
    return dict(row)


@pytest.mark.parametrize(
    ("permission", "open_to"),
    [
        (None, "anyone"),
        ("P.normal", "normal"),
        ("P.dangerous", "dangerous"),
        ("P.signature", "signature"),
        ("P.privileged", "privileged"),
        ("P.unheard.of", "nobody"),
    ],
)
def test_a_component_is_as_open_as_its_permission(permission: str | None, open_to: str) -> None:
    row = resolved(permission=permission)
    assert (row["open_to"], row["permission"]) == (open_to, permission)
    assert row["sent_by_anyone"] is (open_to in ("anyone", "normal"))
    assert permission is None or permission in row["because"]


@pytest.mark.parametrize(
    ("level", "open_to"),
    [
        ("normal|instant", "normal"),
        ("dangerous|runtime", "dangerous"),
        ("signature|appop|pre23", "dangerous"),
        ("signature|development", "privileged"),
        ("signature|preinstalled", "privileged"),
        ("signature|oem", "privileged"),
        ("signature|vendorPrivileged", "privileged"),
        ("signature|verifier", "signature"),
        ("internal|role", "signature"),
        ("internal|privileged", "privileged"),
    ],
)
def test_levels(level: str, open_to: str) -> None:
    base, *flags = level.split("|")
    assert exposure.open_to(base, flags) == open_to


def test_closed_components() -> None:
    disabled = resolved(enabled=False)
    assert (disabled["open_to"], disabled["because"]) == ("nobody", "The manifest disables it.")
    assert resolved(exported=False, exported_stated=False)["because"] == "The manifest says that it is not exported."
    assert "no intent filter" in resolved(exported=False, exported_stated=None)["because"]
    assert "Providers" in resolved("provider", exported=False, exported_stated=None)["because"]
    assert not disabled["sent_by_anyone"]


@pytest.mark.parametrize(
    ("read", "write", "open_to", "permission"),
    [
        (None, None, "anyone", None),
        ("P.signature", None, "anyone", None),
        (None, "P.signature", "anyone", None),
        ("P.signature", "P.normal", "normal", "P.normal"),
        ("P.dangerous", "P.signature", "dangerous", "P.dangerous"),
        ("P.signature", "P.signature", "signature", "P.signature"),
        ("P.unheard.of", "P.privileged", "privileged", "P.privileged"),
    ],
)
def test_a_provider_is_as_open_as_the_weaker_of_its_permissions(
    read: str | None, write: str | None, open_to: str, permission: str | None
) -> None:
    row = resolved("provider", read_permission=read, write_permission=write, path_permissions=2)
    assert (row["open_to"], row["permission"]) == (open_to, permission)
    assert "2 paths" in row["because"]
    unheard = {"P.unheard.of": "nobody", None: "anyone"} | {p: v.split("|")[-1] for p, v in LEVELS.items()}
    assert (row["open_to_read"], row["open_to_write"]) == (unheard[read], unheard[write])


@pytest.mark.parametrize(
    ("actions", "only"),
    [
        ((), False),
        ((None,), False),
        (("PROTECTED",), True),
        (("PROTECTED", "PROTECTED.TOO"), True),
        (("PROTECTED", "org.example.GO"), False),
        (("PROTECTED", None), True),
    ],
)
def test_protected_broadcasts(actions: tuple[str | None, ...], only: bool) -> None:
    receiver = resolved("receiver", actions=actions)
    assert receiver["only_protected"] is only
    assert receiver["sent_by_anyone"] is not only
    assert receiver["open_to"] == "anyone"
    assert ("protected broadcast" in receiver["because"]) is only
    assert resolved("service", actions=actions)["only_protected"] is False


def test_what_newer_android_would_not_install_is_said() -> None:
    words = "leaves out android:exported"
    assert words in resolved(exported_stated=None, actions=("GO",), target_sdk=31)["because"]
    assert words not in resolved(exported_stated=None, actions=("GO",), target_sdk=30)["because"]
    assert words not in resolved(exported_stated=True, actions=("GO",), target_sdk=31)["because"]


def test_a_dated_level_is_said_to_be_one() -> None:
    rows = Rows()
    rows.add(
        "components",
        evidence=1,
        package="a",
        component="a.C",
        kind="receiver",
        target="a.C",
        enabled=True,
        exported=True,
        path_permissions=0,
        permission="android.permission.INSTALL_PACKAGES",
    )
    tables = dict(rows.tables())
    tables |= permissions.complete(tables)
    (row,) = exposure.complete(tables)["exposure"].to_pylist()
    assert row["open_to"] == "privileged"
    assert "android (by the dated table) declares as signature|privileged" in row["because"]


def test_no_components_at_all() -> None:
    assert exposure.complete({})["exposure"].num_rows == 0


@pytest.mark.parametrize(
    ("columns", "open_to"),
    [
        ({}, "anyone"),
        ({"guarded": True, "permission": "P.normal"}, "normal"),
        ({"guarded": True, "permission": "P.signature"}, "signature"),
        ({"guarded": True}, "nobody"),
        ({"exported": False}, "nobody"),
        ({"actions": ["PROTECTED"]}, "nobody"),
        ({"actions": []}, "nobody"),
    ],
)
def test_receivers_that_code_registers(columns: dict[str, Any], open_to: str) -> None:
    rows = Rows()
    for name, level in LEVELS.items():
        rows.add(
            "permissions_declared",
            evidence=2,
            package="a.c",
            name=name,
            protection_level=level,
            base_level=level.split("|")[0],
        )
    rows.add("protected_broadcasts", action="PROTECTED", declared_by="android", source="phone")
    given = {"exported": True, "guarded": False, "actions": ["PROTECTED", "a.b.GO"], **columns}
    rows.add("registered_receivers", evidence=1, package="a.b", **{"class": "a.b.R"}, caller="a.b.M.m", pc=3, **given)
    tables = dict(rows.tables())
    tables |= permissions.complete(tables)
    (row,) = exposure.complete(tables)["exposure"].to_pylist()
    assert (row["component"], row["kind"], row["target"]) == ("a.b.R", "receiver", "a.b.R")
    assert row["open_to"] == open_to
    assert row["sent_by_anyone"] == (open_to in ("anyone", "normal"))
    assert "a.b.M.m" in row["because"]
