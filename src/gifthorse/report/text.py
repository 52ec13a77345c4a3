"""The report on a terminal: the answer first, then what matters, then what it stands on."""

from __future__ import annotations

import shlex
from pathlib import PurePath
from typing import TYPE_CHECKING

from rich.text import Text

from gifthorse.report import order, steps, words
from gifthorse.report.context import AppInfo, Context
from gifthorse.report.document import Answer, Coverage, Document, Evidence, Finding, Subject
from gifthorse.report.escape import visible, visible_lines

if TYPE_CHECKING:
    from rich.console import Console

LEVEL_STYLE = {
    "critical": "bold white on red",
    "high": "bold red",
    "medium": "bold yellow",
    "low": "cyan",
    "info": "dim",
}
_ANSWER_STYLE = {
    "found": "bold white on red",
    "suspected": "bold black on yellow",
    "not found": "bold black on green",
    "not examined": "bold reverse",
}
_REASONS = 10
_NAMES = 3
_PROBLEMS = 5
_STEPS = 4
_FURTHER = 3


def render(document: Document, context: Context, console: Console, *, html: PurePath | None = None) -> None:
    """Print the report to `console`; `html` is where the HTML report was written, if it was."""
    found = {f.id: f for f in document.findings}
    console.print()
    _device(context, console)
    for answer in document.answers:
        _answer(answer, found, context, console)
    shown = order.matter(document.findings)
    for group in shown:
        heading(group, context, console)
        for one in group.findings:
            finding(one, context, console)
        for advice in dict.fromkeys(f.advice for f in group.findings):
            field(console, "do", Text(visible(advice, 300)))
        console.print()
    _rest(document, sum(len(g.findings) for g in shown), console)
    _coverage(document, console)
    _next(document, console)
    _footer(document, console, html)


def _device(context: Context, console: Console) -> None:
    device = context.device
    named = visible(device.name, 120)
    parts = [
        named,
        f"Android {visible(device.android, 20)}" if device.android else "",
        f"patch level {visible(device.patch_level, 20)}" if device.patch_level else "",
        visible(device.build_type, 40),
    ]
    if named:
        hang(console, Text(), Text(" · ".join(p for p in parts if p), style="dim"))
        console.print()


def _answer(answer: Answer, found: dict[str, Finding], context: Context, console: Console) -> None:
    head = Text()
    head.append(words.QUESTION.get(answer.question, visible(answer.question)), style="bold")
    head.append("  ")
    word = words.ANSWER.get(answer.question, {}).get(answer.answer, answer.answer.upper())
    head.append(f" {word} ", style=_ANSWER_STYLE.get(answer.answer, "bold"))
    console.print(head)
    because = [found[i] for i in answer.because if i in found]
    kinds = [subject.kind for subject in {f.subject for f in because}]
    _indent(console, Text(words.meaning(answer.answer, len(because), kinds)))
    if answer.answer == "not examined":
        for line in answer.next:
            _indent(console, Text(visible(line), style="dim"))
        console.print()
        return
    reasons = order.reasons(because)
    for reason in reasons[:_REASONS]:
        _bullet(console, _reason(reason, context))
    if len(reasons) > _REASONS:
        _bullet(console, Text(f"and {words.count(len(reasons) - _REASONS, 'more kind')} of findings"))
    if answer.answer == "not found" and answer.coverage:
        _indent(console, Text(f"It stands on {'; '.join(_covered(c) for c in answer.coverage)}.", style="dim"))
    console.print()


def _reason(reason: order.Reason, context: Context) -> Text:
    """What a rule found, and about whom."""
    rule = context.rules.get(reason.rule)
    line = Text.assemble((reason.level, LEVEL_STYLE.get(reason.level, "")), " ")
    if rule is None:
        return line.append(visible(reason.findings[0].says, 300))
    subjects = [_named(subject, context) for subject, _ in reason.subjects]
    return line.append(f"{rule.title}: ").append(words.names(subjects[:_NAMES], len(subjects)), style="bold")


def _named(subject: Subject, context: Context) -> str:
    """A subject's name; of a certificate what it calls itself, for its digest tells nobody anything."""
    label = context.label(subject.kind, subject.name) if subject.kind == "certificate" else ""
    return f"{visible(label, 80)} (SHA-256 {visible(subject.name[:8])}…)" if label else visible(subject.name, 80)


def heading(group: order.Group, context: Context, console: Console) -> None:
    """What a group of findings is about."""
    name = visible(group.subject.name, 120)
    head = Text()
    head.append(name, style="bold underline")
    app = context.apps.get(group.subject.name) if group.subject.kind == "app" else None
    if label := context.label(group.subject.kind, group.subject.name):
        head.append(f"  “{visible(label, 80)}”")
    if group.subject.kind != "app":
        head.append(f"  {group.subject.kind}", style="dim")
    hang(console, Text(), head)
    if app:
        hang(console, Text(), Text(_about(app), style="dim"))


def _about(app: AppInfo) -> str:
    parts = []
    if app.uid:
        parts.append(f"runs as {words.UID.get(app.uid) or visible(app.uid, 20)}")
    if app.version:
        parts.append(f"version {visible(app.version, 30)}")
    if app.path:
        parts.append(visible(app.path, 120))
    return " · ".join(parts)


