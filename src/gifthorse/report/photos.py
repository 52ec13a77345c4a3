"""Photos on a terminal: one after the other, what each gives away, the worst first, and its copy if one was made."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePath
from typing import TYPE_CHECKING

from rich.text import Text

from gifthorse.report import words
from gifthorse.report.document import LEVELS, Document, Finding
from gifthorse.report.escape import visible
from gifthorse.report.text import LEVEL_STYLE, hang

if TYPE_CHECKING:
    from rich.console import Console

PHOTOS = 200
SERIOUS = LEVELS.index("medium")
REFUSED = 5


def render(document: Document, console: Console, *, copies: Sequence[tuple[str, str, bool]] | None = None) -> None:
    """Print what every photo gives away, and what can be done about it.

    `copies` are (photo, what became of its copy, whether there is one); None where none were asked for.
    """
    by_photo: dict[str, list[Finding]] = {}
    for finding in document.findings:  # the worst come first
        by_photo.setdefault(finding.subject.name, []).append(finding)
    told = {name: (what, done) for name, what, done in copies or ()}
    for name in told:
        by_photo.setdefault(name, [])
    read = next((c for a in document.answers if a.question == "photo" for c in a.coverage), None)
    console.print()
    for name, found in list(by_photo.items())[:PHOTOS]:
        hang(console, Text(), Text(visible(name, 200), style="bold underline"))
        for finding in found:
            level = Text(f"{finding.level.upper():>8}  ", style=LEVEL_STYLE.get(finding.level, ""))
            hang(console, level, Text(visible(finding.says, 300)))
        if not found:
            hang(console, Text(" " * 10), Text("Nothing was found in it.", style="dim"))
        if name in told:
            what, done = told[name]
            head = Text(f"{'copy' if done else 'no copy':>8}  ", style="green" if done else "bold red")
            hang(console, head, Text(visible(what, 400)))
        console.print()
    if len(by_photo) > PHOTOS:
        console.print(f"{len(by_photo) - PHOTOS:,} more photos are not printed here; --json tells all.")
    for problem in document.problems[:5]:
        hang(console, Text("  not read  ", style="dim"), Text(visible(f"{problem.path}: {problem.sentence}", 300)))
    count = f"{words.count(read.examined, 'photo')} read of {read.total}" if read else "No photo was read"
    serious = sum(any(LEVELS.index(f.level) >= SERIOUS for f in found) for found in by_photo.values())
    console.print(f"{count}; {words.count(serious, 'photo')} should not be posted as they are.")
    if any(by_photo.values()) and copies is None:
        console.print("A copy without all this: --scrub OUT, or gifthorse photo scrub IN OUT.")
    console.print("Places and numbers are masked unless --reveal is given. Nothing left this machine.", style="dim")


def census(asked: int, refused: Sequence[str], out: PurePath, left: Document | None, console: Console) -> None:
    """Print how many copies there are, and what reading them again found in them."""
    if not asked:
        console.print("No copy was made: there is no photo that lies outside an archive.")
        return
    copies = asked - len(refused)
    console.print(f"{words.count(copies, 'copy', 'copies')} of {asked:,} in {visible(str(out), 200)}.", style="bold")
    for reason, number in sorted(_counted(refused).items(), key=lambda item: -item[1])[:REFUSED]:
        hang(console, Text("  not copied  ", style="bold red"), Text(visible(f"{number:,}: {reason}", 300)))
    if left is None:
        return
    found = [f"{f.subject.name}: {f.says}" for f in left.findings]
    found += [f"{p.path}: {p.sentence}" for p in left.problems]
    for line in found[:REFUSED]:
        hang(console, Text("  still there  ", style="bold red"), Text(visible(line, 300)))
    verdict = "nothing is left in them" if not found else f"{words.count(len(found), 'thing')} left"
    console.print(f"The copies were read again by the same rules: {verdict}.", style="bold")


def _counted(reasons: Sequence[str]) -> dict[str, int]:
    return {reason: reasons.count(reason) for reason in dict.fromkeys(reasons)}
