"""Real TLS connections, made in memory by Python's own OpenSSL, as the bytes of both directions in their order."""

from __future__ import annotations

import contextlib
import datetime
import ssl
import tempfile
import warnings
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import NameOID

NO_ENCRYPT_THEN_MAC = 1 << 19
NO_EXTENDED_MASTER_SECRET = 1 << 0


@dataclass(slots=True)
class Talk:
    """What was sent, as (outward, bytes), and the key log of it."""

    parts: list[tuple[bool, bytes]] = field(default_factory=list)
    keys: bytes = b""
    cipher: str = ""
    session: ssl.SSLSession | None = None
    contexts: tuple[ssl.SSLContext, ssl.SSLContext] | None = None

    def side(self, outward: bool) -> bytes:
        """Everything one direction sent."""
        return b"".join(data for out, data in self.parts if out == outward)


@cache
def certificate(kind: str = "rsa") -> tuple[bytes, bytes]:
    """(certificate, key) in PEM, self-signed, made once."""
    key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey
    key = rsa.generate_private_key(65537, 2048) if kind == "rsa" else ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "peer.test")])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(7)
        .not_valid_before(datetime.datetime(2024, 1, 1, tzinfo=datetime.UTC))
        .not_valid_after(datetime.datetime(2044, 1, 1, tzinfo=datetime.UTC))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("peer.test"), x509.DNSName("*.peer.test")]), False)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return made.public_bytes(serialization.Encoding.PEM), private


WORDS = ((True, b"ping from the client"), (False, b"pong from the server"), (True, b"x" * 40_000))


def talk(
    *,
    version: ssl.TLSVersion = ssl.TLSVersion.TLSv1_3,
    ciphers: str = "",
    options: int = 0,
    kind: str = "rsa",
    name: str = "peer.test",
    alpn: tuple[str, ...] = (),
    says: tuple[tuple[bool, bytes], ...] = WORDS,
    before: Talk | None = None,
    trusts: bool = True,
) -> Talk:
    """A handshake and some words each way; `before` resumes that session; with `trusts` False it ends in an alert."""
    done = Talk()
    with tempfile.TemporaryDirectory() as folder:
        cert, key, log = Path(folder, "c.pem"), Path(folder, "k.pem"), Path(folder, "log")
        cert.write_bytes(certificate(kind)[0])
        key.write_bytes(certificate(kind)[1])
        if before is not None and before.contexts is not None:
            client, server = before.contexts
        else:
            client, server = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT), ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            server.load_cert_chain(cert, key)
            client.check_hostname = False
            if trusts:
                client.load_verify_locations(cert)
            for context in (client, server):
                _set_up(context, version, ciphers, options, alpn)
        client.keylog_filename = str(log)
        done.contexts = (client, server)
        _run(done, name, says, before.session if before else None)
        client.keylog_filename = None  # type: ignore[assignment]  # closes it; the stubs know only paths
        done.keys = log.read_bytes() if log.exists() else b""
    return done


def _set_up(
    context: ssl.SSLContext, version: ssl.TLSVersion, ciphers: str, options: int, alpn: tuple[str, ...]
) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # old versions are the point
        context.minimum_version = ssl.TLSVersion.TLSv1
        context.maximum_version = version
        context.minimum_version = version
        context.options |= options
    if version < ssl.TLSVersion.TLSv1_3:
        context.set_ciphers((ciphers or "ALL") + ":@SECLEVEL=0")
    if alpn:
        context.set_alpn_protocols(list(alpn))


def _run(done: Talk, name: str, says: tuple[tuple[bool, bytes], ...], session: ssl.SSLSession | None) -> None:
    assert done.contexts is not None
    to_client, to_server = ssl.MemoryBIO(), ssl.MemoryBIO()
    client = done.contexts[0].wrap_bio(to_client, to_server, server_hostname=name or None, session=session)
    server = done.contexts[1].wrap_bio(to_server_in := ssl.MemoryBIO(), to_client_out := ssl.MemoryBIO(), True)

    def carry() -> bool:
        out, back = to_server.read(), to_client_out.read()
        if out:
            done.parts.append((True, out))
            to_server_in.write(out)
        if back:
            done.parts.append((False, back))
            to_client.write(back)
        return bool(out or back)

    def step(end: ssl.SSLObject) -> None:
        with contextlib.suppress(ssl.SSLWantReadError):
            end.do_handshake()

    try:
        for _ in range(6):
            step(client)
            carry()
            step(server)
            carry()
        for outward, words in says:
            (client if outward else server).write(words)
            carry()
            got, other = b"", server if outward else client
            while len(got) < len(words):
                got += other.read(len(words))
            assert got == words
        done.session = client.session
        done.cipher = (client.cipher() or ("",))[0]
    except ssl.SSLError:
        carry()
