"""Places, numbers and names that rules mark as private: masked in reports unless somebody asks to see them.

A rule marks a text with the macro `private`, which puts two characters of Unicode's private area around it.
"""

from __future__ import annotations

import re
from typing import Final

OPEN, CLOSE = "\ue000", "\ue001"
_MARKED: Final = re.compile(f"{OPEN}([^{OPEN}{CLOSE}]*){CLOSE}")
_DECIMAL: Final = re.compile(r"([+-]?\d+)\.\d+")


def mask(text: str) -> str:
    """The text with every marked part masked."""
    return _bare(_MARKED.sub(lambda match: masked(match[1]), text))


def reveal(text: str) -> str:
    """The text as it is, without the marks."""
    return _bare(text)


def masked(value: str) -> str:
    """A decimal number without its fraction, else the first and last two characters of what is long enough."""
    number = _DECIMAL.fullmatch(value)
    if number:
        return f"{number[1]}.\u2026"
    if len(value) < 8:
        return "\u2026"
    return f"{value[:2]}\u2026{value[-2:]}"


def _bare(text: str) -> str:
    return text.replace(OPEN, "").replace(CLOSE, "") if OPEN in text or CLOSE in text else text
