"""Ciphers, digests and streams that decoders use: what was hidden comes out, and what is not known stays so."""

from __future__ import annotations

import gzip
import hashlib
import zlib

import pytest
from cryptography.hazmat.decrepit.ciphers import algorithms as old
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.padding import PKCS7

from gifthorse.analysis.code.evaluate.arguments import array, octets
from gifthorse.analysis.code.evaluate.library import ERRORS, LIBRARY
from gifthorse.analysis.code.evaluate.values import UNKNOWN, Cells, Made, Secret, Value, plain

TEXT = b"java.lang.Runtime"
KEY, IV = bytes(range(16)), bytes(range(100, 116))


def padded(size: int) -> bytes:
    adder = PKCS7(size).padder()
    return adder.update(TEXT) + adder.finalize()


def hidden(cipher: Cipher, data: bytes) -> bytes:  # type: ignore[type-arg]  # of any mode
    worker = cipher.encryptor()
    return bytes(worker.update(data) + worker.finalize())


def sealed() -> bytes:
    worker = Cipher(algorithms.AES(KEY), modes.GCM(IV)).encryptor()
    return worker.update(TEXT) + worker.finalize() + worker.tag


HIDDEN = {
    "AES": (hidden(Cipher(algorithms.AES(KEY), modes.ECB()), padded(128)), KEY, False),  # as apps do
    "AES/CBC/PKCS5Padding": (hidden(Cipher(algorithms.AES(KEY), modes.CBC(IV)), padded(128)), KEY, True),
    "AES/CTR/NoPadding": (hidden(Cipher(algorithms.AES(KEY), modes.CTR(IV)), TEXT), KEY, True),
    "AES/GCM/NoPadding": (sealed(), KEY, True),
    "DES/CBC/PKCS5Padding": (hidden(Cipher(old.TripleDES(KEY[:8] * 3), modes.CBC(IV[:8])), padded(64)), KEY[:8], True),
    "DESede/CBC/PKCS5Padding": (
        hidden(Cipher(old.TripleDES(KEY + IV[:8]), modes.CBC(IV[:8])), padded(64)),
        KEY + IV[:8],
        True,
    ),
    "RC4": (hidden(Cipher(old.ARC4(KEY), None), TEXT), KEY, False),
}


def call(label: str, descriptor: str, *arguments: Value) -> Value:
    return LIBRARY[label](arguments, descriptor)


def secret(data: bytes, cls: str = "SecretKeySpec") -> Value:
    made = Made(f"javax.crypto.spec.{cls}")
    call(f"javax.crypto.spec.{cls}.<init>", "([B)V", made, array(data))
    return plain(made)


@pytest.mark.parametrize("name", HIDDEN)
def test_a_hidden_text(name: str) -> None:
    data, key, with_iv = HIDDEN[name]
    iv = IV[:8] if name.startswith("DES") else IV
    cipher = call("javax.crypto.Cipher.getInstance", "", name)
    more = (secret(iv, "IvParameterSpec"),) if with_iv else ()
    call("javax.crypto.Cipher.init", "", cipher, 2, secret(key), *more)
    assert octets(call("javax.crypto.Cipher.doFinal", "([B)[B", cipher, array(data))) == TEXT
    aside = array(b"??" + data)
    assert octets(call("javax.crypto.Cipher.doFinal", "([BII)[B", cipher, aside, 2, len(data))) == TEXT


@pytest.mark.parametrize("name", ["RSA/ECB/PKCS1Padding", "AES/XTS/NoPadding", "AES/CBC/PKCS5Padding", "nothing", ""])
def test_a_cipher_that_is_not_followed(name: str) -> None:
    cipher = call("javax.crypto.Cipher.getInstance", "", name)
    with pytest.raises(ERRORS):
        call("javax.crypto.Cipher.doFinal", "", cipher, array(TEXT))  # no key yet
    call("javax.crypto.Cipher.init", "", cipher, 2, secret(KEY))
    with pytest.raises(ERRORS):
        call("javax.crypto.Cipher.doFinal", "", cipher, array(TEXT))


@pytest.mark.parametrize("data", [b"", b"x", KEY, KEY[:9] * 3, b"y" * 5000])
@pytest.mark.parametrize("name", HIDDEN)
def test_other_bytes_and_keys_end_in_a_known_error_or_a_result(name: str, data: bytes) -> None:
    for key in (KEY, data):
        cipher = call("javax.crypto.Cipher.getInstance", "", name)
        call("javax.crypto.Cipher.init", "", cipher, 2, Secret(key), Secret(data))
        try:
            assert isinstance(call("javax.crypto.Cipher.doFinal", "", cipher, array(data)), Cells)
        except ERRORS:
            continue


