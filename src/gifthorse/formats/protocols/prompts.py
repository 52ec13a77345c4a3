"""Logins that a program asks for line by line, over Telnet or bare: the server prints a question, the client types."""

from __future__ import annotations

import re
from typing import Final

from gifthorse.formats.shown import shown

MAX_TAIL: Final = 256
MAX_LINE: Final = 256
MAX_LOGINS: Final = 8
_OPTION: Final = re.compile(rb"\xff(?:[\xfb-\xfe].|\xfa.{0,64}?\xff\xf0|[\xf0-\xf9])", re.DOTALL)  # RFC 854, RFC 855
_ASKS_NAME: Final = re.compile(
    rb"(?:\blogin(?: as)?|\buser ?(?:name)?|\baccount|\bbenutzer(?:name)?)\s*[:>?]\s*\Z", re.IGNORECASE
)
_ASKS_SECRET: Final = re.compile(
    rb"(?:pass(?:word|wd|phrase|code)|\bpin|kennwort|passwort)[^\r\n:>?]{0,40}[:>?]\s*\Z", re.IGNORECASE
)


class Prompts:
    """Feed both directions; `credentials` are (user, password), with an empty string for what was not asked."""

    def __init__(self) -> None:
        self.credentials: list[tuple[str, str]] = []
        self._tail = b""
        self._typed = b""
        self._expect = ""
        self._user = ""

    def feed(self, outward: bool, data: bytes) -> None:
        """Take in bytes of the client or the server."""
        data = _OPTION.sub(b"", data)
        if not outward:
            self._tail = (self._tail + data)[-MAX_TAIL:]
            asked = "password" if _ASKS_SECRET.search(self._tail) else "user" if _ASKS_NAME.search(self._tail) else ""
            if asked and asked != self._expect:
                self._expect, self._typed = asked, b""
            return
        if not self._expect:
            return
        self._typed += data[: MAX_LINE + 2]
        line, end, rest = _line(self._typed)
        if not end:
            self._typed = self._typed[-MAX_LINE:]
            return
        self._answered(_erased(line))
        if self._expect == "user" and rest.strip(b"\r\n\0"):  # a program does not wait for the question
            self._expect = "password"
            self._answered(_erased(_line(rest)[0]))
        self._typed, self._expect, self._tail = b"", "", b""

    def _answered(self, line: bytes) -> None:
        text = shown(line[:MAX_LINE])
        if self._expect == "user":
            self._user = text
        elif text and len(self.credentials) < MAX_LOGINS:
            self.credentials.append((self._user, text))
            self._user = ""


def _line(typed: bytes) -> tuple[bytes, bytes, bytes]:
    for end in (b"\r", b"\n"):
        if end in typed:
            return typed.partition(end)
    return typed, b"", b""


def _erased(line: bytes) -> bytes:
    """What is left where keys were taken back."""
    left = bytearray()
    for byte in line:
        if byte in (8, 127):
            del left[-1:]
        elif byte >= 32:
            left.append(byte)
    return bytes(left)
