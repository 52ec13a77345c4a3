"""TLS over TCP, from the first byte or after another protocol agreed on it -> `tls`; what keys open -> other tables."""

from __future__ import annotations

from typing import ClassVar, Final

from gifthorse.formats.tls.records import is_record
from gifthorse.formats.tls.session import Session
from gifthorse.readers.capture.dissect import tls_rows
from gifthorse.readers.capture.dissect.dissector import IN, OUT, Context, Dissector, Flow, Opening
from gifthorse.readers.capture.dissect.inside import Inside

UNENCRYPTED: Final = 1 << 18
"""Bytes a side in which a handshake must be over."""


class Tls(Dissector):
    """Reads until both sides encrypt; with keys until the end."""

    NAME: ClassVar[str] = "tls"
    LIMIT: ClassVar[int] = 256 << 20
    __slots__ = ("_given", "_inside", "_mark", "_over", "_session")

    def __init__(self, flow: Flow, context: Context) -> None:
        super().__init__(flow, context)
        self._session = Session(context.keys)
        self._over = flow.over or "tcp"
        self._mark: tuple[int, int] | None = None
        self._given = [0, 0]
        self._inside: Inside | None = None

    @staticmethod
    def recognise(opening: Opening) -> bool | None:
        """A record from either side."""
        if opening.transport != "tcp":
            return False
        for said in (opening.out, opening.into):
            if is_record(said):
                return True
        return None if len(opening.out) < 5 and opening.out[:1] in (b"", b"\x16", b"\x80") else False

    def feed(self, side: int, data: bytes, time: int, packet: int, gap: int) -> None:
        """Bytes of one side."""
        session = self._session
        if gap:
            session.lose(side == OUT)
        if self._mark is None or session.hello is None:
            self._mark = (packet, time)
        for outward, plain in session.feed(side == OUT, data):
            if self._inside is None:
                self._inside = Inside(self.flow, self.context, session.alpn)
            self._inside.feed(OUT if outward else IN, plain, time, packet)
        self._given[side] += len(data)
        if session.settled or (not session.decrypted and self._given[side] > UNENCRYPTED):
            self.enough = True

    def finish(self) -> None:
        """The row, and whatever the inner protocol still has."""
        if self._inside is not None:
            self._inside.finish()
        session = self._session
        hello = session.partial_hello()
        if hello is None and session.server is None and not session.alerts and not any(session.encrypted):
            return
        outward = session.client_outward
        tls_rows.add(
            self.context,
            self.flow,
            self._over,
            self._mark or (0, -1),
            hello=hello,
            server=session.server,
            chain=session.certificates,
            client_chain=session.client_certificates,
            alerts=[(a.outward is outward, a.description) for a in session.alerts],
            alpn=None if session.alpn is None else session.alpn[:64].decode("utf-8", "backslashreplace"),
            group_number=session.group,
            dh_bits=session.dh_bits,
            resumed=session.resumed,
            decrypted=session.decrypted,
        )
