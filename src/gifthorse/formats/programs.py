"""Programs inside bytes of an unknown form: behind a header of somebody's own, or thinly hidden."""

from __future__ import annotations

import binascii
import re
from base64 import b64decode
from itertools import pairwise
from typing import Final, NamedTuple

from gifthorse.formats.http.kinds import kind
from gifthorse.formats.identifiers.packed import unpacked

SEARCHED: Final = 1 << 13
AHEAD: Final = 64
"""Bytes within which an archive begins, and whatever is hidden."""
PROGRAMS: Final = frozenset({"apk", "dex", "elf", "jar", "ota", "pe", "script", "native-zip", "vdex", "oat"})
_STARTS: Final = re.compile(
    rb"(?P<dex>c?dex\n0(?:3[5-9]|4[01])\0)|(?P<elf>\x7fELF[\x01\x02][\x01\x02]\x01)|"
    rb"(?P<script>#! ?/(?:system/|vendor/|data/[a-z/]{1,40})?(?:x?bin|usr/bin)/(?:env )?[a-z]{0,6}sh\b)"
)
_WINDOWS: Final = re.compile(rb"MZ.{58}(..)\0\0", re.DOTALL)
_BASE64: Final = re.compile(rb"(?:f0VMRg|f0VMRQ|ZGV4CjAz|ZGV4CjA0|UEsDB)[A-Za-z0-9+/\r\n]{40,}")
_MARKS: Final = (b"dex\n03", b"\x7fELF\x01\x01\x01", b"\x7fELF\x02\x01\x01", b"PK\3\4\x14\0")
_SHELL: Final = re.compile(
    rb"\buid=\d{1,5}\([a-z_0-9]{1,20}\) gid=\d|"
    rb"/system/bin/sh: [^\r\n]{1,80}: (?:not found|inaccessible)|"
    rb"(?:^|\n)[\w.-]{1,32}(?:@[\w.-]{1,32})?:/[\w/.-]{0,60} [$#] "
)


class Program(NamedTuple):
    """What it is, how it is wrapped (raw, base64, gzip, xor), and where it begins."""

    kind: str
    encoding: str
    offset: int


def found(data: bytes) -> Program | None:
    """The first program in `data`, if there is one."""
    early = _STARTS.search(data, 0, SEARCHED)
    if early:
        return Program(early.lastgroup or "", "raw", early.start())
    at = data.find(b"PK\3\4", 0, AHEAD)
    if at >= 0 and (about := kind(data[at:])) in PROGRAMS:
        return Program(about or "", "raw", at)
    return _windows(data) or _wrapped(data) or _masked(data)


def hidden(data: bytes) -> Program | None:
    """A program somewhere inside what is something else by its first bytes."""
    for mark, word in ((b"dex\n03", "dex"), (b"\x7fELF", "elf")):
        at = data.find(mark, 1)
        match = _STARTS.match(data, at) if at > 0 else None
        if match and match.lastgroup == word:
            return Program(word, "raw", at)
    text = _BASE64.search(data, 0, SEARCHED)
    return _wrapped(data) if text else None


def is_shell(data: bytes) -> bool:
    """Whether a command line speaks there: its prompt, or what its commands print about themselves."""
    if b"uid=" not in data and b":/" not in data and b"/system/bin/sh" not in data:
        return False
    return _SHELL.search(data, 0, SEARCHED) is not None


def _windows(data: bytes) -> Program | None:
    match = _WINDOWS.search(data, 0, SEARCHED)
    if match is None:
        return None
    at = match.start() + int.from_bytes(match[1], "little")
    return Program("pe", "raw", match.start()) if data[at : at + 4] == b"PE\0\0" else None


def _wrapped(data: bytes) -> Program | None:
    text = _BASE64.search(data, 0, SEARCHED)
    if text:
        bare = text[0].translate(None, b"\r\n")
        try:
            about = kind(b64decode(bare[: len(bare) & ~3]))
        except (binascii.Error, ValueError):
            return None
        return Program(about, "base64", text.start()) if about in PROGRAMS else None
    for at in range(min(AHEAD, len(data))):
        if data[at : at + 3] == b"\x1f\x8b\x08":
            layer = unpacked(data[at:])
            about = kind(layer[1]) if layer else None
            return Program(about, layer[0], at) if layer and about in PROGRAMS else None
    return None


def _masked(data: bytes) -> Program | None:
    """Each byte changed by the same one, which hides a program from those who look for its mark."""
    steps = _steps(data[: AHEAD + max(map(len, _MARKS))])
    for mark, pattern in _UNMASKED:
        at = steps.find(pattern)
        while 0 <= at < min(AHEAD, len(data) - len(mark)):
            key = data[at] ^ mark[0]
            if key:
                about = kind(bytes(byte ^ key for byte in data[at:]))
                return Program(about, "xor", at) if about in PROGRAMS else None
            at = steps.find(pattern, at + 1)
    return None


def _steps(data: bytes) -> bytes:
    """From byte to byte which bits change: the same whatever all of them were changed by."""
    return bytes(one ^ other for one, other in pairwise(data))


_UNMASKED: Final = tuple((mark, _steps(mark)) for mark in _MARKS)
