"""Scattered reads against plain ones."""

from __future__ import annotations

import numpy as np
from tests.dexwriter import sleb
from tests.dexwriter import uleb as written

from gifthorse.formats.dex.gather import Gather, affordable, known, offsets, spans, uleb


def test_leb128_of_every_length() -> None:
    numbers = [0, 1, 127, 128, 16383, 16384, 2097151, 2097152, 0x0FFFFFFF, 0x10000000, 0xFFFFFFFF]
    data = b"".join(map(written, numbers))
    at = np.cumsum([0] + [len(written(n)) for n in numbers])
    values, after = Gather(np.frombuffer(data, np.uint8)).uleb(at[:-1])
    assert values.tolist() == numbers
    assert after.tolist() == at[1:].tolist()
    assert [uleb(data, int(a)) for a in at[:-1]] == list(zip(numbers, at[1:].tolist(), strict=True))


def test_signed_leb128() -> None:
    numbers = [0, 1, -1, 63, -64, 64, -65, 8191, -8192, 1 << 20, -(1 << 20), (1 << 31) - 1, -(1 << 31)]
    data = b"".join(map(sleb, numbers))
    at = np.cumsum([0] + [len(sleb(n)) for n in numbers])
    values, after = Gather(np.frombuffer(data, np.uint8)).sleb(at[:-1])
    assert values.tolist() == numbers
    assert after.tolist() == at[1:].tolist()


def test_outside_the_file_is_zero() -> None:
    gather = Gather(np.frombuffer(b"\x01\x02\xff", np.uint8))
    assert gather.u32(np.array([-5, -1, 0, 2, 3, 1 << 40])).tolist() == [0, 0xFF020100, 0xFF0201, 0xFF, 0, 0]
    assert gather.uleb(np.array([2]))[0].tolist() == [0x7F]
    assert Gather(np.zeros(0, np.uint8)).u8(np.array([0, 7])).tolist() == [0, 0]
    assert uleb(b"", 4) == (0, 5)


def test_spans_and_offsets() -> None:
    assert spans(np.array([5, 0, 9]), np.array([2, 0, 3])).tolist() == [5, 6, 9, 10, 11]
    assert spans(np.array([5]), np.array([0])).tolist() == []
    assert offsets(np.array([2, 0, 3])).tolist() == [0, 2, 2, 5]


def test_affordable_cuts_where_the_money_ends() -> None:
    counts = np.array([3, 4, 100, 1])
    assert affordable(counts, 200) is counts
    assert affordable(counts, 50).tolist() == [3, 4, 0, 0]
    assert affordable(np.array([1 << 62] * 4), 10).tolist() == [0] * 4


def test_known() -> None:
    assert known(np.array([-7, 0, 2, 3, 1 << 33]), 3).tolist() == [-1, 0, 2, -1, -1]
