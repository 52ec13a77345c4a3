"""What only all rc files together tell of a service of init: which triggers start it, and whose base system has it.

Source: AOSP system/core/init/README.md (class_start, start, restart, enable, ctl.* properties, disabled).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files
from typing import Any

import pyarrow as pa
import rtoml

PROGRAM_FOLDERS = ("/bin", "/xbin", "/sbin", "/bin/hw")
BY_NAME = frozenset({"start", "restart", "exec_start", "enable"})
BY_CLASS = frozenset({"class_start", "class_restart", "class_start_post_data"})
BY_PROPERTY = frozenset({"ctl.start", "ctl.restart", "ctl.interface_start"})


def complete(services: pa.Table, actions: pa.Table) -> pa.Table:
    """`init_services` with `started_by` and `known_from` filled; each trigger once, in the order of the files.

    Recovery's scripts and the system's are kept apart. A service that says `disabled` is not started with its class.
    """
    by_name, by_class = _starters(actions.select(["trigger", "command", "arguments", "recovery"]).to_pylist())
    started: list[list[str]] = []
    for row in services.select(["service", "class", "disabled", "recovery"]).to_pylist():
        recovery = row["recovery"]
        triggers = list(by_name.get((recovery, row["service"]), ()))
        if not row["disabled"]:
            for name in row["class"].split():
                triggers += by_class.get((recovery, name), ())
        started.append(list(dict.fromkeys(triggers)))
    known = [
        known_from(*names) for names in zip(*(services[c].to_pylist() for c in ("service", "program")), strict=True)
    ]
    return _with(_with(services, "started_by", started), "known_from", known)


def known_from(service: str, program: str) -> str | None:
    """The family whose base system has this service with this program, None if none has.

    A program counts by its name if it lies in a system's folder for programs, which moved between Android versions.
    """
    folder, _, name = program.rpartition("/")
    return _families().get((service, name)) if folder.endswith(PROGRAM_FOLDERS) else None


@cache
def _families() -> Mapping[tuple[str, str], str]:
    table = rtoml.loads(files("gifthorse.data").joinpath("aosp_services.toml").read_text(encoding="utf-8"))
    return {
        (service, program): family
        for family, names in table.items()
        if isinstance(names, list)
        for service, program in (name.split(" ") for name in names)
    }


def _with(table: pa.Table, column: str, values: list[Any]) -> pa.Table:
    at = table.schema.get_field_index(column)
    field = table.schema.field(at)
    return table.set_column(at, field, pa.array(values, type=field.type))


_Starters = Mapping[tuple[bool, str], list[str]]


def _starters(actions: Iterable[Mapping[str, Any]]) -> tuple[_Starters, _Starters]:
    by_name: dict[tuple[bool, str], list[str]] = defaultdict(list)
    by_class: dict[tuple[bool, str], list[str]] = defaultdict(list)
    for row in actions:
        command, arguments, recovery = row["command"], row["arguments"], row["recovery"]
        if command in BY_NAME and arguments:
            by_name[recovery, arguments[0]].append(row["trigger"])
        elif command in BY_CLASS and arguments:
            by_class[recovery, arguments[0]].append(row["trigger"])
        elif command == "setprop" and len(arguments) > 1 and arguments[0] in BY_PROPERTY:
            by_name[recovery, arguments[1]].append(row["trigger"])
    return by_name, by_class
