"""Which findings come first: the ones that matter, grouped by what they are about."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from gifthorse.report.document import CONFIDENCES, LEVELS, Finding, Subject

# A thing seen weighs more than a thing that code could do.
_BASIS = {"known": 0, "attested": 0, "observed": 0, "configured": 1, "capability": 2}
_RANK = {level: rank for rank, level in enumerate(reversed(LEVELS))}
_CONFIDENCE = {confidence: rank for rank, confidence in enumerate(reversed(CONFIDENCES))}

SERIOUS = ("critical", "high")
MOST = 10
FEWEST = 3


@dataclass(frozen=True, slots=True)
class Group:
    """One subject's findings, the worst first."""

    subject: Subject
    findings: tuple[Finding, ...]

    @property
    def level(self) -> str:
        """The worst level in the group."""
        return self.findings[0].level


@dataclass(frozen=True, slots=True)
class Reason:
    """What one rule found, the worst first: the same thing in several places is one thing to understand."""

    rule: str
    findings: tuple[Finding, ...]

    @property
    def level(self) -> str:
        """The worst level among them."""
        return self.findings[0].level

    @property
    def subjects(self) -> tuple[tuple[Subject, Finding], ...]:
        """What it was found about, each with its worst finding."""
        worst: dict[Subject, Finding] = {}
        for finding in self.findings:
            worst.setdefault(finding.subject, finding)
        return tuple(worst.items())


def weight(finding: Finding) -> tuple[int, int, int, str, str]:
    """Sort key: the worst, surest and best observed first; then by name, so that two runs agree."""
    return (
        _RANK.get(finding.level, len(LEVELS)),
        _CONFIDENCE.get(finding.confidence, len(CONFIDENCES)),
        _BASIS.get(finding.basis, 3),
        finding.rule,
        finding.id,
    )


def groups(findings: Iterable[Finding]) -> list[Group]:
    """Findings by subject; subjects in the order of their worst finding, then of their number of findings."""
    by: dict[Subject, list[Finding]] = {}
    for finding in findings:
        by.setdefault(finding.subject, []).append(finding)
    made = [Group(subject, tuple(sorted(found, key=weight))) for subject, found in by.items()]
    return sorted(made, key=lambda g: (weight(g.findings[0])[:3], -len(g.findings), g.subject.name))


def reasons(findings: Iterable[Finding]) -> list[Reason]:
    """Findings by rule; rules in the order of their worst finding, then of the number of subjects."""
    by: dict[str, list[Finding]] = {}
    for finding in sorted(findings, key=weight):
        by.setdefault(finding.rule, []).append(finding)
    made = [Reason(rule, tuple(found)) for rule, found in by.items()]
    return sorted(made, key=lambda r: (weight(r.findings[0])[:3], -len(r.subjects), r.rule))


def matter(findings: Sequence[Finding]) -> list[Group]:
    """The three to ten findings to read first, grouped.

    All critical and high ones where they are at most ten, else the worst of every subject before a subject's
    second, and among those one of every rule before a rule's second; where they are fewer than three, medium ones
    fill up.
    """
    met: Counter[Subject] = Counter()
    asked: Counter[tuple[int, str]] = Counter()
    turns = []
    for finding in sorted(findings, key=weight):
        turn = met[finding.subject]
        met[finding.subject] += 1
        turns.append((turn, asked[turn, finding.rule], finding))
        asked[turn, finding.rule] += 1
    turns.sort(key=lambda t: t[:2])  # stable: within a turn the worst stay first
    picked = [finding for *_, finding in turns if finding.level in SERIOUS][:MOST]
    if len(picked) < FEWEST:
        medium = [finding for *_, finding in turns if finding.level == "medium"]
        picked += medium[: FEWEST - len(picked)]
    return groups(picked)


def counts(findings: Iterable[Finding]) -> list[tuple[str, int]]:
    """(level, number) of every level that occurs, the worst first."""
    number = Counter(f.level for f in findings)
    return [(level, number[level]) for level in reversed(LEVELS) if number[level]]
