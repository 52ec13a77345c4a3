"""Parts that ExifTool does not write: segments, films, boxes."""

from __future__ import annotations

import io
import struct
import zipfile

XMP = b"http://ns.adobe.com/xap/1.0/\0"
_PACKET = (
    '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
    '<rdf:Description rdf:about="" xmlns:GImage="http://ns.google.com/photos/1.0/image/" '
    'xmlns:GAudio="http://ns.google.com/photos/1.0/audio/" xmlns:GDepth="http://ns.google.com/photos/1.0/depthmap/" '
    "{}/></rdf:RDF></x:xmpmeta>"
)


def segment(marker: int, body: bytes) -> bytes:
    """An application segment."""
    return b"\xff" + bytes([marker]) + struct.pack(">H", len(body) + 2) + body


def with_segment(jpeg: bytes, marker: int, body: bytes) -> bytes:
    """A JPEG with one more segment at its beginning."""
    return jpeg[:2] + segment(marker, body) + jpeg[2:]


def with_xmp(jpeg: bytes, attributes: str) -> bytes:
    """A JPEG with an XMP packet of these attributes."""
    return with_segment(jpeg, 0xE1, XMP + _PACKET.format(attributes).encode())


def box(kind: bytes, *body: bytes) -> bytes:
    """A box of an ISO base media file."""
    inner = b"".join(body)
    return struct.pack(">I", len(inner) + 8) + kind + inner


def track(kind: bytes) -> bytes:
    """A track by its handler, such as vide or soun, without samples."""
    return box(b"trak", box(b"mdia", box(b"hdlr", bytes(8) + kind + bytes(13))))


def film(place: str | None = None, tracks: tuple[bytes, ...] = ()) -> bytes:
    """A film without pictures: head, times, tracks, and a place in the user data if there is one."""
    header = struct.pack(">IIIIIIH10x36x24xI", 0, 3_700_000_000, 3_700_000_000, 1000, 3000, 0x10000, 0x100, 2)
    text = (place or "").encode()
    user = [box(b"udta", box(b"\xa9xyz", struct.pack(">HH", len(text), 0x15C7) + text))] if place else []
    return (
        box(b"ftyp", b"isom\0\0\2\0isommp42")
        + box(b"moov", box(b"mvhd", header), *map(track, tracks), *user)
        + box(b"mdat")
    )


def credentials() -> bytes:
    """An APP11 segment with a manifest store of one label and one claim."""
    kind = bytes.fromhex("6332706100110010800000aa00389b71")
    claim = b"\xa1\x6fclaim_generator" + b"\x6cStudio Maker"
    inner = box(b"jumb", box(b"jumd", kind, b"\x03c2pa.claim\0"), box(b"cbor", claim))
    store = box(b"jumb", box(b"jumd", kind, b"\x03c2pa\0"), inner)
    return b"JP\0\1\0\0\0\1" + store


def archive() -> bytes:
    """A zip with one text."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        made.writestr(zipfile.ZipInfo("notes.txt", (2024, 1, 1, 0, 0, 0)), "minutes of the meeting\n" * 40)
    return out.getvalue()
