"""Which triggers start a service of init: the commands of all rc files taken together.

Source: AOSP system/core/init/README.md (class_start, start, restart, enable, ctl.* properties, disabled).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

import pyarrow as pa

BY_NAME = frozenset({"start", "restart", "exec_start", "enable"})
BY_CLASS = frozenset({"class_start", "class_restart", "class_start_post_data"})
BY_PROPERTY = frozenset({"ctl.start", "ctl.restart", "ctl.interface_start"})


def complete(services: pa.Table, actions: pa.Table) -> pa.Table:
    """`init_services` with `started_by` filled: each trigger once, in the order of the files.

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
    at = services.schema.get_field_index("started_by")
    field = services.schema.field(at)
    return services.set_column(at, field, pa.array(started, type=field.type))


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
