"""gifthorse's engine on one capture, as two workers of a check read it; prints the seconds that took.

    python -m bench.engine CAPTURE

CAPTURE may also be a folder in which `Repeated.keep` left one. Loads nothing that a check would not have loaded.
"""

from __future__ import annotations

import gc
import multiprocessing
import sys
import time
from pathlib import Path

import pyarrow  # noqa: F401  # a check has loaded it before it starts its workers

from gifthorse.confine import COLLECT_EVERY
from gifthorse.evidence.node import Source
from gifthorse.formats.capture import open_capture
from gifthorse.readers.capture.board import Board
from gifthorse.readers.capture.engine import Engine
from gifthorse.tables import Rows, specs

SHARES = 2


def share(path: Path, number: int, board: Board) -> None:
    """One worker's share of the engine's work."""
    gc.freeze()  # as workers do
    gc.set_threshold(COLLECT_EVERY, 20, 10)
    rows = Rows()
    if path.is_dir():
        from bench.repeated import Repeated

        repeated = Repeated.kept(path)
        capture = open_capture(repeated, repeated.size)
    else:
        capture = open_capture(Source(str(path)), path.stat().st_size)
    Engine(capture, path.name, rows, share=(number, SHARES), seed=1, board=board).run()
    for _ in rows.tables():
        pass


def main() -> None:
    path = Path(sys.argv[1])
    specs()  # as a check has by then
    context = multiprocessing.get_context("fork")
    board = Board(SHARES)
    workers = [context.Process(target=share, args=(path, number, board)) for number in range(SHARES)]
    begin = time.monotonic()
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    print(f"{time.monotonic() - begin:.3f}")
    if any(worker.exitcode for worker in workers):
        raise SystemExit(f"A share of {path} could not be read.")


if __name__ == "__main__":
    main()
