from __future__ import annotations

import pytest

from gifthorse.report import masking


@pytest.mark.parametrize(
    ("value", "shown"),
    [("48.20849", "48.…"), ("-0.3713", "-0.…"), ("356938035643809", "35…09"), ("Maria", "…"), ("", "…")],
)
def test_what_is_private_is_masked(value: str, shown: str) -> None:
    text = f"at {masking.OPEN}{value}{masking.CLOSE}."
    assert masking.mask(text) == f"at {shown}."
    assert masking.reveal(text) == f"at {value}."


def test_marks_from_a_phone_do_nothing() -> None:
    assert masking.mask(f"a{masking.OPEN}b") == "ab"
    assert masking.mask("plain") == "plain"
