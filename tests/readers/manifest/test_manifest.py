"""Manifests: what stands in the application and around it, as Android's package parser has it."""

from __future__ import annotations

import pytest
from tests.axmlwriter import Document, E, Entry, Raw, Ref, table
from tests.axmlwriter import manifest as tree
from tests.readers.manifest.made import PACKAGE, app, read

from gifthorse.readers import manifest
from gifthorse.tables import node_id


def test_the_application_row() -> None:
    root = E(
        "manifest",
        {
            "sharedUserId": "android.uid.system",
            "sharedUserMaxSdkVersion": 32,
            "versionCode": -1,
            "versionCodeMajor": 2,
            "versionName": "1.0",
        },
        [("package", PACKAGE), ("coreApp", True)],
        [
            E("uses-sdk", {"minSdkVersion": 5}),
            E("uses-sdk", {"minSdkVersion": 21, "targetSdkVersion": "Tiramisu"}),
            E("original-package", {"name": "old.one"}),
            E("overlay", {"targetPackage": "android"}),
            E("instrumentation", {"name": ".Run", "targetPackage": PACKAGE}),
            E(
                "application",
                {
                    "name": "App",
                    "label": Ref(0x7F010000),
                    "backupAgent": ".Backup",
                    "debuggable": True,
                    "persistent": True,
                    "testOnly": True,
                    "allowBackup": False,
                    "hasCode": False,
                    "process": ":p",
                    "appComponentFactory": "x.Factory",
                },
                children=[E("uses-library", {"name": "lib"})],
            ),
        ],
    )
    strings = table(0x7F, [("string", [(b"", [Entry("Etikett")])])])
    facts, rows = read(root, arsc_bytes=strings)
    manifest.add_app("base.apk", facts, rows=rows, path="/system/app/A.apk", installed_as="app", sha256="00")
    (row,) = rows.rows("apps")
    assert row == row | {
        "evidence": node_id("base.apk"),
        "package": PACKAGE,
        "label": "Etikett",
        "version_code": 2 << 32 | 0xFFFFFFFF,
        "version_name": "1.0",
        "shared_user_id": "android.uid.system",
        "uid": "system",
        "min_sdk": 21,
        "target_sdk": 33,
        "debuggable": True,
        "test_only": True,
        "allow_backup": False,
        "persistent": True,
        "has_code": False,
        "core_app": True,
        "process": f"{PACKAGE}:p",
        "application_class": f"{PACKAGE}.App",
        "backup_agent": f"{PACKAGE}.Backup",
        "overlay_target": "android",
        "uses_libraries": ["lib"],
        "original_packages": ["old.one"],
        "path": "/system/app/A.apk",
    }
    assert facts.instrumentation == (f"{PACKAGE}.Run",)
    assert facts.factory == "x.Factory"
    assert facts.shared_user_max_sdk == 32
    assert len(list(rows.tables())) == 1


def test_defaults_of_an_empty_manifest() -> None:
    facts, rows = read(tree(PACKAGE))
    assert facts.app == {
        **facts.app,
        "label": None,
        "version_code": None,
        "min_sdk": 1,
        "target_sdk": 1,
        "debuggable": False,
        "allow_backup": True,
        "has_code": False,
        "cleartext_permitted": True,
        "user_cas_trusted": True,
        "has_launcher": False,
    }
    assert rows.rows("components") == []


@pytest.mark.parametrize(
    ("target", "stated", "cleartext", "user"),
    [
        (23, None, True, True),
        (27, None, True, False),
        (28, None, False, False),
        (28, True, True, False),
        (27, False, False, False),
    ],
)
def test_cleartext_and_user_cas_without_a_configuration(
    target: int, stated: bool | None, cleartext: bool, user: bool
) -> None:
    root = app(sdk=target, **({} if stated is None else {"usesCleartextTraffic": stated}))
    facts = read(root)[0]
    assert facts.app["cleartext_permitted"] is cleartext
    assert facts.app["user_cas_trusted"] is user


@pytest.mark.parametrize("kind", ["activity", "activity-alias"])
@pytest.mark.parametrize(
    ("category", "enabled", "expected"),
    [("LAUNCHER", True, True), ("LEANBACK_LAUNCHER", True, True), ("LAUNCHER", False, False), ("DEFAULT", True, False)],
)
def test_launchers(kind: str, category: str, enabled: bool, expected: bool) -> None:
    main = E(
        "intent-filter",
        children=[
            E("action", {"name": "android.intent.action.MAIN"}),
            E("category", {"name": f"android.intent.category.{category}"}),
        ],
    )
    facts = read(app(E(kind, {"name": ".M", "enabled": enabled}, children=[main])))[0]
    assert facts.app["has_launcher"] is expected


