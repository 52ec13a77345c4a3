"""Small files that loosen the system: SELinux's permissive domains, labels by signer, modes of files, adb's keys."""

from __future__ import annotations

import base64
import binascii
import re
from hashlib import sha256

from gifthorse.errors import GifthorseError, kind
from gifthorse.evidence.node import Node
from gifthorse.formats import fsconfig, sepolicy
from gifthorse.formats.plainxml import BYTES_LIMIT as XML_LIMIT
from gifthorse.formats.plainxml import Element, parse
from gifthorse.tables import Rows, node_id

NAME = "security"
READS = ("sepolicy", "sepolicy-cil", "mac-permissions", "fs-config", "adb-keys")
FILLS = ("permissive_domains", "mac_permissions", "file_modes", "adb_keys")
LIMITATIONS = [
    "Of an SELinux policy only the permissive domains are read; of binary policies only versions 23 to 33.",
    "Parts of the policy for developers' builds (names with debug) are left out, as the system leaves them out.",
]

KEYS_LIMIT = 1 << 20
LINES_LIMIT = 1_000
ADB_KEY = re.compile(r"([A-Za-z0-9+/]{40,}={0,2})(?:\s+(.{0,200}))?")


def read(node: Node, rows: Rows) -> None:
    """The rows of one such file."""
    try:
        _KINDS[node.kind](node, rows)
    except GifthorseError as error:
        rows.problem(node.path, NAME, str(error), error=kind(error))


def _policy(node: Node, rows: Rows) -> None:
    _domains(node, sepolicy.permissive(node.read(sepolicy.BYTES_LIMIT)), rows)


def _policy_text(node: Node, rows: Rows) -> None:
    if "debug" not in node.place.rpartition("/")[2]:
        _domains(node, sepolicy.permissive_in_text(node.read(sepolicy.BYTES_LIMIT)), rows)


def _domains(node: Node, domains: tuple[str, ...], rows: Rows) -> None:
    if node.recovery:
        return
    for domain in domains:
        rows.add("permissive_domains", evidence=node_id(node.path), path=node.place, domain=domain)


def _labels(node: Node, rows: Rows) -> None:
    """`<signer signature="the certificate in hex"><seinfo value="platform"/><package name="..."/></signer>`."""
    xml = parse(node.read(XML_LIMIT))
    if xml.damage:
        rows.problem(node.path, NAME, xml.damage)
    for signer in xml.root.children:
        if signer.tag != "signer":
            continue
        given = [signer.attributes.get("signature", "")]
        given += [child.attributes.get("signature", "") for child in signer.children if child.tag == "cert"]
        for written in filter(None, given):
            _label(node, written, signer, None, rows)
            for package in (child for child in signer.children if child.tag == "package"):
                _label(node, written, package, package.attributes.get("name"), rows)


def _label(node: Node, written: str, element: Element, package: str | None, rows: Rows) -> None:
    try:
        digest = sha256(binascii.unhexlify(written.strip())).hexdigest()
    except (binascii.Error, ValueError):
        return  # a name that the build puts a certificate in place of
    for child in element.children:
        if child.tag == "seinfo" and child.attributes.get("value"):
            rows.add(
                "mac_permissions",
                evidence=node_id(node.path),
                path=node.place,
                signer=digest,
                package=package,
                seinfo=child.attributes["value"],
            )


def _modes(node: Node, rows: Rows) -> None:
    for entry in fsconfig.fs_config(node.read(fsconfig.BYTES_LIMIT)):
        rows.add(
            "file_modes",
            evidence=node_id(node.path),
            path="/" + entry.path.lstrip("/"),
            mode=entry.mode,
            uid=entry.uid,
            gid=entry.gid,
            capabilities=entry.capabilities if entry.capabilities < 1 << 63 else -1,
        )


def _keys(node: Node, rows: Rows) -> None:
    lines = node.read(KEYS_LIMIT).decode("utf-8", "replace").splitlines()
    for number, line in enumerate(lines[:LINES_LIMIT], 1):
        match = ADB_KEY.fullmatch(line.strip())
        if match is not None:
            digest = sha256(base64.b64decode(match[1] + "=" * (-len(match[1]) % 4))).hexdigest()
            rows.add(
                "adb_keys", evidence=node_id(node.path), path=node.place, sha256=digest, comment=match[2], line=number
            )


_KINDS = {
    "sepolicy": _policy,
    "sepolicy-cil": _policy_text,
    "mac-permissions": _labels,
    "fs-config": _modes,
    "adb-keys": _keys,
}
