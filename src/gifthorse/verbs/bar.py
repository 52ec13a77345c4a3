"""The progress bar of a check."""

from __future__ import annotations

import threading
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from gifthorse.report.escape import visible

PATIENCE = 1.0
"""Seconds of work before a progress bar appears."""


class Bar:
    """A progress bar on standard error: only on a terminal, and only once the work has taken a second."""

    def __init__(self, *, wanted: bool = True, patience: float = PATIENCE, console: Console | None = None) -> None:
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
