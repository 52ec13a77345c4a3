from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gifthorse.errors import LimitError
from gifthorse.formats import hosts as module
from gifthorse.formats.hosts import ENTRIES_LIMIT, Host, hosts


def test_every_name_of_a_line() -> None:
    text = b"127.0.0.1\tlocalhost  # here\n#10.0.0.1 off.example\n\n::1 ip6-localhost ip6-loopback\n10.0.0.2\n"
    assert hosts(text) == (
        [
            Host("127.0.0.1", "localhost", 1),
            Host("::1", "ip6-localhost", 4),
            Host("::1", "ip6-loopback", 4),
        ],
        False,
    )


def test_a_blocking_list_is_cut_off() -> None:
    found, more = hosts(b"0.0.0.0 " + b"a " * (ENTRIES_LIMIT + 5))
    assert (len(found), more) == (ENTRIES_LIMIT, True)


def test_absurd_sizes_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "BYTES_LIMIT", 10)
    with pytest.raises(LimitError):
        hosts(b"0.0.0.0 a.b")


@settings(max_examples=100, deadline=None, derandomize=True)
@given(st.binary(max_size=200))
def test_any_bytes_are_read(data: bytes) -> None:
    found, _ = hosts(data)
    assert all(one.address and one.name for one in found)
