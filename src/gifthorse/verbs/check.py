"""`gifthorse check`: run the pipeline, show its progress, write the reports that were asked for."""

from __future__ import annotations

import contextlib
import sys
from argparse import Namespace
from dataclasses import replace
from pathlib import Path

from gifthorse import check
from gifthorse.errors import GifthorseError
from gifthorse.report.document import LEVELS, to_json


def run(args: Namespace) -> int:
    """Check, report; 1 when something at or above `--fail-on` was found."""
    for file in (args.html, args.sarif, args.stix):
        if file is not None:
            _writable(file)
    listed = None
    if args.indicators:
        from gifthorse.verbs import indicators  # noqa: PLC0415

        listed = indicators.rows(args.indicators)
    with contextlib.ExitStack() as shown:
        progress = _unseen
        if not args.no_progress and sys.stderr.isatty():
            from gifthorse.verbs.bar import Bar  # noqa: PLC0415  # loaded only where somebody looks

            progress = shown.enter_context(Bar()).step
        outcome = check.run(args.evidence, case=args.case, jobs=args.jobs, progress=progress, indicators=listed)
    document, context = outcome.document, outcome.context
    if args.html is not None:
        from gifthorse.report import html  # noqa: PLC0415  # the template engine is loaded only when it is used
        from gifthorse.verbs import excerpt  # noqa: PLC0415

        code = excerpt.of_findings(args.evidence, document.findings)
        _write(args.html, html.render(document, replace(context, code=code)))
    if args.sarif is not None:
        from gifthorse.report import sarif  # noqa: PLC0415

        _write(args.sarif, sarif.render(document, context))
    if args.stix is not None:
        from gifthorse.report import stix  # noqa: PLC0415

        _write(args.stix, stix.render(document, context))
    if args.json:
        sys.stdout.write(to_json(document))
    else:
        from rich.console import Console  # noqa: PLC0415

        from gifthorse.report import text  # noqa: PLC0415

        text.render(document, context, Console(highlight=False), html=args.html)
    threshold = LEVELS.index(args.fail_on) if args.fail_on in LEVELS else len(LEVELS)
    return int(any(LEVELS.index(f.level) >= threshold for f in document.findings))


def _unseen(done: int, total: int, label: str) -> None:
    """Progress where nobody looks."""


def _writable(file: Path) -> None:
    """Fail before the work, not after it, where a report cannot be written."""
    if file.is_dir():
        raise GifthorseError(f"The report cannot be written to {file}: it is a folder; name a file.")
    if not file.absolute().parent.is_dir():
        raise GifthorseError(f"The report cannot be written to {file}: there is no folder {file.absolute().parent}.")


def _write(file: Path, text: str) -> None:
    partial = file.with_name(f"{file.name}.tmp")
    try:
        partial.write_text(text, encoding="utf-8")
        partial.replace(file)
    except OSError as error:
        raise GifthorseError(f"The report cannot be written to {file}: {error.strerror}.") from error