def test_a_key_that_is_not_known_takes_the_one_before_with_it() -> None:
    cipher = call("javax.crypto.Cipher.getInstance", "", "RC4")
    call("javax.crypto.Cipher.init", "", cipher, 2, secret(KEY))
    with pytest.raises(ERRORS):
        call("javax.crypto.Cipher.init", "", cipher, 2, UNKNOWN)
    with pytest.raises(ERRORS):
        call("javax.crypto.Cipher.doFinal", "", cipher, array(TEXT))


def test_keys_of_passwords_and_digests() -> None:
    factory = call("javax.crypto.SecretKeyFactory.getInstance", "", "PBKDF2WithHmacSHA1")
    spec = Made("javax.crypto.spec.PBEKeySpec")
    letters = Cells("C", [ord(c) for c in "word"])
    call("javax.crypto.spec.PBEKeySpec.<init>", "([C[BII)V", spec, letters, array(b"salt"), 1000, 128)
    key = call("javax.crypto.SecretKeyFactory.generateSecret", "", factory, plain(spec))
    assert key == Secret(hashlib.pbkdf2_hmac("sha1", b"word", b"salt", 1000, 16))
    call("javax.crypto.spec.PBEKeySpec.<init>", "([C[BII)V", spec, letters, array(b"salt"), 1 << 30, 128)
    with pytest.raises(ERRORS):
        call("javax.crypto.SecretKeyFactory.generateSecret", "", factory, plain(spec))
    digest = call("java.security.MessageDigest.getInstance", "", "SHA-256")
    call("java.security.MessageDigest.update", "([B)V", digest, array(b"wo"))
    found = call("java.security.MessageDigest.digest", "([B)[B", digest, array(b"rd"))
    assert octets(found) == hashlib.sha256(b"word").digest()
    with pytest.raises(ERRORS):
        call("java.security.MessageDigest.update", "([B)V", digest, UNKNOWN)
    with pytest.raises(ERRORS):
        call("java.security.MessageDigest.digest", "()[B", digest)


@pytest.mark.parametrize("cls", ["GZIPInputStream", "InflaterInputStream"])
def test_an_unpacked_stream(cls: str) -> None:
    data = gzip.compress(TEXT) if cls.startswith("G") else zlib.compress(TEXT)
    source, stream, sink = (Made(n) for n in ("java.io.ByteArrayInputStream", cls, "java.io.ByteArrayOutputStream"))
    call("java.io.ByteArrayInputStream.<init>", "([B)V", source, array(data))
    call(f"java.util.zip.{cls}.<init>", "(Ljava/io/InputStream;)V", stream, plain(source))
    call("java.io.ByteArrayOutputStream.<init>", "()V", sink)
    buffer = Cells("B", [0] * 5)
    while (count := call(f"java.util.zip.{cls}.read", "([B)I", plain(stream), buffer)) != -1:
        call("java.io.ByteArrayOutputStream.write", "([BII)V", plain(sink), buffer, 0, count)
    assert call("java.io.ByteArrayOutputStream.toString", "()Ljava/lang/String;", plain(sink)) == TEXT.decode()
    with pytest.raises(ERRORS):
        call("java.io.ByteArrayOutputStream.write", "([B)V", plain(sink), UNKNOWN)
    with pytest.raises(ERRORS):
        call("java.io.ByteArrayOutputStream.toByteArray", "()[B", plain(sink))


def test_an_inflater() -> None:
    inflater = Made("java.util.zip.Inflater")
    call("java.util.zip.Inflater.<init>", "(Z)V", inflater, 1)
    bare = zlib.compressobj(wbits=-15)
    call("java.util.zip.Inflater.setInput", "([B)V", plain(inflater), array(bare.compress(TEXT) + bare.flush()))
    buffer = Cells("B", [0] * 100)
    assert call("java.util.zip.Inflater.inflate", "([B)I", plain(inflater), buffer) == len(TEXT)
    assert octets(buffer).startswith(TEXT)
    assert call("java.util.zip.Inflater.finished", "()Z", plain(inflater)) == 1
    with pytest.raises(ERRORS):
        call("java.util.zip.Inflater.setInput", "([B)V", plain(inflater), array(b"no"))
