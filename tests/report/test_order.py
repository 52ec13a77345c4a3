"""The three to ten findings that matter, grouped by what they are about."""

from __future__ import annotations

from msgspec.structs import replace

from gifthorse.report import order
from gifthorse.report.document import Document, Finding, Subject


def many(document: Document, spec: str) -> list[Finding]:
    """`a:critical a:high b:medium` as findings about a and b."""
    first = document.findings[0]
    return [
        replace(first, id=str(i), level=part.split(":")[1], subject=Subject("app", part.split(":")[0]))
        for i, part in enumerate(spec.split())
    ]


def names(groups: list[order.Group]) -> list[str]:
    return [f"{g.subject.name}:{f.level}" for g in groups for f in g.findings]


def test_the_worst_come_first_and_stay_with_their_app(document: Document) -> None:
    groups = order.matter(many(document, "c:high a:high b:critical a:critical b:low"))
    assert names(groups) == ["a:critical", "a:high", "b:critical", "c:high"]


def test_medium_ones_fill_up_to_three(document: Document) -> None:
    assert names(order.matter(many(document, "a:high b:medium c:medium d:medium e:low"))) == [
        "a:high",
        "b:medium",
        "c:medium",
    ]
    assert names(order.matter(many(document, "a:low b:info"))) == []


def test_of_many_every_app_gets_its_worst_before_any_its_second(document: Document) -> None:
    spec = "a:critical " * 12 + " ".join(f"app{i}:high" for i in range(7))
    shown = names(order.matter(many(document, spec)))
    assert len(shown) == order.MOST
    assert shown.count("a:critical") == 3
    assert sum(n.startswith("app") for n in shown) == 7


def test_counts(document: Document) -> None:
    assert order.counts(many(document, "a:low b:critical c:low")) == [("critical", 1), ("low", 2)]


def test_one_of_every_rule_comes_before_a_rules_second(document: Document) -> None:
    alike = many(document, " ".join(f"app{i}:high" for i in range(12)))
    other = [replace(f, rule="backdoor/other", subject=Subject("app", "z"), id="z") for f in alike[:1]]
    assert "z:high" in names(order.matter(alike + other))


def test_reasons_put_together_what_one_rule_found(document: Document) -> None:
    found = many(document, "a:high b:high b:critical c:medium")
    found.append(replace(found[0], rule="backdoor/other", level="critical", id="x"))
    other, first = sorted(order.reasons(found), key=lambda r: r.rule != "backdoor/other")
    assert order.reasons(found)[0].rule == first.rule, "of two critical ones, that with more subjects"
    assert [(s.name, f.level) for s, f in first.subjects] == [("b", "critical"), ("a", "high"), ("c", "medium")]
    assert (other.level, first.level) == ("critical", "critical")
