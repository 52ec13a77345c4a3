"""Base64 as it is sent: with its padding or without (RFC 4648, 3.2)."""

from __future__ import annotations

import binascii
from base64 import b64decode


def decoded(text: bytes) -> bytes | None:
    """What stands there, or None where it is no base64."""
    bare = text.strip().rstrip(b"=")
    try:
        return b64decode(bare + b"=" * (-len(bare) % 4), validate=True)
    except (binascii.Error, ValueError):
        return None
