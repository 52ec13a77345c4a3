"""Isolated workers for pictures: a photo that crashes a decoder, hangs or swells takes only its own task with it."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from typing import Any, Final, Generic, TypeVar

from gifthorse.confine import confine, resident
from gifthorse.errors import GifthorseError

MEMORY: Final = 2 << 30
SECONDS: Final = 60.0
POLL: Final = 0.5

T = TypeVar("T")
R = TypeVar("R")

_CRASHED: Final = "Decoding it ended its worker process unexpectedly."
_SLOW: Final = "Decoding it took longer than allowed."
_SWOLLEN: Final = "Decoding it took more memory than allowed."
_MISTAKE: Final = "It met something that gifthorse does not expect."


@dataclass(slots=True)
class _Worker:
    process: multiprocessing.process.BaseProcess
    pipe: Connection
    task: int | None = None
    deadline: float = 0.0


def run(
    tasks: Sequence[T], function: Callable[[T], R], *, jobs: int | None = None, seconds: float = SECONDS
) -> Iterator[tuple[int, R | None, str]]:
    """Do every task in a worker, yielding its number, and its result or a sentence, in the order they are finished."""
    yield from _Pool(tasks, function, seconds).drive(min(jobs or os.cpu_count() or 1, len(tasks)))


class _Pool(Generic[T, R]):
    """The workers and what they have still to do."""

    def __init__(self, tasks: Sequence[T], function: Callable[[T], R], seconds: float) -> None:
        self._tasks, self._function, self._seconds = tasks, function, seconds
        self._waiting = list(range(len(tasks)))[::-1]
        self._workers: list[_Worker] = []

    def drive(self, count: int) -> Iterator[tuple[int, R | None, str]]:
        """Hand out and take back until nothing is left."""
        try:
            self._workers += [self._start() for _ in range(count)]
            while True:
                for worker in self._workers:
                    if worker.task is None and self._waiting:
                        self._give(worker)
                busy = [w for w in self._workers if w.task is not None]
                if not busy:
                    return
                ready = wait([w.pipe for w in busy], timeout=POLL)
                for worker in busy:
                    ended = self._ended(worker, worker.pipe in ready)
                    if ended is not None:
                        yield ended
        finally:
            for worker in self._workers:
                _stop(worker)

    def _give(self, worker: _Worker) -> None:
        worker.task = self._waiting.pop()
        worker.deadline = time.monotonic() + self._seconds
        with contextlib.suppress(BrokenPipeError):
            worker.pipe.send(self._tasks[worker.task])

    def _ended(self, worker: _Worker, ready: bool) -> tuple[int, R | None, str] | None:
        task = worker.task
        assert task is not None
        sentence = ""
        if ready:
            try:
                result, sentence = worker.pipe.recv()
            except (EOFError, OSError):
                result, sentence = None, _CRASHED
            if sentence not in (_CRASHED, _SWOLLEN):
                worker.task = None
                return task, result, sentence
        elif time.monotonic() > worker.deadline:
            sentence = _SLOW
        elif resident(worker.process.pid) > MEMORY:
            sentence = _SWOLLEN
        if not sentence:
            return None
        _stop(worker)
        self._workers[self._workers.index(worker)] = self._start()
        return task, None, sentence

    def _start(self) -> _Worker:
        context = multiprocessing.get_context("fork" if sys.platform == "linux" else "spawn")
        ours, theirs = context.Pipe()
        process = context.Process(  # type: ignore[attr-defined]  # both contexts have it, their common base has not
            target=_serve, args=(theirs, ours, self._function), daemon=True
        )
        process.start()
        theirs.close()
        return _Worker(process, ours)


def _stop(worker: _Worker) -> None:
    worker.process.kill()
    with contextlib.suppress(OSError):
        worker.pipe.close()
    worker.process.join()


def _serve(pipe: Connection, parents: Connection, function: Callable[[Any], Any]) -> None:
    parents.close()
    confine(MEMORY)
    while True:
        try:
            task = pipe.recv()
        except (EOFError, KeyboardInterrupt):
            return
        try:
            pipe.send((function(task), ""))
        except MemoryError:
            pipe.send((None, _SWOLLEN))
        except GifthorseError as error:
            pipe.send((None, str(error)))
        except KeyboardInterrupt:
            return
        except Exception:  # the worker is the last line: whatever it was, the rest goes on
            if os.environ.get("GIFTHORSE_DEBUG"):
                raise
            pipe.send((None, _MISTAKE))
