"""Which key opens which record: follows a handshake and keeps one opener a side, for TLS 1.0 to 1.3."""

from __future__ import annotations

import hashlib
from typing import Final

from gifthorse.errors import FormatError
from gifthorse.formats.tls import handshake as hs
from gifthorse.formats.tls.client_hello import ClientHello
from gifthorse.formats.tls.extensions import ENCRYPT_THEN_MAC, EXTENDED_MASTER_SECRET
from gifthorse.formats.tls.keylog import SESSION, KeyLog
from gifthorse.formats.tls.numbers import TLS10, TLS12, cipher_name
from gifthorse.formats.tls.open12 import Opener, master_secret, null_openers, openers
from gifthorse.formats.tls.open13 import Opener13
from gifthorse.formats.tls.records import Record
from gifthorse.formats.tls.server_hello import ServerHello
from gifthorse.formats.tls.suites import Suite, suite

CLIENT: Final = 0
SERVER: Final = 1
MAX_TRANSCRIPT: Final = 1 << 20
_SIDES: Final = ("CLIENT", "SERVER")


class Opening:
    """Sides are CLIENT and SERVER. `failed` is True once neither side can be read; `problem` says why, if it is odd."""

    def __init__(self, keys: KeyLog) -> None:
        self.problem: str | None = None
        self._keys = keys
        self._hello: ClientHello | None = None
        self._answer: ServerHello | None = None
        self._suite: Suite | None = None
        self._transcript: list[bytes] = []
        self._transcript_bytes = 0
        self._exchange = b""
        self._openers: list[Opener | Opener13 | None] = [None, None]
        self._later: list[Opener13 | None] = [None, None]  # the client's handshake opener, while early data is tried
        self._pending: tuple[Opener, Opener] | None = None
        self._dead = [False, False]
        self._is_13 = False

    @property
    def failed(self) -> bool:
        """Whether neither side can be read any more."""
        return all(self._dead)

    def message(self, kind: int, body: bytes) -> None:
        """Every handshake message, for the hash that goes into an extended master secret."""
        if kind == hs.CLIENT_HELLO:
            self._transcript.clear()
            self._transcript_bytes = 0
        if kind == hs.HELLO_REQUEST or self._exchange or self._transcript_bytes + len(body) > MAX_TRANSCRIPT:
            return
        self._transcript.append(bytes((kind,)) + len(body).to_bytes(3, "big") + body)
        self._transcript_bytes += len(body) + 4
        if kind == hs.CLIENT_KEY_EXCHANGE:
            self._exchange = body

    def client(self, hello: ClientHello) -> None:
        """A ClientHello, also that of a renegotiation."""
        self._hello = hello
        self._exchange = b""
        self._pending = None

    def server(self, answer: ServerHello) -> None:
        """A ServerHello; in TLS 1.3 encryption begins right after it."""
        self._answer = answer
        self._suite = suite(answer.cipher)
        if self._suite is None:
            self._give_up(f"Connections encrypted with {cipher_name(answer.cipher)} are not opened here.")
        elif answer.is_13:
            self._is_13 = True
            self._start_13(self._suite)

    def change_cipher(self, side: int) -> None:
        """A side's ChangeCipherSpec, before TLS 1.3."""
        if self._pending is None:
            self._pending = self._start_12()
        if self._pending is None:
            self._dead = [True, True]
        else:
            self._openers[side] = self._pending[side]

    def open(self, side: int, record: Record) -> tuple[int, bytes] | None:
        """(kind, plaintext) of a record that is encrypted, or None."""
        opener = self._openers[side]
        if opener is None:
            self._dead[side] = True
            return None
        try:
            return opener.open(record)
        except FormatError as error:
            later = self._later[side]
            if later is not None:
                return self._try_later(side, later, record)
            if self._is_13 and side == CLIENT and self._hello is not None and self._hello.early_data:
                return None  # early data of which no key is known, or that the server refused
            self._dead[side] = True
            self._openers[side] = None
            self.problem = str(error)
            return None

    def after(self, side: int, kind: int) -> None:
        """A message after which a side uses another key (TLS 1.3)."""
        if not self._is_13:
            return
        current = self._openers[side]
        if kind == hs.FINISHED:
            self._use(side, f"{_SIDES[side]}_TRAFFIC_SECRET_0")
        elif kind == hs.KEY_UPDATE and isinstance(current, Opener13):
            self._openers[side] = current.updated()
        elif kind == 5 and self._later[side] is not None:  # EndOfEarlyData
            self._openers[side], self._later[side] = self._later[side], None

    def _try_later(self, side: int, later: Opener13, record: Record) -> tuple[int, bytes] | None:
        try:
            opened = later.open(record)
        except FormatError:
            return None
        self._openers[side], self._later[side] = later, None
        return opened

    def _start_13(self, chosen: Suite) -> None:
        for side in (CLIENT, SERVER):
            self._use(side, f"{_SIDES[side]}_HANDSHAKE_TRAFFIC_SECRET")
        early = self._secret("CLIENT_EARLY_TRAFFIC_SECRET")
        client = self._openers[CLIENT]
        if early is not None and isinstance(client, Opener13):
            self._later[CLIENT] = client
            self._openers[CLIENT] = Opener13(chosen, early)

    def _use(self, side: int, label: str) -> None:
        secret = self._secret(label)
        if secret is None or self._suite is None:
            self._openers[side] = None
            self._dead[side] = True
            return
        try:
            self._openers[side] = Opener13(self._suite, secret)
        except (FormatError, ValueError) as error:
            self._give_up(str(error))

    def _secret(self, label: str) -> bytes | None:
        return self._keys.secret(label, self._hello.random) if self._hello is not None else None

    def _start_12(self) -> tuple[Opener, Opener] | None:
        hello, answer, chosen = self._hello, self._answer, self._suite
        if answer is None or chosen is None:
            return None
        if chosen.mode == "null":
            return null_openers(chosen)
        if hello is None or answer.version < TLS10 or answer.compression:
            if self._keys and hello is not None and self._secret("CLIENT_RANDOM"):
                self.problem = "SSL 3.0 and compressed connections are not opened here."
            return None
        master = self._master(hello, answer, chosen)
        if master is None:
            return None
        try:
            return openers(
                chosen,
                answer.version,
                master,
                client=hello.random,
                server=answer.random,
                encrypt_then_mac=ENCRYPT_THEN_MAC in answer.extensions.values,
            )
        except (FormatError, ValueError) as error:
            self.problem = str(error)
            return None

    def _master(self, hello: ClientHello, answer: ServerHello, chosen: Suite) -> bytes | None:
        known = self._secret("CLIENT_RANDOM")
        if known is None and answer.session_id:
            known = self._keys.secret(SESSION, answer.session_id)
        if known is not None:
            return known
        premaster = self._secret("PMS_CLIENT_RANDOM") or self._keys.secret("RSA", self._exchange[2:10])
        if premaster is None:
            return None
        digest = chosen.prf if answer.version >= TLS12 else None
        covered = None
        if EXTENDED_MASTER_SECRET in answer.extensions.values:
            whole = b"".join(self._transcript)
            covered = (
                hashlib.new(digest, whole).digest()
                if digest
                else hashlib.md5(whole, usedforsecurity=False).digest()
                + hashlib.sha1(whole, usedforsecurity=False).digest()
            )
        return master_secret(premaster, hello.random, answer.random, digest, covered)

    def _give_up(self, sentence: str) -> None:
        self.problem = sentence
        self._openers = [None, None]
        self._dead = [True, True]
