"""The report as one HTML file that opens offline, reads without JavaScript and lets nothing in it act.

Three locks keep hostile text inert: every value a template prints goes through `visible` (Jinja's `finalize`), is
then escaped (autoescape), and a content security policy names the only script and style by their digests.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePath

from jinja2 import Environment
from markupsafe import Markup

from gifthorse.report import line, order, pages, picture, words
from gifthorse.report.context import AppInfo, Context, RuleInfo, Snippet
from gifthorse.report.document import LEVELS, Answer, Document, Evidence, Finding
from gifthorse.report.escape import visible, visible_lines
from gifthorse.report.steps import is_path, parse
from gifthorse.report.text import first_sentence

FINDINGS = 1500
PROBLEMS = 300
STEPS = 40
TEXT = 2000
REASONS = 10
NAMES = 4
_JPEG = re.compile(r"data:image/jpeg;base64,[A-Za-z0-9+/]+={0,2}")
_PATH = re.compile(r"[MLZ0-9 .-]*")
LESSER = ("low", "info")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a path: package, class.method and place of a step, or any other line as `name` alone.

    `raw` is the line itself, by which the code that belongs to it is found.
    """

    package: str
    name: str
    pc: str
    raw: str


@dataclass(frozen=True, slots=True)
class Shown:
    """A finding with its anchor and what goes with it."""

    anchor: str
    finding: Finding
    rule: RuleInfo | None
    why: str
    codes: Mapping[str, Snippet]
    others: tuple[Snippet, ...]


@dataclass(frozen=True, slots=True)
class Reason:
    """Why an answer is what it is: what one rule found, about whom (anchor, name, package), and what to do about it."""

    level: str
    title: str
    subjects: tuple[tuple[str, str, str], ...]
    more: int
    advice: str


@dataclass(frozen=True, slots=True)
class Card:
    """All findings about one subject."""

    anchor: str
    name: str
    label: str
    kind: str
    level: str
    app: AppInfo | None
    findings: tuple[Shown, ...]


def render(document: Document, context: Context) -> str:
    """The whole report as one HTML text."""
    script, style = pages.asset("script.js"), pages.asset("style.css")
    cards, left_out = _cards(document, context)
    anchors = {s.finding.id: s for card in cards for s in card.findings}
    used = Counter(f.rule for f in document.findings)
    found = order.reasons(document.findings)
    place = {reason.rule: number for number, reason in enumerate(found)}
    return (
        _environment()
        .get_template("report.html")
        .render(
            document=document,
            context=context,
            device=_device(context),
            named=", ".join(PurePath(i).name or i for i in context.inputs),
            words=words,
            cards=[card for card in cards if card.level not in LESSER],
            lesser=[card for card in cards if card.level in LESSER],
            left_out=left_out,
            next_of=_next(document),
            meaning_of=[_meaning(a, {f.id: f for f in document.findings}) for a in document.answers],
            reasons_of=[_reasons(a, anchors, context) for a in document.answers],
            counts=order.counts(document.findings),
            levels=tuple(reversed(LEVELS)),
            questions=sorted({f.question for f in document.findings}),
            categories=sorted({f.category for f in document.findings}),
            picture=picture.draw(context.edges, context.apps, document.findings),
            traffic=context.traffic,
            line=line.draw(context.traffic, {p: app.label for p, app in context.apps.items()}),
            left=dict(context.traffic.left_out) if context.traffic else {},
            album=context.album,
            about=_about(cards),
            card_of={card.name: card.anchor for card in cards if card.kind == "app"},
            level_of={card.name: card.level for card in cards if card.kind == "app"},
            problems=document.problems[:PROBLEMS],
            rules=sorted(context.rules.values(), key=lambda r: (place.get(r.id, len(place)), r.id)),
            used=used,
            worst=dict.fromkeys(context.rules, "") | {reason.rule: reason.level for reason in found},
            script=Markup(script),  # noqa: S704  # our own file, no value in it
            style=Markup(style),  # noqa: S704  # likewise
            policy=f"default-src 'none'; script-src {pages.digest(script)}; style-src {pages.digest(style)}; "
            "img-src data:; base-uri 'none'; form-action 'none'",
        )
    )


def steps(evidence: Evidence) -> tuple[Line, ...]:
    """The lines of an evidence's path, taken apart where they are steps through code."""
    return tuple(_step(line) for line in visible_lines(evidence.detail, 240, STEPS) if line.strip())


