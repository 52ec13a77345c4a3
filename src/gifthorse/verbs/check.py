"""`gifthorse check`: run the pipeline, show its progress, write the reports that were asked for."""

from __future__ import annotations

import contextlib
import sys
from argparse import Namespace

from msgspec.structs import replace

from gifthorse import check
from gifthorse.report.document import LEVELS, to_json
from gifthorse.verbs.files import writable, write


def run(args: Namespace) -> int:
    """Check, report; 1 when something at or above `--fail-on` was found."""
    for file in (args.html, args.sarif, args.stix):
        if file is not None:
            writable(file)
    listed = None
    if args.indicators:
        from gifthorse.verbs import indicators

        listed = indicators.rows(args.indicators)
    geo = []
    if args.geo:
        from gifthorse.verbs import geo as places

        geo = places.databases(args.geo)
    with contextlib.ExitStack() as shown:
        progress = _unseen
        if not args.no_progress and sys.stderr.isatty():
            from gifthorse.verbs.bar import Bar  # loaded only where somebody looks

            progress = shown.enter_context(Bar()).step
        outcome = check.run(
            args.evidence,
            case=args.case,
            jobs=args.jobs,
            progress=progress,
            indicators=listed,
            reveal=args.reveal,
            geo=geo,
        )
    document, context = outcome.document, outcome.context
    if args.html is not None:
        from gifthorse.photo import album
        from gifthorse.report import html  # the template engine is loaded only when it is used
        from gifthorse.verbs import excerpt

        code = excerpt.of_findings(args.evidence, document.findings, reveal=args.reveal)
        seen = album.build(args.evidence, document, reveal=args.reveal)
        write(args.html, html.render(document, replace(context, code=code, album=seen)))
    if args.sarif is not None:
        from gifthorse.report import sarif

        write(args.sarif, sarif.render(document, context))
    if args.stix is not None:
        from gifthorse.report import stix

        write(args.stix, stix.render(document, context))
    if args.json:
        sys.stdout.write(to_json(document))
    else:
        from rich.console import Console

        from gifthorse.report import text

        text.render(document, context, Console(highlight=False), html=args.html)
    threshold = LEVELS.index(args.fail_on) if args.fail_on in LEVELS else len(LEVELS)
    return int(any(LEVELS.index(f.level) >= threshold for f in document.findings))


def _unseen(done: int, total: int, label: str) -> None:
    """Progress where nobody looks."""
