"""Hostile text made harmless for a reader: what an app calls itself must not steer a terminal or fool an eye.

Control characters (ANSI escapes among them), bidirectional overrides, zero-width and other invisible
characters, private-use and unassigned ones are shown as `\\x1b` or `\\u202e`; piles of combining marks are
cut; long text is shortened in its middle. HTML escaping is not done here: the template engine does it.
"""

from __future__ import annotations

import re
import unicodedata

LIMIT = 400
"""Characters of one piece of text that a report shows."""

_MARKS = 3  # combining marks in a row that a real script needs (Vietnamese two, Hebrew and Thai three)
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
# Letters, marks and symbols that print nothing: Hangul fillers, Khmer inherent vowels, Mongolian selectors,
# the combining grapheme joiner, the blank Braille pattern.
_BLANK = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180f\u2800\u3164\uffa0")
_PLAIN = re.compile(r"[\x20-\x7e]*")


def visible(text: str, limit: int = LIMIT) -> str:
    """`text` as one line of at most about `limit` characters, every character of which can be seen."""
    text = shorten(text, limit)
    return text if _PLAIN.fullmatch(text) else _seen(text)


def visible_lines(text: str, limit: int = LIMIT, lines: int = 60) -> list[str]:
    """The lines of `text`, each made visible; those beyond `lines` are counted on a last line."""
    head = text[: lines * limit * 4]
    found = head.split("\n")[: lines + 1]
    kept = [visible(line, limit) for line in found[:lines]]
    more = text.count("\n") + 1 - len(kept)
    return [*kept, f"({more:,} more lines)"] if more > 0 else kept


def shorten(text: str, limit: int) -> str:
    """`text` with its middle left out, and its length told, where it is longer than `limit` characters."""
    if len(text) <= limit:
        return text
    head = limit * 2 // 3
    tail = max(limit - head - 1, 1)
    return f"{text[:head]}…{text[-tail:]} ({len(text):,} characters)"


def _seen(text: str) -> str:
    out = []
    marks = 0
    for char in text:
        kind = unicodedata.category(char)
        marks = marks + 1 if kind in ("Mn", "Me") else 0
        if kind in _UNSEEN or char in _BLANK or marks > _MARKS:
            out.append(_code(ord(char)))
        else:
            out.append(" " if kind == "Zs" else char)
    return "".join(out)


def _code(point: int) -> str:
    named = {0x09: "\\t", 0x0A: "\\n", 0x0D: "\\r"}.get(point)
    if named:
        return named
    if point < 0x100:
        return f"\\x{point:02x}"
    return f"\\u{point:04x}" if point < 0x10000 else f"\\U{point:08x}"
