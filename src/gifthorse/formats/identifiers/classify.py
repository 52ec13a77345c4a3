"""One field and its value -> what identifier it is, if it is one."""

from __future__ import annotations

import binascii
from base64 import b64decode, urlsafe_b64decode
from typing import Final

from gifthorse.formats.identifiers import shapes
from gifthorse.formats.identifiers.fields import told
from gifthorse.formats.identifiers.packed import unpacked

MAX_PAIR: Final = 48
_EMPTY: Final = frozenset(
    {"", "null", "none", "unknown", "undefined", "nil", "true", "false", "n/a", "nan", "00000000", "(null)",
     "android", "default", "test", "anonymous", "restricted"}
)  # fmt: skip


def kind_of(field: str, value: str) -> str | None:
    """The kind of identifier that `value` is under this name, such as imei; None if it is none."""
    if len(value) < 4 or len(value) > 4096 or value.lower() in _EMPTY:
        return None
    about = told(field)
    if about is not None:
        found = _told(about, value)
        if found:
            return found
    return _by_shape(value)


def _told(about: str, value: str) -> str | None:  # noqa: PLR0911  # one return a kind reads best
    if shapes.DIGEST(value):
        return f"hex{len(value)}" if about not in ("advertising-id", "android-id") else about
    if about == "imei":
        return "imei" if shapes.is_handset(value) else None
    if about == "imsi":
        return "imsi" if shapes.is_imsi(value) else None
    if about == "iccid":
        return "iccid" if shapes.ICCID(value) else None
    if about in ("mac", "bssid"):
        return (
            about
            if (shapes.MAC(value) or shapes.BARE_MAC(value) or shapes.DOTTED_MAC(value)) and shapes.is_mac(value)
            else None
        )
    if about == "android-id":
        return about if shapes.ANDROID_ID(value) and len(set(value.lower())) > 4 else None
    if about == "advertising-id":
        plausible = shapes.is_uuid(value) or (shapes.ANDROID_ID(value) and len(set(value.lower())) > 4)
        return about if plausible else None
    if about == "serial":
        return about if shapes.is_serial(value) else None
    if about == "phone-number":
        digits = sum(c.isdigit() for c in value)
        return about if shapes.PHONE(value) and 8 <= digits <= 15 else None
    if about == "location":
        return about if shapes.is_pair(value, named=True) else None
    if about == "position":
        pair = shapes.PAIR(value)
        return "location" if pair and (shapes.is_place(pair[1], pair[2]) or shapes.is_place(pair[2], pair[1])) else None
    return _secret(about, value)


def _secret(about: str, value: str) -> str | None:
    if about == "password" or (about == "short-password" and value.strip("0123456789.,x%")):
        return "credential"
    if about == "token":
        return "token" if len(value) >= 8 and shapes.OPAQUE(value) and not value.isdigit() else None
    if about == "device-id":
        if shapes.is_imei(value):
            return "imei"
        if shapes.ANDROID_ID(value) and len(value) == 16 and len(set(value.lower())) > 4 and not value.isdigit():
            return "android-id"
        return "device-id" if len(value) >= 8 and shapes.OPAQUE(value) and any(map(str.isdigit, value)) else None
    return None


def _by_shape(value: str) -> str | None:
    length = len(value)
    if length == 15 and shapes.is_imei(value):
        return "imei"
    if length == 17 and shapes.MAC(value) and shapes.is_mac(value):
        return "mac"
    if length in (32, 40, 64) and shapes.DIGEST(value) and len(set(value)) > 4:
        return f"hex{length}"
    if "@" in value and shapes.EMAIL(value) and not value.lower().endswith((".png", ".jpg", ".gif", ".webp")):
        return "email"
    if length == 36 and shapes.is_uuid(value):
        return "uuid"
    if length < MAX_PAIR and "." in value and shapes.is_pair(value, named=False):
        return "location"
    return None


def unwrapped(value: str) -> tuple[str, bytes] | None:
    """(base64 or hex, what is inside), where a value is printable text in one of these."""
    if len(value) < 12 or len(value) > 1 << 16:
        return None
    if len(value) % 2 == 0 and not value.strip("0123456789abcdefABCDEF"):
        inside = bytes.fromhex(value)
        return ("hex", inside) if _is_text(inside) else None
    if not value.rstrip("=").replace("+", "").replace("/", "").replace("-", "").replace("_", "").isalnum():
        return None
    try:
        padded = value + "=" * (-len(value) % 4)
        inside = urlsafe_b64decode(padded) if "-" in value or "_" in value else b64decode(padded, validate=True)
    except (binascii.Error, ValueError):
        return None
    layer = unpacked(inside)
    if layer is not None and _is_text(layer[1]):
        return f"base64+{layer[0]}", layer[1]
    return ("base64", inside) if _is_text(inside) else None


def digest(value: str) -> str | None:
    """The hexadecimal digits of a digest (MD5, SHA-1, SHA-256) that stands there as base64, padded or not."""
    bare = value.rstrip("=").replace(" ", "+")  # a plus sign in a query is read as a space
    size = _DIGESTS.get(len(bare))
    if size is None or len(value) - len(bare) > 2:
        return None
    if not (any(map(str.isupper, bare)) and any(map(str.islower, bare)) and any(map(str.isdigit, bare))):
        return None
    try:
        inside = b64decode(bare.replace("-", "+").replace("_", "/") + "=" * (-len(bare) % 4), validate=True)
    except (binascii.Error, ValueError):
        return None
    return inside.hex() if len(inside) == size and not _is_text(inside) else None


def _is_text(inside: bytes) -> bool:
    return len(inside) >= 6 and inside.isascii() and not inside.translate(None, _PRINTABLE)


_DIGESTS: Final = {22: 16, 27: 20, 43: 32}
_PRINTABLE: Final = bytes(range(32, 127)) + b"\t\r\n"
