"""WebSocket messages: masked, in pieces, packed; and nonsense."""

from __future__ import annotations

import struct
import zlib

from hypothesis import given, settings
from hypothesis import strategies as st

from gifthorse.formats.http.websocket import MAX_MESSAGE, Messages, unmasked

KEY = b"\x01\x02\x03\x04"


def frame(payload: bytes, *, first: int = 0x81, key: bytes | None = KEY) -> bytes:
    length = len(payload)
    mask = 0x80 if key else 0
    if length < 126:
        head = bytes((first, mask | length))
    elif length < 65536:
        head = bytes((first, mask | 126)) + struct.pack(">H", length)
    else:
        head = bytes((first, mask | 127)) + struct.pack(">Q", length)
    return head + (key + unmasked(payload, key) if key else payload)


def read(data: bytes, chunk: int = 1 << 20) -> list[bytes]:
    messages = Messages()
    return [m for at in range(0, len(data), chunk) for m in messages.feed(data[at : at + chunk])]


def packed(text: bytes) -> bytes:
    machine = zlib.compressobj(wbits=-15)
    return (machine.compress(text) + machine.flush(zlib.Z_SYNC_FLUSH))[:-4]


def test_messages_of_every_size_and_in_pieces() -> None:
    texts = [b"", b"short", b"x" * 200, b"y" * 70_000]
    stream = b"".join(frame(t) for t in texts) + frame(b"from the server", key=None)
    for chunk in (1, 7, 1 << 20):
        assert read(stream, chunk) == [*texts, b"from the server"]
    parts = frame(b"one ", first=1) + frame(b"ping", first=0x89) + frame(b"two ", first=0) + frame(b"three", first=0x80)
    assert read(parts) == [b"one two three"]


def test_packed_messages_and_bombs() -> None:
    assert read(frame(packed(b"hello " * 100), first=0xC1)) == [b"hello " * 100]
    (out,) = read(frame(packed(bytes(50_000_000)), first=0xC2))
    assert len(out) == MAX_MESSAGE


def test_what_is_no_frame() -> None:
    messages = Messages()
    assert list(messages.feed(b"GET / HTTP/1.1\r\n")) == []
    assert messages.broken


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=200), st.integers(0, 60), st.integers(0, 255), st.integers(1, 40))
def test_nonsense_and_flips(data: bytes, at: int, byte: int, chunk: int) -> None:
    read(data, chunk)
    good = bytearray(frame(b"some words") + frame(packed(b"packed"), first=0xC1))
    good[at % len(good)] = byte
    read(bytes(good), chunk)
