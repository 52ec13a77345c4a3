"""Permissions and protected broadcasts of a whole phone."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from gifthorse.analysis import permissions
from gifthorse.tables import Rows, node_id

ROOT = Path(__file__).resolve().parents[2]
FRAMEWORK = Path("/usr/share/android-framework-res/framework-res.apk")


def phone(
    *declared: tuple[str, str, str],
    places: dict[str, str] | None = None,
    broadcasts: tuple[tuple[str, str], ...] = (),
    sdk: str | None = None,
) -> dict[str, pa.Table]:
    """Tables with permissions (package, name, level), apps installed as `places`, broadcasts (action, package)."""
    rows = Rows()
    for package, name, level in declared:
        base = level.split("|")[0]
        node = node_id(package)
        rows.add(
            "permissions_declared", evidence=node, package=package, name=name, protection_level=level, base_level=base
        )
    for package, place in (places or {}).items():
        rows.add("apps", evidence=node_id(package), package=package, path=f"/{place}/{package}", installed_as=place)
    for action, package in broadcasts:
        rows.add("protected_broadcasts", action=action, declared_by=package, source="phone")
    if sdk is not None:
        rows.add("properties", evidence=1, path="/b", name="ro.build.version.sdk", value=sdk, line=1)
    return dict(rows.tables())


def found(tables: dict[str, pa.Table], name: str) -> dict[str, Any] | None:
    rows = permissions.complete(tables)["permissions"].to_pylist()
    return next((row for row in rows if row["name"] == name), None)


def test_the_frameworks_declaration_wins_then_the_first_scanned() -> None:
    tables = phone(
        ("z.single", "P", "normal"),
        ("b.app", "P", "dangerous"),
        ("a.priv", "P", "signature|privileged"),
        ("b.app", "Q", "normal"),
        ("android", "Q", "signature"),
        places={"z.single": "single", "b.app": "app", "a.priv": "priv-app", "android": "framework"},
    )
    assert found(tables, "P") == {
        "name": "P",
        "base_level": "signature",
        "flags": ["privileged"],
        "declared_by": "a.priv",
        "source": "phone",
    }
    q = found(tables, "Q")
    assert q is not None
    assert (q["declared_by"], q["base_level"]) == ("android", "signature")
    internet = found(tables, "android.permission.INTERNET")
    assert internet is not None
    assert internet["source"] == "table", "this framework is cut down to one permission"


def test_a_whole_frameworks_word_is_the_last() -> None:
    known = permissions.framework_permissions()
    declared = [("android", name, level) for name, level in known.items() if name != "android.permission.INTERNET"]
    tables = phone(*declared, places={"android": "framework"})
    assert found(tables, "android.permission.INTERNET") is None, "this framework does not declare it"


@pytest.mark.parametrize(
    ("sdk", "name", "level"),
    [
        ("16", "android.permission.READ_SMS", "dangerous"),
        ("23", "android.permission.WRITE_SETTINGS", "signature"),
        ("22", "android.permission.WRITE_SETTINGS", "normal"),
        ("29", "android.permission.INSTALL_PACKAGES", "signature"),
        ("22", "android.permission.BLUETOOTH_CONNECT", None),
        ("31", "android.permission.BLUETOOTH_CONNECT", "dangerous"),
        ("23", "android.permission.READ_PROFILE", "normal"),
        (None, "android.permission.BLUETOOTH_CONNECT", "dangerous"),
        ("nonsense", "android.permission.BLUETOOTH_CONNECT", "dangerous"),
    ],
)
def test_without_the_framework_the_dated_table_for_its_version_stands_in(
    sdk: str | None, name: str, level: str | None
) -> None:
    row = found(phone(("a.b", name, "normal"), sdk=sdk), name)
    if level is None:
        assert row is not None
        assert (row["declared_by"], row["source"]) == ("a.b", "phone")
    else:
        assert row is not None
        assert (row["base_level"], row["declared_by"], row["source"]) == (level, "android", "table")


def test_broadcasts_are_completed_for_packages_that_were_not_read() -> None:
    def actions(tables: dict[str, pa.Table]) -> dict[str, tuple[str, str]]:
        rows = permissions.complete(tables)["protected_broadcasts"].to_pylist()
        assert len({r["action"] for r in rows}) == len(rows)
        return {r["action"]: (r["declared_by"], r["source"]) for r in rows}

    boot, sms, own = (
        "android.intent.action.BOOT_COMPLETED",
        "android.provider.Telephony.SMS_RECEIVED",
        "org.example.OWN",
    )
    nothing_read = actions(phone(broadcasts=((own, "a.b"), (own, "c.d"))))
    assert nothing_read[boot] == ("android", "table")
    assert nothing_read[sms] == ("com.android.phone", "table")
    assert nothing_read[own] == ("a.b", "phone")
    cut_down = actions(phone(places={"android": "framework"}, broadcasts=((own, "android"),)))
    assert cut_down[boot] == ("android", "table"), "no whole framework"
    others = tuple((a, "android") for a in permissions.framework_broadcasts()["android"] if a != boot)
    whole = phone(places={"android": "framework"}, broadcasts=((own, "a.b"), (own, "android"), *others))
    framework_read = actions(whole)
    assert boot not in framework_read
    assert framework_read[sms] == ("com.android.phone", "table")
    assert framework_read[own] == ("android", "phone")
    assert sms not in actions(phone(places={"android": "framework", "com.android.phone": "priv-app"}))


def test_later_broadcasts_are_not_protected_on_older_phones() -> None:
    later = "android.intent.action.PROFILE_ACCESSIBLE"
    assert later in permissions.framework_broadcasts(35)["android"]
    assert later in permissions.framework_broadcasts()["android"]
    assert later not in permissions.framework_broadcasts(29)["android"]


def test_no_tables_at_all() -> None:
    assert permissions.complete({})["permissions"].num_rows > 800


def test_completing_twice_changes_nothing() -> None:
    tables = phone(broadcasts=(("org.example.OWN", "a.b"),))
    once = tables | permissions.complete(tables)
    assert permissions.complete(once) == permissions.complete(tables)


@pytest.mark.skipif(not FRAMEWORK.exists(), reason="android-framework-res is not installed")
def test_the_dated_table_is_what_its_script_writes() -> None:
    spec = importlib.util.spec_from_file_location("permissions_script", ROOT / "tools" / "framework" / "permissions.py")
    assert spec is not None
    assert spec.loader is not None
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    assert script.TARGET.read_text(encoding="utf-8") == script.build(FRAMEWORK)
