from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from tests.readers.nodes import node

from gifthorse.analysis import init_triggers, starts
from gifthorse.readers import commands, init_rc
from gifthorse.tables import Rows, specs


def run(folder: Path, **files: str) -> dict[str, dict[str, Any]]:
    """The commands of rc files and scripts by program; a name like bin_a_sh stands for /system/bin/a.sh."""
    rows = Rows()
    for name, text in files.items():
        path = "/system/" + name.replace("_", "/", 1).replace("_", ".")
        reader = init_rc if path.endswith(".rc") else commands
        reader.read(node(folder, text.encode(), place=path, kind="script"), rows)
    tables = dict(rows.tables())
    empty = {n: specs()[n].schema().empty_table() for n in ("init_services", "init_actions", "commands")}
    tables = empty | tables
    services = init_triggers.complete(tables["init_services"], tables["init_actions"])
    done = starts.complete(tables["commands"], services, tables["init_actions"])
    assert done.schema == specs()["commands"].schema()
    return {r["program"]: r for r in done.to_pylist()}


def test_a_script_inherits_from_whoever_runs_it(tmp_path: Path) -> None:
    found = run(
        tmp_path,
        etc_x_rc="service s /system/bin/sh /system/bin/a.sh\n    user system\non boot\n    exec - root -- /bin/a.sh\n",
        bin_a_sh="#!/system/bin/sh\none\n. /system/bin/b.sh\n",
        bin_b_sh="two\nsh /system/bin/a.sh\n",
        bin_c_sh="three\n",
    )
    assert found["one"]["user"] == found["two"]["user"] == "root"
    assert found["two"]["run_by"] == ["service s", "on boot"]
    assert (found["three"]["user"], found["three"]["run_by"]) == (None, [])


def test_a_disabled_service_starts_nothing_until_something_starts_it(tmp_path: Path) -> None:
    service = "service s /system/bin/a.sh\n    disabled\n"
    assert run(tmp_path, etc_x_rc=service, bin_a_sh="one\n")["one"]["run_by"] == []
    started = service + "on property:a=1\n    start s\n"
    assert run(tmp_path, etc_x_rc=started, bin_a_sh="one\n")["one"]["run_by"] == ["service s"]


def test_scripts_that_run_by_their_name(tmp_path: Path) -> None:
    assert run(tmp_path, **{"bin_install-recovery_sh": "one\n"})["one"]["run_by"] == ["by its name"]


@pytest.mark.parametrize(
    ("path", "same"),
    [
        ("/bin/a", "/system/bin/a"),
        ("system/bin/a", "/system/bin/a"),
        ("/system/vendor/bin/a", "/vendor/bin/a"),
        ("//vendor//bin/a", "/vendor/bin/a"),
        ("/data/a", "/data/a"),
    ],
)
def test_one_spelling_a_path(path: str, same: str) -> None:
    assert starts.place(path) == same
