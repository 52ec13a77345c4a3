"""Batches of small system files."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from gifthorse.evidence import Node, Unit
from gifthorse.readers import (
    certificates,
    commands,
    dumpsys,
    hosts,
    init_rc,
    kernel_options,
    properties,
    security,
    state_xml,
    system_xml,
)
from gifthorse.tables import Rows

FILLS: Final[dict[str, tuple[str, ...]]] = {
    "properties": ("properties",),
    "init-rc": ("init_services", "init_actions", "commands"),
    "script": ("commands",),
    "state-xml": ("settings", "admins"),
    "permissions-xml": ("privileges", "sysconfig"),
    "sysconfig-xml": ("sysconfig", "privileges"),
    "hosts": ("hosts",),
    "certificate": ("certificates",),
    "sepolicy": ("permissive_domains",),
    "sepolicy-cil": ("permissive_domains",),
    "mac-permissions": ("mac_permissions",),
    "fs-config": ("file_modes",),
    "adb-keys": ("adb_keys",),
    "kernel-options": ("properties",),
    "dumpsys": dumpsys.FILLS,
}


def examine(unit: Unit, _digests: dict[str, str | None], rows: Rows) -> None:
    """Read every file of the batch."""
    for node in unit.nodes:
        READERS[node.kind](node, rows)


def _keylog(_node: Node, _rows: Rows) -> None:
    """Whoever reads the captures of the same evidence reads it."""


READERS: Final[dict[str, Callable[[Node, Rows], None]]] = {
    "properties": properties.read,
    "init-rc": init_rc.read,
    "permissions-xml": system_xml.read,
    "sysconfig-xml": system_xml.read,
    "hosts": hosts.read,
    "certificate": certificates.read,
    "script": commands.read,
    "state-xml": state_xml.read,
    **dict.fromkeys(security.READS, security.read),
    "kernel-options": kernel_options.read,
    "dumpsys": dumpsys.read,
    "keylog": _keylog,
}
