"""Which permissions and protected broadcasts hold on this phone, over all declarations.

What the framework of the phone declares comes from its own manifest; where that could not be read, or is cut down to
a small part of what Android declares, from the dated table data/permissions.toml for the phone's Android version. The
same goes for protected broadcasts, and of those that com.android.phone declares.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

import pyarrow as pa
import rtoml

from gifthorse.tables import specs

ANDROID = "android"
NEWEST = 10_000
"""The API level that stands for an unknown one."""
STUB = 4
"""A framework that declares less than this part (a quarter) of what Android does is no whole one."""

# In the order in which Android scans: a name belongs to whoever declared it first.
_RANK = {"framework": 1, "overlay": 2, "priv-app": 3, "app": 4, "odd": 5, "preinstall": 6, "single": 7}


@cache
def _table(name: str) -> list[tuple[str, str]]:
    """The lines of a list in the dated table: what each is about, and what it says of it."""
    raw = rtoml.loads((files("gifthorse.data") / "permissions.toml").read_text(encoding="utf-8"))
    return [(about, said) for about, _, said in (line.partition(": ") for line in raw[name].splitlines())]


def framework_permissions(sdk: int | None = None) -> dict[str, str]:
    """What the framework of an Android version (None: newest) declares: name to level, such as signature|privileged."""
    found = {}
    for name, history in _table("permission"):
        level = "-"
        for span in history.split(", "):
            since, _, what = span.partition(" ")
            if int(since) <= (sdk or NEWEST):
                level = what
        if level != "-":
            found[name] = level
    return found


def framework_broadcasts(sdk: int | None = None) -> dict[str, list[str]]:
    """Declaring package to the actions it protects in an Android version (None: newest)."""
    found: dict[str, list[str]] = {}
    for action, said in _table("broadcast"):
        since, _, package = said.partition(" ")
        if int(since) <= (sdk or NEWEST):
            found.setdefault(package, []).append(action)
    return found


def phone_sdk(tables: Mapping[str, pa.Table]) -> int | None:
    """The API level that the phone's properties state."""
    properties = tables.get("properties")
    if properties is None:
        return None
    names, values = properties["name"].to_pylist(), properties["value"].to_pylist()
    stated = dict(zip(reversed(names), reversed(values), strict=True))
    for name in ("ro.build.version.sdk", "ro.system.build.version.sdk", "ro.vendor.build.version.sdk"):
        text = (stated.get(name) or "").strip()
        if text.isascii() and text.isdigit() and 0 < int(text[:6]) < NEWEST:
            return int(text)
    return None


def complete(tables: Mapping[str, pa.Table]) -> dict[str, pa.Table]:
    """The tables `permissions` and `protected_broadcasts` of a phone, from the tables of all its apps."""
    sdk = phone_sdk(tables)
    return {
        "permissions": permissions(tables, sdk=sdk),
        "protected_broadcasts": protected_broadcasts(tables, sdk=sdk),
    }


def permissions(tables: Mapping[str, pa.Table], *, sdk: int | None = None) -> pa.Table:
    """The table `permissions`: of several declarations of a name the framework's, else the first scanned, counts."""
    places = _places(tables)
    best: dict[str, tuple[tuple[int, str], str, str]] = {}
    declared = tables.get("permissions_declared")
    if declared is not None:
        columns = (declared[name].to_pylist() for name in ("evidence", "package", "name", "protection_level"))
        for evidence, package, name, level in zip(*columns, strict=True):
            rank = (0, "") if package == ANDROID else places.get(evidence, (9, ""))
            known = best.get(name)
            if known is None or rank < known[0]:
                best[name] = (rank, package, level)
    rows = [(name, level, package, "phone") for name, (_, package, level) in best.items()]
    known_names = framework_permissions(sdk)
    own = {name for name, _, package, _ in rows if package == ANDROID}
    if len(own) * STUB < len(known_names):
        rows = [row for row in rows if row[0] in own or row[0] not in known_names]
        rows += [(name, level, ANDROID, "table") for name, level in known_names.items() if name not in own]
    rows.sort()
    return _made(
        "permissions",
        {
            "name": [name for name, _, _, _ in rows],
            "base_level": [level.split("|", 1)[0] for _, level, _, _ in rows],
            "flags": [level.split("|")[1:] for _, level, _, _ in rows],
            "declared_by": [package for _, _, package, _ in rows],
            "source": [source for _, _, _, source in rows],
        },
    )


def protected_broadcasts(tables: Mapping[str, pa.Table], *, sdk: int | None = None) -> pa.Table:
    """The table `protected_broadcasts`, one row an action, completed for packages that could not be read."""
    found: dict[str, tuple[str, str]] = {}
    declared = tables.get("protected_broadcasts")
    if declared is not None:
        columns = (declared[name].to_pylist() for name in ("action", "declared_by", "source"))
        for action, package, source in zip(*columns, strict=True):
            if source == "phone" and (action not in found or package == ANDROID):
                found[action] = (package, source)
    present = _packages(tables)
    own = sum(package == ANDROID for package, _ in found.values())
    for package, actions in framework_broadcasts(sdk).items():
        if package not in present or (package == ANDROID and own * STUB < len(actions)):
            for action in actions:
                found.setdefault(action, (package, "table"))
    return _made(
        "protected_broadcasts",
        {
            "action": list(found),
            "declared_by": [package for package, _ in found.values()],
            "source": [source for _, source in found.values()],
        },
    )


def _packages(tables: Mapping[str, pa.Table]) -> set[str]:
    apps = tables.get("apps")
    return set(apps["package"].to_pylist()) if apps is not None else set()


def _places(tables: Mapping[str, pa.Table]) -> dict[int, tuple[int, str]]:
    apps = tables.get("apps")
    if apps is None:
        return {}
    columns = (apps[name].to_pylist() for name in ("evidence", "installed_as", "path"))
    return {node: (_RANK.get(place, 8), path or "") for node, place, path in zip(*columns, strict=True)}


def _made(name: str, columns: Mapping[str, list[Any]]) -> pa.Table:
    schema = specs()[name].schema()
    return pa.Table.from_arrays([pa.array(columns[field.name], field.type) for field in schema], schema=schema)
