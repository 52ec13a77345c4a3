"""Lists of indicators as STIX 2.x JSON bundles, of the kind that the Mobile Verification Toolkit's lists are.

Read are indicators whose pattern is one comparison for equality, or several joined by OR, of things that the tables
hold. Everything else (AND, LIKE, MATCHES, other objects) is counted and left out, never half understood.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from gifthorse.errors import FormatError, LimitError

SIZE_LIMIT: Final = 64 << 20
OBJECTS_LIMIT: Final = 500_000
TEXT_LIMIT: Final = 500

# The object path of a pattern, without quotes and hyphens in the name of a hash, and what it is called here.
# `app:` and `android-property:` are no objects of the standard: the lists of MVT and Amnesty Tech use them.
KINDS: Final = {
    "app:id": "package",
    "app:cert.sha256": "certificate-sha256",
    "app:cert.sha1": "certificate-sha1",
    "file:hashes.sha256": "file-sha256",
    "file:name": "file-name",
    "file:path": "file-path",
    "process:name": "process",
    "android-property:name": "property",
    "domain-name:value": "domain",
    "url:value": "url",
    "ipv4-addr:value": "address",
    "ipv6-addr:value": "address",
}
_FOLDED: Final = frozenset({"certificate-sha256", "certificate-sha1", "file-sha256", "domain", "address"})
_HEX: Final = {"certificate-sha256": 64, "certificate-sha1": 40, "file-sha256": 64}
_COMPARISON: Final = re.compile(r"\s*([a-z0-9-]+:[\w.'\"-]+)\s*=\s*'((?:[^'\\]|\\.)*)'\s*")
_OR: Final = re.compile(r"OR\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Indicator:
    """One thing to look for: `kind` is a value of KINDS, `name` what it stands for, such as a family of malware."""

    id: str
    kind: str
    value: str
    name: str
    reference: str


def indicators(data: bytes) -> tuple[list[Indicator], int]:
    """The indicators of a bundle, and how many were left out because their pattern asks for more than is read.

    Raises FormatError where it is no bundle, LimitError where it is larger than any list.
    """
    if len(data) > SIZE_LIMIT:
        raise LimitError(f"It is larger than the {SIZE_LIMIT >> 20} MiB that a list of indicators may have.")
    try:
        bundle = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise FormatError("It is no JSON, so no STIX bundle.") from error
    objects = bundle.get("objects") if isinstance(bundle, dict) and bundle.get("type") == "bundle" else None
    if not isinstance(objects, list):
        raise FormatError("It is no STIX bundle: it lacks the type bundle, or its list of objects.")
    if len(objects) > OBJECTS_LIMIT:
        raise LimitError(f"It holds more than the {OBJECTS_LIMIT:,} objects that are read.")
    known = {o["id"]: o for o in objects if isinstance(o, dict) and isinstance(o.get("id"), str)}
    stands_for = _stands_for(objects, known)
    found: dict[Indicator, None] = {}
    left_out = 0
    for one in known.values():
        if one.get("type") != "indicator" or one.get("revoked") is True:
            continue
        pairs = list(_pattern(one.get("pattern")))
        left_out += not pairs
        meant = stands_for.get(one["id"], {})
        name = _text(meant.get("name")) or _text(one.get("name")) or "something that it does not name"
        reference = _reference(one) or _reference(meant)
        for kind, value in pairs:
            found[Indicator(one["id"][:TEXT_LIMIT], kind, value, name, reference)] = None
    return list(found), left_out


def _stands_for(objects: list[Any], known: dict[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """The malware (campaign, threat actor, ...) that an indicator indicates, by the indicator's id."""
    return {
        o["source_ref"]: known[o["target_ref"]]
        for o in objects
        if isinstance(o, dict)
        and o.get("type") == "relationship"
        and o.get("relationship_type") == "indicates"
        and isinstance(o.get("source_ref"), str)
        and isinstance(o.get("target_ref"), str)
        and o["target_ref"] in known
    }


def _pattern(pattern: Any) -> Iterator[tuple[str, str]]:
    """(kind, value) of every comparison of a pattern; nothing where any part of it is not understood."""
    if not isinstance(pattern, str) or len(pattern) > 20_000:
        return
    made = []
    at = 0
    while True:
        opened = pattern.startswith("[", at)
        match = _COMPARISON.match(pattern, at + opened)
        kind = KINDS.get(_path(match[1])) if match else None
        value = re.sub(r"\\(.)", r"\1", match[2]).strip() if match else ""
        if match is None or kind is None or not _fits(kind, value):
            return
        made.append((kind, value.lower() if kind in _FOLDED else value))
        at = match.end()
        if pattern.startswith("]", at):
            at += 1
            while pattern[at : at + 1].isspace():
                at += 1
        if at == len(pattern):
            break
        joined = _OR.match(pattern, at)
        if joined is None:
            return
        at = joined.end()
        while pattern[at : at + 1].isspace():
            at += 1
    yield from made


def _path(written: str) -> str:
    """`file:hashes.'SHA-256'` as `file:hashes.sha256`."""
    kind, _, rest = written.partition(":")
    head, dot, last = rest.partition(".")
    return f"{kind}:{head}{dot}{re.sub('[^a-z0-9]', '', last.lower())}"


def _fits(kind: str, value: str) -> bool:
    """Whether a value is one that could match without matching everything."""
    if kind in _HEX:
        return re.fullmatch(rf"[0-9a-fA-F]{{{_HEX[kind]}}}", value) is not None
    if kind == "domain":
        return re.fullmatch(r"[^\s/:@]+\.[^\s/:@.]+", value) is not None
    if kind == "url":
        return re.fullmatch(r"[a-zA-Z][\w+.-]*://[^\s/]{3,}.*", value) is not None
    return 0 < len(value) <= TEXT_LIMIT


def _reference(one: dict[str, Any]) -> str:
    listed = one.get("external_references")
    for reference in listed if isinstance(listed, list) else ():
        if isinstance(reference, dict):
            found = _text(reference.get("url")) or _text(reference.get("source_name"))
            if found:
                return found
    return ""


def _text(value: Any) -> str:
    return value.strip()[:TEXT_LIMIT] if isinstance(value, str) else ""
