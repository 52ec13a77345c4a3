"""Small things that RRC of LTE, NR and UMTS share."""

from __future__ import annotations

import re
from typing import Any

_BOUNDARY = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


def spaced(name: str) -> str:
    """securityModeCommand as "security mode command", without the release it came with."""
    name = re.sub(r"[-_](?:r\d+|v\d+|IEs)$", "", name)
    return _BOUNDARY.sub(" ", name).lower().replace("-", " ")


def plmn(value: Any) -> str | None:
    """A network's code; where it lists digits without a country, the country is that of the one before it."""
    if not isinstance(value, dict) or not isinstance(value.get("mnc"), list):
        return None
    mcc = value.get("mcc") or []
    return "".join(map(str, mcc)) + "-" + "".join(map(str, value["mnc"]))
