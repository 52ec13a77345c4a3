"""The telling strings of native code: addresses on the net, shell commands, programs, packages, properties.

A phone's libraries hold 50 MB of constants. Looking for two first letters in columns leaves a few per cent of the
strings for regular expressions, which then decide.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from gifthorse.formats.elf.image import PF_W, PT_LOAD, Elf
from gifthorse.formats.elf.symbols import Data
from gifthorse.formats.oat import embedded_dex

BLOCK_LIMIT = 8 << 20
FOUND_LIMIT = 2_000
TRIES_LIMIT = 200_000
VALUE_LIMIT = 400


@dataclass(frozen=True, slots=True)
class Text:
    """A telling string: its kind, value and byte offset in the file.

    Kinds: url, host, command, program, package, property, loader (a class that loads code), code-file (code where the
    system keeps data), dex (a whole DEX file; the value tells its size).
    """

    kind: str
    value: str
    offset: int


def telling(data: Data, elf: Elf, *, net_only: bool = False) -> list[Text]:
    """The telling strings of one file, in no order, at most 2,000; with `net_only` just URLs and host names."""
    found: list[Text] = []
    for start, size in _constants(elf):
        block = b"\0" + data[start : start + min(size, BLOCK_LIMIT)] + b"\0"
        if not net_only:
            found += [Text("dex", f"{length} bytes", at + start - 1) for at, length in embedded_dex(block)]
        for text in _search(block, net_only):
            found.append(Text(text.kind, text.value, text.offset + start - 1))
            if len(found) >= FOUND_LIMIT:
                return found
    return found


def _constants(elf: Elf) -> Iterable[tuple[int, int]]:
    """Where constants lie: .rodata, and .data for tables filled in by hand; without sections, all that is loaded."""
    named = [
        (s.offset, s.size) for s in elf.sections if s.name in (b".rodata", b".data", b".rodata.str1.1") and s.type == 1
    ]
    if named:
        return named
    return [(s.offset, s.size) for s in elf.segments if s.type == PT_LOAD and not s.flags & PF_W]


_SCHEME = re.compile(rb"[a-z][a-z0-9+]{1,9}$")
_SCHEMES = frozenset(
    {b"http", b"https", b"ftp", b"ws", b"wss", b"tcp", b"udp", b"mqtt", b"mqtts", b"socks5", b"rtmp", b"rtsp"}
)
_REST = re.compile(
    rb"(?:[^\s\0-\x1f\"'<>\x7f-\xff/.|=]+[.:%][^\s\0-\x1f\"'<>\x7f-\xff/|=]+|%s|\[[0-9a-f:]+\]|localhost)"
    rb"[^\s\0-\x1f\"'<>\x7f-\xff]{0,380}"
)
_TOP = re.compile(
    rb"\.(?:com|net|org|cn|ru|top|xyz|info|biz|club|site|online|vip|pro|io|me|in|tv|co|us|cc|mobi|asia|link|live|app|dev)"
    rb"(?=[\0:/])"
)
_HOST = re.compile(rb"[a-z0-9](?:[a-z0-9-]{0,62}\.){1,6}[a-z]{2,6}(?::\d{2,5})?(?:/[\w./%?=&-]*)?\0", re.IGNORECASE)
_NO_HOST = re.compile(
    rb"(?:android|ro|ril|persist|sys|vendor|vr|llvm|com|org|net|debug|gsm|init|ctl|java|media|camera|dev|log|wfd|cn)\."
)  # a property, a metadata tag, or a domain the other way round
_TALK = re.compile(
    rb"\b(?:fail\w*|errors?|success\w*|cannot|can't|could|unable|not|utility|who|was|is|has|already|invalid|only|done)\b",
    re.IGNORECASE,
)  # a message about a command
_SHORT = frozenset(
    {b".io", b".me", b".in", b".tv", b".co", b".us", b".cc", b".app", b".dev", b".link", b".live", b".pro", b".site"}
)

# Shell commands that mean something by their first argument; an English word alone would not do.
_PHRASES = (
    r"su (?:-c|0|root|-)", r"sh (?:-c|/|\$|%)", r"am (?:start|start\w+|start-\w+|broadcast|force-stop|kill|instrument)",
    r"pm (?:install|uninstall|grant|revoke|enable|disable|hide|unhide|clear|list|path|set-)", r"dpm set-",
    r"input (?:tap|text|swipe|keyevent)", r"settings (?:put|get|delete)", r"ime (?:set|enable)", r"setenforce [01]",
    r"content (?:query|insert|update|delete|call)", r"svc (?:wifi|data|power|usb|bluetooth|nfc)", r"cmd [a-z_]+ ",
    r"service (?:call|list|check)", r"wm (?:size|density)", r"appops set", r"echo [^\0]{0,300}>", r"cat /",
)  # fmt: skip
_WORDS = (
    "chmod chown chcon restorecon mount umount rm cp mv dd killall kill insmod rmmod iptables ip6tables setprop "
    "getprop screencap screenrecord logcat busybox toybox curl wget nc reboot dumpsys ifconfig tcpdump mkdir ln ndc "
    "tar unzip app_process dalvikvm adb ps top lsof netstat ping ping6 iw rfkill"
)
_COMMAND = rf"""(?:{"|".join(_PHRASES)}|(?:{"|".join(_WORDS.split())}) +(?=[-/$%"'a-z0-9_.{{]))"""
_ROOM = r"/(?:system|vendor|sbin|data|product|system_ext|odm|apex|bin|xbin|sdcard|cust)"
_BIN = rf"(?:{_ROOM}(?:/[\w.+%-]+)*/s?x?bin/|/sbin/|/data/local/(?:tmp/)?|/data/data/)"
_DATA = r"/(?:data|sdcard|storage|mnt|cache|dev|metadata)"
_SPACES = "ro|persist|sys|init|ctl|debug|vendor|gsm|ril|service|dalvik|net|dev|log|qemu|security"
_DOMAINS = "com|org|net|cn|io|me|tv|ru|de"
_WHOLE = re.compile(
    rf"(?P<command>(?:{_ROOM}/(?:[\w.-]+/)*)?{_COMMAND}[^\0]{{0,390}}"
    rf"|{_ROOM}/(?:[\w.-]+/)*s?x?bin/[\w.-]+ [^\0]{{1,390}})"
    rf"|(?P<program>{_BIN}[\w.+%-]+(?:/[\w.+%-]+)*)"
    rf"|(?P<package>(?:{_DOMAINS})\.[a-z]\w*(?:\.[A-Za-z]\w*){{1,8}})"
    r"|(?P<loader>L?dalvik[/.]system[/.](?:(?:InMemory|Path|Base|Delegate\w*)?Dex(?:ClassLoader|File)|PathClassLoader);?)"
    rf"|(?P<code_file>{_DATA}/(?:[\w.%+-]+/)*[\w.%+-]+\.(?:jar|dex|apk|so|odex|zip))"
    rf"|(?P<property>(?:{_SPACES})\.[a-z][\w-]*(?:\.[\w-]+)*\.?)".encode(),
)


def _pairs() -> NDArray[np.bool_]:
    """Which first two bytes, as a little-endian uint16, any of the whole-string kinds can begin with."""
    words = [*_WORDS.split(), *_SPACES.split("|"), *_DOMAINS.split("|"), *_PHRASES]
    table = np.zeros(1 << 16, np.bool_)
    for word in words:
        table[ord(word[0]) | ord(word[1]) << 8] = True
    for second in "svdpoabxcm":
        table[ord("/") | ord(second) << 8] = True
    table[ord("L") | ord("d") << 8] = True
    return table


_PAIRS = _pairs()


def _search(block: bytes, net_only: bool) -> Iterator[Text]:
    yield from _urls(block)
    yield from _hosts(block)
    if not net_only:
        yield from _whole(block)


def _urls(block: bytes) -> Iterator[Text]:
    at = block.find(b"://")
    tries = 0
    while at >= 0 and tries < TRIES_LIMIT:
        tries += 1
        scheme = _SCHEME.search(block, max(0, at - 10), at)
        rest = _REST.match(block, at + 3)
        if scheme and rest and scheme[0] in _SCHEMES:
            yield Text("url", block[scheme.start() : rest.end()].decode("ascii"), scheme.start())
        at = block.find(b"://", at + 3)


def _hosts(block: bytes) -> Iterator[Text]:
    for top in islice(_TOP.finditer(block), TRIES_LIMIT):
        start = block.rfind(b"\0", max(0, top.start() - 128), top.start()) + 1
        if start and (host := _HOST.match(block, start)) is not None:
            name = host[0][:-1]
            if (top[0] not in _SHORT or name.count(b".") > 1) and not _NO_HOST.match(name):
                yield Text("host", name.decode("ascii"), start)


def _whole(block: bytes) -> Iterator[Text]:
    bytes_ = np.frombuffer(block, np.uint8)
    begins = np.flatnonzero((bytes_[:-2] == 0) & (bytes_[1:-1] >= 0x2F)) + 1
    pair = bytes_[begins].astype(np.uint16) | (bytes_[np.minimum(begins + 1, len(bytes_) - 1)].astype(np.uint16) << 8)
    for at in begins[_PAIRS[pair]][:TRIES_LIMIT].tolist():
        match = _WHOLE.match(block, at)
        if match is None or block[match.end()] or (match.lastgroup == "command" and _TALK.search(match[0])):
            continue
        if match.lastgroup:
            yield Text(match.lastgroup.replace("_", "-"), match[0][:VALUE_LIMIT].decode("utf-8", "replace"), at)