def finding(finding: Finding, context: Context, console: Console, *, path: bool = True) -> None:
    """One finding: what it says, why it matters, where, how sure."""
    line = Text()
    line.append(f" {finding.level.upper()} ", style=LEVEL_STYLE.get(finding.level, ""))
    line.append(" ")
    line.append(visible(finding.says))
    _indent(console, line)
    rule = context.rules.get(finding.rule)
    if rule and rule.because:
        field(console, "why", Text(first_sentence(visible(rule.because))))
    for evidence in finding.evidence[:1] if path else ():
        _place(evidence, console)
    for evidence in finding.evidence[1 : 1 + _FURTHER] if path else ():
        where = f"{visible(evidence.path, 120)}, {visible(evidence.locator, 80)}"
        field(console, "and", Text(f"{where}: {_told(evidence.detail)}"))
    sure = f"{finding.confidence} confidence, {finding.basis}: {words.BASIS.get(finding.basis, '')}"
    field(console, "sure", Text(sure, style="dim"))
    field(console, "id", Text(visible(finding.id, 80), style="dim"))


def _place(evidence: Evidence, console: Console) -> None:
    if steps.is_path(evidence.detail):
        field(console, "path", Text("\n".join(path_steps(evidence.detail))))
        return
    where = visible(evidence.path, 200)
    if evidence.locator and not evidence.path.endswith(evidence.locator):
        where += f", {short_step(visible(evidence.locator, 200))}"
    field(console, "in", Text(where))
    if evidence.detail:
        field(console, "shows", Text(_told(evidence.detail)))


def _told(detail: str) -> str:
    """A detail's lines as one."""
    return "; ".join(line for line in visible_lines(detail, 200, 6) if line.strip())


def path_steps(detail: str) -> list[str]:
    """A witness path for a small space: first and last steps, class names without their package."""
    lines = [short_step(visible(line, 200)) for line in detail.split("\n")[:400] if line.strip()]
    if len(lines) > _STEPS + 1:
        left_out = len(lines) - _STEPS
        lines = [*lines[: _STEPS - 2], f"… {words.count(left_out, 'step')} …", *lines[-2:]]
    return [line if i == 0 else f"→ {line}" for i, line in enumerate(lines)]


def short_step(line: str) -> str:
    """`com.example.net.Agent.run:18` as `Agent.run:0x12`; anything that is no such step stays whole."""
    step = steps.parse(line)
    return line if step is None else step.short + (f":{step.place}" if step.place else "")


def first_sentence(text: str) -> str:
    """The first sentence of a paragraph."""
    end = text.find(". ")
    return text if end < 0 else text[: end + 1]


def _rest(document: Document, shown: int, console: Console) -> None:
    rest = len(document.findings) - shown
    if not document.findings:
        return
    total = ", ".join(f"{number:,} {level}" for level, number in order.counts(document.findings))
    more = f"; {rest:,} of them not shown here" if rest and shown else ", not shown here" if rest else ""
    hang(console, Text(), Text(f"{words.count(len(document.findings), 'finding')}: {total}{more}."))
    console.print()


def _coverage(document: Document, console: Console) -> None:
    lines: dict[tuple[str, str], Coverage] = {}
    for answer in document.answers:
        for line in answer.coverage:
            lines.setdefault((line.what, line.note), line)
    if not lines and not document.problems:
        return
    console.print(Text("What was examined", style="bold"))
    for line in lines.values():
        text = Text(_covered(line), style="" if line.examined == line.total else "yellow")
        if line.note:
            text.append(f" ({visible(line.note)})", style="dim")
        _bullet(console, text)
    if document.problems:
        count = words.count(len(document.problems), "thing")
        _bullet(console, Text(f"{count} could not be read, or not wholly:", style="yellow"))
        for problem in document.problems[:_PROBLEMS]:
            text = Text(visible(problem.path, 100))
            text.append(f": {visible(problem.sentence, 200)}", style="dim")
            hang(console, Text(" " * 6), text)
        if len(document.problems) > _PROBLEMS:
            more = f"and {len(document.problems) - _PROBLEMS:,} more, listed in the HTML and JSON reports"
            hang(console, Text(" " * 6), Text(more, style="dim"))
    console.print()


def _covered(line: Coverage) -> str:
    of = "" if line.total is None else f" of {line.total:,}"
    return f"{visible(line.what)}: {line.examined:,}{of}"


def _next(document: Document, console: Console) -> None:
    examined = [a for a in document.answers if a.answer != "not examined"]
    steps = list(dict.fromkeys(step for answer in examined for step in answer.next))
    if steps:
        console.print(Text("What to do next", style="bold"))
        for step in steps:
            _bullet(console, Text(visible(step)))
        console.print()


def _footer(document: Document, console: Console, html: PurePath | None) -> None:
    if html is not None:
        console.print(Text.assemble(("Report ", "bold"), visible(str(html))), soft_wrap=True)
    if document.case:
        console.print(Text.assemble(("Case   ", "bold"), visible(document.case)), soft_wrap=True)
    if document.case and document.findings:
        show = f"gifthorse show {shlex.quote(visible(document.case))} ID"
        console.print(Text.assemble(("Proof  ", "bold"), show), soft_wrap=True)
    console.print(
        Text(f"gifthorse {document.gifthorse}, {document.seconds:.1f} s. Nothing left this machine.", style="dim")
    )


def _indent(console: Console, text: Text) -> None:
    if text:
        hang(console, Text("  "), text)


def _bullet(console: Console, text: Text) -> None:
    hang(console, Text("  • " if console.encoding.startswith("utf") else "  - "), text)


def field(console: Console, name: str, text: Text) -> None:
    """A named line below a finding."""
    hang(console, Text(f"    {name:<6}", style="dim"), text)


def hang(console: Console, label: Text, text: Text) -> None:
    """Print `text` wrapped to the console's width behind `label`, every further line as far in as the first."""
    room = max(console.width - label.cell_len, 20)
    for number, line in enumerate(text.wrap(console, room, overflow="fold")):
        line.rstrip()
        start = label if number == 0 else Text(" " * label.cell_len)
        console.print(Text.assemble(start, line), soft_wrap=True)
