"""Isolated worker processes: one unit in, one part file out.

A worker that crashes, hangs or swells takes only its unit with it: the parent kills it, records the problem in one
sentence, starts another, and goes on. Finished units have their part file, so the same command resumes after a kill.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import Generic, Protocol, TypeVar

from gifthorse.case import Case
from gifthorse.tables import Rows

SECONDS_A_UNIT = 60.0
SECONDS_A_MEGABYTE = 1.5
MEMORY_A_WORKER = 2 << 30
POLL_SECONDS = 0.5


class Unit(Protocol):
    """What the pool needs to know of a unit of work; it must be picklable."""

    @property
    def key(self) -> str: ...
    @property
    def path(self) -> str: ...
    @property
    def size(self) -> int: ...


U = TypeVar("U", bound=Unit)


@dataclass(frozen=True, slots=True)
class Done(Generic[U]):
    """A unit that has been dealt with; `error` and `sentence` say why it was given up, if it was."""

    unit: U
    error: str | None = None
    sentence: str | None = None


@dataclass(slots=True)
class _Worker(Generic[U]):
    process: multiprocessing.process.BaseProcess
    pipe: Connection
    unit: U | None = None
    deadline: float = field(default=0.0)


def run(units: Sequence[U], examine: Callable[[U], Rows], case: Case, *, jobs: int | None = None) -> Iterator[Done[U]]:
    """Examine every unit that has no part file yet, yielding each when it is finished or given up.

    `examine` must be importable by name (it crosses into the workers). With one unit or one job the work still
    happens in a worker of its own, because isolation is the point.
    """
    waiting = []
    for unit in units:
        if case.part(unit.key).exists():
            yield Done(unit)
        else:
            waiting.append(unit)
    waiting.reverse()
    count = min(jobs or os.cpu_count() or 1, len(waiting))
    workers = [_start(examine, case.path) for _ in range(count)]
    try:
        yield from _drive(workers, waiting, examine, case)
    finally:
        for worker in workers:
            _stop(worker)


def _drive(workers: list[_Worker[U]], waiting: list[U], examine: Callable[[U], Rows], case: Case) -> Iterator[Done[U]]:
    while True:
        for worker in workers:
            if worker.unit is None and waiting:
                _give(worker, waiting.pop())
        busy = [w for w in workers if w.unit is not None]
        if not busy:
            return
        ready = wait([w.pipe for w in busy], timeout=POLL_SECONDS)
        for worker in busy:
            unit = worker.unit
            assert unit is not None
            done: Done[U] | None = None
            if worker.pipe in ready:
                try:
                    error, sentence = worker.pipe.recv()
                    done = Done(unit, error, sentence)
                    worker.unit = None
                except EOFError:
                    done = Done(unit, "crash", "Reading it crashed its worker process; it was not examined.")
            elif time.monotonic() > worker.deadline:
                done = Done(unit, "timeout", "Reading it took longer than allowed; it was not examined.")
            elif _resident(worker.process.pid) > MEMORY_A_WORKER:
                done = Done(unit, "memory", "Reading it took more memory than allowed; it was not examined.")
            if done is None:
                continue
            if worker.unit is not None:
                _stop(worker)
                workers[workers.index(worker)] = _start(examine, case.path)
            yield done


def _start(examine: Callable[[U], Rows], case: Path) -> _Worker[U]:
    # A forked worker shares the modules already loaded; elsewhere they are loaded anew.
    context = multiprocessing.get_context("fork" if sys.platform == "linux" else "spawn")
    ours, theirs = context.Pipe()
    process = context.Process(  # type: ignore[attr-defined]  # both contexts have it, their common base has not
        target=_serve, args=(theirs, ours, examine, case), daemon=True
    )
    process.start()
    theirs.close()
    return _Worker(process, ours)


def _give(worker: _Worker[U], unit: U) -> None:
    worker.unit = unit
    worker.deadline = time.monotonic() + SECONDS_A_UNIT + SECONDS_A_MEGABYTE * unit.size / 1e6
    with contextlib.suppress(BrokenPipeError):  # a worker that died while idle shows as EOF at the next wait
        worker.pipe.send(unit)


def _stop(worker: _Worker[U]) -> None:
    if worker.unit is not None:
        worker.process.kill()
    with contextlib.suppress(OSError):
        worker.pipe.close()
    worker.process.join(5)
    if worker.process.is_alive():
        worker.process.kill()
        worker.process.join()


def _resident(pid: int | None) -> int:
    """Resident memory of a process in bytes; 0 where the system does not say."""
    try:
        with Path(f"/proc/{pid}/statm").open("rb") as file:
            return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, ValueError, IndexError):
        return 0


def _serve(pipe: Connection, parents: Connection, examine: Callable[[U], Rows], path: Path) -> None:
    parents.close()  # else a killed parent would leave this worker waiting for ever
    case = Case(path)
    while True:
        try:
            unit: U = pipe.recv()
        except (EOFError, KeyboardInterrupt):
            return
        try:
            rows = examine(unit)
            case.write_part(unit.key, rows.tables())
            pipe.send((None, None))
        except MemoryError:
            pipe.send(("memory", "Reading it took more memory than allowed; it was not examined."))
        except KeyboardInterrupt:
            return
        except Exception as error:  # the worker is the last line: whatever it was, the rest goes on
            if os.environ.get("GIFTHORSE_DEBUG"):
                raise
            kind = type(error).__name__
            pipe.send(("crash", f"Reading it failed with an unexpected {kind}; it was not examined fully."))
