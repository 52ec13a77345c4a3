"""`gifthorse check`: run the pipeline, show its progress, write the reports that were asked for."""

from __future__ import annotations

import sys
import threading
from argparse import Namespace
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from gifthorse import check
from gifthorse.errors import GifthorseError
from gifthorse.report.document import LEVELS, to_json
from gifthorse.report.escape import visible

PATIENCE = 1.0
"""Seconds of work before a progress bar appears."""


def run(args: Namespace) -> int:
    """Check, report; 1 when something at or above `--fail-on` was found."""
    for file in (args.html, args.sarif):
        if file is not None:
            _writable(file)
    with Bar(wanted=not args.no_progress) as bar:
        outcome = check.run(args.evidence, case=args.case, jobs=args.jobs, progress=bar.step)
    document, context = outcome.document, outcome.context
    if args.html is not None:
        from gifthorse.report import html  # noqa: PLC0415  # the template engine is loaded only when it is used
        from gifthorse.verbs import excerpt  # noqa: PLC0415

        code = excerpt.of_findings(args.evidence, document.findings)
        _write(args.html, html.render(document, replace(context, code=code)))
    if args.sarif is not None:
        from gifthorse.report import sarif  # noqa: PLC0415

        _write(args.sarif, sarif.render(document, context))
    if args.json:
        sys.stdout.write(to_json(document))
    else:
        from gifthorse.report import text  # noqa: PLC0415

        text.render(document, context, Console(highlight=False), html=args.html)
    threshold = LEVELS.index(args.fail_on) if args.fail_on in LEVELS else len(LEVELS)
    return int(any(LEVELS.index(f.level) >= threshold for f in document.findings))


class Bar:
    """A progress bar on standard error: only on a terminal, and only once the work has taken a second."""

    def __init__(self, *, wanted: bool, patience: float = PATIENCE, console: Console | None = None) -> None:
        console = console or Console(stderr=True)
        self._progress = Progress(
            TextColumn("{task.fields[share]:>4}"),
            BarColumn(bar_width=30),
            TimeElapsedColumn(),
            TextColumn("{task.description}", markup=False),
            console=console,
            transient=True,
            refresh_per_second=5,
        )
        self._task = self._progress.add_task("looking at what there is", total=None, share="")
        # A timer, not the first step: the first step may be long in coming, and that is when a bar is wanted.
        self._timer = threading.Timer(patience, self._progress.start)
        self._timer.daemon = True
        self._wanted = wanted and console.is_terminal

    def __enter__(self) -> Self:
        if self._wanted:
            self._timer.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._wanted:
            self._timer.cancel()
            self._timer.join()
            self._progress.stop()

    def step(self, done: int, total: int, label: str) -> None:
        """Tell that `done` of `total` bytes are examined, `label` the last of them."""
        if done < total:
            share, name = f"{100 * done // total}%", visible(label.rpartition("/")[2], 40)
            self._progress.update(self._task, completed=done, total=total, share=share, description=name)
        else:  # all is read, but not all is done: what remains is not counted in bytes
            task = self._progress.tasks[self._task]
            task.total = None
            self._progress.update(self._task, share="", description="weighing what was found")


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
