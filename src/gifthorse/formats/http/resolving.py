"""Names asked for and addresses answered over HTTP, in whatever form: DNS that goes around DNS."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import unquote

MAX_BYTES: Final = 1 << 14
_FIELD: Final = rb"(?:hosts?|hostnames?|dns?|domains?|names?|qname|query|q)"
_NAME: Final = rb"((?:[a-z0-9_-]{1,63}\.){1,8}[a-z]{2,24})"
_ASKED: Final = re.compile(
    rb"(?:[?&]|\A)" + _FIELD + rb"=" + _NAME + rb"(?=[.,;&]|\Z)|"
    rb'"' + _FIELD + rb'"\s*:\s*(?:\[\s*)?(?:\{\s*"' + _FIELD + rb'"\s*:\s*)?"' + _NAME + rb'"',
    re.IGNORECASE,
)
_ADDRESS: Final = rb"(?:25[0-5]|2[0-4]\d|1?\d?\d)(?:\.(?:25[0-5]|2[0-4]\d|1?\d?\d)){3}"
_ADDRESSES: Final = re.compile(rb"\s*" + _ADDRESS + rb"(?:[;,|\s]+(?:" + _ADDRESS + rb"|\d{1,6}))*[;,|\s]*\Z")
_LISTED: Final = re.compile(
    rb'"(?:ips?|ipv?4|ips_?v?4|ttl|answers?|a|addr(?:s|ess|esses)?|ip_?list|data|record(?:s)?|dns)"\s*:\s*(?:\[\s*)?(?:\{[^{}]{0,300})?"?\s*'
    + _ADDRESS,
    re.IGNORECASE,
)


def resolved(target: str, body: bytes, answer: bytes) -> str | None:
    """The name that a request (its target and body) asks for, where the answer holds addresses for it."""
    answer = answer[:MAX_BYTES]
    if not answer or not (_ADDRESSES.match(answer) or _LISTED.search(answer)):
        return None
    _, _, query = target.partition("?")
    match = _ASKED.search(unquote(query).encode("latin-1", "replace")) or _ASKED.search(body[:MAX_BYTES])
    name = (match[1] or match[2]).decode("ascii").lower() if match else None
    return name if name and not name.endswith((".php", ".html", ".json", ".jsp", ".asp")) else None
