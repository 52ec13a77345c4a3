"""Compared photos on a terminal: the same ones with what was changed, those that cannot be told, the others."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from rich.text import Text

from gifthorse.report import words
from gifthorse.report.escape import visible
from gifthorse.report.pairs import Box, Change, Compared, Pair
from gifthorse.report.text import hang

if TYPE_CHECKING:
    from rich.console import Console

PAIRS: Final = 200
CHANGES: Final = 20
VERDICT: Final = {True: ("SAME", "bold green"), None: ("CANNOT TELL", "yellow"), False: ("NOT THE SAME", "dim")}
_ORDER: Final = (True, None, False)


def render(compared: Compared, console: Console) -> None:
    """Print every pair and what was changed in it."""
    console.print()
    told = sorted(compared.pairs, key=lambda p: _ORDER.index(p.same))
    for pair in told[:PAIRS]:
        _pair(pair, console)
    if len(told) > PAIRS:
        console.print(f"{len(told) - PAIRS:,} more pairs; --json tells all.")
    for problem in compared.problems[:10]:
        hang(console, Text("  not compared  ", style="dim"), Text(visible(f"{problem.path}: {problem.sentence}", 400)))
    first, second = compared.sizes
    found = len({p.b for p in compared.pairs if p.same})
    console.print(
        f"{words.count(first, 'photo')} compared with {second}; {found} of these shown by the first, "
        f"in {compared.seconds:.1f} s. Nothing left this machine.",
        style="dim",
    )


def _pair(pair: Pair, console: Console) -> None:
    name, style = VERDICT[pair.same]
    hang(console, Text(f"{name:<12}  ", style=style), Text(visible(f"A {pair.a}", 200)))
    hang(console, Text(" " * 14), Text(visible(f"B {pair.b}", 200)))
    hang(console, Text(" " * 14), Text(visible(pair.how, 300), style="dim"))
    for change in pair.changed[:CHANGES]:
        hang(console, Text(" " * 14 + "- "), Text(visible(f"{change.says}{_places(change)}", 300)))
    console.print()


def _places(change: Change) -> str:
    places = [f"{name} {_place(box)}" for name, box in (("A", change.a), ("B", change.b)) if box]
    return f" [{', '.join(places)}]" if places else ""


def _place(box: Box) -> str:
    return f"{box[2]} x {box[3]} at {box[0]}, {box[1]}"
