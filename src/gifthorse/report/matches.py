"""Matches of photos with a phone on a terminal: one after the other, the verdict and why."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final, Protocol

from rich.text import Text

from gifthorse.report import words
from gifthorse.report.escape import visible
from gifthorse.report.text import hang

if TYPE_CHECKING:
    from rich.console import Console

STYLE: Final = {"match": "green", "consistent": "cyan", "inconclusive": "yellow", "contradiction": "bold red"}
WIDTH: Final = 15


class Told(Protocol):
    """What is told of a verdict."""

    @property
    def verdict(self) -> str:
        """match, consistent, inconclusive or contradiction."""

    @property
    def because(self) -> str:
        """The reasons, in sentences."""


def render(answers: Sequence[tuple[str, Told | None, str | None]], few: Sequence[str], console: Console) -> None:
    """Print path, verdict and reasons of each photo; a photo without a verdict has a sentence."""
    console.print()
    for path, told, problem in answers:
        word = told.verdict if told else "not used"
        label = Text(f"{word:<{WIDTH}}", style=STYLE.get(word, "dim"))
        hang(console, label, Text(visible(path, 200), style="bold"))
        hang(console, Text(" " * WIDTH), Text(visible(told.because if told else problem or "", 2000)))
        console.print()
    for sentence in few[:5]:
        hang(console, Text("note           ", style="dim"), Text(visible(sentence, 300), style="dim"))
    count = sum(told is not None and told.verdict == "match" for _, told, _ in answers)
    console.print(f"{count} of {words.count(len(answers), 'photo')} matched. No verdict is a proof.")
