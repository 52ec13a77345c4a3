"""The pipeline of a watch on one page: packets as they come, rules over what came so far, and at the end the answer.

Rules are asked in a process of its own, a copy of this one that finishes what is read so far as if the capture ended
there. Meanwhile this one reads on, and nothing that it holds is changed.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from hashlib import sha256
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, BinaryIO, Final

import pyarrow as pa
from msgspec.structs import replace

from gifthorse import check, judge, summary
from gifthorse.analysis import phone
from gifthorse.case import Case
from gifthorse.confine import confine
from gifthorse.errors import EvidenceError, GifthorseError
from gifthorse.examine.capture import FILLS
from gifthorse.formats.capture import Packets
from gifthorse.formats.capture.written import Written
from gifthorse.formats.mmdb import Database
from gifthorse.live import Live
from gifthorse.readers.capture.engine import Engine
from gifthorse.report.context import Context
from gifthorse.report.document import Document, Finding
from gifthorse.tables import Rows, node_id, specs

EVERY: Final = 2.0
"""Seconds between two looks at what was read, at least."""
PATIENCE: Final = 4
"""How many times as long as a look took the next one waits."""
MEMORY_A_LOOK: Final = 4 << 30
READER: Final = "watch"


@dataclass(frozen=True, slots=True)
class Progress:
    """How a watch stands."""

    packets: int
    bytes: int
    lost: int


Told = Callable[[Sequence[Finding]], None]
Shown = Callable[[Progress], None]


class Watch:
    """One watch of one source. `tell` gets findings as they appear, each once, and again where its level rose."""

    def __init__(
        self,
        live: Live,
        *,
        case: Path | None = None,
        write: Path | None = None,
        indicators: Rows | None = None,
        geo: Sequence[Database] = (),
        reveal: bool = False,
        tell: Told,
        show: Shown,
    ) -> None:
        self._live, self._tell, self._show = live, tell, show
        self._clock = check.Clock()
        self._rules = [rule for rule in judge.load() if rule.question == "line"]
        self._indicators = indicators
        self._geo = geo
        self._reveal = reveal
        self._rows = Rows()
        self._engine: Engine | None = None
        self._look: _Look | None = None
        self._looked = time.monotonic()
        self._took = 0.0
        self._told: dict[str, str] = {}
        self._write = write
        self._written: Written | None = None
        self._case = Case.create(case) if case is not None else None
        self.path = write.name if write is not None else live.name if live.file else f"interface {live.name}"

    def run(self, seconds: float | None = None) -> tuple[Document, Context]:
        """Watch until `stop`, or for so many seconds; returns the answer.

        Raises EvidenceError where there was nothing to read, CaseError where the case cannot be kept.
        """
        with ExitStack() as opened:
            if self._case is not None:
                opened.enter_context(self._case.checking())
            file = opened.enter_context(_fresh(self._write)) if self._write is not None else None
            self._follow(file, None if seconds is None else time.monotonic() + seconds)
            self._leave()
            if self._engine is None:
                raise EvidenceError(f"Nothing was written to {self._live.name} that could be read.")
            if self._written is not None:
                self._finish_file(self._written, self._engine)
            if file is not None:
                file.flush()
            self._engine.finish()
            self._clock.lap("watch")
            return self._conclude()

    def stop(self) -> None:
        """Let `run` come to its end. May be called from a signal's handler."""
        self._live.stop()

    def _follow(self, file: BinaryIO | None, until: float | None) -> None:
        """Take what comes, and look at it now and then."""
        for packets in self._live.packets():
            if self._engine is None and self._live.capture is not None:
                seed = int.from_bytes(os.urandom(8), "little")
                self._engine = Engine(self._live.capture, self.path, self._rows, seed=seed)
            if len(packets) and self._engine is not None:
                self._engine.feed(self._keep(packets, file))
            now = time.monotonic()
            if until is not None and now >= until:
                self._live.stop()
            self._glance(now)

    def _keep(self, packets: Packets, file: BinaryIO | None) -> Packets:
        """Write packets aside where that was asked for; they then lie in that file."""
        if file is None or self._live.capture is None:
            return packets
        try:
            if self._written is None:
                interface = self._live.capture.interfaces[0]
                self._written = Written(file, interface.link_type, interface.name)
                self._live.capture.format = "pcapng"
            return replace(packets, at=self._written.add(packets))
        except OSError as error:
            self._live.problems.append(f"The packets could not be written to {self._write}: {error.strerror}.")
            self._live.stop()
            return packets

    def _glance(self, now: float) -> None:
        """Take in what a look found, and start the next when it is due."""
        if self._engine is None:
            return
        self._show(Progress(self._engine.packets, self._engine.bytes, self._live.lost()))
        if self._look is not None:
            found = self._look.found()
            if found is None:
                return
            self._took = now - self._look.begun
            self._look = None
            self._appeared(found)
        if now - self._looked < max(EVERY, PATIENCE * self._took) or not self._engine.packets:
            return
        self._looked = now
        self._look = _Look(self)

    def _appeared(self, found: Sequence[Finding]) -> None:
        fresh = [f for f in found if self._told.get(f.id) != f.level]
        self._told |= {f.id: f.level for f in fresh}
        if fresh:
            self._tell(fresh)

    def _leave(self) -> None:
        """End a look that is still under way: the answer that follows says all it would."""
        if self._look is not None:
            self._look.end()
            self._look = None

    def _finish_file(self, written: Written, engine: Engine) -> None:
        lost = self._live.lost()
        try:
            written.lost(engine.packets + lost, lost, time.time_ns())
            if self._live.capture is not None:
                self._live.capture.framing = written.size - engine.bytes
        except OSError as error:
            self._live.problems.append(f"The packets could not be written to {self._write}: {error.strerror}.")

    def findings(self) -> tuple[Finding, ...]:
        """What the rules say to all that was read, as if it ended here. Only in a copy of this process."""
        assert self._engine is not None
        self._engine.finish()
        with judge.connect(self._tables(None, None), derive=False) as connection:
            hits, _ = judge.run(self._rules, connection, self._examined(), failed=[])
            return summary.findings(hits, connection, reveal=self._reveal)

    def _tables(self, size: int | None, digest: str | None) -> dict[str, pa.Table]:
        """All tables; `size` and `digest` are the file's, where there is one and it is finished."""
        self._evidence(size, digest)
        for sentence in self._live.problems:
            self._rows.problem(self.path, READER, sentence, error="missing")
        tables = {name: spec.schema().empty_table() for name, spec in specs().items() if spec.room == "facts"}
        for rows in (self._rows, self._indicators):
            for name, table in rows.tables() if rows is not None else ():
                tables[name] = pa.concat_tables([tables[name], table]).unify_dictionaries()
        if self._geo:
            tables["geo_databases"] = check.dated(self._geo)
        phone.complete(tables, self._geo)
        return tables

    def _evidence(self, size: int | None, digest: str | None) -> None:
        """The one row of the table `evidence`."""
        capture = self._live.capture
        assert capture is not None
        kind = "interface" if capture.format == "live" else capture.format
        self._rows.add(
            "evidence",
            node=node_id(self.path),
            path=self.path,
            kind=kind,
            size=size,
            sha256=digest,
            trust="extracted" if self._live.file else "observed",
        )

    def _examined(self) -> set[str]:
        return {"evidence", *FILLS["pcapng"], *(("indicators",) if self._indicators else ())}

    def _conclude(self) -> tuple[Document, Context]:
        file = self._write or (Path(self._live.file) if self._live.file else None)
        tables = self._tables(*(_measured(file) if file is not None else (None, None)))
        if self._case is not None:
            self._case.forget_others(set())
            self._case.write_tables(tables)
        self._clock.lap("analyse")
        inputs = [str(file or self._live.name)]
        with judge.connect(tables, derive=False) as connection:
            failed: list[tuple[judge.Rule, str]] = []
            hits, skipped = judge.run(self._rules, connection, self._examined(), failed=failed, cut=failed)
            self._clock.lap("judge")
            asked = check.Asked(self._rules, skipped, failed, inputs)
            document, context = check.conclude(
                hits,
                asked,
                connection,
                self._clock,
                case=self._case.path if self._case else None,
                is_phone=False,
                reveal=self._reveal,
            )
        if self._case is not None:
            files = [] if file is None else [str(file.resolve())]
            check.finish(self._case, document, context, asked, evidence=files, units=1)
        return document, context

    def untold(self, document: Document) -> list[Finding]:
        """Findings of the answer that were not told while watching."""
        return [f for f in document.findings if self._told.get(f.id) != f.level]

    def withdrawn(self, document: Document) -> int:
        """How many that were told are no longer true at the end."""
        return len(self._told.keys() - {f.id for f in document.findings})


