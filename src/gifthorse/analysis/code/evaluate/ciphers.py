"""Ciphers and digests with a key that the app itself holds: what a hidden name stands for.

Asymmetric ciphers are not followed: who has both keys of one hides nothing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from gifthorse.analysis.code.evaluate.arguments import Function, array, as_number, as_text, characters, octets, part
from gifthorse.analysis.code.evaluate.values import Digest, Engine, Made, Secret, Tape, Value

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.ciphers import CipherAlgorithm
    from cryptography.hazmat.primitives.ciphers.modes import Mode

ENCRYPT, DECRYPT = 1, 2
MOST_ROUNDS, LONGEST_KEY = 20_000, 256
_DIGESTS = {"MD5": "md5", "SHA": "sha1", "SHA1": "sha1", "SHA256": "sha256", "SHA384": "sha384", "SHA512": "sha512"}
_STREAM = frozenset({"RC4", "ARC4", "ARCFOUR"})
_PADDINGS = frozenset({"PKCS5PADDING", "PKCS7PADDING"})


def _keyed(name: str, key: bytes) -> CipherAlgorithm:
    from cryptography.hazmat.decrepit.ciphers import algorithms as old  # few apps have any such code
    from cryptography.hazmat.primitives.ciphers.algorithms import AES

    if name == "AES":
        return AES(key)
    if name == "DES":
        return old.TripleDES(key * 3)
    if name in ("DESEDE", "TRIPLEDES", "3DES"):
        return old.TripleDES(key if len(key) == 24 else key + key[:8])
    if name in _STREAM:
        return old.ARC4(key)
    if name == "BLOWFISH":
        return old.Blowfish(key)
    raise LookupError


def _mode(name: str, iv: bytes | None, tag: bytes) -> Mode:
    from cryptography.hazmat.decrepit.ciphers import modes as old
    from cryptography.hazmat.primitives.ciphers import modes

    if name == "ECB":
        return modes.ECB()  # noqa: S305  # what the app does
    if iv is None:
        raise TypeError
    if name == "GCM":
        return modes.GCM(iv, tag)
    if name in ("CBC", "CTR"):
        return modes.CBC(iv) if name == "CBC" else modes.CTR(iv)
    if name in ("CFB", "CFB8"):
        return old.CFB(iv) if name == "CFB" else old.CFB8(iv)
    if name == "OFB":
        return old.OFB(iv)
    raise LookupError


def deciphered(engine: Engine, data: bytes) -> bytes:
    """What a cipher that was given its key makes of bytes."""
    from cryptography.exceptions import InvalidTag, UnsupportedAlgorithm
    from cryptography.hazmat.primitives.ciphers import Cipher
    from cryptography.hazmat.primitives.padding import PKCS7

    name, mode, padding = (*engine.name.upper().split("/"), "ECB", "PKCS5PADDING")[:3]
    if "/" not in engine.name:
        mode, padding = "ECB", "PKCS5PADDING"
    if engine.mode not in (ENCRYPT, DECRYPT) or len(engine.key) > LONGEST_KEY:
        raise TypeError
    algorithm = _keyed(name, engine.key)
    stream = name in _STREAM
    tag = b""
    if mode == "GCM":
        if engine.mode != DECRYPT:
            raise LookupError
        data, tag = data[:-16], data[-16:]
    try:
        cipher: Cipher[Any] = Cipher(algorithm, None if stream else _mode(mode, engine.iv, tag))
        if engine.mode == ENCRYPT:
            data = _padded(data, mode, padding, algorithm, stream=stream)
        worker = cipher.decryptor() if engine.mode == DECRYPT else cipher.encryptor()
        found: bytes = worker.update(data) + worker.finalize()
        if engine.mode == DECRYPT and not stream and mode in ("ECB", "CBC") and padding in _PADDINGS:
            remover = PKCS7(algorithm.block_size).unpadder()  # type: ignore[attr-defined]  # block ciphers have it
            found = remover.update(found) + remover.finalize()
    except (InvalidTag, UnsupportedAlgorithm) as error:
        raise ValueError from error
    return found


def _padded(data: bytes, mode: str, padding: str, algorithm: CipherAlgorithm, *, stream: bool) -> bytes:
    from cryptography.hazmat.primitives.padding import PKCS7

    if stream or mode not in ("ECB", "CBC") or padding not in _PADDINGS:
        return data
    adder = PKCS7(algorithm.block_size).padder()  # type: ignore[attr-defined]  # block ciphers have it
    return adder.update(data) + adder.finalize()


def _made(value: Value) -> Made:
    if isinstance(value, Made):
        return value
    raise TypeError


def _secret(value: Value) -> bytes:
    if isinstance(value, Secret):
        return value.data
    raise TypeError


def _new_key(a: Sequence[Value], _: str) -> Value:
    """SecretKeySpec(bytes, name), IvParameterSpec(bytes), DESKeySpec(bytes) and those with a place in the array."""
    _made(a[0]).value = Secret(part(a[1:4]) if len(a) > 3 else octets(a[1]))
    return None


def _new_short_key(a: Sequence[Value], _: str) -> Value:
    start, size = as_number(a[2]) if len(a) > 2 else 0, 24 if _made(a[0]).cls.endswith("DESedeKeySpec") else 8
    _made(a[0]).value = Secret(part((a[1], start, size)))
    return None


def _new_tagged(a: Sequence[Value], _: str) -> Value:
    _made(a[0]).value = Secret(part(a[2:5]) if len(a) > 4 else octets(a[2]))
    return None


def _new_password(a: Sequence[Value], _: str) -> Value:
    bits = as_number(a[4]) if len(a) > 4 else 0
    _made(a[0]).value = Secret(characters(a[1]).encode(), octets(a[2]), as_number(a[3]), bits)
    return None


def _generated(a: Sequence[Value], _: str) -> Value:
    """A key of what a specification holds; from a password with many rounds, as PKCS #5 has it."""
    factory, spec = a[0], a[1]
    if not isinstance(factory, Engine) or not isinstance(spec, Secret):
        raise TypeError
    name = factory.name.upper()
    if not name.startswith("PBKDF2WITHHMAC"):
        if spec.rounds:
            raise LookupError
        return spec
    digest = _DIGESTS[name.removeprefix("PBKDF2WITHHMAC").replace("-", "")]
    if not 0 < spec.rounds <= MOST_ROUNDS or not 0 < spec.bits <= 8 * LONGEST_KEY:
        raise ValueError
    return Secret(hashlib.pbkdf2_hmac(digest, spec.data, spec.salt, spec.rounds, spec.bits // 8))


def _init(a: Sequence[Value], _: str) -> Value:
    engine = a[0]
    if not isinstance(engine, Engine):
        raise TypeError
    engine.mode, engine.key = 0, b""  # where the rest is not known, nothing more comes of it
    key, more = _secret(a[2]), a[3] if len(a) > 3 else None
    engine.iv = more.data if isinstance(more, Secret) else None
    engine.mode, engine.key = as_number(a[1]), key
    return None


def _do_final(a: Sequence[Value], _: str) -> Value:
    engine = a[0]
    if not isinstance(engine, Engine) or len(a) not in (2, 4):
        raise TypeError
    return array(deciphered(engine, part(a[1:])))


def _new_stream(a: Sequence[Value], _: str) -> Value:
    source, engine = a[1], a[2]
    if not isinstance(source, Tape) or not isinstance(engine, Engine):
        raise TypeError
    _made(a[0]).value = Tape(bytearray(deciphered(engine, bytes(source.data[source.at :]))))
    return None


def _digest_of(a: Sequence[Value], _: str) -> Value:
    return Digest(_DIGESTS[as_text(a[0]).upper().replace("-", "")])


def _update(a: Sequence[Value], descriptor: str) -> Value:
    digest = a[0]
    if not isinstance(digest, Digest):
        raise TypeError
    data, digest.known = bytes([as_number(a[1]) & 0xFF]) if descriptor == "(B)V" else b"", False
    digest.data += data or part(a[1:])
    digest.known = True
    return None


def _digest(a: Sequence[Value], descriptor: str) -> Value:
    digest = a[0]
    if not isinstance(digest, Digest) or not digest.known:
        raise TypeError
    if len(a) > 1:
        _update(a, descriptor)
    data, digest.data = digest.data, b""
    return array(hashlib.new(digest.name, data, usedforsecurity=False).digest())


_SPEC = "javax.crypto.spec"
CIPHERS: dict[str, Function] = {
    "javax.crypto.Cipher.getInstance": lambda a, _: Engine(as_text(a[0])),
    "javax.crypto.Cipher.init": _init,
    "javax.crypto.Cipher.doFinal": _do_final,
    "javax.crypto.CipherInputStream.<init>": _new_stream,
    f"{_SPEC}.SecretKeySpec.<init>": _new_key,
    f"{_SPEC}.IvParameterSpec.<init>": _new_key,
    f"{_SPEC}.GCMParameterSpec.<init>": _new_tagged,
    f"{_SPEC}.DESKeySpec.<init>": _new_short_key,
    f"{_SPEC}.DESedeKeySpec.<init>": _new_short_key,
    f"{_SPEC}.PBEKeySpec.<init>": _new_password,
    "javax.crypto.SecretKeyFactory.getInstance": lambda a, _: Engine(as_text(a[0])),
    "javax.crypto.SecretKeyFactory.generateSecret": _generated,
    **dict.fromkeys(
        ("javax.crypto.SecretKey.getEncoded", "java.security.Key.getEncoded", f"{_SPEC}.SecretKeySpec.getEncoded"),
        lambda a, _: array(_secret(a[0])),
    ),
    "java.security.MessageDigest.getInstance": _digest_of,
    "java.security.MessageDigest.update": _update,
    "java.security.MessageDigest.digest": _digest,
}
"""By `class.method`."""
