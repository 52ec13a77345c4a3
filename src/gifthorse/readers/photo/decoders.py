"""Which pictures can be decoded here: Pillow's, and HEIF where the extra `heif` is installed."""

from __future__ import annotations

from functools import cache


@cache
def register() -> bool:
    """Let Pillow read HEIF if pillow-heif is installed; returns whether it is."""
    try:
        from pillow_heif import register_heif_opener  # an extra, under another licence
    except ImportError:
        return False
    register_heif_opener()
    return True
