"""The pipeline on one page: open, read, analyse, judge, answer."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa
from msgspec import Struct

from gifthorse import __version__, answers, judge, summary, work
from gifthorse.analysis import phone
from gifthorse.case import Case, default_path
from gifthorse.evidence import Tree, Unit, evidence_rows, open_evidence, smaller, units
from gifthorse.examine import examine, filled, tidy
from gifthorse.report.context import Context, Timing, context_to_json
from gifthorse.report.document import QUESTIONS, Document, Problem, to_json
from gifthorse.tables import Rows

if TYPE_CHECKING:
    import duckdb

    from gifthorse.formats.mmdb import Database

Progress = Callable[[int, int, str], None]


class Outcome(Struct, frozen=True):
    """What a check ends with."""

    document: Document
    context: Context
    case_path: Path


def run(
    paths: Sequence[Path],
    *,
    case: Path | None = None,
    jobs: int | None = None,
    progress: Progress | None = None,
    rules: Sequence[judge.Rule] | None = None,
    indicators: Rows | None = None,
    reveal: bool = False,
    geo: Sequence[Database] = (),
) -> Outcome:
    """Check the evidence at `paths` and leave a finished case folder.

    `progress` is told bytes done, bytes in all, and what was just finished; `indicators` holds rows of the table of
    that name; `reveal` shows places and numbers that reports otherwise mask; `geo` are databases of where addresses
    are. Raises EvidenceError when nothing that was handed over can be checked, CaseError when the case folder cannot be
    used, RuleError for a bad rule.
    """
    clock = Clock()
    loaded = list(rules) if rules is not None else judge.load()
    tree = open_evidence(paths)
    folder = Case.create(case or default_path(list(paths)))
    with folder.checking():
        clock.lap("open")
        todo = units(tree)
        # Before workers are forked, for it loads what they need
        examined = filled(todo) | {"evidence"} | ({"files"} if tree.is_phone else set())
        examined |= {"indicators"} if indicators else set()
        prepare = partial(judge.prepare, loaded, examined)
        tables = _read(tree, todo, folder, prepare, jobs=jobs, progress=progress)
        clock.lap("read")
        for name, table in indicators.tables() if indicators else ():
            tables[name] = pa.concat_tables([tables[name], table]).unify_dictionaries()
        if geo:
            tables["geo_databases"] = dated(geo)
        phone.complete(tables, geo)
        folder.write_tables(tables)
        clock.lap("analyse")
        tables |= folder.code_tables()
        with judge.connect(tables, derive=False) as connection:
            failed: list[tuple[judge.Rule, str]] | None = [] if rules is None else None
            cut: list[tuple[judge.Rule, str]] = []
            hits, skipped = judge.run(loaded, connection, examined, failed=failed, cut=cut, tables=tables)
            clock.lap("judge")
            asked = Asked(loaded, skipped, [*(failed or ()), *cut], [str(p) for p in paths])
            document, context = conclude(
                hits, asked, connection, clock, case=folder.path, is_phone=tree.is_phone, reveal=reveal
            )
        finish(folder, document, context, asked, evidence=[str(p.resolve()) for p in paths], units=len(todo))
    return Outcome(document, context, folder.path)


class Asked(Struct, frozen=True):
    """The rules, those not examined with the reason, those that failed or told not all, and what was handed over."""

    rules: Sequence[judge.Rule]
    skipped: Sequence[tuple[judge.Rule, str]]
    failed: Sequence[tuple[judge.Rule, str]]
    inputs: Sequence[str]


def conclude(
    hits: Sequence[judge.Hit],
    asked: Asked,
    connection: duckdb.DuckDBPyConnection,
    clock: Clock,
    *,
    case: Path | None,
    is_phone: bool,
    reveal: bool,
) -> tuple[Document, Context]:
    """What the hits come to: findings, answers, and what the reports tell beyond them."""
    findings = summary.findings(hits, connection, reveal=reveal)
    problems = summary.problems(connection)
    problems += tuple(Problem(rule.id, "rules", why) for rule, why in asked.failed)
    ran = {r.question for r in asked.rules if all(r is not s for s, _ in asked.skipped)}
    covered = answers.coverage(connection)
    gaps = answers.gaps(connection, is_phone=is_phone, problems=bool(problems))
    document = Document(
        gifthorse=__version__,
        case=str(case or ""),
        started=clock.started,
        seconds=clock.total(),
        answers=tuple(answers.answer(q, findings, covered[q], examined=q in ran, gaps=gaps) for q in QUESTIONS),
        findings=findings,
        problems=problems,
    )
    told = summary.context(findings, asked.rules, connection, inputs=asked.inputs, timings=clock.timings, reveal=reveal)
    return document, told


def finish(
    folder: Case, document: Document, context: Context, asked: Asked, *, evidence: Sequence[str], units: int
) -> None:
    """Write what marks a case as finished; `evidence` is where its evidence lies."""
    folder.finish(
        {
            "schema": 1,
            "gifthorse": __version__,
            "started": document.started.isoformat(timespec="seconds"),
            "evidence": list(evidence),
            "rules": {r.id: r.sha256 for r in asked.rules},
            "skipped": {r.id: why for r, why in asked.skipped},
            "seconds": {t.stage: round(t.seconds, 3) for t in context.timings},
            "units": units,
        },
        to_json(document),
        context_to_json(context),
    )


def _read(
    tree: Tree,
    todo: Sequence[Unit],
    folder: Case,
    meanwhile: Callable[[], None],
    *,
    jobs: int | None,
    progress: Progress | None,
) -> dict[str, pa.Table]:
    """Have every unit examined; returns the small tables of all of them. A unit that was given up is a problem row."""
    rows = Rows()
    tree.fill(rows)
    total, done = sum(u.size for u in todo), 0
    finished = []
    with _boards(todo):
        for result in work.run(todo, examine, folder, jobs=jobs, smaller=smaller, meanwhile=meanwhile, tidy=tidy):
            done += result.unit.size
            if result.part is not None:
                finished.append(result.part)
            elif result.unit.share[0] == 0:
                evidence_rows(result.unit.nodes, rows, unread=True)
            if result.sentence is not None:
                rows.problem(result.unit.path, "worker", result.sentence, error=result.error or "crash")
            if progress:
                progress(done, total, result.unit.path)
    folder.forget_others(set(finished))
    tables = folder.merged(finished)
    for name, table in rows.tables():
        tables[name] = pa.concat_tables([tables[name], table]).unify_dictionaries()
    return tables


def _boards(todo: Sequence[Unit]) -> AbstractContextManager[None]:
    """What the workers of a capture in shares have in common."""
    shared = [(unit.path, unit.share[1]) for unit in todo if unit.share[0] == 0 and unit.share[1] > 1]
    if not shared:
        return nullcontext()
    from gifthorse.readers.capture.board import boards  # seldom needed, and numpy with it

    return boards(shared)


def dated(databases: Sequence[Database]) -> pa.Table:
    """How old each database of places is."""
    rows = Rows()
    for database in databases:
        rows.add("geo_databases", kind=database.facts.kind, built=database.facts.built * 1_000_000)
    return dict(rows.tables())["geo_databases"]


class Clock:
    """Seconds a stage."""

    def __init__(self) -> None:
        self.started = datetime.now(UTC)
        self._begin = self._last = time.monotonic()
        self.timings: list[Timing] = []

    def lap(self, stage: str) -> None:
        """A stage ends."""
        now = time.monotonic()
        self.timings.append(Timing(stage, now - self._last))
        self._last = now

    def total(self) -> float:
        """Seconds so far."""
        return time.monotonic() - self._begin
