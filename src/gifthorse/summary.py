"""From the judge's hits and the tables to the contract's findings, and to what the reports tell beyond them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from gifthorse.overview import line
from gifthorse.overview.line import exchange
from gifthorse.report import masking
from gifthorse.report.context import AppInfo, Context, Device, Edge, Group, RuleInfo, Timing
from gifthorse.report.document import LEVELS, Evidence, Finding, Problem, Subject

if TYPE_CHECKING:
    import duckdb

    from gifthorse.judge import Hit, Rule

PROBLEMS_SHOWN = 1000
# Android's init takes a product's name from the first partition that has one, in this order
# (system/core/init/property_service.cpp); the system partition may be the same on every model and called "mainline".
_PARTITIONS = ("product", "odm", "vendor", "system_ext", "system")
_DEVICE = {
    "model": ("ro.product.model", *(f"ro.product.{p}.model" for p in _PARTITIONS)),
    "brand": ("ro.product.brand", *(f"ro.product.{p}.brand" for p in _PARTITIONS)),
    "android": ("ro.build.version.release", "ro.system.build.version.release"),
    "fingerprint": ("ro.build.fingerprint", *(f"ro.{p}.build.fingerprint" for p in _PARTITIONS)),
    "patch_level": ("ro.build.version.security_patch", "ro.vendor.build.security_patch"),
    "build_type": ("ro.build.type", "ro.system.build.type"),
}


def findings(
    hits: Sequence[Hit], connection: duckdb.DuckDBPyConnection, *, reveal: bool = False
) -> tuple[Finding, ...]:
    """The hits as findings of the contract, the worst first, each with its evidence node's path and trust.

    What rules mark as private is masked, unless `reveal` is set.
    """
    shown = masking.reveal if reveal else masking.mask
    nodes: dict[int, tuple[str, str, str]] = {}
    if hits:
        wanted = ", ".join(str(n) for h in hits for n in (h.evidence, *(node for node, *_ in h.also)))
        query = f"SELECT node, path, trust, kind FROM evidence WHERE node IN ({wanted})"  # noqa: S608  # integers only
        nodes = {node: (path, trust, kind) for node, path, trust, kind in connection.execute(query).fetchall()}
    model = device(connection).model
    exchanged = exchange.lines(connection, {(h.evidence, h.subject) for h in hits if h.subject_kind == "connection"})
    captures = {node for (node,) in connection.execute("SELECT evidence FROM captures").fetchall()}
    made = []
    for hit in hits:
        path, trust, kind = nodes.get(hit.evidence, ("", "extracted", ""))
        subject = Subject(hit.subject_kind, hit.subject)
        if hit.subject_kind == "file" or (hit.subject_kind == "app" and kind in ("jar", "dex")):
            subject = Subject("file", path or hit.subject)  # code that is no app is named by its file
        elif hit.subject_kind == "phone":
            subject = Subject("phone", model or "the phone")
        made.append(
            Finding(
                id=hit.id,
                rule=hit.rule.id,
                question=hit.rule.question,
                category=hit.rule.category,
                level=hit.level,
                confidence=hit.confidence,
                basis=hit.rule.basis,
                trust="observed" if captures.intersection((hit.evidence, *(n for n, *_ in hit.also))) else trust,
                subject=subject,
                says=shown(hit.says),
                advice=hit.rule.advice,
                evidence=tuple(
                    Evidence(node, nodes.get(node, ("", "", ""))[0], shown(locator), shown(detail))
                    for node, locator, detail in (
                        (
                            hit.evidence,
                            hit.locator,
                            _joined(hit.detail, exchanged.get((hit.evidence, hit.subject), "")),
                        ),
                        *hit.also,
                    )
                ),
                references=hit.rule.references,
            )
        )
    made.sort(key=lambda f: (-LEVELS.index(f.level), f.subject.name, f.rule, f.id))
    return tuple(made)


def _joined(*lines: str) -> str:
    return "\n".join(line for line in lines if line)


def problems(connection: duckdb.DuckDBPyConnection) -> tuple[Problem, ...]:
    """What could not be read; at most PROBLEMS_SHOWN, then one line that counts the rest."""
    rows = connection.execute("SELECT DISTINCT path, reader, sentence FROM problems ORDER BY ALL").fetchall()
    shown = [Problem(*row) for row in rows[:PROBLEMS_SHOWN]]
    if len(rows) > PROBLEMS_SHOWN:
        more = len(rows) - PROBLEMS_SHOWN
        shown.append(Problem("", "summary", f"{more} more problems are in the case's table problems."))
    return tuple(shown)


def context(
    found: Sequence[Finding],
    rules: Sequence[Rule],
    connection: duckdb.DuckDBPyConnection,
    *,
    inputs: Sequence[str],
    timings: Sequence[Timing],
    reveal: bool = False,
) -> Context:
    """What the reports for people tell beyond the contract."""
    phone = device(connection)
    return Context(
        device=phone,
        rules={r.id: _rule(r) for r in rules},
        apps=_apps(connection, {f.subject.name for f in found if f.subject.kind == "app"}),
        certificates=_certificates(connection, {f.subject.name for f in found if f.subject.kind == "certificate"}),
        groups=tuple(
            Group(*row)
            for row in connection.execute(
                """SELECT coalesce(partition, '')::VARCHAR, installed_as::VARCHAR, count(*),
                          count(*) FILTER (code_read IN ('yes', 'none'))
                   FROM apps GROUP BY ALL ORDER BY ALL"""
            ).fetchall()
        ),
        edges=_edges(connection, found),
        timings=tuple(timings),
        inputs=tuple(inputs),
        traffic=line.traffic(connection, maker=phone.brand, reveal=reveal),
    )


def device(connection: duckdb.DuckDBPyConnection) -> Device:
    """The phone as its property files describe it: the first property of each list that is set."""
    known: dict[str, str] = {}
    for name, value in connection.execute("SELECT name, value FROM properties ORDER BY path, line").fetchall():
        known.setdefault(name, value)
    return Device(**{field: next((known[n] for n in names if known.get(n)), "") for field, names in _DEVICE.items()})


def _rule(rule: Rule) -> RuleInfo:
    return RuleInfo(
        id=rule.id,
        title=rule.title,
        question=rule.question,
        category=rule.category,
        level=rule.level,
        because=rule.because,
        falsepositives=rule.falsepositives,
        limits=rule.limits,
        references=rule.references,
        sha256=rule.sha256,
    )


def _apps(connection: duckdb.DuckDBPyConnection, names: set[str]) -> dict[str, AppInfo]:
    rows = connection.execute(
        """SELECT package, coalesce(label, ''), coalesce(version_name, ''), uid::VARCHAR, path, installed_as::VARCHAR,
                  coalesce(signer, ''), sha256 FROM apps"""
    ).fetchall()
    return {row[0]: AppInfo(*row) for row in rows if row[0] in names}


def _certificates(connection: duckdb.DuckDBPyConnection, digests: set[str]) -> dict[str, str]:
    """The common name in each of these certificates, or the whole name of one without."""
    rows = connection.execute(
        """SELECT sha256, any_value(subject), any_value(regexp_extract(subject, '(?:^|,)CN=((?:\\\\.|[^,\\\\])+)', 1))
           FROM certificates WHERE sha256 IN (SELECT unnest(?)) GROUP BY sha256""",
        [sorted(digests)],
    ).fetchall()
    return {sha256: common or subject for sha256, subject, common in rows if subject}


def _edges(connection: duckdb.DuckDBPyConnection, found: Sequence[Finding]) -> tuple[Edge, ...]:
    """Ways into the apps that have findings of medium level or more, one an entry kind and capability."""
    worst: dict[str, str] = {}
    for finding in found:  # the worst come first
        if finding.subject.kind == "app" and LEVELS.index(finding.level) >= LEVELS.index("medium"):
            worst.setdefault(finding.subject.name, finding.level)
    rows: list[tuple[Any, ...]] = connection.execute(
        """SELECT DISTINCT r.package, a.uid::VARCHAR, r.entry::VARCHAR, coalesce(x.open_to, '')::VARCHAR,
                  r.category::VARCHAR
           FROM reach r JOIN apps a ON a.evidence = r.evidence
           LEFT JOIN exposure x ON x.evidence = r.evidence AND x.target = r.component
           ORDER BY ALL"""
    ).fetchall()
    return tuple(
        Edge(package, uid, entry, open_to, category, worst[package])
        for package, uid, entry, open_to, category in rows
        if package in worst
    )
