"""Connections that OpenSSL made, read with the keys it logged: what comes out is what was put in."""

from __future__ import annotations

import shutil
import socket
import ssl
import subprocess
import threading
import time
from pathlib import Path

import pytest
from tests import tlspeer

from gifthorse.formats.tls.keylog import KeyLog
from gifthorse.formats.tls.session import Session

V = ssl.TLSVersion
CASES = [
    (V.TLSv1_3, "", 0),
    (V.TLSv1_2, "ECDHE-RSA-AES128-GCM-SHA256", 0),
    (V.TLSv1_2, "ECDHE-RSA-AES256-GCM-SHA384", 0),
    (V.TLSv1_2, "ECDHE-RSA-CHACHA20-POLY1305", 0),
    (V.TLSv1_2, "AES128-CCM", 0),
    (V.TLSv1_2, "AES256-CCM8", 0),
    (V.TLSv1_2, "AES128-SHA", 0),
    (V.TLSv1_2, "AES128-SHA", tlspeer.NO_ENCRYPT_THEN_MAC),
    (V.TLSv1_2, "AES256-SHA256", tlspeer.NO_ENCRYPT_THEN_MAC),
    (V.TLSv1_2, "ECDHE-RSA-AES256-SHA384", 0),
    (V.TLSv1_2, "ECDHE-RSA-AES256-SHA384", tlspeer.NO_ENCRYPT_THEN_MAC | tlspeer.NO_EXTENDED_MASTER_SECRET),
    (V.TLSv1_2, "CAMELLIA128-SHA256", 0),
    (V.TLSv1_2, "NULL-SHA256", 0),
    (V.TLSv1_1, "AES128-SHA", 0),
    (V.TLSv1, "AES256-SHA", 0),
    (V.TLSv1, "AES256-SHA", tlspeer.NO_ENCRYPT_THEN_MAC),
]


def read(talk: tlspeer.Talk, keys: bytes | None = None, chunk: int = 1 << 20) -> tuple[Session, dict[bool, bytes]]:
    session = Session(KeyLog(talk.keys if keys is None else keys))
    said = {True: b"", False: b""}
    for outward, data in talk.parts:
        for at in range(0, len(data), chunk):
            for out, plain in session.feed(outward, data[at : at + chunk]):
                said[out] += plain
    return session, said


@pytest.mark.parametrize(("version", "ciphers", "options"), CASES, ids=lambda v: getattr(v, "name", str(v)))
def test_what_was_said_is_read(version: ssl.TLSVersion, ciphers: str, options: int) -> None:
    talk = tlspeer.talk(version=version, ciphers=ciphers, options=options)
    assert talk.cipher
    session, said = read(talk)
    assert not session.problems
    for outward in (True, False):
        assert said[outward] == b"".join(words for out, words in tlspeer.WORDS if out == outward)
    assert session.decrypted
    assert session.certificates


def test_records_and_messages_may_be_cut_anywhere() -> None:
    for version in (V.TLSv1_2, V.TLSv1_3):
        talk = tlspeer.talk(version=version)
        assert read(talk, chunk=7)[1] == read(talk)[1]


def test_suites_without_encryption_need_no_key() -> None:
    talk = tlspeer.talk(version=V.TLSv1_2, ciphers="NULL-SHA256")
    session, said = read(talk, b"")
    assert said[False] == b"pong from the server"
    assert session.server is not None
    assert session.server.cipher == 0x3B


@pytest.mark.parametrize("version", [V.TLSv1_2, V.TLSv1_3])
def test_resumed_sessions(version: ssl.TLSVersion) -> None:
    first = tlspeer.talk(version=version)
    second = tlspeer.talk(version=version, before=first)
    fresh, _ = read(first)
    session, said = read(second)
    assert fresh.resumed is False
    assert session.resumed is True
    assert said[False] == b"pong from the server"
    assert not session.certificates


def test_a_wrong_key_is_told_once_and_yields_nothing() -> None:
    talk = tlspeer.talk()
    wrong = b"\n".join(line[:-4] + b"0000" for line in talk.keys.splitlines())
    session, said = read(talk, wrong)
    assert said == {True: b"", False: b""}
    assert session.problems == ["A TLS record does not open with the keys that are known."]
    assert session.settled


def test_damaged_records_end_a_side_only() -> None:
    talk = tlspeer.talk()
    parts = [(out, data if out else data[:-3] + bytes(3)) for out, data in talk.parts]
    session, said = read(tlspeer.Talk(parts, talk.keys))
    assert said[True].startswith(b"ping")
    assert session.problems


@pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl is not installed")
def test_key_updates(tmp_path: Path) -> None:
    """The client changes its key in the middle and asks the server for the same."""
    certificate, key = tlspeer.certificate()
    tmp_path.joinpath("c.pem").write_bytes(certificate + key)
    parts: list[tuple[bool, bytes]] = []
    with socket.create_server(("127.0.0.1", 0)) as front, socket.create_server(("127.0.0.1", 0)) as spare:
        port = spare.getsockname()[1]
        spare.close()
        server = subprocess.Popen(
            ["openssl", "s_server", "-accept", f"127.0.0.1:{port}", "-cert", "c.pem", "-rev", "-quiet"],
            cwd=tmp_path,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        client = subprocess.Popen(
            ["openssl", "s_client", "-connect", f"127.0.0.1:{front.getsockname()[1]}", "-keylogfile", "log", "-tls1_3"],
            cwd=tmp_path,
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            relay(front, port, parts, client)
        finally:
            for process in (client, server):
                process.kill()
                process.wait()
            assert client.stdin is not None
            client.stdin.close()
    keys = tmp_path.joinpath("log").read_bytes()
    session, said = read(tlspeer.Talk(parts, keys))
    assert said[True] == b"before\nafter\n"
    assert said[False].split() == [b"erofeb", b"retfa"]
    assert not session.problems


def relay(front: socket.socket, port: int, parts: list[tuple[bool, bytes]], client: subprocess.Popen[bytes]) -> None:
    """Carries bytes between the two programs and writes them down; types words when the other side has spoken."""
    near, _ = front.accept()
    far = None
    for _ in range(200):
        try:
            far = socket.create_connection(("127.0.0.1", port))
            break
        except OSError:
            time.sleep(0.05)
    assert far is not None

    def pump(source: socket.socket, target: socket.socket, outward: bool) -> None:
        try:
            while data := source.recv(1 << 16):
                parts.append((outward, data))
                target.sendall(data)
        except OSError:
            return

    with near, far:
        threads = [threading.Thread(target=pump, args=a) for a in ((near, far, True), (far, near, False))]
        for thread in threads:
            thread.start()
        assert client.stdin is not None
        wait(parts, 1)
        for words in (b"before\n", b"K\n", b"after\n"):
            count = len(parts)
            client.stdin.write(words)
            client.stdin.flush()
            if words == b"K\n":
                time.sleep(0.3)  # the answer comes with what the server says next
            else:
                wait(parts, count + 2)
        for end in (near, far):
            end.shutdown(socket.SHUT_RDWR)
        for thread in threads:
            thread.join(10)


def wait(parts: list[tuple[bool, bytes]], count: int) -> None:
    for _ in range(200):
        if len(parts) >= count and not parts[-1][0]:
            time.sleep(0.1)
            return
        time.sleep(0.02)


@pytest.mark.parametrize("options", [0, tlspeer.NO_EXTENDED_MASTER_SECRET], ids=["extended", "plain"])
@pytest.mark.parametrize("version", [V.TLSv1_2, V.TLSv1])
def test_premaster_secrets_by_what_they_were_encrypted_to(version: ssl.TLSVersion, options: int) -> None:
    talk = tlspeer.talk(version=version, ciphers="AES256-SHA", options=options)
    lines = [line for line in talk.keys.splitlines() if line.startswith(b"RSA ")]
    assert lines
    session, said = read(talk, b"\n".join(lines))
    assert said[False] == b"pong from the server"
    assert session.decrypted
    hello = session.hello
    assert hello is not None
    by_random = b"PMS_CLIENT_RANDOM " + hello.random.hex().encode() + b" " + lines[0].split()[2]
    assert read(talk, by_random)[1] == said


def test_a_master_secret_by_its_session() -> None:
    talk = tlspeer.talk(version=V.TLSv1_2, ciphers="AES256-SHA", options=int(ssl.OP_NO_TICKET))
    session, _ = read(talk)
    assert session.server is not None
    master = next(line.split()[2] for line in talk.keys.splitlines() if line.startswith(b"CLIENT_RANDOM"))
    line = b"RSA Session-ID:" + session.server.session_id.hex().encode() + b" Master-Key:" + master
    assert read(talk, line)[1][False] == b"pong from the server"
