"""Photos on a terminal: one after the other, what each gives away, the worst first."""

from __future__ import annotations

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


def render(document: Document, console: Console) -> None:
    """Print what every photo gives away, and what can be done about it."""
    by_photo: dict[str, list[Finding]] = {}
    for finding in document.findings:  # the worst come first
        by_photo.setdefault(finding.subject.name, []).append(finding)
    read = next((c for a in document.answers if a.question == "photo" for c in a.coverage), None)
    console.print()
    for name, found in list(by_photo.items())[:PHOTOS]:
        hang(console, Text(), Text(visible(name, 200), style="bold underline"))
        for finding in found:
            level = Text(f"{finding.level.upper():>8}  ", style=LEVEL_STYLE.get(finding.level, ""))
            hang(console, level, Text(visible(finding.says, 300)))
        console.print()
    if len(by_photo) > PHOTOS:
        console.print(f"{len(by_photo) - PHOTOS:,} more photos give something away; --json tells all.")
    for problem in document.problems[:5]:
        hang(console, Text("  not read  ", style="dim"), Text(visible(f"{problem.path}: {problem.sentence}", 300)))
    count = f"{words.count(read.examined, 'photo')} read of {read.total}" if read else "No photo was read"
    serious = sum(any(LEVELS.index(f.level) >= SERIOUS for f in found) for found in by_photo.values())
    console.print(f"{count}; {words.count(serious, 'photo')} should not be posted as they are.")
    if by_photo:
        console.print("A copy without all this: gifthorse photo scrub IN OUT.")
    console.print("Places and numbers are masked unless --reveal is given. Nothing left this machine.", style="dim")
