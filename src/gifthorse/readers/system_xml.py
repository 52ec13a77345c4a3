"""XML of etc/permissions, etc/sysconfig and etc/default-permissions: what the system itself grants and exempts.

Source: AOSP frameworks/base core/java/com/android/server/SystemConfig.java, which reads the same elements in both
folders, and services/core/.../permission/DefaultPermissionGrantPolicy.java.
"""

from __future__ import annotations

from gifthorse.errors import GifthorseError, kind
from gifthorse.evidence.node import Node
from gifthorse.formats.plainxml import BYTES_LIMIT, Element, parse
from gifthorse.tables import Rows, node_id

NAME = "system_xml"
READS = ("permissions-xml", "sysconfig-xml")
FILLS = ("privileges", "sysconfig")
LIMITATIONS = [
    "Which elements a partition may use is not checked: the system ignores some of them in files of vendor or product.",
]

PACKAGE_ATTRIBUTES = ("package", "packageName", "pkg")


def read(node: Node, rows: Rows) -> None:
    """One row a grant, denial or exemption."""
    try:
        xml = parse(node.read(BYTES_LIMIT))
    except GifthorseError as error:
        rows.problem(node.path, NAME, str(error), error=kind(error))
        return
    if xml.damage:
        rows.problem(node.path, NAME, xml.damage)
    evidence = node_id(node.path)
    for element in xml.root.children:
        _element(element, evidence, rows)


def _element(element: Element, evidence: int, rows: Rows) -> None:
    given = element.attributes
    name = given.get("name", "")
    match element.tag:
        case "privapp-permissions" | "exception" | "signature-permissions":
            source = "default" if element.tag == "exception" else "privapp"
            for child in element.children:
                if child.tag in ("permission", "deny-permission"):
                    granted = child.tag == "permission"
                    _privilege(
                        rows, evidence, source, _package(element) or "", child.attributes.get("name"), granted=granted
                    )
        case "assign-permission":
            _privilege(rows, evidence, "assign", given.get("uid", ""), name or None)
        case "feature" | "unavailable-feature":
            _privilege(rows, evidence, "feature", name, None, granted=element.tag == "feature")
        case "library" | "updatable-library" | "apex-library":
            _privilege(rows, evidence, "library", name, given.get("file"))
        case "group" | "permission":
            _groups(element, evidence, rows)
        case _:
            _exemption(element, evidence, rows)


def _groups(element: Element, evidence: int, rows: Rows) -> None:
    """`<permission name><group gid/></permission>` puts holders of a permission in groups; a lone group all apps."""
    gids = [child.attributes.get("gid", "") for child in element.children if child.tag == "group"]
    if element.tag == "group":
        gids = [element.attributes.get("gid", "")]
    name = element.attributes.get("name", "")
    value = " ".join([*([f"name={name}"] if name else []), *(f"gid={gid}" for gid in gids)])
    rows.add("sysconfig", evidence=evidence, element=element.tag, value=value or None)


def _exemption(element: Element, evidence: int, rows: Rows) -> None:
    """Any other element, with what lies in it as further rows of the same package (named-actor, split-permission)."""
    package = _package(element)
    others = " ".join(f"{key}={value}" for key, value in element.attributes.items() if key not in PACKAGE_ATTRIBUTES)
    rows.add("sysconfig", evidence=evidence, element=element.tag, package=package, value=others or None)
    for child in element.children:
        inner = " ".join(f"{key}={value}" for key, value in child.attributes.items() if key not in PACKAGE_ATTRIBUTES)
        within = f"{element.tag}/{child.tag}"
        rows.add(
            "sysconfig", evidence=evidence, element=within, package=_package(child) or package, value=inner or None
        )


def _package(element: Element) -> str | None:
    return next((element.attributes[key] for key in PACKAGE_ATTRIBUTES if key in element.attributes), None)


def _privilege(
    rows: Rows, evidence: int, source: str, package: str, permission: str | None, *, granted: bool = True
) -> None:
    rows.add("privileges", evidence=evidence, source=source, package=package, permission=permission, granted=granted)
