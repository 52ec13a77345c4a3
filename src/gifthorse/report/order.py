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


def matter(findings: Sequence[Finding]) -> list[Group]:
    """The three to ten findings to read first, grouped.

    All critical and high ones where they are at most ten, else the worst of every subject before a subject's
    second; where they are fewer than three, medium ones fill up.
    """
    turns = sorted(
        ((turn, weight(finding), finding) for g in groups(findings) for turn, finding in enumerate(g.findings)),
        key=lambda t: t[:2],
    )
    picked = [finding for _, _, finding in turns if finding.level in SERIOUS][:MOST]
    if len(picked) < FEWEST:
        medium = [finding for _, _, finding in turns if finding.level == "medium"]
        picked += medium[: FEWEST - len(picked)]
    return groups(picked)


def counts(findings: Iterable[Finding]) -> list[tuple[str, int]]:
    """(level, number) of every level that occurs, the worst first."""
    number = Counter(f.level for f in findings)
    return [(level, number[level]) for level in reversed(LEVELS) if number[level]]
