"""Answers that say what to fetch next: a version, where it lies, what its digest is. In JSON, XML and lines of text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

MAX_BYTES: Final = 1 << 14
MAX_PAIRS: Final = 400
ORDER: Final = 300
"""Bytes of text that say hardly more than an address."""
_RUN: Final = frozenset({"apk", "dex", "jar", "so", "sh"})
KINDS: Final = frozenset({"json", "xml", "text", "form"})
_JSON: Final = re.compile(rb'\\{0,3}"([A-Za-z0-9_.-]{1,48})\\{0,3}"\s*:\s*\\{0,3}"?([^"\\,}\]\r\n]{1,600})')
_TAG: Final = re.compile(
    rb"<([A-Za-z0-9_.:-]{1,48})(?:\s[^<>]{0,200})?>\s*(?:<!\[CDATA\[)?([^<>\]]{1,600})(?:\]\]>)?\s*</"
)
_ATTRIBUTE: Final = re.compile(rb"""\b([A-Za-z0-9_.:-]{1,48})=["']([^"'<>]{1,600})["']""")
_LINE: Final = re.compile(rb"(?:^|[\n&|;,])\s*([A-Za-z0-9_.-]{1,48})\s*[=:](?!//)\s*([^\r\n&|;]{1,600})")
_BARE: Final = re.compile(rb"(?:https?|ftp)://[^\s\"'<>|;,]{4,600}")
_VERSION: Final = re.compile(
    r"(?:new|latest|last|cur|target|to|server|apk|app|rom|sys|firmware|sw|fw|soft(?:ware)?|plugin|patch|dex|jar)?"
    r"(?:ver(?:sion)?(?:code|name|num|no|id)?|build(?:id)?|revision|fingerprint)"
)
_DIGEST: Final = re.compile(
    r"[a-z]{0,12}(?:md5|sha|sha1|sha256|checksum|checkcode|crc|crc32|digest|hash)(?:sum|code|value)?"
)
_ORDERS: Final = re.compile(
    r"(?:is)?(?:(?:silent|silence|slient|quiet)(?:ly)?(?:install|load|update|upgrade|download)?|(?:auto|force)install)"
)
_CODE: Final = re.compile(
    r"\.(apk|xapk|apks|dex|jar|so|sh|ko|bin|img|zip|ota|patch|upg|hpk|swb|tgz|tar\.gz|7z|rar)(?:[?#&]|\Z)",
    re.IGNORECASE,
)
_FETCHED: Final = re.compile(
    r"[a-z]{0,12}(?:down(?:load)?|apk|update|upgrade|package|pkg|file|patch|plugin|dex|jar|ota|firmware)"
    r"(?:url|uri|link|path|addr|address)"
)
_HINT: Final = re.compile(
    rb"\.(?:x?apks?|dex|jar|so|sh|ko|bin|img|zip|ota|patch|upg|hpk|swb|tgz|tar|7z|rar)\b|md5|sha|check|crc|digest|hash",
    re.IGNORECASE,
)
_HEX: Final = re.compile(r"[0-9A-Fa-f]{32}(?:[0-9A-Fa-f]{8})?(?:[0-9A-Fa-f]{24})?\Z")
_DROPPED: Final = re.compile(r"[^a-z0-9]")


class Offer(NamedTuple):
    """Where it lies, what the address ends in (empty if nothing tells), and what else is said of it."""

    address: str
    ending: str
    version: str
    digest: str
    unasked: bool

    def __str__(self) -> str:
        words = [
            self.address,
            f"version {self.version}" if self.version else "",
            f"digest {self.digest}" if self.digest else "",
        ]
        return ", ".join(w for w in (*words, "to be done without asking" if self.unasked else "") if w)


def offer(body: bytes, kind: str | None) -> Offer | None:
    """What an answer of this kind offers, if it names code and a version or a digest of it."""
    if kind not in KINDS:
        return None
    body = body[:MAX_BYTES].replace(b"\\/", b"/")
    if not _HINT.search(body):
        return None
    address = ending = version = digest = ""
    unasked = False
    for name, value in _pairs(body, kind):
        code = _CODE.search(value) if "/" in value or "." in value else None
        there = "://" in value[:8] or value[:1] == "/"
        if code and not ending and (there or _FETCHED.fullmatch(name)) and " " not in value:
            address, ending = value, code[1].lower()
        elif not address and there and _FETCHED.fullmatch(name):
            address = value
        elif _HEX.match(value) and (_DIGEST.fullmatch(name) or name == ""):
            digest = digest or value
        elif _VERSION.fullmatch(name) and any(map(str.isdigit, value)):
            version = version or value[:64]
        elif _ORDERS.fullmatch(name) and value.lower() in ("1", "true", "yes", "y"):
            unasked = True
    order = kind == "text" and len(body) < ORDER and ending in _RUN  # nothing else is said
    told = order or bool((version or digest) if ending else (version and digest))
    return Offer(address, ending, version, digest, unasked) if address and told else None


def _pairs(body: bytes, kind: str) -> Iterator[tuple[str, str]]:
    patterns = {"json": (_JSON,), "xml": (_TAG, _ATTRIBUTE)}.get(kind, (_LINE,))
    count = 0
    for pattern in patterns:
        for match in pattern.finditer(body):
            count += 1
            if count > MAX_PAIRS:
                return
            yield _DROPPED.sub("", match[1].decode("ascii").lower()), match[2].strip().decode("utf-8", "replace")
    if kind == "text":
        for text in re.split(rb"[\s|;,]+", body, maxsplit=MAX_PAIRS):
            if _BARE.fullmatch(text) or _HEX.match(text.decode("latin-1")):
                yield "", text.decode("utf-8", "replace")
