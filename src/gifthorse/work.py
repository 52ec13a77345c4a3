"""Isolated worker processes: one unit in, one part file out.

A worker that crashes, hangs or swells takes only its unit with it: the parent kills it, starts another, tries what is
left of the unit in smaller pieces, and says in one sentence what could not be examined. Finished units have their part
file, so the same command resumes after a kill.
"""

from __future__ import annotations

import contextlib
import gc
import multiprocessing
import os
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import Final, Generic, Protocol, TypeVar

from msgspec import Struct, field

from gifthorse.case import Case
from gifthorse.confine import COLLECT_EVERY, confine, resident
from gifthorse.errors import CaseError
from gifthorse.tables import Rows

SECONDS_A_UNIT = 60.0
SECONDS_A_MEGABYTE = 1.5
MEMORY_A_WORKER = 2 << 30
POLL_SECONDS = 0.5
TIDY_ABOVE = 500 << 20
"""Resident bytes above which a worker drops what units left behind before it takes the next."""

REASONS: Final = {
    "crash": "Reading it ended its worker process unexpectedly",
    "mistake": "Reading it met something that gifthorse does not expect",
    "timeout": "Reading it took longer than allowed",
    "memory": "Reading it took more memory than allowed",
}
_LOST: Final = "it was not examined."
_RESCUED: Final = "only a part of it was examined, and its code was not."


class Unit(Protocol):
    """What the pool needs to know of a unit of work; it must be picklable."""

    @property
    def key(self) -> str: ...
    @property
    def path(self) -> str: ...
    @property
    def size(self) -> int: ...


U = TypeVar("U", bound=Unit)


class Done(Struct, Generic[U], frozen=True):
    """A unit that has been dealt with.

    `part` is the key of the part file that was made of it, None where it was given up. `error` (crash, timeout, memory)
    and `sentence` say what went wrong, if anything did: with a part, only some of the unit was examined.
    """

    unit: U
    part: str | None
    error: str | None = None
    sentence: str | None = None


class _Task(Struct, Generic[U], frozen=True):
    """A unit to be examined; in place of `whole`, which failed for the reason `failed`, if that is set."""

    unit: U
    whole: U | None = None
    failed: str = ""


class _Worker(Struct, Generic[U]):
    process: multiprocessing.process.BaseProcess
    pipe: Connection
    task: _Task[U] | None = None
    deadline: float = field(default=0.0)


def run(
    units: Sequence[U],
    examine: Callable[[U], Rows],
    case: Case,
    *,
    jobs: int | None = None,
    smaller: Callable[[U], Sequence[U]] | None = None,
    meanwhile: Callable[[], None] = lambda: None,
    tidy: Callable[[], object] = gc.collect,
) -> Iterator[Done[U]]:
    """Examine every unit that has no part file yet, yielding each when it is finished or given up.

    `examine` must be importable by name (it crosses into the workers). With one unit or one job the work still
    happens in a worker of its own, because isolation is the point. What `smaller` makes of a unit that failed is tried
    in its place: several units are dealt with each for itself; one stands for the unit that failed. `meanwhile` is
    done here while the workers have their first units, `tidy` in a worker whose memory has grown. Raises CaseError when
    the case folder cannot be written.
    """
    waiting: list[_Task[U]] = []
    for unit in units:
        if case.whole(unit.key):
            yield Done(unit, unit.key)
        else:
            waiting.append(_Task(unit))
    waiting.reverse()
    count = min(jobs or os.cpu_count() or 1, len(waiting))
    pool = _Pool(examine, tidy, case, smaller or (lambda _: ()), waiting)
    try:
        pool.start(count)
        yield from pool.drive(meanwhile)
    finally:
        _stop(pool.workers)


