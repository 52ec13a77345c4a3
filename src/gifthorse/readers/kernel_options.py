"""The kernel's command line, as tools that take boot images apart write it down: properties that the boot image sets.

init makes `ro.boot.NAME` of every `androidboot.NAME=` (AOSP system/core/init/property_service.cpp).
"""

from __future__ import annotations

import re

from gifthorse.errors import GifthorseError, kind
from gifthorse.evidence.node import Node
from gifthorse.tables import Rows, node_id

NAME = "kernel_options"
READS = ("kernel-options",)
FILLS = ("properties",)
LIMITATIONS = [
    "The boot loader adds options when it starts the phone; they are not in the boot image.",
]

BYTES_LIMIT = 1 << 16
OPTIONS_LIMIT = 500
_BOOT = "androidboot."
_SELINUX_OFF = {"enforcing=0": "permissive", "selinux=0": "disabled"}


def read(node: Node, rows: Rows) -> None:
    """One row an option that init turns into a property, and one for SELinux switched off."""
    try:
        text = node.read(BYTES_LIMIT).decode("utf-8", "replace")
    except GifthorseError as error:
        rows.problem(node.path, NAME, str(error), error=kind(error))
        return
    found: dict[str, tuple[str, int]] = {}
    for number, line in enumerate(text.splitlines(), 1):
        for option in re.findall(r"[^\s'\"]+", line)[:OPTIONS_LIMIT]:
            name, equals, value = option.partition("=")
            if name.lower().endswith(("cmd_line", "cmdline")) and equals:
                name, equals, value = value.partition("=")
            if name.startswith(_BOOT) and equals:
                found["ro.boot." + name.removeprefix(_BOOT)] = (value, number)
            elif f"{name}={value}" in _SELINUX_OFF:
                found.setdefault("ro.boot.selinux", (_SELINUX_OFF[f"{name}={value}"], number))
    for name, (value, number) in found.items():
        rows.add("properties", evidence=node_id(node.path), path=node.place, name=name, value=value, line=number)