def _environment() -> Environment:
    environment = pages.environment(TEXT)
    environment.filters["cut"] = visible
    environment.filters["steps"] = steps
    environment.filters["count"] = words.count
    environment.filters["size"] = words.size
    environment.filters["lasting"] = words.lasting
    environment.filters["linkable"] = _linkable
    environment.filters["place"] = _place
    environment.filters["embedded"] = _embedded
    environment.filters["drawing"] = _drawing
    environment.tests["path"] = is_path
    return environment


def _cards(document: Document, context: Context) -> tuple[list[Card], int]:
    shown = sorted(document.findings, key=order.weight)[:FINDINGS]
    cards: list[Card] = []
    number = 0
    for group in order.groups(shown):
        made = []
        for finding in group.findings:
            number += 1
            rule = context.rules.get(finding.rule)
            why = first_sentence(visible(rule.because, 600)) if rule else ""
            made.append(Shown(f"f{number}", finding, rule, why, *_codes(finding, context)))
        app = context.apps.get(group.subject.name) if group.subject.kind == "app" else None
        name, label = group.subject.name, context.label(group.subject.kind, group.subject.name)
        cards.append(Card(f"c{len(cards) + 1}", name, label, group.subject.kind, group.level, app, tuple(made)))
    return cards, len(document.findings) - len(shown)


def _about(cards: Sequence[Card]) -> dict[str, list[Shown]]:
    """The findings about each photo."""
    return {card.name: list(card.findings) for card in cards if card.kind == "photo"}


def _meaning(answer: Answer, found: Mapping[str, Finding]) -> str:
    subjects = {found[i].subject for i in answer.because if i in found}
    return words.meaning(answer.answer, len(answer.because), [subject.kind for subject in subjects])


def _reasons(answer: Answer, anchors: Mapping[str, Shown], context: Context) -> list[Reason]:
    """What the findings of an answer come down to, one line a rule."""
    made = []
    for reason in order.reasons(anchors[i].finding for i in answer.because if i in anchors):
        first = anchors[reason.findings[0].id]
        subjects = []
        for subject, finding in reason.subjects[:NAMES]:
            label = context.label(subject.kind, subject.name)
            subjects.append((anchors[finding.id].anchor, label or subject.name, subject.name if label else ""))
        title = first.rule.title if first.rule else first.finding.says
        more = len(reason.subjects) - len(subjects)
        made.append(Reason(reason.level, title, tuple(subjects), more, first.finding.advice))
    return made


def _codes(finding: Finding, context: Context) -> tuple[dict[str, Snippet], tuple[Snippet, ...]]:
    """A finding's code by the line of its path that it belongs to, and what belongs to none."""
    lines = {line.strip() for e in finding.evidence for line in e.detail.split("\n", STEPS)[:STEPS]}
    snippets = context.code.get(finding.id, ())
    return {s.step: s for s in snippets if s.step in lines}, tuple(s for s in snippets if s.step not in lines)


def _next(document: Document) -> list[list[str]]:
    """What to do next, by answer; a step that two answers name is told once."""
    told: set[str] = set()
    steps = []
    for answer in document.answers:
        steps.append([step for step in answer.next if step not in told])
        told.update(answer.next)
    return steps


def _device(context: Context) -> Sequence[tuple[str, str]]:
    """The device's facts that are known, as (name, value)."""
    device = context.device
    facts = (
        ("Android", device.android),
        ("security patch", device.patch_level),
        ("build", device.build_type),
        ("fingerprint", device.fingerprint),
    )
    return [(name, value) for name, value in facts if value]


def _step(line: str) -> Line:
    step = parse(line)
    raw = line.strip()
    return Line("", raw, "", raw) if step is None else Line(step.package, step.short, step.place, raw)


def _place(locator: str) -> str:
    """A locator with its pc as the disassembly writes it."""
    step = parse(locator)
    return visible(locator, 240) if step is None else f"{step.package}{step.short} {step.place}"


def _embedded(uri: str) -> Markup:
    """The address of a small picture that was made for the page, whole; empty where it is anything else."""
    return Markup(uri if _JPEG.fullmatch(uri) else "")  # noqa: S704  # nothing in it needs to be escaped


def _drawing(path: str) -> Markup:
    """The path of a drawing, whole; empty where it is anything else."""
    return Markup(path if _PATH.fullmatch(path) else "")  # noqa: S704  # letters and numbers alone


def _linkable(reference: str) -> bool:
    """Whether a reference may become a link: a web address without anything odd in it."""
    return reference.startswith(("https://", "http://")) and visible(reference) == reference and " " not in reference
