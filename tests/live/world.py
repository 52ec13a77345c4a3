"""The world that the pretend phone talks to: a resolver, web servers and TLS servers, on addresses of their own.

    python world.py FOLDER

FOLDER gets keys and certificates. Prints "ready" and serves until its standard input ends.
"""

from __future__ import annotations

import datetime
import http.server
import io
import socket
import socketserver
import struct
import subprocess
import sys
import threading
import zipfile
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

ROUTER = "10.71.0.1"
OTHER_RESOLVER = "203.0.113.53"
WEB = "203.0.113.10"
TLS = {"self-made": "203.0.113.20", "expired": "203.0.113.21", "sound": "203.0.113.30"}
NAMES = {
    "api.collect.test": WEB,
    "cdn.firmware.test": WEB,
    "portal.plain.test": WEB,
    "push.selfmade.test": TLS["self-made"],
    "old.lapsed.test": TLS["expired"],
    "www.sound.test": TLS["sound"],
}


class Web(http.server.BaseHTTPRequestHandler):
    """Answers everything; files that end in .apk are one."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        body, kind = b"<html><body>It works.</body></html>", "text/html"
        if self.path.partition("?")[0].endswith(".apk"):
            body, kind = apk(), "application/octet-stream"
        elif self.path == "/large":
            body = bytes(16 << 20)
        self.send_response(204 if self.path == "/generate_204" else 200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", "0" if self.path == "/generate_204" else str(len(body)))
        self.end_headers()
        if self.path != "/generate_204":
            self.wfile.write(body)

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length", "0")))
        self.do_GET()

    def log_message(self, *_: object) -> None:
        pass


class Resolver(socketserver.BaseRequestHandler):
    """Answers questions for the addresses of NAMES, the others with "there is no such name"."""

    def handle(self) -> None:
        data, sock = self.request
        end = data.index(b"\0", 12) + 5
        labels, at = [], 12
        while data[at]:
            labels.append(data[at + 1 : at + 1 + data[at]].decode())
            at += 1 + data[at]
        address = NAMES.get(".".join(labels).lower()) if data[end - 4 : end - 2] == b"\0\1" else None
        known = ".".join(labels).lower() in NAMES
        answer = b""
        if address:
            answer = b"\xc0\x0c" + struct.pack(">HHIH", 1, 1, 60, 4) + socket.inet_aton(address)
        head = data[:2] + struct.pack(">HHHHH", 0x8180 if known else 0x8183, 1, 1 if answer else 0, 0, 0)
        sock.sendto(head + data[12:end] + answer, self.client_address)


def apk() -> bytes:
    """As much of an app as its first bytes tell, and enough behind them to be one."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        file.writestr("AndroidManifest.xml", b"\x03\0\x08\0" + bytes(400))
        file.writestr("classes.dex", b"dex\n035\0" + bytes(60_000))
    return out.getvalue()


def certificate(folder: Path, what: str, name: str) -> tuple[Path, Path]:
    """A key and a certificate, signed by itself or by an authority that nobody else knows."""
    now = datetime.datetime.now(datetime.UTC)
    days = (-400, -30) if what == "expired" else (-1, 89)
    key, authority = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    issuer = subject if what == "self-made" else x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "World CA")])
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now + datetime.timedelta(days=days[0]))
        .not_valid_after(now + datetime.timedelta(days=days[1]))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .sign(key if what == "self-made" else authority, hashes.SHA256())
    )
    paths = folder / f"{what}.key", folder / f"{what}.pem"
    paths[0].write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    paths[1].write_bytes(made.public_bytes(serialization.Encoding.PEM))
    return paths


def main(folder: Path) -> None:
    servers: list[socketserver.BaseServer] = [
        http.server.ThreadingHTTPServer((WEB, 80), Web),
        socketserver.ThreadingUDPServer((ROUTER, 53), Resolver),
        socketserver.ThreadingUDPServer((OTHER_RESOLVER, 53), Resolver),
    ]
    for server in servers:
        threading.Thread(target=server.serve_forever, daemon=True).start()
    started = []
    for what, address in TLS.items():
        key, pem = certificate(folder, what, next(n for n, a in NAMES.items() if a == address))
        version = "-tls1_3" if what == "sound" else "-tls1_2"
        command = ["openssl", "s_server", "-accept", f"{address}:443", "-key", str(key), "-cert", str(pem), "-www"]
        started.append(subprocess.Popen([*command, version, "-quiet"], stdin=subprocess.DEVNULL))
    try:
        for address in TLS.values():
            for _ in range(200):
                try:
                    socket.create_connection((address, 443), 1).close()
                    break
                except OSError:
                    threading.Event().wait(0.02)
        print("ready", flush=True)
        sys.stdin.read()
    finally:
        for process in started:
            process.kill()
            process.wait()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
