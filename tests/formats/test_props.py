from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gifthorse.errors import LimitError
from gifthorse.formats.props import BYTES_LIMIT, LINES_LIMIT, Property, properties


def test_lines_are_read_as_init_reads_them() -> None:
    text = (
        b"\xef\xbb\xbf# comment\n\nro.a=1\n  ro.b = two words \r\nro.c==x\n"
        b"import /oem/oem.prop ro.*\nno equals\n=void\nro.a=2\n"
    )
    assert properties(text) == [
        Property("ro.a", "1", 3),
        Property("ro.b", "two words", 4),
        Property("ro.c", "=x", 5),
        Property("import", "/oem/oem.prop ro.*", 6),
        Property("ro.a", "2", 9),
    ]


def test_undecodable_bytes_are_kept_apart() -> None:
    assert properties(b"ro.\xff=\xfe")[0] == Property("ro.\ufffd", "\ufffd", 1)


def test_absurd_sizes_are_refused() -> None:
    with pytest.raises(LimitError):
        properties(b"a" * (BYTES_LIMIT + 1))
    with pytest.raises(LimitError):
        properties(b"\n" * (LINES_LIMIT + 1))


@settings(max_examples=100, deadline=None, derandomize=True)
@given(st.binary(max_size=200))
def test_any_bytes_are_read(data: bytes) -> None:
    for one in properties(data):
        assert one.name == one.name.strip()
        assert 1 <= one.line <= data.count(b"\n") + 1
