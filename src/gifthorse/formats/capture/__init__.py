"""Capture files, plain or packed, as columns of packets."""

from __future__ import annotations

from gifthorse.errors import FormatError
from gifthorse.formats.capture import pcap, pcapng
from gifthorse.formats.capture.capture import CHUNK, Capture
from gifthorse.formats.capture.packets import UNKNOWN_TIME, Interface, Packets
from gifthorse.formats.capture.window import Held, Source, packing, unpacked

__all__ = ["CHUNK", "UNKNOWN_TIME", "Capture", "Interface", "Packets", "kind", "open_capture"]

_SECTION = b"\x0a\x0d\x0d\x0a"
_ORDERS = (b"\x1a\x2b\x3c\x4d", b"\x4d\x3c\x2b\x1a")


def kind(head: bytes) -> str:
    """pcap, pcapng or nothing, by the first 12 (unpacked) bytes."""
    if head[:4] in pcap.MAGICS:
        return "pcap"
    return "pcapng" if head[:4] == _SECTION and head[8:12] in _ORDERS else ""


def open_capture(source: Source | bytes, size: int | None = None) -> Capture:
    """A capture of `size` bytes, packed by gzip or zstd or not at all.

    Raises FormatError where it is no capture; what is damaged further in shows in `problems` while it is read.
    """
    if isinstance(source, bytes):
        size = len(source)
        source = Held(source)
    packed = packing(source.range(0, 4))
    if packed:
        source = unpacked(source, packed)
    what = kind(source.range(0, 12))
    if not what:
        raise FormatError("It does not begin like a capture.", 0)
    return Capture(what, packed, source, size or 0, pcap.read if what == "pcap" else pcapng.read)
