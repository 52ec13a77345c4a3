"""Whatever an app is called, a reader sees every character of it and nothing moves."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gifthorse.report.escape import shorten, visible, visible_lines


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain com.example", "plain com.example"),
        ("\x1b[31mred\x1b[0m", r"\x1b[31mred\x1b[0m"),
        ("a\nb\r\tc\x00", r"a\nb\r\tc\x00"),
        ("safe\u202egnp.apk", r"safe\u202egnp.apk"),
        ("\u2066x\u2069\u200b\ufeff\u00ad", r"\u2066x\u2069\u200b\ufeff\xad"),
        ("\x9b31m", r"\x9b31m"),
        ("a\u2028b\u2029", r"a\u2028b\u2029"),
        ("\ud800", r"\ud800"),
        ("\U000e0041\ue000", r"\U000e0041\ue000"),
        ("x\u3164y\u2800", r"x\u3164y\u2800"),
        ("a\u00a0b\u3000c", "a b c"),
        ("Größe 微信 Việt สวัสดี שלום", "Größe 微信 Việt สวัสดี שלום"),
        ("e" + "\u0301" * 5, "e" + "\u0301" * 3 + r"\u0301\u0301"),
        ("[bold]x[/bold] {{ y }} <b>", "[bold]x[/bold] {{ y }} <b>"),
    ],
)
def test_what_is_shown(text: str, shown: str) -> None:
    assert visible(text) == shown


@settings(max_examples=300, deadline=None, derandomize=True)
@given(st.text(st.characters(codec=None), max_size=300), st.integers(10, 200))
def test_nothing_unseen_is_left_and_length_is_bounded(text: str, limit: int) -> None:
    shown = visible(text, limit)
    assert all(unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp") for c in shown)
    assert len(shown) <= 10 * limit + 40


def test_long_text_keeps_its_ends() -> None:
    text = "head" + "x" * 1_000_000 + "tail"
    shown = shorten(text, 100)
    assert shown.startswith("head") and "tail (1,000,008 characters)" in shown
    assert len(shown) < 140


def test_lines_are_bounded_and_counted() -> None:
    shown = visible_lines("a\n\x1b\n" + "b\n" * 100, 10, 5)
    assert shown[:3] == ["a", "\\x1b", "b"]
    assert shown[5:] == ["(98 more lines)"]
    assert visible_lines("one") == ["one"]
    assert sum(map(len, visible_lines("y" * 10_000_000, 50, 10))) < 200
