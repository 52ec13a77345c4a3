"""Bytes that wait: nothing is lost, nothing is joined before it is of use."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from gifthorse.formats.pending import Pending


def test_they_come_back_once_there_are_enough() -> None:
    pending = Pending()
    assert pending.add(b"abc") == b"abc"
    pending.keep(b"c", 4)
    assert pending.peek() == b"c"
    assert pending.add(b"de") is None
    assert pending.add(b"fg") == b"cdefg"
    pending.keep(b"")
    assert pending.add(b"h") == b"h"


@given(st.lists(st.binary(max_size=9)), st.integers(1, 12))
def test_nothing_is_lost(pieces: list[bytes], size: int) -> None:
    """Cut into units of `size` bytes whatever the pieces."""
    pending = Pending()
    found = []
    for piece in pieces:
        data = pending.add(piece)
        if data is None:
            continue
        whole = len(data) - len(data) % size
        found.append(data[:whole])
        pending.keep(data[whole:], size)
    assert b"".join(found) + pending.peek() == b"".join(pieces)
    assert len(pending.peek()) < size
