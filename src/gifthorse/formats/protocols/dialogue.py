"""Protocols of lines: SMTP, POP3, IMAP and FTP. Who logs in with what, and where encryption begins (RFC 3207, 2595)."""

from __future__ import annotations

import re
from typing import Final

from gifthorse.formats import loose64
from gifthorse.formats.shown import shown

MAX_LINE: Final = 4096
MAX_LINES: Final = 4096

_STARTS: Final = {
    "smtp": re.compile(rb"(?:STARTTLS|AUTH TLS|AUTH SSL)\s*\Z", re.I),
    "pop3": re.compile(rb"STLS\s*\Z", re.I),
    "imap": re.compile(rb"\S+ STARTTLS\s*\Z", re.I),
    "ftp": re.compile(rb"AUTH (?:TLS|SSL|TLS-C|TLS-P)\s*\Z", re.I),
    "irc": re.compile(rb"STARTTLS\s*\Z", re.I),
}
_AGREES: Final = {
    "smtp": re.compile(rb"220[ -]"),
    "pop3": re.compile(rb"\+OK"),
    "imap": re.compile(rb"\S+ OK", re.I),
    "ftp": re.compile(rb"[23]34[ -]"),
    "irc": re.compile(rb":\S+ 670 "),
}
_IMAP_LOGIN: Final = re.compile(rb'\S+ LOGIN ("(?:[^"\\]|\\.)*"|\S+) ("(?:[^"\\]|\\.)*"|\S+)', re.I)

_IMAP_LITERAL: Final = re.compile(rb'\S+ LOGIN (?:(?:"(?:[^"\\]|\\.)*"|\S+) )?\{\d{1,3}\+?\}\Z', re.I)  # RFC 3501, 4.3


def greeting(into: bytes, out: bytes, port: int) -> str | None:
    """smtp, pop3, imap, ftp or irc, by the server's greeting and what the client says; None if it is none of them."""
    upper = out[:12].upper()
    if into.startswith(b"+OK"):
        return "pop3"
    if into.startswith((b"* OK", b"* PREAUTH")):
        return "imap"
    if into.startswith((b"220 ", b"220-")):
        if upper.startswith((b"EHLO", b"HELO", b"STARTTLS")):
            return "smtp"
        if upper.startswith((b"USER ", b"AUTH TLS", b"AUTH SSL", b"FEAT")):
            return "ftp"
        first = into[:256].upper()
        if port in (25, 465, 587, 2525) or b"SMTP" in first:
            return "smtp"
        return "ftp" if port in (21, 990, 2121) or b"FTP" in first else None
    if upper.startswith((b"NICK ", b"CAP LS", b"STARTTLS")) and (not into or into[:1] == b":"):
        return "irc"
    return None


class Dialogue:
    """One connection of `kind`. Feed both directions.

    `credentials` are (user, password) as they were sent, with an empty string for what was not. `encrypting` is True
    once both sides have agreed to speak TLS; `rests` are the bytes of each side that belong to it.
    """

    def __init__(self, kind: str) -> None:
        self.kind = kind
        self.credentials: list[tuple[str, str]] = []
        self.encrypting = False
        self._rest = {True: b"", False: b""}
        self._asked = False
        self._expect: str | None = None  # what the next line of the client is, in a login of several lines
        self._user = ""
        self._held = b""  # a line of IMAP that goes on with a literal
        self._lines = 0

    @property
    def rests(self) -> tuple[bytes, bytes]:
        """What the client and the server sent after they agreed."""
        return self._rest[True], self._rest[False]

    @property
    def over(self) -> bool:
        """Whether enough was read."""
        return self._lines > MAX_LINES

    def feed(self, outward: bool, data: bytes) -> None:
        """Take in bytes of the client or the server."""
        buffer = self._rest[outward] + data
        while not self.encrypting and not self.over:
            if outward and self._asked and self._expect is None and buffer[:1] in (b"\x16", b"\x80"):
                break  # the client does not wait for the answer
            end = buffer.find(b"\n")
            if end < 0:
                if len(buffer) > MAX_LINE:
                    buffer = buffer[-MAX_LINE:]
                break
            line, buffer = buffer[:end].rstrip(b"\r")[:MAX_LINE], buffer[end + 1 :]
            self._lines += 1
            if outward:
                self._said(line)
            elif self._asked and _AGREES[self.kind].match(line):
                self.encrypting = True
        self._rest[outward] = buffer

    def _said(self, line: bytes) -> None:
        if self._expect is not None:
            self._continued(line)
            return
        self._asked = _STARTS[self.kind].match(line) is not None
        upper = line[:12].upper()
        if self.kind in ("pop3", "ftp"):
            if upper.startswith(b"USER "):
                self._user = shown(line[5:])
            elif upper.startswith(b"PASS "):
                self._login(self._user, shown(line[5:]))
        if self.kind == "imap":
            if _IMAP_LITERAL.match(line):
                self._expect, self._held = "literal", line
                return
            login = _IMAP_LOGIN.match(line)
            if login:
                self._login(shown(login[1].strip(b'"')), shown(login[2].strip(b'"')))
            upper = line.partition(b" ")[2][:20].upper()
            if upper.startswith(b"AUTHENTICATE"):
                self._sasl(line.partition(b" ")[2][13:])
        elif upper.startswith(b"AUTH ") and self.kind in ("smtp", "pop3"):
            self._sasl(line[5:])

    def _sasl(self, line: bytes) -> None:
        name, _, first = line.strip().partition(b" ")
        if name.upper() == b"PLAIN":
            self._expect = "plain"
        elif name.upper() == b"LOGIN":
            self._expect = "user"
        if first and self._expect:
            self._continued(first)

    def _continued(self, line: bytes) -> None:
        expect, self._expect = self._expect, None
        if expect == "literal":
            held, self._held = self._held, b""
            length = int(held.rpartition(b"{")[2].rstrip(b"}+"))
            value = line[:length].replace(b"\\", b"\\\\").replace(b'"', b'\\"')
            self._said(held.rpartition(b"{")[0] + b'"' + value + b'"' + line[length:])
            return
        plain = loose64.decoded(line)
        if plain is None:
            return
        if expect == "plain":
            parts = plain.split(b"\0")
            if len(parts) == 3:
                self._login(shown(parts[1]), shown(parts[2]))
        elif expect == "user":
            self._user = shown(plain)
            self._expect = "password"
        elif expect == "password":
            self._login(self._user, shown(plain))

    def _login(self, user: str, password: str) -> None:
        if len(self.credentials) < 16:
            self.credentials.append((user, password))
