"""Content codings, honest ones and bombs; and what bodies are by their content."""

from __future__ import annotations

import gzip
import io
import zipfile
import zlib

import brotli
import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st

from gifthorse.formats.http.coding import MAX_BYTES, decoded
from gifthorse.formats.http.kinds import kind

TEXT = b'{"imei": "490154203237518", "a": [1, 2, 3]}' * 3


def bare(data: bytes) -> bytes:
    machine = zlib.compressobj(wbits=-15)
    return machine.compress(data) + machine.flush()


PACKED = [
    ("gzip", gzip.compress(TEXT)),
    ("x-gzip", gzip.compress(TEXT)),
    ("deflate", zlib.compress(TEXT)),
    ("deflate", bare(TEXT)),
    ("br", brotli.compress(TEXT)),
    ("zstd", zstandard.compress(TEXT)),
    ("gzip, br", brotli.compress(gzip.compress(TEXT))),
    ("identity", TEXT),
    ("", TEXT),
]


@pytest.mark.parametrize(("codings", "body"), PACKED)
def test_bodies_are_unpacked(codings: str, body: bytes) -> None:
    assert decoded(body, codings) == (TEXT, True)


def test_an_empty_body_in_a_coding() -> None:
    assert decoded(gzip.compress(b""), "gzip") == (b"", True)


@pytest.mark.parametrize("codings", ["gzip", "br", "zstd", "deflate"])
def test_bombs_and_cut_bodies(codings: str) -> None:
    pack = {"gzip": gzip.compress, "br": brotli.compress, "zstd": zstandard.compress, "deflate": zlib.compress}
    bomb = pack[codings](bytes(50_000_000))
    out, whole = decoded(bomb, codings)
    assert not whole
    assert len(out) <= min(MAX_BYTES, (1 << 16) + 100 * len(bomb))
    packed = pack[codings](bytes(range(256)) * 200)
    part, whole = decoded(packed[: len(packed) // 2], codings)
    assert not whole or codings == "zstd"
    assert len(part) <= 51_200


def test_codings_nobody_knows() -> None:
    assert decoded(b"abc", "rc4") == (b"abc", False)
    assert decoded(b"abc", "gzip") == (b"abc", False)


def zipped(*names: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        for name in names:
            file.writestr(name, b"x")
    return out.getvalue()


KINDS = [
    (b"", None),
    (b"\x7fELF\2\1", "elf"),
    (b"dex\n035\0", "dex"),
    (zipped("AndroidManifest.xml", "classes.dex"), "apk"),
    (zipped("classes.dex"), "jar"),
    (zipped("payload.bin"), "ota"),
    (zipped("a.txt"), "zip"),
    (b'{"a": 1}', "json"),
    (b"\xef\xbb\xbf[1]", "json"),
    (b"<!DOCTYPE html><html>", "html"),
    (b"<?xml version='1.0'?>", "xml"),
    (b"imei=490154203237518&model=M%201", "form"),
    (b"just some words\n", "text"),
    ("Grüße".encode(), "text"),
    (b"--x\r\nContent-Disposition: form-data; name=a\r\n\r\n1\r\n--x--", "multipart"),
    (b"\xff\xd8\xff\xe0", "jpeg"),
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"RIFF\0\0\0\0WEBPVP8 ", "webp"),
    (b"\0\0\0\x18ftypheic", "heif"),
    (b"\0\0\0\x18ftypisom", "mp4"),
    (b"\x30\x82\x01\x01\x30", "der"),
    (b"\x08\x96\x01\x12\x07testing", "protobuf"),
    (b"\0\0\0\0\x0c\x08\x96\x01\x12\x07testing", "grpc"),
    (b"\x00\x01\x02\x03\xff\xfe\x99", "binary"),
    (bytes(257) + b"ustar", "tar"),
    (b"#!/system/bin/sh\n", "script"),
]


@pytest.mark.parametrize(("body", "word"), KINDS, ids=lambda v: str(v)[:20])
def test_kinds(body: bytes, word: str | None) -> None:
    assert kind(body) == word


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=400), st.sampled_from(["gzip", "br", "zstd", "deflate", "gzip, gzip"]))
def test_nonsense(body: bytes, codings: str) -> None:
    decoded(body, codings)
    kind(body)


@settings(max_examples=200, deadline=None)
@given(st.integers(0, 300), st.integers(0, 255), st.sampled_from(PACKED))
def test_flips(at: int, byte: int, packed: tuple[str, bytes]) -> None:
    body = bytearray(packed[1])
    body[at % len(body)] = byte
    decoded(bytes(body), packed[0])
