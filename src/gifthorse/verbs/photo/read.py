"""`gifthorse photo read`: what photos give away, before they are posted; with `--scrub` also the copies to post."""

from __future__ import annotations

import json
import sys
import tempfile
from argparse import Namespace
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from gifthorse import check, judge
from gifthorse.report.document import LEVELS, Document, to_dict, to_json
from gifthorse.verbs.files import writable, write

if TYPE_CHECKING:
    from gifthorse.photo.scrub.batch import Copy, Job

FAILED = 2


def run(args: Namespace) -> int:
    """Read photos and say what each gives away; 1 when something at or above `--fail-on` was found.

    2 when a copy that was asked for could not be made.
    """
    if args.html is not None:
        writable(args.html)
    rules = [rule for rule in judge.load() if rule.question == "photo"]
    todo = _jobs(args)
    with tempfile.TemporaryDirectory(prefix="gifthorse-") as folder:
        case = args.case or Path(folder) / "case"
        outcome = check.run(args.photos, case=case, rules=rules, reveal=args.reveal)
        copies, census = _scrubbed(todo, Path(folder), rules)
    document, context = outcome.document, outcome.context
    if args.html is not None:
        from gifthorse.photo import album
        from gifthorse.report import html  # the template engine is loaded only when it is used

        write(
            args.html,
            html.render(document, replace(context, album=album.build(args.photos, document, reveal=args.reveal))),
        )
    if args.json:
        told = to_json(document) if args.scrub is None else _with_copies(document, copies)
        sys.stdout.write(told)
    else:
        from rich.console import Console

        from gifthorse.report import photos

        console = Console(highlight=False)
        photos.render(document, console, copies=[_line(c) for c in copies] if args.scrub is not None else None)
        if args.scrub is not None:
            photos.census(len(todo), [c.refused for c in copies if c.made is None], args.scrub, census, console)
    threshold = LEVELS.index(args.fail_on) if args.fail_on in LEVELS else len(LEVELS)
    found = any(LEVELS.index(f.level) >= threshold for f in document.findings)
    return FAILED if any(c.made is None for c in copies) else int(found)


def _jobs(args: Namespace) -> list[Job]:
    if args.scrub is None:
        return []
    from gifthorse.photo.scrub.batch import jobs  # only where copies are made

    return jobs(args.photos, args.scrub, rename=args.rename)


def _scrubbed(todo: Sequence[Job], folder: Path, rules: Sequence[judge.Rule]) -> tuple[list[Copy], Document | None]:
    """The copies, and what the same rules say of them."""
    if not todo:
        return [], None
    from gifthorse.photo.scrub.batch import copy

    copies = [copy(job) for job in todo]
    written = [c.job.target for c in copies if c.made is not None]
    if not written:
        return copies, None
    return copies, check.run(written, case=folder / "copies", rules=rules).document


def _line(copy: Copy) -> tuple[str, str, bool]:
    """A copy for people: of which photo, what became of it, whether it is there."""
    from gifthorse.verbs.photo.scrub import PIXELS

    if copy.made is None:
        return copy.job.name, copy.refused, False
    note = "; its name tells a date: --rename" if copy.dated else ""
    return copy.job.name, f"{copy.job.target} ({PIXELS.get(copy.made.same, '')}{note})", True


def _with_copies(document: Document, copies: Sequence[Copy]) -> str:
    """The contract with one key more: what became of the copies."""
    told: dict[str, Any] = to_dict(document)
    told["copies"] = [
        {
            "path": copy.job.name,
            "copy": str(copy.job.target) if copy.made else None,
            "same_pixels": copy.made.same if copy.made else None,
            "without": list(copy.made.gone) if copy.made else [],
            "refused": copy.refused or None,
        }
        for copy in copies
    ]
    return json.dumps(told, indent=1) + "\n"