def test_themes_that_hide_are_followed_to_the_framework() -> None:
    styles = table(
        0x7F,
        [
            (
                "style",
                [
                    (
                        b"",
                        [
                            Entry(None, parent=0x7F010001),
                            Entry(None, parent=0x0103000F),
                            Entry(None, parent=0x01030005),
                        ],
                    )
                ],
            )
        ],
    )
    root = app(
        E("activity", {"name": ".A", "theme": Ref(0x7F010000)}),
        E("activity", {"name": ".B", "theme": Ref(0x7F010002)}),
        E("activity", {"name": ".C"}),
        theme=Ref(0x01030010),
    )
    assert [r["no_display"] for r in read(root, arsc_bytes=styles)[1].rows("components")] == [True, False, True]


def test_permissions() -> None:
    root = tree(
        PACKAGE,
        E("permission", {"name": "P.normal"}),
        E("permission", {"name": "P.old", "protectionLevel": Raw(0x11, 3), "permissionGroup": "G"}),
        E("permission", {"name": "P.sig", "protectionLevel": Raw(0x11, 0x32)}),
        E("permission", {"name": "P.internal", "protectionLevel": Raw(0x11, 0x4000004)}),
        E("permission", {"name": Ref(0x7F010000)}),
        E("uses-permission", {"name": "U.one", "maxSdkVersion": 22}),
        E("uses-permission", {"name": "U.one"}),
        E("uses-permission", {"name": "U.two", "maxSdkVersion": 18}),
        E("uses-permission", {"name": "U.two", "maxSdkVersion": 28}),
        E("uses-permission-sdk-23", {"name": "U.three"}),
        E("uses-permission", {"name": Ref(0x7F010000)}),
        application=E("application", children=[E("uses-permission", {"name": "U.inside"})]),
    )
    facts, rows = read(root, arsc_bytes=table(0x7F, [("string", [(b"", [Entry("by.reference")])])]))
    assert [(r["name"], r["protection_level"], r["base_level"]) for r in rows.rows("permissions_declared")] == [
        ("P.normal", "normal", "normal"),
        ("P.old", "signature|privileged", "signature"),
        ("P.sig", "signature|privileged|development", "signature"),
        ("P.internal", "internal|role", "internal"),
    ]
    assert rows.rows("permissions_declared")[1]["permission_group"] == "G"
    used = {r["name"]: r["max_sdk"] for r in rows.rows("permissions_used")}
    assert used == {"U.one": None, "U.two": 28, "U.three": None}
    assert facts.permissions_used == ("U.one", "U.two", "U.three")


@pytest.mark.parametrize(
    ("package", "system", "listed"), [(PACKAGE, True, True), (PACKAGE, False, False), ("android", False, True)]
)
def test_system_apps_alone_protect_broadcasts(package: str, system: bool, listed: bool) -> None:
    _, rows = read(tree(package, E("protected-broadcast", {"name": "A"})), system=system)
    expected = [{"action": "A", "declared_by": package, "source": "phone"}] if listed else []
    assert rows.rows("protected_broadcasts") == expected


def test_splits_add_their_components_to_the_base() -> None:
    base = app(permission="APP", sdk=16)
    split = E(
        "manifest",
        {},
        [("package", PACKAGE), ("split", "feature")],
        [E("application", children=[E("provider", {"name": ".P"})])],
    )
    alien = tree("other.app", application=E("application", children=[E("service", {"name": ".S"})]))
    facts, rows = read(
        base,
        splits=[
            manifest.Split("feature.apk", Document(split).data()),
            manifest.Split("alien.apk", Document(alien).data()),
            manifest.Split("broken.apk", b"nothing"),
        ],
    )
    (row,) = rows.rows("components")
    assert row["evidence"] == node_id("feature.apk")
    assert (row["permission"], row["exported"], row["package"]) == ("APP", True, PACKAGE)
    assert [c.component for c in facts.components] == [f"{PACKAGE}.P"]
    assert [(p["path"], p["error"]) for p in rows.rows("problems")] == [
        ("alien.apk", "format"),
        ("broken.apk", "format"),
    ]
