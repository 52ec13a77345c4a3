from __future__ import annotations

import datetime
import subprocess
from functools import cache
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from tests.readers.nodes import node, table

from gifthorse.readers import certificates
from gifthorse.tables import Rows


@cache
def made() -> x509.Certificate:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Gift Root")])
    start = datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC)
    builder = x509.CertificateBuilder(name, name, key.public_key(), 1, start, start.replace(year=2040))
    return builder.add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True).sign(
        key, hashes.SHA256()
    )


def pem() -> bytes:
    return made().public_bytes(serialization.Encoding.PEM)


def der() -> bytes:
    return made().public_bytes(serialization.Encoding.DER)


@pytest.mark.parametrize("how", ["pem", "der", "text before", "text behind", "windows"])
def test_every_form_gives_the_same_certificate(tmp_path: Path, how: str) -> None:
    text = b"Certificate:\n    Data:\n        Version: 3 (0x2)\n"
    data = {
        "pem": pem(), "der": der(), "text before": text + pem(), "text behind": pem() + text,
        "windows": pem().replace(b"\n", b"\r\n"),
    }[how]  # fmt: skip
    rows = Rows()
    certificates.read(node(tmp_path, data, place="/system/etc/security/cacerts/5ed36f99.0"), rows)
    (row,) = table(rows, "certificates")
    assert row["sha256"] == made().fingerprint(hashes.SHA256()).hex()
    assert (row["subject"], row["issuer"], row["is_ca"]) == ("CN=Gift Root", "CN=Gift Root", True)
    assert (row["key_type"], row["key_bits"], row["signature_algorithm"]) == ("EC", 256, "sha256-ecdsa")
    assert row["not_after"] == datetime.datetime(2040, 1, 1, tzinfo=datetime.UTC)
    assert (row["store"], row["known"]) == ("system-ca", False)
    assert table(rows, "problems") == []


def test_every_certificate_of_a_bundle(tmp_path: Path) -> None:
    rows = Rows()
    certificates.read(node(tmp_path, pem() * 3), rows)
    assert len(table(rows, "certificates")) == 3


@pytest.mark.parametrize(
    ("path", "store"),
    [
        ("/system/etc/security/cacerts/00673b5b.0", "system-ca"),
        ("/apex/com.android.conscrypt/cacerts/00673b5b.0", "system-ca"),
        ("/system/etc/security/cacerts_google/x.0", "other"),
        ("/data/misc/user/0/cacerts-added/abc.0", "user-ca"),
        ("/data/misc/keychain/cacerts-added/abc.0", "user-ca"),
        ("/system/etc/security/otacerts.zip!testkey.x509.pem", "ota"),
        ("/system/etc/security/cacerts/evil.zip!a.pem", "other"),
        ("/vendor/etc/x.der", "other"),
        ("gift.pem", "other"),
    ],
)
def test_stores_by_their_place(path: str, store: str) -> None:
    assert certificates.store_of(path) == store


def test_damage_is_a_problem(tmp_path: Path) -> None:
    rows = Rows()
    certificates.read(node(tmp_path, b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"), rows)
    certificates.read(node(tmp_path, b"-----BEGIN CERTIFICATE-----\n!!!\n-----END CERTIFICATE-----\n"), rows)
    assert len(table(rows, "problems")) == 2
    assert [r["known"] for r in table(rows, "certificates")] == [None]


def test_public_roots_are_known(tmp_path: Path) -> None:
    """Debian's package is Mozilla's set: every key of it that is not newer than ours is in the table.

    The files of the package, not the bundle made of them: whoever runs the machine may have added his own there.
    """
    folder = Path("/usr/share/ca-certificates/mozilla")
    if not folder.is_dir():
        pytest.skip("Debian's ca-certificates are not installed")
    rows = Rows()
    certificates.read(node(tmp_path, b"".join(path.read_bytes() for path in sorted(folder.iterdir()))), rows)
    found = table(rows, "certificates")
    old = [row for row in found if row["not_before"].year < 2022]
    assert len(old) > 100
    assert [row["subject"] for row in old if not row["known"]] == []


def test_root_keys_are_well_formed() -> None:
    keys, _ = certificates.public_roots()
    assert len(keys) > 250
    assert all(len(key) == 64 and set(key) <= set("0123456789abcdef") for key in keys)


def test_keys_agree_with_openssl(tmp_path: Path) -> None:
    (tmp_path / "c.pem").write_bytes(pem())
    try:
        public = subprocess.run(
            ["openssl", "x509", "-in", str(tmp_path / "c.pem"), "-pubkey", "-noout"], check=True, capture_output=True
        ).stdout
        spki = subprocess.run(
            ["openssl", "pkey", "-pubin", "-outform", "DER"], input=public, check=True, capture_output=True
        ).stdout
    except FileNotFoundError:
        pytest.skip("openssl is not installed")
    rows = Rows()
    certificates.read(node(tmp_path, pem()), rows)
    digest = hashes.Hash(hashes.SHA256())
    digest.update(spki)
    assert table(rows, "certificates")[0]["spki_sha256"] == digest.finalize().hex()
