"""What follows the end of a picture: Samsung's blocks, films of motion photos, further pictures, padding."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import Final

from gifthorse.formats.photo import afcp
from gifthorse.formats.photo.canvas import Window
from gifthorse.formats.photo.model import Found, Nested, Picture, Tag
from gifthorse.formats.photo.text import decoded

BLOCKS_LIMIT: Final = 500
_SAMSUNG: Final = {
    0x0A01: "TimeStamp", 0x0A30: "MotionPhoto", 0x0A33: "MotionPhotoStill", 0x0AA1: "MCCData", 0x0A41: "BackupRestore",
    0x0BA1: "PhotoEditorOriginal", 0x0BB1: "RemasterInfo", 0x0BF1: "RemasterInfo", 0x0AB0: "DualCameraImageName",
    0x0001: "EmbeddedImage", 0x0100: "EmbeddedAudio", 0x0201: "SurroundShotVideo", 0x0800: "SoundShot",
    0x0910: "DualShot", 0x0930: "FocusShot", 0x0A20: "DualCameraImage", 0x0AB1: "DepthMap", 0x0C61: "SingleShotMeta",
}  # fmt: skip
_BEHEADED: Final = (b"\xd8\xff\xdb", b"\xd8\xff\xe0", b"\xd8\xff\xe1")
_FILMS: Final = (b"ftyp", b"moov", b"mdat")


def parse(window: Window, found: Found, prefix: str) -> Iterator[Nested]:
    """Tell what lies behind a picture. What nothing explains stays unexplained."""
    data, end = window.data, len(window)
    window.claim(0, end, prefix, known=False)
    if window.at(end - 4, b"SEFT") and end >= 16:
        end = _samsung(window, found, prefix)
    elif window.at(end - afcp.TAIL, b"AXS"):
        end, inside = afcp.parse(window, found, prefix)
        yield from inside
    at = 0
    while at < end:
        zeros = _zeros(data, at, end)
        if data[at + zeros + 1 : at + zeros + 5].tobytes() in _FILMS:
            zeros = max(0, zeros - 3)  # they begin the length of a film's first box
        if zeros:
            window.claim(at, zeros, f"{prefix}.padding")
            at += zeros
            continue
        head = data[at : at + 12].tobytes()
        if head[4:8] in _FILMS:
            window.claim(at, end - at, f"{prefix}.video")
            found.picture(Picture("mp4", "video", window.offset(at), end - at, None, None, declared=False))
            return
        if head[:3] == b"\xff\xd8\xff":
            yield Nested("jpeg-behind", window.part(at, end - at), f"{prefix}.jpeg")
            return
        if any(start in (head[:3], head[1:4]) for start in _BEHEADED):
            _beheaded(window.part(at, end - at), found, prefix)
            return
        if head[:4] == b"PK\x03\x04":
            window.claim(at, end - at, f"{prefix}.zip", known=False)
        return


def _beheaded(rest: Window, found: Found, prefix: str) -> None:
    """A JPEG whose first byte is another or absent: so Minolta keeps its previews, which its notes point at."""
    whole = b"\xff" + rest.data[0 if rest.at(0, b"\xd8") else 1 :].tobytes()
    make = next((str(t.value).lower() for t in found.tags if t.name == "Make"), "")
    declared = make.startswith(("minolta", "konica"))
    rest.claim(0, len(rest), f"{prefix}.beheaded-jpeg")
    role = "preview" if declared else "undeclared"
    found.picture(Picture("jpeg", role, rest.offset(0), len(rest), None, None, declared=declared, data=whole))


def _samsung(window: Window, found: Found, prefix: str) -> int:
    """Samsung's directory at the very end: blocks by type and name. Returns where the first block begins."""
    data, end = window.data, len(window)
    size = window.number("<I", end - 8)
    head = end - 8 - size
    if head < 0 or not window.at(head, b"SEFH"):
        return end
    window.claim(head, end - head, f"{prefix}.samsung")
    count, first = min(window.number("<I", head + 8), BLOCKS_LIMIT), head
    for n in range(count):
        at = head + 12 + 12 * n
        if at + 12 > end:
            break
        _, kind, back, length = struct.unpack_from("<HHII", data, at)
        start = head - back
        if back > head or length > back or length < 8:
            window.canvas.problem("A block of Samsung's trailer lies outside the file.")
            continue
        first = min(first, start)
        named = window.number("<I", start + 4)
        body, name = start + 8 + named, decoded(data[start + 8 : start + 8 + min(named, 256)].tobytes())
        rest = start + length - body
        label = _SAMSUNG.get(kind, name or f"0x{kind:04x}")
        window.claim(start, length, f"{prefix}.samsung.{label}")
        if rest <= 0:
            continue
        inside = data[body : body + 12].tobytes()
        if inside[4:8] == b"ftyp":
            found.picture(Picture("mp4", "video", window.offset(body), rest, None, None, declared=True))
        elif inside[:3] == b"\xff\xd8\xff":
            role = "original" if kind == 0x0BA1 else "preview"
            found.picture(Picture("jpeg", role, window.offset(body), rest, None, None, declared=True))
        text = decoded(data[body : body + min(rest, 1024)].tobytes()) if rest < 4096 else f"({rest:,} bytes)"
        shown = text if text.isprintable() else f"({rest:,} bytes)"
        found.tag(Tag("samsung", name or label, kind, "block", shown, shown, window.offset(body), rest))
    return first


def _zeros(data: memoryview, at: int, end: int) -> int:
    """How many zero bytes stand at `at`."""
    start = at
    while at < end:
        block = data[at : min(at + 4096, end)].tobytes()
        kept = len(block.lstrip(b"\0"))
        at += len(block) - kept
        if kept:
            break
    return at - start
