"""Which commands run by themselves: from init's services and actions over the scripts that they start."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import Any

import pyarrow as pa

DEPTH_LIMIT = 6
RUNS_LIMIT = 12
ROOT = "root"

# Scripts that a phone runs by their name alone, though the file that says so often is not in the evidence:
# install-recovery by the service flash_recovery, the rest by the tools that give an owner root.
_BY_NAME = re.compile(
    r"/(?:system|vendor)/(?:bin|etc)/install-recovery\.sh|(?:/system)?/etc/init\.d/[^/]+|/system/su\.d/[^/]+"
    r"|/data/adb/(?:post-fs-data\.d|service\.d)/[^/]+|/data/local/userinit\.sh"
)
_Start = tuple[str | None, tuple[str, ...]]


def complete(commands: pa.Table, services: pa.Table, actions: pa.Table) -> pa.Table:
    """`commands` with `user` and `run_by` filled; a script inherits both from whoever runs it.

    `services` must have `started_by`. A service counts as started when it is not disabled: which classes are started
    may stand in a file that was not read.
    """
    rows = commands.select(["evidence", "path", "source", "name", "line", "runs"]).to_pylist()
    by_service = {
        (r["evidence"], r["service"], r["line"]): (
            r["user"],
            [] if r["disabled"] and not r["started_by"] else [f"service {r['service']}"],
        )
        for r in services.select(["evidence", "service", "line", "user", "disabled", "started_by"]).to_pylist()
    }
    by_action = {
        (r["evidence"], r["line"]): _user(r["arguments"])
        for r in actions.select(["evidence", "command", "line", "arguments"]).to_pylist()
        if r["command"].startswith("exec")
    }
    starts: list[_Start] = []
    for row in rows:
        if row["source"] == "service":
            user, names = by_service.get((row["evidence"], row["name"], row["line"]), (None, []))
            starts.append((user if names else None, tuple(names)))
        elif row["source"] in ("exec", "init"):
            starts.append((by_action.get((row["evidence"], row["line"]), ROOT), (f"on {row['name']}",)))
        else:
            starts.append((ROOT, ("by its name",)) if _BY_NAME.fullmatch(place(row["path"])) else (None, ()))
    _spread(rows, starts)
    commands = _with(commands, "user", [user for user, _ in starts])
    return _with(commands, "run_by", [list(names) for _, names in starts])


def place(path: str) -> str:
    """A path in one spelling: the same file is /system/vendor/x and /vendor/x, /bin/x and /system/bin/x."""
    path = re.sub(r"/{2,}", "/", path if path.startswith("/") else "/" + path)
    path = re.sub(r"^/system/(vendor|product|system_ext|odm)/", r"/\1/", path)
    return re.sub(r"^/(bin|etc|xbin)/", r"/system/\1/", path)


def _user(arguments: list[str]) -> str:
    """The user of `exec [<seclabel> [<user> [<group>...]]] -- <command>`."""
    options = arguments[: arguments.index("--")] if "--" in arguments else []
    return options[1] if len(options) > 1 else ROOT


def _spread(rows: list[dict[str, Any]], starts: list[_Start]) -> None:
    """Hand what starts a command on to the commands of the scripts that it runs."""
    scripts: dict[str, list[int]] = defaultdict(list)
    for number, row in enumerate(rows):
        if row["source"] == "script":
            scripts[place(row["path"])].append(number)
    waiting: dict[str, _Start] = {}
    for row, start in zip(rows, starts, strict=True):
        for file in (place(run) for run in row["runs"] if start[1]):
            if file in scripts:
                waiting[file] = _joined(waiting.get(file, (None, ())), start)
    seen: set[tuple[str, _Start]] = set()
    for _ in range(DEPTH_LIMIT):
        following: dict[str, _Start] = {}
        for file, start in waiting.items():
            if (file, start) in seen:
                continue
            seen.add((file, start))
            for number in scripts[file]:
                starts[number] = _joined(starts[number], start)
                for run in rows[number]["runs"]:
                    if place(run) in scripts:
                        following[place(run)] = _joined(following.get(place(run), (None, ())), starts[number])
        waiting = following


def _joined(one: _Start, other: _Start) -> _Start:
    users = {one[0], other[0]} - {None}
    user = ROOT if ROOT in users else next(iter(sorted(u for u in users if u)), None)
    return user, tuple(dict.fromkeys((*one[1], *other[1])))[:RUNS_LIMIT]


def _with(table: pa.Table, column: str, values: list[Any]) -> pa.Table:
    at = table.schema.get_field_index(column)
    field = table.schema.field(at)
    return table.set_column(at, field, pa.array(values, type=field.type))
