"""Load the rules and run them, read-only, over the tables in DuckDB."""

from __future__ import annotations

import os
import re
import string
import threading
from collections.abc import Container, Iterable, Mapping, Sequence
from hashlib import blake2b, sha256
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

import rtoml
from msgspec import Struct

from gifthorse import views
from gifthorse.errors import RuleError
from gifthorse.tables import TYPES, specs
from gifthorse.views import Views

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa

QUESTIONS = ("backdoor", "line", "photo")
LEVELS = ("info", "low", "medium", "high", "critical")
CONFIDENCES = ("low", "medium", "high")
BASES = ("capability", "configured", "observed", "known", "attested")
CATEGORIES = {
    "backdoor": frozenset(
        (
            "remote-command",
            "code-loading",
            "silent-install",
            "exposed-privilege",
            "listener",
            "surveillance",
            "hidden",
            "signer",
            "tampered",
            "debug-left-on",
            "control",
            "known-bad",
            "remote-filter",
        )
    ),
    "line": frozenset(
        (
            "cleartext",
            "broken-tls",
            "weak-tls",
            "bad-certificate",
            "interception",
            "identifier-leak",
            "unexpected-destination",
            "beacon",
            "dns-bypass",
            "exfiltration",
            "cellular",
            "update-over-http",
        )
    ),
    "photo": frozenset(
        (
            "location",
            "device-identity",
            "person-identity",
            "time",
            "hidden-image",
            "edited",
            "same-phone",
            "other-phone",
            "same-photo",
        )
    ),
}
FINDINGS_A_RULE = 500
EVIDENCE_A_FINDING = 8
SECONDS_A_RULE = 120.0
RULES_FOR_TWO = 40
"""Rules from which on a second thread gains more than its connection costs."""
MEMORY = "4GB"
UNPROFITABLE = frozenset(
    (
        "aggregate_reuse",
        "common_subexpressions",
        "common_subplan",
        "in_clause",
        "join_filter_pushdown",
        "projection_placement",
        "projection_pullup",
        "statistics_propagation",
        "top_n",
        "top_n_window_elimination",
    )
)
"""Parts of DuckDB's optimizer that take longer here than what they save: tables are small and queries many."""
_FRONT = re.compile(r"\s*/\*\s*---\s*\n(.*?)\n\s*---\s*\*/(.*)", re.DOTALL)
_FORBIDDEN = re.compile(
    r"\b(attach|copy|install|load|pragma|set|create|insert|update|delete|drop|alter|export|import|call|read_\w+)\b",
    re.I,
)


class Rule(Struct, frozen=True):
    """One detection. `id` is '<question>/<file name>'; `sha256` identifies its text."""

    id: str
    title: str
    question: str
    category: str
    level: str
    confidence: str
    basis: str
    needs: tuple[str, ...]
    says: str
    advice: str
    because: str
    falsepositives: tuple[str, ...]
    limits: str
    references: tuple[str, ...]
    sql: str
    sha256: str


class Hit(Struct, frozen=True):
    """One row that a rule yielded. `also` is further evidence: node, locator and detail of each."""

    rule: Rule
    id: str
    level: str
    confidence: str
    subject_kind: str
    subject: str
    evidence: int
    locator: str
    detail: str
    says: str
    also: tuple[tuple[int, str, str], ...] = ()


def parse(text: str, rule_id: str, *, validate: bool = True) -> Rule:
    """Parse one rule; raises RuleError that names the rule and the mistake. What ships is validated by the tests."""
    match = _FRONT.fullmatch(text)
    if not match:
        raise RuleError(f"Rule {rule_id} does not begin with a front matter between /* --- and --- */.")
    try:
        front = rtoml.loads(match[1])
    except rtoml.TomlParsingError as error:
        raise RuleError(f"Rule {rule_id} has a front matter that is no TOML: {error}.") from error
    names = set(Rule.__struct_fields__) - {"id", "sql", "sha256"}
    if odd := front.keys() ^ names:
        raise RuleError(f"Rule {rule_id} has missing or unknown keys: {', '.join(sorted(odd))}.")
    for key in ("needs", "falsepositives", "references"):
        front[key] = tuple(front[key])
    rule = Rule(id=rule_id, sql=match[2].strip(), sha256=sha256(text.encode()).hexdigest(), **front)
    if validate:
        _validate(rule)
    return rule


