"""Who may reach each component on this phone: the table `exposure`.

A component is as open as the weakest permission that lets a caller in. What a permission lets in follows from its
level: `normal` any app that asks; `dangerous` any app the user agrees to, and so are signature permissions with pre23,
which apps for old Android versions get on installation; privileged, oem, vendorPrivileged, development, preinstalled
permissions only apps that came with the phone or that a developer granted it to; other signature and internal
permissions the phone's maker alone (verifier, role, appop and the like are handed out by the system, one by one).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import pyarrow as pa

from gifthorse.formats import arrow
from gifthorse.tables import specs

OPENNESS = ("nobody", "signature", "privileged", "dangerous", "normal", "anyone")
_PRIVILEGED = {"privileged", "oem", "vendorPrivileged", "development", "preinstalled"}
_WIDE = {name: width for width, name in enumerate(OPENNESS)}
STATED_SINCE = 31
"""Target from which Android refuses to install an app that leaves out android:exported beside a filter."""


def open_to(base_level: str, flags: list[str]) -> str:
    """What a permission of that level leaves a component open to."""
    if base_level in ("normal", "dangerous"):
        return base_level
    if "pre23" in flags:
        return "dangerous"
    return "privileged" if _PRIVILEGED.intersection(flags) else "signature"


class _Guard(NamedTuple):
    """What is known of a permission: how open it leaves a component, and the words that say why."""

    open_to: str
    words: str


def complete(tables: Mapping[str, pa.Table]) -> dict[str, pa.Table]:
    """The table `exposure`, from the tables of all apps after `analysis.permissions` completed them."""
    names = ("components", "permissions", "protected_broadcasts")
    empty = {name: specs()[name].schema().empty_table() for name in names if name not in tables}
    known = {**tables, **empty}
    return {
        "exposure": exposure(
            known["components"],
            known.get("intent_filters"),
            known["permissions"],
            known["protected_broadcasts"],
            apps=known.get("apps"),
            registered=known.get("registered_receivers"),
        )
    }


def exposure(
    components: pa.Table,
    intent_filters: pa.Table | None,
    permissions: pa.Table,
    protected_broadcasts: pa.Table,
    *,
    apps: pa.Table | None = None,
    registered: pa.Table | None = None,
) -> pa.Table:
    """Resolve every component and every receiver that code registers.

    `permissions` and `protected_broadcasts` are those of `analysis.permissions`.
    """
    guards = _guards(permissions)
    only = _only_protected(intent_filters, set(protected_broadcasts["action"].to_pylist()))
    filtered = _filtered(intent_filters)
    targets = _targets(apps)
    columns = components.select(_READ).to_pydict()
    names = ("open_to", "permission", "open_to_read", "open_to_write", "sent_by_anyone", "only_protected")
    made: dict[str, list[Any]] = {name: [] for name in names}
    because: list[str] = []
    for row in zip(*columns.values(), strict=True):
        one = _Component(*row)
        key = (one.evidence, one.kind, one.component)
        protected = one.kind == "receiver" and only.get(key, False)
        openness, permission, words = _resolve(one, guards)
        if openness != "nobody":
            if protected:
                words += (
                    " Every action it filters is a protected broadcast, which the system alone can send;"
                    " an intent that names the receiver may carry any other action."
                )
            if one.exported_stated is None and key in filtered and targets.get(one.evidence, 0) >= STATED_SINCE:
                words += " Android 12 and later refuse to install the app, as it leaves out android:exported."
        made["open_to"].append(openness)
        made["permission"].append(permission)
        for name, needed in (("open_to_read", one.read_permission), ("open_to_write", one.write_permission)):
            provider = one.kind == "provider" and openness != "nobody"
            made[name].append(_guard(needed, guards).open_to if provider else openness)
        made["sent_by_anyone"].append(openness in ("anyone", "normal") and not protected)
        made["only_protected"].append(protected)
        because.append(words)
    own = {name: components[name] for name in ("evidence", "package", "component", "kind", "target")}
    found = _made({**own, **made, "because": because})
    if registered is None:
        return found
    more = _registered(registered, guards, set(protected_broadcasts["action"].to_pylist()))
    return pa.concat_tables([found, more]).unify_dictionaries()


def _registered(table: pa.Table, guards: Mapping[str, _Guard], protected: set[str]) -> pa.Table:
    """Receivers of the table `registered_receivers`: none can be named by another app, so their actions decide."""
    rows: dict[str, list[Any]] = {name: [] for name in specs()["exposure"].schema().names}
    for row in table.to_pylist():
        sendable = [action for action in row["actions"] or () if action not in protected]
        guard = _guard(row["permission"], guards)
        if row["guarded"] and row["permission"] is None:
            guard = _Guard("nobody", "a sender needs a permission whose name is not constant")
        where = f"Registered by {row['caller']}"
        if not row["exported"]:
            guard, words = _Guard("nobody", ""), f"{where} for the app alone."
        elif not sendable:
            known = "that an app may send is known" if not row["actions"] else "of its filter may be sent by an app"
            guard, words = _Guard("nobody", ""), f"{where}; no action {known}."
        else:
            words = f"{where} for {sendable[0]}; {guard.words.replace('a caller', 'a sender')}."
        values = {
            "evidence": row["evidence"],
            "package": row["package"],
            "component": row["class"],
            "kind": "receiver",
            "target": row["class"],
            "permission": row["permission"],
            **dict.fromkeys(("open_to", "open_to_read", "open_to_write"), guard.open_to),
            "sent_by_anyone": guard.open_to in ("anyone", "normal"),
            "only_protected": not sendable,
            "because": words,
        }
        for name, column in rows.items():
            column.append(values[name])
    return _made(rows)


_READ = [
    "evidence",
    "kind",
    "component",
    "enabled",
    "exported",
    "exported_stated",
    "permission",
    "read_permission",
    "write_permission",
    "path_permissions",
]


class _Component(NamedTuple):
    evidence: int
    kind: str
    component: str
    enabled: bool
    exported: bool
    exported_stated: bool | None
    permission: str | None
    read_permission: str | None
    write_permission: str | None
    path_permissions: int


def _resolve(one: _Component, guards: Mapping[str, _Guard]) -> tuple[str, str | None, str]:
    """(open_to, deciding permission, sentence)."""
    if not one.enabled:
        return "nobody", None, "The manifest disables it."
    if not one.exported:
        return "nobody", None, _closed(one)
    way = "Exported" if one.exported_stated else _by_default(one)
    if one.kind != "provider":
        guard = _guard(one.permission, guards)
        return guard.open_to, one.permission, f"{way}; {guard.words}."
    read, write = _guard(one.read_permission, guards), _guard(one.write_permission, guards)
    if one.read_permission == one.write_permission:
        deciding, permission, words = read, one.read_permission, read.words
    else:
        deciding, permission = read, one.read_permission
        if _WIDE[write.open_to] > _WIDE[read.open_to]:
            deciding, permission = write, one.write_permission
        words = f"to read, {read.words}; to write, {write.words}"
    if one.path_permissions:
        words += f"; {one.path_permissions} paths have permissions of their own besides"
    return deciding.open_to, permission, f"{way}; {words}."


def _closed(one: _Component) -> str:
    if one.exported_stated is False:
        return "The manifest says that it is not exported."
    if one.kind == "provider":
        return "Providers of apps for Android 4.2 and later are not exported unless the manifest says so."
    return "It is not exported, as it has no intent filter and the manifest does not say otherwise."


def _by_default(one: _Component) -> str:
    if one.kind == "provider":
        return "Exported, as the app is made for Android before 4.2 and does not say otherwise"
    return "Exported, as it has an intent filter and the manifest does not say otherwise"


def _guard(name: str | None, guards: Mapping[str, _Guard]) -> _Guard:
    if name is None:
        return _Guard("anyone", "a caller needs no permission")
    known = guards.get(name)
    if known is None:
        words = f"a caller needs {name}, which nothing that was read declares: no app holds it unless one declares it"
        return _Guard("nobody", words)
    return known


def _guards(permissions: pa.Table) -> dict[str, _Guard]:
    columns = (permissions[c].to_pylist() for c in ("name", "base_level", "flags", "declared_by", "source"))
    found = {}
    for name, base, flags, package, source in zip(*columns, strict=True):
        level = "|".join([base, *flags])
        by = package if source == "phone" else f"{package} (by the dated table)"
        found[name] = _Guard(open_to(base, flags), f"a caller needs {name}, which {by} declares as {level}")
    return found


def _only_protected(filters: pa.Table | None, protected: set[str]) -> dict[tuple[int, str, str], bool]:
    """Whether all actions of a component's filters are protected; filters without action catch no broadcast."""
    found: dict[tuple[int, str, str], bool] = {}
    if filters is None:
        return found
    columns = (filters[name].to_pylist() for name in ("evidence", "kind", "component", "action"))
    for evidence, kind, component, action in zip(*columns, strict=True):
        if action is not None and kind == "receiver":
            key = (evidence, kind, component)
            found[key] = found.get(key, True) and action in protected
    return found


def _filtered(filters: pa.Table | None) -> set[tuple[int, str, str]]:
    if filters is None:
        return set()
    columns = (filters[name].to_pylist() for name in ("evidence", "kind", "component"))
    return set(zip(*columns, strict=True))


def _targets(apps: pa.Table | None) -> dict[int, int]:
    if apps is None:
        return {}
    return dict(zip(apps["evidence"].to_pylist(), apps["target_sdk"].to_pylist(), strict=True))


def _made(columns: Mapping[str, Any]) -> pa.Table:
    schema = specs()["exposure"].schema()
    arrays = []
    for field in schema:
        cells = columns[field.name]
        if not isinstance(cells, pa.ChunkedArray):
            cells = pa.array(cells, pa.string() if pa.types.is_dictionary(field.type) else field.type)
        arrays.append(cells if cells.type == field.type else arrow.cast(cells, field.type))
    return pa.Table.from_arrays(arrays, schema=schema)
