"""One side of a connection put in order."""

from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as st

from gifthorse.readers.capture.stream import HELD_PIECES, Given, Side

TEXT = bytes(range(256)) * 8


def fed(side: Side, *segments: tuple[int, bytes]) -> list[Given]:
    return [given for seq, data in segments for given in side.add(seq, data, len(data), 0, seq)]


def said(given: list[Given]) -> list[tuple[bytes, int]]:
    return [(data, gap) for data, _, _, gap in given]


def test_in_order() -> None:
    assert said(fed(Side(100), (100, b"abc"), (103, b"de"))) == [(b"abc", 0), (b"de", 0)]


def test_what_comes_too_early_waits() -> None:
    assert said(fed(Side(0), (3, b"de"), (5, b"f"), (0, b"abc"))) == [(b"abc", 0), (b"de", 0), (b"f", 0)]


def test_copies_are_dropped_and_compared() -> None:
    side = Side(0)
    assert said(fed(side, (0, b"abcd"), (0, b"abcd"), (2, b"cdef"))) == [(b"abcd", 0), (b"ef", 0)]
    assert not side.altered
    assert said(fed(side, (1, b"bXd"))) == [] and side.altered


def test_what_never_comes_is_a_gap() -> None:
    side = Side(0)
    assert said(fed(side, (0, b"ab"), (10, b"cd"), (20, b"ef"))) == [(b"ab", 0)]
    assert said(list(side.flush())) == [(b"cd", 8), (b"ef", 8)]


def test_holding_is_bounded() -> None:
    side = Side(0)
    given = fed(side, *((10 + 2 * n, b"xy") for n in range(HELD_PIECES + 1)))
    assert said(given)[0] == (b"xy", 10) and len(given) == HELD_PIECES + 1


def test_segments_captured_in_part_leave_a_gap() -> None:
    side = Side(0)
    given = [*side.add(0, b"ab", 10, 0, 1), *side.add(10, b"cd", 2, 0, 2)]
    assert said(given) == [(b"ab", 0), (b"cd", 8)]


def test_what_is_not_wanted_is_left_out_without_a_gap() -> None:
    side = Side(0)
    assert said(fed(side, (0, b"head"))) == [(b"head", 0)]
    side.leave_out(100)
    assert said(fed(side, (4, bytes(50)), (100, b"body!tail"))) == [(b"!tail", 0)]


def test_what_is_not_wanted_may_include_what_was_not_captured() -> None:
    side = Side(0)
    for _ in side.add(0, b"ab", 10, 0, 1):
        side.leave_out(5)
    assert said(list(side.add(10, b"cd", 2, 0, 2))) == [(b"cd", 3)]


def test_sequence_numbers_wrap() -> None:
    top = (1 << 32) - 2
    assert said(fed(Side(top), (top, b"abcd"), (2, b"ef"))) == [(b"abcd", 0), (b"ef", 0)]


@given(st.integers(0, (1 << 32) - 1), st.randoms(use_true_random=False))
def test_any_cut_in_any_order_gives_the_text(start: int, chance: random.Random) -> None:
    cuts = sorted(chance.sample(range(1, len(TEXT)), 20))
    segments = [(a, TEXT[a:b]) for a, b in zip([0, *cuts], [*cuts, len(TEXT)], strict=True)]
    segments += [(a := chance.randrange(len(TEXT)), TEXT[a : a + chance.randrange(1, 300)]) for _ in range(10)]
    chance.shuffle(segments)
    side = Side(start)
    given = fed(side, *(((start + a) % (1 << 32), data) for a, data in segments))
    given += list(side.flush())
    assert b"".join(data for data, *_ in given) == TEXT
    assert not side.altered and not any(gap for *_, gap in given)
