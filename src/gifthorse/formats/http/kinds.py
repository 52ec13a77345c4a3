"""What a body is, by its content and not by what its sender says."""

from __future__ import annotations

import re
from typing import Final

_STARTS: Final = (
    (b"\x7fELF", "elf"),
    (b"dex\n0", "dex"),
    (b"cdex0", "dex"),
    (b"vdex0", "vdex"),
    (b"oat\n", "oat"),
    (b"\xff\xd8\xff", "jpeg"),
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"GIF87a", "gif"),
    (b"GIF89a", "gif"),
    (b"%PDF-", "pdf"),
    (b"SQLite format 3\0", "sqlite"),
    (b"\x1f\x8b\x08", "gzip"),
    (b"BZh", "bzip2"),
    (b"\xfd7zXZ\0", "xz"),
    (b"\x28\xb5\x2f\xfd", "zstd"),
    (b"7z\xbc\xaf\x27\x1c", "7z"),
    (b"Rar!\x1a\x07", "rar"),
    (b"CrAU", "ota-payload"),
    (b"ANDROID!", "boot-image"),
    (b"\x3a\xff\x26\xed", "sparse-image"),
    (b"MZ", "pe"),
    (b"\xca\xfe\xba\xbe", "class"),
    (b"\xce\xfa\xed\xfe", "macho"),
    (b"\xcf\xfa\xed\xfe", "macho"),
    (b"OggS", "ogg"),
    (b"fLaC", "flac"),
    (b"ID3", "mp3"),
    (b"\x1aE\xdf\xa3", "matroska"),
    (b"wOFF", "font"),
    (b"wOF2", "font"),
    (b"\0asm", "wasm"),
    (b"#!AMR", "amr"),
    (b"#EXTM3U", "m3u"),
    (b"-----BEGIN ", "pem"),
    (b"#!/", "script"),
    (b"\x03\x00\x08\x00", "axml"),
)
_FIRST: Final = frozenset(start[0] for start, _ in _STARTS)
_BMFF: Final = {b"heic": "heif", b"heix": "heif", b"mif1": "heif", b"avif": "avif", b"M4A ": "m4a"}
_FORM: Final = re.compile(rb"[A-Za-z0-9_.\-\[\]%]{1,100}=[!-~]*(?:&[A-Za-z0-9_.\-\[\]%]{1,100}=[!-~]*)*\Z").match
_LIBRARY: Final = re.compile(rb"lib[A-Za-z0-9_.+-]{1,80}\.so(?:PK|[^A-Za-z0-9._-])").search
_PRINTABLE: Final = bytes(range(32, 127)) + b"\t\r\n\f\b\x1b" + bytes(range(128, 256))


def kind(body: bytes) -> str | None:
    """A word for what `body` (its first bytes are enough) is; None for an empty one."""
    if not body:
        return None
    if body[0] in _FIRST:
        for start, word in _STARTS:
            if body.startswith(start):
                return word
    if body[:4] in (b"PK\3\4", b"PK\5\6"):
        return _zip(body)
    boxed = _boxed(body)
    if boxed:
        return boxed
    if body[:2] == b"--" and b"Content-Disposition" in body[:1024]:
        return "multipart"  # whose parts need not be text
    text = body[:4096].lstrip(b"\xef\xbb\xbf \t\r\n")
    if not body[:4096].translate(None, _PRINTABLE):
        return _text(body, text)
    return _binary(body)


def _zip(body: bytes) -> str:
    if b"AndroidManifest.xml" in body:
        return "apk"
    if b"classes.dex" in body:
        return "jar"
    if (
        b"payload.bin" in body
        or b"META-INF/com/google/android/update" in body
        or b"META-INF/com/android/metadata" in body
    ):
        return "ota"
    if _LIBRARY(body):
        return "native-zip"
    return "jar" if b"META-INF/MANIFEST.MF" in body else "zip"


def _boxed(body: bytes) -> str | None:
    if body[4:8] == b"ftyp":
        return _BMFF.get(body[8:12], "mp4")
    if body[:4] == b"RIFF":
        return {b"WEBP": "webp", b"WAVE": "wav", b"AVI ": "avi"}.get(body[8:12], "riff")
    if body[257:262] == b"ustar":
        return "tar"
    return None


def _text(body: bytes, text: bytes) -> str:
    first = text[:1]
    if first in (b"{", b"["):
        return "json"
    if first == b"<" and (text[1:2].isalpha() or text[1:2] in (b"!", b"?", b"/")):
        start = text[:64].lower()
        return "html" if start.startswith((b"<!doctype html", b"<html")) else "xml"
    if len(body) < 1 << 16 and _FORM(body.strip()):
        return "form"
    return "text"


def _binary(body: bytes) -> str:
    if body[0] == 0x30 and body[1:2] in (b"\x82", b"\x81"):
        return "der"
    if body[:1] in (b"\xff", b"\xfe") and body[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return "text"
    if body[0] == 0xFF and len(body) > 1 and body[1] & 0xE0 == 0xE0:
        return "mp3"
    if body[0] == 0 and len(body) >= 5 and int.from_bytes(body[1:5], "big") + 5 <= len(body) and is_protobuf(body[5:]):
        return "grpc"
    return "protobuf" if is_protobuf(body) else "binary"


def is_protobuf(body: bytes) -> bool:
    """Whether `body` is a whole protocol buffer of at least two fields: weak evidence, as the format has no mark."""
    at, fields, end = 0, 0, len(body)
    if end > 1 << 18:
        return False
    while at < end and fields < 64:
        tag, at = _varint(body, at)
        if tag < 8 or tag >> 3 > 4096:
            return False
        wire = tag & 7
        if wire == 0:
            value, at = _varint(body, at)
            if value < 0:
                return False
        elif wire == 2:
            length, at = _varint(body, at)
            if length < 0:
                return False
            at += length
        elif wire in (1, 5):
            at += 8 if wire == 1 else 4
        else:
            return False
        fields += 1
    return at <= end and fields >= 2


def _varint(body: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    for byte in body[at : at + 10]:
        at += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value, at
        shift += 7
    return -1, at
