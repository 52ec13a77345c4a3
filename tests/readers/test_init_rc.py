from __future__ import annotations

from pathlib import Path

import pytest
from tests.readers.nodes import node, table

from gifthorse.readers import init_rc
from gifthorse.tables import Rows

SCRIPT = b"""import /init.usb.rc
on boot
    start debugs
service debugs /system/bin/debugs --port 5555
    socket debugs stream 666 root shell
    disabled
service plain /system/bin/plain
    user nobody
    class core main
"""


def test_services_and_commands(tmp_path: Path) -> None:
    rows = Rows()
    init_rc.read(node(tmp_path, SCRIPT, place="/system/etc/init/x.rc"), rows)
    debugs, plain = table(rows, "init_services")
    assert (debugs["service"], debugs["program"], debugs["arguments"]) == (
        "debugs",
        "/system/bin/debugs",
        ["--port", "5555"],
    )
    assert (debugs["user"], debugs["user_stated"], debugs["disabled"], debugs["class"]) == (
        "root",
        False,
        True,
        "default",
    )
    assert debugs["sockets"] == ["debugs:stream:666:root:shell"]
    assert (plain["user"], plain["user_stated"], plain["class"]) == ("nobody", True, "core main")
    assert [(r["trigger"], r["command"], r["arguments"], r["line"]) for r in table(rows, "init_actions")] == [
        ("", "import", ["/init.usb.rc"], 1),
        ("boot", "start", ["debugs"], 3),
    ]
    assert {r["recovery"] for r in table(rows, "init_services")} == {False}


@pytest.mark.parametrize(
    ("place", "partition"), [("/recovery/init.rc", "recovery"), ("/init.recovery.mt6735.rc", "boot")]
)
def test_scripts_of_recovery(tmp_path: Path, place: str, partition: str) -> None:
    rows = Rows()
    init_rc.read(node(tmp_path, SCRIPT, place=place, partition=partition), rows)
    assert {r["recovery"] for r in table(rows, "init_services") + table(rows, "init_actions")} == {True}


def test_a_broken_service_is_a_problem(tmp_path: Path) -> None:
    rows = Rows()
    init_rc.read(node(tmp_path, b"service x\n"), rows)
    assert table(rows, "problems")[0]["sentence"] == "The service in line 1 has no name or no program."
