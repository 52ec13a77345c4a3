from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.dexwriter import sample

from gifthorse.formats.oat import embedded_dex

DEX = sample().build()


def test_whole_dex_files_are_found_wherever_they_lie() -> None:
    data = b"\x7fELF" + bytes(60) + b"oat\n064\0" + bytes(13) + DEX + b"pad" + DEX
    assert embedded_dex(data) == [(85, len(DEX)), (88 + len(DEX), len(DEX))]


def test_what_only_looks_like_one_is_not() -> None:
    assert embedded_dex(b"dex\n035\0" + bytes(200)) == []
    assert embedded_dex(DEX[:-1]) == []
    assert embedded_dex(b"dex\n0dex\n0" + DEX) == [(10, len(DEX))]


@settings(max_examples=100, deadline=None, derandomize=True)
@given(st.lists(st.sampled_from([DEX, DEX[:80], b"dex\n035\0", b"\0"]), max_size=6), st.integers(0, 200))
def test_every_span_lies_in_the_file(parts: list[bytes], cut: int) -> None:
    data = b"".join(parts)[: -cut or None]
    for start, size in embedded_dex(data):
        assert data[start : start + 4] == b"dex\n"
        assert start + size <= len(data)
