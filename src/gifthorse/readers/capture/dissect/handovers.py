"""Protocols that end by agreeing on another: mail, FTP, IRC and XMPP (STARTTLS), and SOCKS. Clear logins are rows."""

from __future__ import annotations

from typing import ClassVar

from gifthorse.formats.protocols import signatures
from gifthorse.formats.protocols.dialogue import Dialogue, greeting
from gifthorse.formats.protocols.socks import Socks, is_request
from gifthorse.formats.protocols.xmpp import Xmpp
from gifthorse.readers.capture.dissect import tokens
from gifthorse.readers.capture.dissect.dissector import OUT, Context, Dissector, Flow, Opening


class Lines(Dissector):
    """SMTP, POP3, IMAP, FTP and IRC; which of them shows in `connections.protocol`."""

    NAME: ClassVar[str] = "smtp"
    LIMIT: ClassVar[int] = 1 << 20
    __slots__ = ("_dialogue", "_first", "_told")

    def __init__(self, flow: Flow, context: Context) -> None:
        super().__init__(flow, context)
        self._dialogue: Dialogue | None = None
        self._first = [b"", b""]
        self._told = 0

    @staticmethod
    def recognise(opening: Opening) -> bool | None:
        """The server's greeting, or what clients say first."""
        if opening.transport != "tcp":
            return False
        if greeting(opening.into, opening.out, opening.server_port) is not None:
            return True
        return None if opening.into[:3] in (b"220", b"+", b"*", b"") and len(opening.out) < 16 else False

    def feed(self, side: int, data: bytes, time: int, packet: int, gap: int) -> None:
        """Bytes of one side; the first are held until it is clear which protocol they belong to."""
        del gap
        if self._dialogue is None:
            self._first[side] += data
            kind = greeting(self._first[1], self._first[0], self.flow.server_port)
            if kind is None:
                self.enough = max(map(len, self._first)) > 4096
                return
            self.flow.protocol = kind
            self._dialogue = Dialogue(kind)
            self._dialogue.feed(False, self._first[1])
            self._dialogue.feed(True, self._first[0])
        else:
            self._dialogue.feed(side == OUT, data)
        dialogue = self._dialogue
        if len(dialogue.credentials) > self._told:
            tokens.login(self.context, self.flow, dialogue.credentials[self._told :], (packet, time))
            self._told = len(dialogue.credentials)
        if dialogue.encrypting:
            self.rest = (dialogue.kind, *dialogue.rests)
        elif dialogue.over:
            self.enough = True


class XmppStream(Dissector):
    """XMPP."""

    NAME: ClassVar[str] = "xmpp"
    LIMIT: ClassVar[int] = 1 << 18
    __slots__ = ("_xmpp",)

    def __init__(self, flow: Flow, context: Context) -> None:
        super().__init__(flow, context)
        self._xmpp = Xmpp()

    @staticmethod
    def recognise(opening: Opening) -> bool | None:
        """A stream's or a stanza's first tag."""
        if opening.transport != "tcp":
            return False
        ports = (opening.client_port, opening.server_port)
        return signatures.tcp(opening.out, opening.into, ports) == "xmpp"

    def feed(self, side: int, data: bytes, time: int, packet: int, gap: int) -> None:
        """Bytes of one side."""
        del gap
        xmpp = self._xmpp
        xmpp.feed(side == OUT, data)
        if xmpp.credentials:
            tokens.login(self.context, self.flow, xmpp.credentials, (packet, time))
        if xmpp.encrypting:
            self.rest = ("xmpp", *xmpp.rests)
        elif xmpp.over:
            self.enough = True


class SocksProxy(Dissector):
    """SOCKS 4, 4a and 5: what follows the agreement belongs to the far server."""

    NAME: ClassVar[str] = "socks"
    __slots__ = ("_socks",)

    def __init__(self, flow: Flow, context: Context) -> None:
        super().__init__(flow, context)
        self._socks = Socks()

    @staticmethod
    def recognise(opening: Opening) -> bool | None:
        """A request, and the beginning of an answer that fits it."""
        if opening.transport != "tcp":
            return False
        asked = is_request(opening.out)
        if not asked or not opening.into:
            return None if asked is not False and opening.out else False
        return opening.into[:1] == (b"\x05" if opening.out[0] == 5 else b"\0") and len(opening.into) >= 2

    def feed(self, side: int, data: bytes, time: int, packet: int, gap: int) -> None:
        """Bytes of one side."""
        del gap
        socks = self._socks
        socks.feed(side == OUT, data)
        if socks.credentials and (socks.open or socks.broken):
            tokens.login(self.context, self.flow, [socks.credentials], (packet, time))
        if socks.target:
            self.flow.called(socks.target.rpartition(":")[0].lower(), "http")
        if socks.broken:
            self.enough = True
        elif socks.open:
            self.rest = ("socks", *socks.rests)
