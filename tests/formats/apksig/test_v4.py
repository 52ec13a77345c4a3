"""Scheme v4: .idsig files made here, and those of Debian's apksigner where that is installed."""

from __future__ import annotations

import hashlib
import shutil
import struct
import subprocess
from pathlib import Path
from typing import Any

import pytest

from gifthorse.formats.apksig import Verdict, verify
from gifthorse.formats.apksig.digests import merkle_tree
from gifthorse.formats.zip import open_zip


def judge(data: bytes, idsig: bytes) -> Verdict:
    return verify(open_zip(data), data, idsig=idsig)


def make(tools: Any, key: Any, data: bytes, digest: bytes) -> bytes:
    root, tree = merkle_tree((memoryview(data),), b"")
    head = struct.pack("<QIB", len(data), 1, 12) + tools.prefixed(b"", root)
    body = head + tools.prefixed(digest, key.der, b"")
    signature = key.sign(struct.pack("<I", len(body) + 4) + body)
    signing = tools.prefixed(digest, key.der, b"", key.spki) + struct.pack("<I", 0x0201) + tools.prefixed(signature)
    hashing = struct.pack("<IB", 1, 12) + tools.prefixed(b"", root)
    return b"".join((struct.pack("<I", 2), tools.prefixed(hashing, signing, tree)))


@pytest.fixture
def apk(tools: Any, key: Any) -> tuple[bytes, bytes]:
    """A v2-signed APK and the content digest in its signature."""
    data = tools.with_block(tools.zipped(tools.ENTRIES | {"big": bytes(range(256)) * 4000}), tools.Plan(tools.V2, key))
    at = data.index(struct.pack("<II", 0x0201, 32)) + 8
    return data, data[at : at + 32]


def test_a_sound_file(tools: Any, key: Any, apk: tuple[bytes, bytes]) -> None:
    verdict = judge(apk[0], make(tools, key, *apk))
    assert (verdict.status, verdict.scheme, verdict.sentence) == ("verified", "v2", None)
    assert [(s.scheme, s.verified) for s in verdict.others] == [("v4", True)]


def test_it_belongs_to_this_app(tools: Any, key: Any, next_key: Any, apk: tuple[bytes, bytes]) -> None:
    data, digest = apk
    cases = {
        "another signer's": make(tools, next_key, data, digest),
        "another app's contents": make(tools, key, data, bytes(32)),
        "does not hold": make(tools, key, data + b"x", digest),
        "does not know": b"\x09" + make(tools, key, data, digest)[1:],
        "stored tree": make(tools, key, data, digest)[:-1] + b"\x01",
        "malformed": make(tools, key, data, digest)[:90],
    }
    for sentence, idsig in cases.items():
        verdict = judge(data, idsig)
        assert (verdict.status, verdict.scheme) == ("invalid", "v4"), sentence
        assert sentence in (verdict.sentence or "")


def test_the_tree_may_be_left_out(tools: Any, key: Any, apk: tuple[bytes, bytes]) -> None:
    idsig = make(tools, key, *apk)
    _, tree = merkle_tree((memoryview(apk[0]),), b"")
    assert judge(apk[0], idsig[: -len(tree) - 4]).status == "verified"


def test_apksigners_own_file(evidence_dir: Path, tmp_path: Path) -> None:
    if not (shutil.which("apksigner") and shutil.which("keytool")):
        pytest.skip("apksigner or keytool is not installed")
    store = tmp_path / "keys.p12"
    name = ["-keyalg", "RSA", "-alias", "a", "-dname", "CN=Test", "-storepass", "abcdef", "-keystore", str(store)]
    subprocess.run(["keytool", "-genkeypair", *name], check=True, capture_output=True)
    signed = tmp_path / "signed.apk"
    command = ["apksigner", "sign", "--ks", str(store), "--ks-pass", "pass:abcdef", "--v4-signing-enabled", "true"]
    command += ["--out", str(signed), str(evidence_dir / "apksig" / "original.apk")]
    subprocess.run(command, check=True, capture_output=True)
    idsig = signed.with_name("signed.apk.idsig").read_bytes()
    verdict = judge(signed.read_bytes(), idsig)
    assert (verdict.status, verdict.scheme) == ("verified", "v3")
    assert [s.scheme for s in verdict.others] == ["v2", "v4"]
    assert len({s.certificate.sha256 for s in (*verdict.signers, *verdict.others)}) == 1
    altered = bytearray(idsig)
    altered[60] ^= 1
    assert judge(signed.read_bytes(), bytes(altered)).status == "invalid"


def test_root_of_one_page() -> None:
    page = hashlib.sha256(b"salt" + b"data".ljust(4096, b"\0")).digest()
    root, tree = merkle_tree((memoryview(b"da"), memoryview(b"ta")), b"salt")
    assert tree == page.ljust(4096, b"\0")
    assert root == hashlib.sha256(b"salt" + tree).digest()
