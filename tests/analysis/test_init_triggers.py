from __future__ import annotations

from typing import Any

import pytest

from gifthorse.analysis.init_triggers import complete, known_from
from gifthorse.formats.initrc import script
from gifthorse.readers import init_rc
from gifthorse.tables import Rows, specs


def started(*scripts: bytes, recovery: tuple[bool, ...] = ()) -> dict[tuple[str, bool], dict[str, Any]]:
    """What becomes of the services of several scripts, by name and whether of recovery."""
    rows = Rows()
    for number, text in enumerate(scripts):
        for_recovery = bool(recovery) and recovery[number]
        found = script(text)
        for service in found.services:
            init_rc._service(service, number, for_recovery, rows)
        for action in found.actions:
            for command in action.commands:
                rows.add(
                    "init_actions", evidence=number, trigger=action.trigger, command=command.name,
                    arguments=list(command.arguments), recovery=for_recovery, line=command.line,
                )  # fmt: skip
    tables = dict(rows.tables())
    empty = specs()["init_actions"].schema().empty_table()
    done = complete(tables["init_services"], tables.get("init_actions", empty))
    assert done.schema == specs()["init_services"].schema()
    return {(row["service"], row["recovery"]): row for row in done.to_pylist()}


def test_started_by_name_class_and_property_from_other_files() -> None:
    services = started(
        b"service a /system/bin/a\n class main\n disabled\nservice b /system/bin/b\n class core late\n"
        b"service c /system/bin/c\n disabled\n",
        b"on boot\n class_start core\n class_start main\non property:x=1\n start a\n setprop ctl.start c\n restart b\n",
        b"on property:x=1\n start a\n",
    )
    assert services["a", False]["started_by"] == ["property:x=1"], "disabled: not with its class, and each trigger once"
    assert services["b", False]["started_by"] == ["property:x=1", "boot"]
    assert services["c", False]["started_by"] == ["property:x=1"]


def test_recovery_is_kept_apart() -> None:
    text = b"service a /sbin/a\n disabled\n"
    services = started(text, text + b"on boot\n start a\n", recovery=(False, True))
    assert services["a", False]["started_by"] == []
    assert services["a", True]["started_by"] == ["boot"]


@pytest.mark.parametrize(
    ("service", "program", "family"),
    [
        ("zygote", "/system/bin/app_process", "aosp"),
        ("debuggerd", "/system/bin/debuggerd", "aosp"),
        ("mdlogger", "/system/bin/mdlogger", "mediatek"),
        ("cnss-daemon", "/vendor/bin/cnss-daemon", "qualcomm"),
        ("cnss-daemon", "/system/vendor/bin/cnss-daemon", "qualcomm"),
        ("debuggerd", "/system/bin/debugs", None),
        ("debugs", "/system/bin/debuggerd", None),
        ("debuggerd", "/data/local/tmp/debuggerd", None),
        ("console", "/system/bin/sh", None),
        ("zygote", "app_process", None),
    ],
)
def test_whose_base_system_has_a_service(service: str, program: str, family: str | None) -> None:
    found = known_from(service, program)
    assert found == family or (family == "qualcomm" and found == "google")
    row = started(b"service %s %s\n" % (service.encode(), program.encode()))[service, False]
    assert row["known_from"] == found
