"""`gifthorse photo compare`: whether photos are the same, and what was changed."""

from __future__ import annotations

import sys
from argparse import Namespace
from collections.abc import Iterable
from pathlib import Path

from gifthorse.errors import EvidenceError
from gifthorse.evidence import open_evidence
from gifthorse.photo.compare import READER, Photo, compare
from gifthorse.report.document import Problem
from gifthorse.report.pairs import Compared, to_json
from gifthorse.verbs.bar import Bar
from gifthorse.verbs.files import writable, write

DIFFERENT, SAME, FAILED = 0, 1, 2


def run(args: Namespace) -> int:
    """Compare photos; 1 when any are the same, 2 when none could be compared."""
    if args.html is not None:
        writable(args.html)
    problems: list[Problem] = []
    first, second = _photos([args.first], problems), _photos(args.others, problems)
    with Bar(wanted=not args.json) as bar:
        made = compare(
            first,
            second,
            jobs=args.jobs,
            shown=args.html is not None,
            progress=lambda what, done, total: bar.step(done, total, what),
        )
    found = Compared(made.gifthorse, made.seconds, made.sizes, made.pairs, (*problems, *made.problems))
    if args.html is not None:
        from gifthorse.report import pairpage  # the template engine is loaded only when it is used

        write(args.html, pairpage.render(found))
    if args.json:
        sys.stdout.write(to_json(found))
    else:
        from rich.console import Console

        from gifthorse.report import pairtext

        pairtext.render(found, Console(highlight=False))
    if not found.pairs:
        return FAILED
    return SAME if any(pair.same for pair in found.pairs) else DIFFERENT


def _photos(paths: Iterable[Path], problems: list[Problem]) -> list[Photo]:
    """The photos of files and folders, by the paths that were given."""
    found: list[Photo] = []
    for path in paths:
        if not path.exists():
            raise EvidenceError(f"{path} cannot be opened: there is no such file or folder.")
        try:
            tree = open_evidence([path])
        except EvidenceError:
            problems.append(Problem(str(path), READER, "There is no photo in it of a kind that is read."))
            continue
        root = tree.roots[0]
        photos = [Photo(f"{path}{node.path.removeprefix(root)}", node) for node in tree.nodes if node.kind == "photo"]
        if not photos:
            problems.append(Problem(str(path), READER, "There is no photo in it of a kind that is read."))
        found += photos
    return list({photo.name: photo for photo in found}.values())
