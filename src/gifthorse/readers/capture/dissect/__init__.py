"""Dissectors: from what one connection carries to rows. `dissector` says what they are given; this is their list."""

from __future__ import annotations

from typing import Final

from gifthorse.readers.capture.dissect.dissector import IN, OUT, Context, Dissector, Flow, Opening
from gifthorse.readers.capture.dissect.dns import Dns
from gifthorse.readers.capture.dissect.handovers import Lines, SocksProxy, XmppStream
from gifthorse.readers.capture.dissect.http import Http, Http2
from gifthorse.readers.capture.dissect.quic import Dtls, GoogleQuic, Quic
from gifthorse.readers.capture.dissect.signed import Raw, Signed
from gifthorse.readers.capture.dissect.tls import Tls
from gifthorse.readers.capture.dissect.webrtc import Stun
from gifthorse.readers.capture.dissect.websocket import WebSocket

__all__ = ["DISSECTORS", "FALLBACK", "FILLS", "IN", "INNER", "OUT", "Context", "Dissector", "Flow", "Opening"]

DISSECTORS: Final[tuple[type[Dissector], ...]] = (
    Dns,
    Tls,
    Http,
    Quic,
    Dtls,
    GoogleQuic,
    Stun,
    Http2,
    XmppStream,
    Signed,
    Lines,
    SocksProxy,
    WebSocket,
)
"""In the order in which they are asked: the frequent ones first."""
INNER: Final[tuple[type[Dissector], ...]] = (WebSocket, Http, Http2, Dns, XmppStream, Signed, Lines)
"""Those asked about what a key log opened."""
FALLBACK: Final[type[Dissector]] = Raw
"""For connections that nobody recognised."""
FILLS: Final[tuple[str, ...]] = ("dns", "tls", "presented_certificates", "http", "payload_tokens", "carried")
"""The tables that they fill."""
