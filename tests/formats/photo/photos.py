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


def flir(preview: bytes, pieces: int = 2) -> bytes:
    """A JPEG whose FLIR segments name camera, lens and place and hold a picture."""
    camera = bytearray(0x1B0)
    for at, text in ((0xD4, b"Thermal 2"), (0x104, b"470023842"), (0x1A0, b"1175627")):
        camera[at : at + len(text)] = text
    position = struct.pack("<I4s4s4s", 1, b"0220", b"N\0E\0", b"") + struct.pack("<dd", 48.2085, 16.3721)
    records, directory, at = b"", b"", 64 + 3 * 32
    for kind, body in ((0x20, bytes(camera)), (0x2B, position), (0x0E, bytes(32) + preview)):
        directory += struct.pack(">HHIIII12x", kind, 1, 0, 0, at + len(records), len(body))
        records += body
    head = b"FFF\0" + b"CAMERA".ljust(16, b"\0") + struct.pack(">III", 100, 64, 3)
    whole = head.ljust(64, b"\0") + directory + records
    size = -(-len(whole) // pieces)
    made = PLAIN[:2]
    for n in range(pieces):
        made += segment(0xE1, b"FLIR\0\1" + bytes((n, pieces - 1)) + whole[n * size : (n + 1) * size])
    return made + PLAIN[2:]


def ciff() -> bytes:
    """A heap of Canon's with an owner's name."""
    values = b"Canon\0Shot A5\0" + b"Maria Example\0"
    entries = struct.pack("<HII", 0x080A, 14, 0) + struct.pack("<HII", 0x0810, 14, 14)
    heap = values + struct.pack("<H", 2) + entries + struct.pack("<I", len(values))
    return b"II\x1a\0\0\0HEAPJPGM" + bytes(12) + heap


def cr3(exif: bytes, gps: bytes) -> bytes:
    """Canon's raw file: EXIF's directories as boxes of their own."""
    name = bytes.fromhex("85c0b687820f11e08111f4ce462b6a48")
    return box(b"ftyp", b"crx \0\0\0\1crx isom") + box(
        b"moov", box(b"uuid", name, box(b"CMT1", exif), box(b"CMT4", gps), box(b"THMB", bytes(16), OTHER))
    )


def flashpix(preview: bytes) -> bytes:
    """A JPEG with a preview in two pieces of a FlashPix stream."""
    stream = bytes(40) + preview
    half = len(stream) // 2
    made = PLAIN[:2]
    for at, piece in ((0, stream[:half]), (half, stream[half:])):
        made += segment(0xE2, b"FPXR\0\0\2" + struct.pack(">HI", 0, at) + piece)
    return made + PLAIN[2:]


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
        "flir": flir(OTHER),
        "flashpix": flashpix(OTHER),
        "ciff": with_segment(PLAIN, 0xE0, ciff()),
        "picture-info": with_segment(PLAIN, 0xEC, b"AGFA\0[picture info]\r\nSerial#=#0042\r\nVersion=v55-76\r\n"),
        "cr3": cr3(exif, tiff((0x0001, 2, b"N\0"), (0x0002, 5, struct.pack("<6I", 48, 1, 12, 1, 30, 1)))),
        "beheaded": PLAIN + b"\1" + OTHER[1:],
        "heif": heif(exif),
        "heif-preview": heif(exif + cut_up(OTHER)),
    }