class _Look:
    """The rules over what was read so far, asked in a copy of this process."""

    def __init__(self, watch: Watch) -> None:
        context = multiprocessing.get_context("fork" if sys.platform == "linux" else "spawn")
        self.begun = time.monotonic()
        self._pipe, theirs = context.Pipe(duplex=False)
        self._process: Any = context.Process(  # type: ignore[attr-defined]  # both contexts have it
            target=_asked, args=(watch, theirs), daemon=True
        )
        self._process.start()
        theirs.close()

    def found(self) -> Sequence[Finding] | None:
        """The findings; None while there is no answer yet, nothing where there will be none."""
        if not self._pipe.poll():
            return None if self._process.is_alive() else self._over(())
        try:
            found: Sequence[Finding] = self._pipe.recv()
        except (EOFError, OSError):
            found = ()
        return self._over(found)

    def end(self) -> None:
        """Do not wait for the answer."""
        self._process.kill()
        self._over(())

    def _over(self, found: Sequence[Finding]) -> Sequence[Finding]:
        self._process.join()
        self._pipe.close()
        return found


def _asked(watch: Watch, pipe: Connection) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # that is for the one who reads
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    confine(MEMORY_A_LOOK)
    gc.freeze()
    os.nice(10)  # the one who reads goes first
    try:
        pipe.send(watch.findings())
    except (GifthorseError, MemoryError):
        pipe.send(())  # what is wrong shows in the answer at the end


def _fresh(path: Path) -> BinaryIO:
    """A file that was not there before."""
    try:
        return path.open("xb")
    except FileExistsError:
        raise EvidenceError(f"{path} is there already: name a file to write to that is not.") from None
    except OSError as error:
        raise EvidenceError(f"{path} cannot be written: {error.strerror}.") from error


def _measured(file: Path) -> tuple[int, str | None]:
    digest, size = sha256(), 0
    try:
        with file.open("rb") as source:
            while piece := source.read(1 << 22):
                digest.update(piece)
                size += len(piece)
    except OSError:
        return size, None
    return size, digest.hexdigest()
