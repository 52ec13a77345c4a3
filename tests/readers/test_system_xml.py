from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from tests.readers.nodes import node, table

from gifthorse.readers import system_xml
from gifthorse.tables import Rows

PERMISSIONS = b"""<permissions>
    <privapp-permissions package="com.x">
        <permission name="android.permission.INSTALL_PACKAGES"/>
        <deny-permission name="android.permission.REBOOT"/>
    </privapp-permissions>
    <assign-permission name="android.permission.DUMP" uid="shell"/>
    <permission name="android.permission.INTERNET"><group gid="inet"/></permission>
    <group gid="log"/>
    <feature name="android.hardware.nfc"/>
    <unavailable-feature name="android.hardware.fax"/>
    <library name="com.x.lib" file="/system/framework/x.jar"/>
    <allow-in-power-save package="com.x"/>
    <allow-association target="com.a" allowed="com.b"/>
    <named-actor namespace="n" name="m"><thing package="com.y" way="1"/></named-actor>
</permissions>
"""
DEFAULTS = b"""<exceptions><exception package="com.z">
    <permission name="android.permission.CAMERA" fixed="true"/>
</exception></exceptions>"""


def read(folder: Path, data: bytes) -> Rows:
    rows = Rows()
    system_xml.read(node(folder, data, place="/system/etc/permissions/x.xml"), rows)
    return rows


def granted(rows: Rows) -> list[tuple[Any, ...]]:
    return [(r["source"], r["package"], r["permission"], r["granted"]) for r in table(rows, "privileges")]


def test_grants_and_denials(tmp_path: Path) -> None:
    assert granted(read(tmp_path, PERMISSIONS)) == [
        ("privapp", "com.x", "android.permission.INSTALL_PACKAGES", True),
        ("privapp", "com.x", "android.permission.REBOOT", False),
        ("assign", "shell", "android.permission.DUMP", True),
        ("feature", "android.hardware.nfc", None, True),
        ("feature", "android.hardware.fax", None, False),
        ("library", "com.x.lib", "/system/framework/x.jar", True),
    ]
    assert granted(read(tmp_path, DEFAULTS)) == [("default", "com.z", "android.permission.CAMERA", True)]


def test_exemptions(tmp_path: Path) -> None:
    rows = table(read(tmp_path, PERMISSIONS), "sysconfig")
    assert [(r["element"], r["package"], r["value"]) for r in rows] == [
        ("permission", None, "name=android.permission.INTERNET gid=inet"),
        ("group", None, "gid=log"),
        ("allow-in-power-save", "com.x", None),
        ("allow-association", None, "target=com.a allowed=com.b"),
        ("named-actor", None, "namespace=n name=m"),
        ("named-actor/thing", "com.y", "way=1"),
    ]


@pytest.mark.parametrize(
    ("data", "error", "rows_left"),
    [
        (PERMISSIONS.replace(b"</permissions>", b""), "format", 6),
        (b"<!DOCTYPE permissions [<!ENTITY x 'y'>]>" + PERMISSIONS, "unsupported", 0),
        (b"nothing", "format", 0),
    ],
)
def test_what_cannot_be_read_is_a_problem(tmp_path: Path, data: bytes, error: str, rows_left: int) -> None:
    rows = read(tmp_path, data)
    assert [p["error"] for p in table(rows, "problems")] == [error]
    assert len(table(rows, "privileges")) == rows_left
