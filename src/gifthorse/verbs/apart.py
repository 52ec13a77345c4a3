"""One question in a process of its own: DuckDB counts only a part of what it allocates, and looks up only now and then.

A function over one huge text, or a list of half a billion numbers, is not stopped by its memory limit and not by
being interrupted: it took 17 GB and a minute where 1 GB and 5 seconds were allowed. A process can be ended.
"""

from __future__ import annotations

import multiprocessing
import sys
from multiprocessing.connection import Connection
from pathlib import Path

from gifthorse.case import Case
from gifthorse.confine import confine
from gifthorse.errors import GifthorseError, QueryError
from gifthorse.verbs import sql

START_SECONDS = 120.0
"""What opening the case may take before the question itself begins."""
GRACE_SECONDS = 2.0
"""What an interrupted question may take to end by itself."""
MEMORY = 1 << 30


def ask(case: Path, query: str, *, rows: int, seconds: float) -> sql.Rows:
    """The rows of one SELECT over a case; raises QueryError or CaseError as `sql.ask` and `Case.open` do."""
    context = multiprocessing.get_context("fork" if sys.platform == "linux" else "spawn")
    ours, theirs = context.Pipe(duplex=False)
    process = context.Process(target=_serve, args=(theirs, case, query, rows, seconds), daemon=True)  # type: ignore[attr-defined]  # both contexts have it, their common base has not
    process.start()
    theirs.close()
    try:
        answer: sql.Rows | GifthorseError | None = None
        for patience in (START_SECONDS, seconds + GRACE_SECONDS):
            if answer is None:  # at first that stands for: the case is open, the question begins
                if not ours.poll(patience):
                    raise QueryError(sql.too_long(seconds))
                answer = ours.recv()
        if isinstance(answer, sql.Rows):
            return answer
        raise answer or QueryError(sql.TOO_LARGE)
    except EOFError:  # it was ended: by the limit on its memory, or by the system for want of any
        raise QueryError(sql.TOO_LARGE) from None
    finally:
        process.kill()
        process.join()
        ours.close()


def _serve(pipe: Connection, path: Path, query: str, rows: int, seconds: float) -> None:
    confine(MEMORY)
    try:
        with sql.connect(Case.open(path), views=sql.uses_views(query)) as connection:
            pipe.send(None)
            pipe.send(sql.ask(connection, query, rows=rows, seconds=seconds))
    except GifthorseError as error:
        pipe.send(error)
    except MemoryError:
        pipe.send(QueryError(sql.TOO_LARGE))
    except KeyboardInterrupt:
        return
