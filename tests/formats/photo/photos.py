"""Small photos of every kind, made here."""

from __future__ import annotations

import io
import struct

from samples.photos.parts import box, film, segment, with_segment, with_xmp
from samples.photos.scene import jpeg, scene

PLAIN = jpeg(scene(1, 64, 48))
OTHER = jpeg(scene(2, 64, 48))


def tiff(*entries: tuple[int, int, bytes], order: str = "<") -> bytes:
    """A TIFF block of one directory: tag, type and raw value of each entry."""
    sizes = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 7: 1}
    head = (b"II*\0" if order == "<" else b"MM\0*") + struct.pack(order + "I", 8)
    at = 8 + 2 + 12 * len(entries) + 4
    directory, values = struct.pack(order + "H", len(entries)), b""
    for number, kind, value in entries:
        count = len(value) // sizes[kind]
        inline = value.ljust(4, b"\0") if len(value) <= 4 else struct.pack(order + "I", at + len(values))
        values += value if len(value) > 4 else b""
        directory += struct.pack(order + "HHI", number, kind, count) + inline
    return head + directory + bytes(4) + values


def with_exif(base: bytes, block: bytes) -> bytes:
    return with_segment(base, 0xE1, b"Exif\0\0" + block)


def cut_up(preview: bytes, size: int = 700) -> bytes:
    """Xiaomi's way to keep a preview: APP2 segments marked XMTH, the first with total length and piece count."""
    pieces = [preview[i : i + size] for i in range(0, len(preview), size)]
    first = b"XMTH" + struct.pack(">IB", len(preview), len(pieces)) + pieces[0]
    return segment(0xE2, first) + b"".join(segment(0xE2, b"XMTH" + piece) for piece in pieces[1:])


def samsung(*blocks: tuple[int, bytes, bytes]) -> bytes:
    """Samsung's trailer of blocks by type, name and contents."""
    body, entries, places = b"", [], []
    for kind, name, data in blocks:
        places.append((kind, len(body), 8 + len(name) + len(data)))
        body += struct.pack("<HHI", 0, kind, len(name)) + name + data
    for kind, start, length in places:
        entries.append(struct.pack("<HHII", 0, kind, len(body) - start, length))
    head = b"SEFH" + struct.pack("<II", 106, len(entries)) + b"".join(entries)
    return body + head + struct.pack("<I", len(head)) + b"SEFT"


def heif(exif: bytes, hidden: bytes = b"") -> bytes:
    """A HEIF file of one coded picture and one EXIF item; `hidden` lies in mdat where nothing points at it."""
    coded = b"\x2a" * 40
    item = struct.pack(">I", 0) + exif

    def meta(first: int) -> bytes:
        info = box(b"infe", b"\2\0\0\0" + struct.pack(">HH", 1, 0) + b"hvc1\0")
        info += box(b"infe", b"\2\0\0\0" + struct.pack(">HH", 2, 0) + b"Exif\0")
        places = struct.pack(">HHHHII", 1, 0, 0, 1, first, len(coded))[0:2] + struct.pack(
            ">HHII", 0, 1, first, len(coded)
        )
        places += struct.pack(">HHHII", 2, 0, 1, first + len(coded), len(item))
        return box(
            b"meta",
            b"\0\0\0\0",
            box(b"hdlr", bytes(8) + b"pict" + bytes(13)),
            box(b"pitm", b"\0\0\0\0\0\1"),
            box(b"iloc", b"\0\0\0\0\x44\0\0\2" + places),
            box(b"iinf", b"\0\0\0\0\0\2" + info),
            box(
                b"iprp",
                box(b"ipco", box(b"ispe", struct.pack(">III", 0, 640, 480)), box(b"irot", b"\1")),
                box(b"ipma", b"\0\0\0\0\0\0\0\1\0\1\2\1\2"),
            ),
        )

    kind = box(b"ftyp", b"heic\0\0\0\0mif1heic")
    first = len(kind) + len(meta(0)) + 8
    return kind + meta(first) + box(b"mdat", coded, item, hidden)


def saved(kind: str, **options: object) -> bytes:
    """A scene saved by Pillow."""
    out = io.BytesIO()
    scene(3, 48, 36).save(out, kind, **options)
    return out.getvalue()


def everything() -> dict[str, bytes]:
    """One of each kind, by a name."""
    exif = tiff((0x010F, 2, b"Orchard\0"), (0x0112, 3, b"\1\0"))
    return {
        "jpeg": with_exif(PLAIN, exif),
        "progressive": jpeg(scene(1, 64, 48), progressive=True),
        "xmp": with_xmp(PLAIN, 'GImage:Mime="image/jpeg"'),
        "motion": PLAIN + film("+48.2+016.3/"),
        "samsung": PLAIN
        + samsung((0x0A01, b"Image_UTC_Data", b"1714979289731"), (0x0A30, b"MotionPhoto_Data", film())),
        "behind": PLAIN + bytes(12) + OTHER,
        "png": saved("PNG"),
        "webp": saved("WEBP", exif=b"Exif\0\0" + exif),
        "tiff": saved("TIFF"),
        "film": film("+48.2+016.3/"),
        "heif": heif(exif),
        "heif-preview": heif(exif + cut_up(OTHER)),
    }
