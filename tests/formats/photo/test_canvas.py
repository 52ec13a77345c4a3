from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gifthorse.errors import FormatError
from gifthorse.formats.photo.canvas import Canvas, Window

RANGES = st.lists(st.tuples(st.integers(-5, 60), st.integers(-5, 60)), max_size=20)


@given(RANGES)
def test_the_latest_claim_holds(ranges: list[tuple[int, int]]) -> None:
    canvas = Canvas(50)
    expected = ["unexplained"] * 50
    for number, (start, end) in enumerate(ranges):
        canvas.claim(start, end, str(number))
        for place in range(max(0, start), min(50, end)):
            expected[place] = str(number)
    spans = canvas.spans()
    assert [span.what for span in spans for _ in range(span.length)] == expected
    assert all(a.start + a.length == b.start for a, b in itertools.pairwise(spans))


def test_a_window_of_pieces_claims_in_the_file() -> None:
    window = Window.whole(bytes(range(100)))
    joined = window.joined([window.part(10, 5), window.part(50, 5)])
    assert joined.take(3, 4) == bytes((13, 14, 50, 51))
    joined.claim(3, 4, "both")
    assert [(s.start, s.length) for s in window.canvas.spans() if s.what == "both"] == [(13, 2), (50, 2)]
    assert joined.offset(5) == 50
    with pytest.raises(FormatError):
        joined.take(8, 5)
