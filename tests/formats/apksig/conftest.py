"""A small APK signer, so that tests need no key, no tool and no evidence but their own."""

from __future__ import annotations

import base64
import hashlib
import io
import struct
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import ClassVar

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import pkcs7
from cryptography.x509.oid import NameOID

ECDSA_SHA256 = 0x0201
V2, V3, V31 = 0x7109871A, 0xF05368C0, 0x1B93AD61
LEVELS = (24, 0x7FFFFFFF)


@dataclass(frozen=True)
class Key:
    private: ec.EllipticCurvePrivateKey
    certificate: x509.Certificate

    @property
    def der(self) -> bytes:
        return self.certificate.public_bytes(serialization.Encoding.DER)

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.der).hexdigest()

    @property
    def spki(self) -> bytes:
        return self.private.public_key().public_bytes(
            serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
        )

    def sign(self, data: bytes) -> bytes:
        return self.private.sign(data, ec.ECDSA(hashes.SHA256()))


def make_key(name: str) -> Key:
    private = ec.generate_private_key(ec.SECP256R1())
    who = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    start = datetime(2020, 1, 1, tzinfo=UTC)
    builder = x509.CertificateBuilder(who, who, private.public_key(), 7, start, start + timedelta(days=9000))
    return Key(private, builder.sign(private, hashes.SHA256()))


@pytest.fixture(scope="session")
def key() -> Key:
    return make_key("First")


@pytest.fixture(scope="session")
def next_key() -> Key:
    return make_key("Second")


def prefixed(*parts: bytes) -> bytes:
    return b"".join(struct.pack("<I", len(p)) + p for p in parts)


def zipped(entries: Mapping[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in entries.items():
            archive.writestr(zipfile.ZipInfo(name), data)
    return out.getvalue()


def jar_files(entries: Mapping[str, bytes], key: Key, *, head: str = "") -> dict[str, bytes]:
    """The three META-INF files of a JAR signature over `entries`; `head` goes into the signature file's first part."""

    def line(data: bytes, what: str = "Digest") -> str:
        return f"SHA-256-{what}: {base64.b64encode(hashlib.sha256(data).digest()).decode()}\r\n"

    parts = {name: f"Name: {name}\r\n{line(data)}\r\n".encode() for name, data in entries.items()}
    manifest = b"Manifest-Version: 1.0\r\n\r\n" + b"".join(parts.values())
    signature = f"Signature-Version: 1.0\r\n{head}{line(manifest, 'Digest-Manifest')}\r\n".encode()
    signature += b"".join(f"Name: {name}\r\n{line(part)}\r\n".encode() for name, part in parts.items())
    block = (
        pkcs7.PKCS7SignatureBuilder()
        .set_data(signature)
        .add_signer(key.certificate, key.private, hashes.SHA256())
        .sign(
            serialization.Encoding.DER,
            [pkcs7.PKCS7Options.DetachedSignature, pkcs7.PKCS7Options.NoAttributes, pkcs7.PKCS7Options.Binary],
        )
    )
    return {"META-INF/MANIFEST.MF": manifest, "META-INF/CERT.SF": signature, "META-INF/CERT.EC": block}


def chunked(parts: tuple[bytes, ...]) -> bytes:
    chunks = [p[i : i + (1 << 20)] for p in parts for i in range(0, len(p), 1 << 20)]
    digests = [hashlib.sha256(b"\xa5" + struct.pack("<I", len(c)) + c).digest() for c in chunks]
    return hashlib.sha256(b"\x5a" + struct.pack("<I", len(chunks)) + b"".join(digests)).digest()


def lineage(*keys: Key) -> bytes:
    """A proof-of-rotation attribute's value."""
    nodes = []
    for i, key in enumerate(keys):
        signed = prefixed(key.der) + struct.pack("<I", ECDSA_SHA256 if i else 0)
        signature = keys[i - 1].sign(signed) if i else b""
        following = ECDSA_SHA256 if i + 1 < len(keys) else 0
        nodes.append(prefixed(signed) + struct.pack("<II", 23, following) + prefixed(signature))
    return struct.pack("<I", 1) + prefixed(*nodes)


@dataclass(frozen=True)
class Plan:
    """One signer of one scheme: `attributes` are (identifier, value)."""

    scheme: int
    key: Key
    attributes: tuple[tuple[int, bytes], ...] = ()
    levels: tuple[int, int] = LEVELS


def with_block(archive: bytes, *plans: Plan, damage: Callable[[bytes], bytes] = lambda b: b) -> bytes:
    """Put a signing block with these signers before the archive's central directory."""
    end = archive.rindex(b"PK\x05\x06")
    directory = struct.unpack_from("<I", archive, end + 16)[0]
    digest = chunked((archive[:directory], archive[directory:end], archive[end:]))
    schemes: dict[int, list[bytes]] = {}
    for plan in plans:
        levels = b"" if plan.scheme == V2 else struct.pack("<II", *plan.levels)
        attributes = prefixed(*(struct.pack("<I", kind) + value for kind, value in plan.attributes))
        signed = prefixed(prefixed(struct.pack("<I", ECDSA_SHA256) + prefixed(digest)), prefixed(plan.key.der))
        signed += levels + prefixed(attributes)
        signature = struct.pack("<I", ECDSA_SHA256) + prefixed(plan.key.sign(signed))
        signer = prefixed(signed) + levels + prefixed(prefixed(signature)) + prefixed(plan.key.spki)
        schemes.setdefault(plan.scheme, []).append(signer)
    pairs = b""
    for scheme, signers in schemes.items():
        value = struct.pack("<I", scheme) + prefixed(prefixed(*signers))
        pairs += struct.pack("<Q", len(value)) + value
    size = struct.pack("<Q", len(pairs) + 24)
    block = damage(size + pairs + size + b"APK Sig Block 42")
    tail = bytearray(archive[end:])
    tail[16:20] = struct.pack("<I", directory + len(block))
    return archive[:directory] + block + archive[directory:end] + bytes(tail)


class Toolbox:
    """The functions above, since test modules cannot import this one."""

    V2, V3, V31 = V2, V3, V31
    Plan = Plan
    make_key = staticmethod(make_key)
    prefixed = staticmethod(prefixed)
    zipped = staticmethod(zipped)
    jar_files = staticmethod(jar_files)
    lineage = staticmethod(lineage)
    with_block = staticmethod(with_block)
    ENTRIES: ClassVar[dict[str, bytes]] = {
        "AndroidManifest.xml": b"\x03\x00\x08\x00manifest",
        "classes.dex": b"dex\n035\x00" * 400,
    }


@pytest.fixture(scope="session")
def tools() -> type[Toolbox]:
    return Toolbox
