"""`gifthorse photo read`: what photos give away, before they are posted."""

from __future__ import annotations

import sys
import tempfile
from argparse import Namespace
from pathlib import Path

from gifthorse import check, judge
from gifthorse.report.document import LEVELS, to_json
from gifthorse.verbs.files import writable, write


def run(args: Namespace) -> int:
    """Read photos and say what each gives away; 1 when something at or above `--fail-on` was found."""
    if args.html is not None:
        writable(args.html)
    rules = [rule for rule in judge.load() if rule.question == "photo"]
    with tempfile.TemporaryDirectory(prefix="gifthorse-") as folder:
        case = args.case or Path(folder) / "case"
        outcome = check.run(args.photos, case=case, rules=rules, reveal=args.reveal)
    document, context = outcome.document, outcome.context
    if args.html is not None:
        from gifthorse.report import html  # noqa: PLC0415  # the template engine is loaded only when it is used

        write(args.html, html.render(document, context))
    if args.json:
        sys.stdout.write(to_json(document))
    else:
        from rich.console import Console  # noqa: PLC0415

        from gifthorse.report import photos  # noqa: PLC0415

        photos.render(document, Console(highlight=False))
    threshold = LEVELS.index(args.fail_on) if args.fail_on in LEVELS else len(LEVELS)
    return int(any(LEVELS.index(f.level) >= threshold for f in document.findings))