def _validate(rule: Rule) -> None:
    def refuse(sentence: str) -> None:
        raise RuleError(f"Rule {rule.id} {sentence}.")

    question, _, name = rule.id.partition("/")
    if question != rule.question or rule.question not in QUESTIONS:
        refuse(f"lies under {question} but says question = {rule.question!r}")
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", name):
        refuse("has a name that is not lower-case words joined by hyphens")
    if rule.category not in CATEGORIES[rule.question]:
        refuse(f"has the unknown category {rule.category!r}")
    for value, allowed in ((rule.level, LEVELS), (rule.confidence, CONFIDENCES), (rule.basis, BASES)):
        if value not in allowed:
            refuse(f"says {value!r}, which is none of {', '.join(allowed)}")
    if missing := [t for t in rule.needs if t not in specs()]:
        refuse(f"needs the unknown table {missing[0]}")
    bare = re.sub(r"--[^\n]*|/\*.*?\*/|'(?:[^']|'')*'", " ", rule.sql, flags=re.DOTALL)
    if not re.match(r"\s*(select|with)\b", bare, re.I):
        refuse("is not a plain SELECT")
    if found := _FORBIDDEN.search(bare):
        refuse(f"is not a plain SELECT: it says {found[0]}")
    if ";" in bare.rstrip().rstrip(";"):
        refuse("holds more than one statement")


def load(folder: Path | None = None) -> list[Rule]:
    """Every rule below `folder` (default: the rules that ship), by id; raises RuleError at the first bad one."""
    root = folder or Path(str(files("gifthorse") / "rules"))
    found = [(f"{one}/{name[:-4]}", root / one / name) for one in QUESTIONS for name in _listed(root / one)]
    return [parse(file.read_text("utf-8"), name, validate=folder is not None) for name, file in found]


def _listed(folder: Path) -> list[str]:
    """The rules of one question, by name."""
    names = os.listdir(folder) if folder.is_dir() else []  # noqa: PTH208  # a Path for each costs more than reading it
    return sorted(name for name in names if name.endswith(".sql"))


def prepare(rules: Sequence[Rule], examined: Container[str]) -> None:
    """Load and work out what `run` will want of them; of use while others work."""
    import duckdb  # noqa: F401  # an eighth of a second

    for rule in rules:
        if all(table in examined for table in rule.needs):
            views.gate(rule.sql)


def connect(tables: Mapping[str, pa.Table], *, derive: bool = True) -> duckdb.DuckDBPyConnection:
    """A DuckDB over these tables: every table of the specs exists, empty where nothing was read.

    On top lies rules/views.sql: what many rules ask, worked out once. Without `derive`, that is left to `run`,
    which makes what a rule asks for. DuckDB itself is shut off from the file system: what it may read is handed
    over as Arrow tables.
    """
    import duckdb

    # One thread: a rule takes milliseconds, most of them to plan it, and handing on its pieces would take longer
    connection = duckdb.connect(
        config={
            "threads": "1",
            "autoinstall_known_extensions": "false",
            "memory_limit": MEMORY,
            "temp_directory": "",  # else it would write beside whatever the current folder is
        }
    )
    known = {name for (name,) in connection.execute("SELECT name FROM duckdb_optimizers()").fetchall()}
    connection.execute(f"SET disabled_optimizers = '{','.join(sorted(known & UNPROFITABLE))}'")
    empty = []
    for name, spec in specs().items():
        if name in tables and tables[name].num_rows:
            connection.register(name, tables[name])
        else:
            columns = ", ".join(f'"{column.name}" {TYPES[column.type]}' for column in spec.columns)
            empty.append(f'CREATE TABLE "{name}" ({columns});')
    connection.execute("".join(empty))
    if derive:
        connection.execute(views.text())
    # Of the data base and not of the connection: a second one over it is opened when its settings are locked
    for setting in ("TimeZone = 'UTC'", "enable_external_access = false", "lock_configuration = true"):
        connection.execute(f"SET GLOBAL {setting}")
    return connection


def _beside(connection: duckdb.DuckDBPyConnection, tables: Mapping[str, pa.Table]) -> duckdb.DuckDBPyConnection:
    """A second connection over what `connect` made of `tables`."""
    second = connection.cursor()
    for name, table in tables.items():
        if name in specs() and table.num_rows:
            second.register(name, table)
    return second


