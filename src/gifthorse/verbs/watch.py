"""`gifthorse watch`: findings as they appear, the answer at the end."""

from __future__ import annotations

import json
import signal
import sys
import time
from argparse import Namespace
from collections.abc import Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from gifthorse.errors import EvidenceError
from gifthorse.live import Live
from gifthorse.report.document import LEVELS, Finding, finding_to_dict, to_dict
from gifthorse.report.escape import visible
from gifthorse.verbs.files import writable, write

if TYPE_CHECKING:
    from rich.console import Console

    from gifthorse.watch import Progress, Watch

STATUS_SECONDS = 1.0


def run(args: Namespace) -> int:
    """Watch, tell, report; 1 when something at or above `--fail-on` was found."""
    if args.html is not None:
        writable(args.html)
    live = _source(args)
    from gifthorse.live import rights

    if args.interface is not None:
        rights.prefer()
    rights.drop()
    listed = None
    if args.indicators:
        from gifthorse.verbs import indicators

        listed = indicators.rows(args.indicators)
    geo = []
    if args.geo:
        from gifthorse.verbs import geo as places

        geo = places.databases(args.geo)
    from rich.console import Console

    from gifthorse.watch import Watch

    screen = _Screen(Console(highlight=False), json_lines=args.json, status=not args.no_progress)
    try:
        watch = Watch(
            live,
            case=args.case,
            write=args.write,
            indicators=listed,
            geo=geo,
            reveal=args.reveal,
            tell=screen.tell,
            show=screen.show,
        )
        _until_interrupted(watch)
        screen.begin(live)
        document, context = watch.run(args.seconds)
    finally:
        live.close()
    screen.clear()
    if args.html is not None:
        from gifthorse.report import html

        write(args.html, html.render(document, context))
    if args.json:
        screen.tell(watch.untold(document))
        _line(to_dict(document))
    else:
        from gifthorse.report import text

        if gone := watch.withdrawn(document):
            print(f"{gone} of these no longer hold at the end: what came later explains them.")
        asked = tuple(a for a in document.answers if a.question == "line")  # nothing of the others was handed over
        text.render(replace(document, answers=asked), context, screen.console, html=args.html)
    threshold = LEVELS.index(args.fail_on) if args.fail_on in LEVELS else len(LEVELS)
    return int(any(LEVELS.index(f.level) >= threshold for f in document.findings))


def _source(args: Namespace) -> Live:
    if args.interface is not None:
        from gifthorse.live.ring import Ring

        return Ring(args.interface)
    if args.write is not None:
        raise EvidenceError("--write keeps what an interface brings; a file that is watched is kept already.")
    from gifthorse.live.moving import Moving

    return Moving(args.file)


def _until_interrupted(watch: Watch) -> None:
    """The first Ctrl-C, or SIGTERM, ends the watching; a second one ends the program."""

    def stop(_number: int, _frame: Any) -> None:
        signal.signal(signal.SIGINT, signal.default_int_handler)
        watch.stop()

    signal.signal(signal.SIGINT, stop)
    signal.signal(signal.SIGTERM, stop)


class _Screen:
    """What is said while watching."""

    def __init__(self, console: Console, *, json_lines: bool, status: bool) -> None:
        self.console = console
        self._json = json_lines
        self._status = status and sys.stderr.isatty()
        self._next = 0.0

    def begin(self, live: Live) -> None:
        """Say what is watched, on standard error."""
        what = f"the interface {live.name}" if live.file is None else live.name
        print(f"Watching {visible(what, 200)}; Ctrl-C ends it with the answer.", file=sys.stderr, flush=True)

    def tell(self, findings: Sequence[Finding]) -> None:
        """Findings that appeared."""
        self.clear()
        if self._json:
            for finding in findings:
                _line({"finding": finding_to_dict(finding)})
            return
        from rich.text import Text

        from gifthorse.report.text import LEVEL_STYLE, hang

        for finding in findings:
            label = Text.assemble(
                (time.strftime("%H:%M:%S "), "dim"), (f"{finding.level:<8}", LEVEL_STYLE.get(finding.level, "")), " "
            )
            hang(self.console, label, Text(visible(finding.says)))
        with suppress(OSError):
            sys.stdout.flush()

    def show(self, progress: Progress) -> None:
        """One line about how it stands, where somebody looks."""
        now = time.monotonic()
        if not self._status or now < self._next:
            return
        self._next = now + STATUS_SECONDS
        lost = f", {progress.lost:,} lost" if progress.lost else ""
        line = f"{progress.packets:,} packets, {progress.bytes / 1e6:,.1f} MB{lost}"
        print(f"\r\x1b[K{line}", end="", file=sys.stderr, flush=True)

    def clear(self) -> None:
        """Take that line away."""
        if self._status:
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)


def _line(value: dict[str, Any]) -> None:
    """One line of JSON, pure ASCII."""
    sys.stdout.write(json.dumps(value) + "\n")
    sys.stdout.flush()
