"""XML in /data/system that says how the phone is set: its settings, its owner and its administrators.

Source: AOSP frameworks/base, com.android.providers.settings.SettingsState, com.android.server.devicepolicy
(OwnersData, DevicePolicyData).
"""

from __future__ import annotations

import base64
import binascii
import re

from gifthorse.errors import GifthorseError, kind
from gifthorse.evidence.node import Node
from gifthorse.formats.plainxml import BYTES_LIMIT, Element, parse
from gifthorse.tables import Rows, node_id

NAME = "state_xml"
READS = ("state-xml",)
FILLS = ("settings", "admins")
LIMITATIONS = [
    "Settings that Android 5 and earlier keep in a data base are not read.",
    "Of administrators only who they are is read, not what they forbid.",
]

VALUE_LIMIT = 4096
OWNERS = {"device-owner": "device-owner", "profile-owner": "profile-owner", "device-initializer": "device-owner"}
_USER = re.compile(r"/users/(\d{1,9})/")
_SETTINGS = re.compile(r"settings_(global|secure|system)")


def read(node: Node, rows: Rows) -> None:
    """One row a setting, owner or administrator."""
    try:
        xml = parse(node.read(BYTES_LIMIT))
    except GifthorseError as error:
        rows.problem(node.path, NAME, str(error), error=kind(error))
        return
    if xml.damage and not (xml.root.tag in OWNERS and "junk after" in xml.damage):  # once a file of several roots
        rows.problem(node.path, NAME, xml.damage)
    match = _USER.search(node.place)
    user = int(match[1]) if match else 0
    if xml.root.tag == "settings":
        namespace = _SETTINGS.search(node.place)
        for element in xml.root.children:
            if element.tag == "setting":
                _setting(element, node_id(node.path), user, namespace[1] if namespace else "global", rows)
        return
    for element in xml.root.walk():
        if element.tag in OWNERS:
            _owner(element, node_id(node.path), user, rows)
        elif element.tag == "admin" and "name" in element.attributes:
            _admin(rows, node_id(node.path), user, "admin", element.attributes["name"])


def _setting(element: Element, evidence: int, user: int, namespace: str, rows: Rows) -> None:
    given = element.attributes
    rows.add(
        "settings",
        evidence=evidence,
        user=user,
        namespace=namespace,
        name=_value(given, "name") or "",
        value=_value(given, "value"),
        package=given.get("package"),
    )


def _value(given: dict[str, str], name: str) -> str | None:
    """An attribute, or its Base64 form that stands for text which XML cannot hold."""
    plain = given.get(name)
    if plain is None and f"{name}Base64" in given:
        try:
            plain = base64.b64decode(given[f"{name}Base64"]).decode("utf-8", "replace")
        except (binascii.Error, ValueError):
            return None
    return None if plain is None else plain[:VALUE_LIMIT]


def _owner(element: Element, evidence: int, user: int, rows: Rows) -> None:
    given = element.attributes
    who = given.get("component") or given.get("package") or ""
    number = given.get("userId", "")
    _admin(rows, evidence, int(number) if number.isdigit() and len(number) < 10 else user, OWNERS[element.tag], who)


def _admin(rows: Rows, evidence: int, user: int, role: str, who: str) -> None:
    package, slash, name = who.partition("/")
    component = f"{package}/{package if name.startswith('.') else ''}{name}" if slash else None
    rows.add("admins", evidence=evidence, user=user, role=role, package=package, component=component)