def run(
    rules: Sequence[Rule],
    connection: duckdb.DuckDBPyConnection,
    examined: Iterable[str],
    *,
    failed: list[tuple[Rule, str]] | None = None,
    cut: list[tuple[Rule, str]] | None = None,
    tables: Mapping[str, pa.Table] | None = None,
) -> tuple[list[Hit], list[tuple[Rule, str]]]:
    """Run the rules; returns the hits and the rules that were not examined, each with the reason.

    With the `tables` that `connect` was given, many rules are run by two threads.

    A rule whose tables no reader has filled is not examined, which is another thing than clean. A rule that cannot be
    run raises RuleError; with a list as `failed` it goes there instead, with one sentence, and the others go on: what
    a phone's maker wrote must not keep all the others from being asked. Of a rule FINDINGS_A_RULE rows are kept; `cut`
    gets those that had more, with one sentence.
    """
    present = set(examined)
    missing = {rule.id: [t for t in rule.needs if t not in present] for rule in rules}
    skipped = [(r, f"nothing that was handed over fills the table {missing[r.id][0]}") for r in rules if missing[r.id]]
    runnable = [rule for rule in rules if not missing[rule.id]]
    shared = Views(connection)
    promising = shared.promising([rule.sql for rule in runnable])
    asked = [rule for rule, may_find in zip(runnable, promising, strict=True) if may_find]
    for rule in asked:
        shared.make(rule.sql)
    halves = [connection]
    if tables is not None and len(asked) >= RULES_FOR_TWO and (os.cpu_count() or 1) > 1:
        halves.append(_beside(connection, tables))
    hits: list[Hit] = []
    for rule, (found, more) in zip(asked, _all(asked, halves), strict=True):
        if not isinstance(found, RuleError):
            hits += found
        elif failed is None:
            raise found
        else:
            failed.append((rule, f"{str(found).splitlines()[0][:300].rstrip('.')}."))
            skipped.append((rule, "it could not be run"))
        if more and cut is not None:
            told = f"The rule found more than the {FINDINGS_A_RULE} that are kept; the others are not told."
            cut.append((rule, told))
    return hits, skipped


def _all(
    rules: Sequence[Rule], connections: Sequence[duckdb.DuckDBPyConnection]
) -> list[tuple[list[Hit] | RuleError, bool]]:
    """What each rule yields or why it cannot be run, and whether there was more; each connection has its own thread."""
    found: list[tuple[list[Hit] | RuleError, bool]] = [([], False)] * len(rules)
    mistakes: list[Exception] = []
    waiting = iter(range(len(rules)))  # `next` of this is one step: no two threads get the same number

    def work(connection: duckdb.DuckDBPyConnection) -> None:
        for number in waiting:
            try:
                found[number] = _run_one(rules[number], connection)
            except RuleError as error:
                found[number] = error, False
            except Exception as error:  # noqa: BLE001  # raised below: a thread's exception is nobody's
                mistakes.append(error)

    threads = [threading.Thread(target=work, args=(one,), daemon=True) for one in connections[1:]]
    for thread in threads:
        thread.start()
    work(connections[0])
    for thread in threads:
        thread.join()
    if mistakes:
        raise mistakes[0]
    return found


def _run_one(rule: Rule, connection: duckdb.DuckDBPyConnection) -> tuple[list[Hit], bool]:
    """The hits, and whether there were more than are kept."""
    import duckdb

    timer = threading.Timer(SECONDS_A_RULE, connection.interrupt)
    timer.daemon = True
    timer.start()
    try:
        cursor = connection.execute(rule.sql)
        names = [d[0] for d in cursor.description]
        rows = cursor.fetchmany(FINDINGS_A_RULE + 1)
    except duckdb.InterruptException as error:
        raise RuleError(f"Rule {rule.id} took longer than the {SECONDS_A_RULE:g} seconds that it may.") from error
    except duckdb.Error as error:
        raise RuleError(f"Rule {rule.id} cannot be run: {error}") from error
    finally:
        timer.cancel()
    wanted = {field for _, field, _, _ in string.Formatter().parse(rule.says) if field}
    if absent := ({"subject", "evidence"} | wanted) - set(names):
        raise RuleError(f"Rule {rule.id} does not select {', '.join(sorted(absent))}.")
    hits: dict[str, Hit] = {}
    for row in rows[:FINDINGS_A_RULE]:
        values = dict(zip(names, row, strict=True))
        hit = _hit(rule, values)
        hits.setdefault(hit.id, hit)
    return list(hits.values()), len(rows) > FINDINGS_A_RULE


def _hit(rule: Rule, values: dict[str, Any]) -> Hit:
    subject = str(values["subject"])
    locator = str(values.get("locator") or "")
    identity = f"{rule.id}\0{subject}\0{locator}".encode("utf-8", "surrogateescape")
    shown = {name: "unknown" if value is None else value for name, value in values.items()}
    return Hit(
        rule=rule,
        id=blake2b(identity, digest_size=5).hexdigest(),
        level=str(values.get("level") or rule.level),
        confidence=str(values.get("confidence") or rule.confidence),
        subject_kind=str(values.get("subject_kind") or "app"),
        subject=subject,
        evidence=int(values["evidence"]),
        locator=locator,
        detail=str(values.get("detail") or ""),
        says=rule.says.format_map(shown),
        also=tuple(
            (int(a["evidence"]), str(a["locator"] or ""), str(a["detail"] or ""))
            for a in (values.get("also") or ())[:EVIDENCE_A_FINDING]
        ),
    )
