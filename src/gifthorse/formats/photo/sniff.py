"""Photos and films by their first bytes."""

from __future__ import annotations


def sniff(head: bytes) -> str | None:
    """Which parser reads a file that begins so, or None if it is no photo and no film."""
    if head[:3] == b"\xff\xd8\xff":
        return "jpeg"
    if head[:8] == b"\x89PNG\r\n\x1a\n":
        return "png"
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "webp"
    if head[4:8] in (b"ftyp", b"moov", b"wide", b"pnot") or (head[4:8] == b"mdat" and head[8:12] != b"\0" * 4):
        return "bmff"
    return "tiff" if head[:4] in (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+") else None
