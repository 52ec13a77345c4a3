from __future__ import annotations

from pathlib import Path

from tests.abxwriter import abx
from tests.readers.nodes import node, table

from gifthorse.readers import state_xml
from gifthorse.tables import Rows

OWNER = b"""<?xml version='1.0'?>
<root><device-owner package="com.a" component="com.a/.Admin" userId="0"/>
<profile-owner package="com.b" component="com.b/com.b.Admin" userId="10"/></root>"""


def test_settings_in_both_forms(tmp_path: Path) -> None:
    binary = abx(("settings", {}, [("setting", {"name": "adb_enabled", "value": "1", "package": "com.a"}, [])]))
    text = b'<settings><setting id="1" name="adb_enabled" value="1" package="com.a"/></settings>'
    for data in (binary, text):
        rows = Rows()
        place = "/data/system/users/10/settings_global.xml"
        state_xml.read(node(tmp_path, data, place=place, partition="data"), rows)
        (row,) = table(rows, "settings")
        assert (row["user"], row["namespace"], row["name"], row["value"], row["package"]) == (
            10,
            "global",
            "adb_enabled",
            "1",
            "com.a",
        )


def test_a_value_that_xml_cannot_hold(tmp_path: Path) -> None:
    rows = Rows()
    text = b'<settings><setting name="a" valueBase64="YgE="/><setting name="c" valueBase64="?"/></settings>'
    state_xml.read(node(tmp_path, text, place="/data/system/users/0/settings_system.xml"), rows)
    assert [(r["name"], r["value"]) for r in table(rows, "settings")] == [("a", "b\x01"), ("c", "")]


def test_owners_and_administrators(tmp_path: Path) -> None:
    rows = Rows()
    state_xml.read(node(tmp_path, OWNER, place="/data/system/device_owner_2.xml"), rows)
    policies = b'<policies><admin name="com.c/com.c.Admin"><policies flags="1"/></admin></policies>'
    state_xml.read(node(tmp_path, policies, place="/data/system/device_policies.xml"), rows)
    assert [(r["role"], r["package"], r["component"], r["user"]) for r in table(rows, "admins")] == [
        ("device-owner", "com.a", "com.a/com.a.Admin", 0),
        ("profile-owner", "com.b", "com.b/com.b.Admin", 10),
        ("admin", "com.c", "com.c/com.c.Admin", 0),
    ]


def test_damage_is_said(tmp_path: Path) -> None:
    rows = Rows()
    state_xml.read(node(tmp_path, b"<settings><setting", place="/data/system/users/0/settings_global.xml"), rows)
    state_xml.read(node(tmp_path, b"ABX\0", place="/data/system/users/0/settings_global.xml"), rows)
    assert len(table(rows, "problems")) == 2
