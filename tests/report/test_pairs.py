"""Compared photos as text, JSON and page: the same verdicts, nothing that acts."""

from __future__ import annotations

import io
import json

from rich.console import Console

from gifthorse.report import pairpage, pairtext
from gifthorse.report.document import Problem
from gifthorse.report.pairs import Change, Compared, Pair, to_json

NASTY = '<script>alert("x")</script>\x1b[31m.jpg'
COMPARED = Compared(
    "0.1.0",
    1.25,
    (2, 3),
    (
        Pair("a.jpg", "far.jpg", False, 0.0, "They differ."),
        Pair(
            "a.jpg",
            NASTY,
            True,
            0.98,
            "It is.",
            (Change("cut", "The left 20% is gone.", (0, 0, 9, 40), None),),
            (b"\xff\xd8A", b"\xff\xd8B"),
        ),
        Pair("a.jpg", "sky.jpg", None, 0.2, "It cannot be told."),
    ),
    (Problem("bad.jpg", "photo compare", "It is damaged."),),
)


def test_json_is_the_contract() -> None:
    text = to_json(COMPARED)
    told = json.loads(text)
    assert text.isascii() and set(told) == {"schema", "gifthorse", "seconds", "pairs", "problems"}
    assert [p["same"] for p in told["pairs"]] == [False, True, None] and told["pairs"][1]["b"] == NASTY
    assert told["pairs"][1]["changed"] == [
        {"what": "cut", "says": "The left 20% is gone.", "a": [0, 0, 9, 40], "b": None}
    ]
    assert told["problems"] == [{"path": "bad.jpg", "reader": "photo compare", "sentence": "It is damaged."}]


def test_text_has_the_same_first_and_no_commands_of_a_terminal() -> None:
    out = io.StringIO()
    pairtext.render(COMPARED, Console(file=out, width=100, highlight=False))
    text = out.getvalue()
    assert text.index("SAME ") < text.index("CANNOT TELL") < text.index("NOT THE SAME")
    assert "\x1b" not in text and "[A 9 x 40 at 0, 0]" in text and "bad.jpg: It is damaged." in text
    assert "1 of these shown by the first" in text


def test_the_page_holds_our_pictures_and_nothing_that_acts() -> None:
    page = pairpage.render(COMPARED)
    assert "<script" not in page and "&lt;script&gt;" in page
    assert "data:image/jpeg;base64,/9hB" in page and "default-src &#39;none&#39;" in page.replace("'", "&#39;")
    assert page.index("It is.") < page.index("It cannot be told.") < page.index("They differ.")