class _Pool(Generic[U]):
    """The workers and what they have still to do."""

    def __init__(
        self,
        examine: Callable[[U], Rows],
        tidy: Callable[[], object],
        case: Case,
        smaller: Callable[[U], Sequence[U]],
        waiting: list[_Task[U]],
    ) -> None:
        self.workers: list[_Worker[U]] = []
        self._examine, self._tidy = examine, tidy
        self._case, self._smaller, self._waiting = case, smaller, waiting

    def start(self, count: int) -> None:
        """Start the workers."""
        for _ in range(count):
            self.workers.append(_start(self._examine, self._tidy, self._case.path))

    def drive(self, meanwhile: Callable[[], None]) -> Iterator[Done[U]]:
        """Hand out and take back until nothing is left."""
        self._hand_out()
        meanwhile()
        while True:
            self._hand_out()
            busy = [w for w in self.workers if w.task is not None]
            if not busy:
                return
            ready = wait([w.pipe for w in busy], timeout=POLL_SECONDS)
            for worker in busy:
                task, failed = worker.task, _failure(worker, worker.pipe in ready)
                if failed is None or task is None:
                    continue
                if failed and failed != "mistake":
                    _stop([worker])
                    self.workers[self.workers.index(worker)] = _start(self._examine, self._tidy, self._case.path)
                worker.task = None
                yield from self._ended(task, failed)

    def _hand_out(self) -> None:
        for worker in self.workers:
            if worker.task is None and self._waiting:
                _give(worker, self._waiting.pop())

    def _ended(self, task: _Task[U], failed: str) -> Iterator[Done[U]]:
        """Take note of a task that went well (`failed` is empty) or not."""
        whole, reason = task.whole or task.unit, task.failed or failed
        error = "crash" if reason == "mistake" else reason
        if not failed:
            sentence = f"{REASONS[reason]}; {_RESCUED}" if reason else None
            yield Done(whole, task.unit.key, error or None, sentence)
            return
        pieces = self._smaller(task.unit)
        if not pieces:
            yield Done(whole, None, error, f"{REASONS[reason]}; {_LOST}")
        elif len(pieces) > 1:
            self._waiting.extend(_Task(piece) for piece in reversed(pieces))
        elif self._case.whole(pieces[0].key):
            yield from self._ended(_Task(pieces[0], whole, reason), "")
        else:
            self._waiting.append(_Task(pieces[0], whole, reason))


def _failure(worker: _Worker[U], ready: bool) -> str | None:
    """How the worker's task ended: empty when well, None when it has not."""
    if ready:
        try:
            error, sentence = worker.pipe.recv()
        except (EOFError, OSError):
            return "crash"
        if error == "case":
            raise CaseError(sentence)
        return str(error)
    if time.monotonic() > worker.deadline:
        return "timeout"
    return "memory" if resident(worker.process.pid) > MEMORY_A_WORKER else None


def _start(examine: Callable[[U], Rows], tidy: Callable[[], object], case: Path) -> _Worker[U]:
    # A forked worker shares the modules already loaded; elsewhere they are loaded anew.
    context = multiprocessing.get_context("fork" if sys.platform == "linux" else "spawn")
    ours, theirs = context.Pipe()
    process = context.Process(  # type: ignore[attr-defined]  # both contexts have it, their common base has not
        target=_serve, args=(theirs, ours, examine, tidy, case), daemon=True
    )
    process.start()
    theirs.close()
    return _Worker(process, ours)


def _give(worker: _Worker[U], task: _Task[U]) -> None:
    worker.task = task
    worker.deadline = time.monotonic() + SECONDS_A_UNIT + SECONDS_A_MEGABYTE * task.unit.size / 1e6
    with contextlib.suppress(BrokenPipeError):  # a worker that died while idle shows as EOF at the next wait
        worker.pipe.send(task.unit)


def _stop(workers: Sequence[_Worker[U]]) -> None:
    for worker in workers:
        if worker.task is not None:
            worker.process.kill()
        with contextlib.suppress(OSError):
            worker.pipe.close()
    # Only now, with every pipe closed: a worker also holds our ends of the pipes of those started before it
    for worker in workers:
        worker.process.join(5)
        if worker.process.is_alive():
            worker.process.kill()
            worker.process.join()


def _serve(
    pipe: Connection, parents: Connection, examine: Callable[[U], Rows], tidy: Callable[[], object], path: Path
) -> None:
    parents.close()  # else a killed parent would leave this worker waiting for ever
    confine(MEMORY_A_WORKER)
    gc.freeze()  # what was loaded before the fork stays, shared and unlooked at
    gc.set_threshold(COLLECT_EVERY, 20, 10)
    case = Case(path)
    while True:
        try:
            unit: U = pipe.recv()
        except (EOFError, KeyboardInterrupt):
            return
        try:
            rows = examine(unit)
            case.write_part(unit.key, rows.tables())
            del rows
            if resident(os.getpid()) > TIDY_ABOVE:
                tidy()
            pipe.send(("", ""))
        except MemoryError:
            pipe.send(("memory", ""))
        except CaseError as error:
            pipe.send(("case", str(error)))
        except KeyboardInterrupt:
            return
        except Exception:  # the worker is the last line: whatever it was, the rest goes on
            if os.environ.get("GIFTHORSE_DEBUG"):
                raise
            pipe.send(("mistake", ""))
