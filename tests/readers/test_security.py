from __future__ import annotations

import struct
from hashlib import sha256
from pathlib import Path
from typing import Any

from tests.readers.nodes import node, table

from gifthorse.readers import security
from gifthorse.tables import Rows


def read(
    folder: Path, data: bytes, name: str, *, place: str, kind: str, partition: str = "vendor"
) -> list[dict[str, Any]]:
    rows = Rows()
    security.read(node(folder, data, place=place, kind=kind, partition=partition), rows)
    assert not table(rows, "problems")
    return table(rows, name)


def test_permissive_domains(tmp_path: Path) -> None:
    text = b"(type hwd)\n(typepermissive hwd)\n"
    place = "/vendor/etc/selinux/vendor_sepolicy.cil"
    found = read(tmp_path, text, "permissive_domains", place=place, kind="sepolicy-cil")
    assert [(r["path"], r["domain"]) for r in found] == [(place, "hwd")]
    debug = "/system/etc/selinux/plat_sepolicy_debug.cil"
    assert not read(tmp_path, text, "permissive_domains", place=debug, kind="sepolicy-cil")
    recovery = read(
        tmp_path, text, "permissive_domains", place="/recovery/x.cil", kind="sepolicy-cil", partition="recovery"
    )
    assert not recovery


def test_labels_by_signer(tmp_path: Path) -> None:
    xml = (
        b'<?xml version="1.0"?><policy><signer signature="@PLATFORM"><seinfo value="platform"/></signer>'
        b'<signer signature="3082"><seinfo value="platform"/></signer>'
        b'<signer><cert signature="3083"/><package name="org.a"><seinfo value="carrier"/></package></signer></policy>'
    )
    found = read(tmp_path, xml, "mac_permissions", place="/vendor/etc/selinux/x.xml", kind="mac-permissions")
    assert [(r["signer"], r["package"], r["seinfo"]) for r in found] == [
        (sha256(b"\x30\x82").hexdigest(), None, "platform"),
        (sha256(b"\x30\x83").hexdigest(), "org.a", "carrier"),
    ]


def test_modes_that_an_image_is_built_with(tmp_path: Path) -> None:
    data = struct.pack("<HHHHQ", 32, 0o4755, 0, 2000, 1 << 63) + b"vendor/bin/x\0".ljust(16, b"\0")
    (found,) = read(tmp_path, data, "file_modes", place="/vendor/etc/fs_config_files", kind="fs-config")
    assert (found["path"], found["mode"], found["uid"], found["capabilities"]) == ("/vendor/bin/x", 0o4755, 0, -1)


def test_keys_of_computers(tmp_path: Path) -> None:
    data = b"# a comment\n" + b"A" * 700 + b" lab@host\n\n" + b"B" * 44 + b"\nshort\n"
    found = read(tmp_path, data, "adb_keys", place="/adb_keys", kind="adb-keys")
    assert [(r["line"], r["comment"]) for r in found] == [(2, "lab@host"), (4, None)]


def test_what_cannot_be_read_is_a_problem(tmp_path: Path) -> None:
    rows = Rows()
    security.read(node(tmp_path, b"\x8c\xff\x7c\xf9\x08\0\0\0SE", place="/sepolicy", kind="sepolicy"), rows)
    assert len(table(rows, "problems")) == 1
