"""`gifthorse show`: a case's findings, or the evidence of one, to the very instructions."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path

from rich.console import Console
from rich.text import Text

from gifthorse.case import Case
from gifthorse.errors import CaseError, GifthorseError
from gifthorse.report import order, text, words
from gifthorse.report.context import Context, Snippet, context_from_json
from gifthorse.report.document import Document, Evidence, Finding, from_json
from gifthorse.report.escape import visible, visible_lines
from gifthorse.report.steps import is_path, parse
from gifthorse.verbs import sql
from gifthorse.verbs.excerpt import Reader


def run(args: Namespace) -> int:
    """List the findings, or show the one asked for."""
    case = Case.open(args.case)
    document, context = load(case)
    console = Console(highlight=False)
    if args.finding is None:
        _list(document, context, console)
        return 0
    finding = pick(document, args.finding)
    _finding(finding, context, console)
    with sql.connect(case) as connection:
        recorded = {
            e.path: row[0]
            for e in finding.evidence
            if (row := connection.execute("SELECT sha256 FROM evidence WHERE node = ?", [e.node]).fetchone())
        }
    reader = _reader(case, console)
    for evidence in finding.evidence:
        _evidence(evidence, recorded.get(evidence.path), reader, console, reveal=args.reveal)
    return 0


def load(case: Case) -> tuple[Document, Context]:
    """The report that a finished case holds; raises CaseError where it is damaged."""
    try:
        document = from_json((case.path / "document.json").read_bytes())
        context = context_from_json((case.path / "context.json").read_bytes())
    except OSError as error:
        raise CaseError(f"The report in {case.path} cannot be read: {error.strerror}; run the check again.") from error
    return document, context


def pick(document: Document, wanted: str) -> Finding:
    """The finding whose id begins with `wanted`; raises CaseError when there is none or more than one."""
    found = [f for f in document.findings if f.id == wanted] or [
        f for f in document.findings if f.id.startswith(wanted)
    ]
    if not found:
        raise CaseError(f"This case has no finding {wanted}; `gifthorse show` with the case alone lists them.")
    if len(found) > 1:
        raise CaseError(f"{len(found)} findings begin with {wanted}: {', '.join(f.id for f in found[:5])} ...")
    return found[0]


def _list(document: Document, context: Context, console: Console) -> None:
    for group in order.groups(document.findings):
        text.heading(group, context, console)
        for finding in group.findings:
            label = Text.assemble(
                (f"  {finding.id:<11} ", "dim"), (finding.level, text.LEVEL_STYLE.get(finding.level, ""))
            )
            label.pad_right(max(24 - label.cell_len, 1))
            text.hang(console, label, Text(visible(finding.says, 300)))
        console.print()
    total = words.count(len(document.findings), "finding")
    console.print(
        Text(f"{total}. `gifthorse show {document.case and visible(document.case)} ID` shows one.", style="dim")
    )


def _finding(finding: Finding, context: Context, console: Console) -> None:
    group = order.Group(finding.subject, (finding,))
    text.heading(group, context, console)
    text.finding(finding, context, console, path=False)
    rule = context.rules.get(finding.rule)
    text.field(console, "do", Text(visible(finding.advice, 1000)))
    text.field(
        console, "rule", Text(f"{finding.rule} ({finding.category}), SHA-256 {rule.sha256 if rule else 'unknown'}")
    )
    if rule:
        if rule.falsepositives:
            text.field(console, "but", Text(visible(f"could be innocent: {' '.join(rule.falsepositives)}", 1000)))
        if rule.limits:
            text.field(console, "limit", Text(visible(rule.limits, 1000)))
    for reference in finding.references:
        text.field(console, "see", Text(visible(reference, 300)))
    console.print()


def _reader(case: Case, console: Console) -> Reader | None:
    try:
        return Reader([Path(p) for p in case.manifest()["evidence"]])
    except (GifthorseError, KeyError, OSError):
        console.print(
            Text("The evidence is no longer where it was checked: its bytes cannot be shown.", style="yellow")
        )
        return None


def _evidence(
    evidence: Evidence, recorded: str | None, reader: Reader | None, console: Console, *, reveal: bool
) -> None:
    console.print(Text(visible(evidence.path), style="bold"))
    now = reader.sha256(evidence.path) if reader else None
    if recorded:
        state = "unchanged" if now == recorded else "gone" if now is None else "CHANGED since the check"
        style = "dim" if now == recorded else "yellow"
        console.print(Text(f"  SHA-256 {recorded} ({state})", style=style), soft_wrap=True)
    if evidence.locator and not is_path(evidence.detail):
        console.print(Text(f"  at {visible(evidence.locator)}"), soft_wrap=True)
    lines = [line for line in visible_lines(evidence.detail, 400, 200) if line.strip()]
    for number, line in enumerate(lines, 1):
        step = parse(line)
        shown = f"{step.package}{step.short} {step.place}".rstrip() if step else line
        text.hang(console, Text(f"  {number:>2}  ", style="dim"), Text(shown))
    console.print()
    if reader and (recorded is None or now == recorded):
        for snippet in reader.excerpts(evidence, reveal=reveal):
            _snippet(snippet, console)
        if reader.is_packet(evidence) and not reveal:
            console.print(
                Text("  --reveal shows the packet's bytes, in which numbers of the phone may stand.", style="dim")
            )
            console.print()


def _snippet(snippet: Snippet, console: Console) -> None:
    text.hang(console, Text("  "), Text(visible(snippet.title), style="bold"))
    for line in snippet.lines:
        mark = "▸ " if line.marked and console.encoding.startswith("utf") else "> " if line.marked else "  "
        style = "bold" if line.marked else "dim"
        text.hang(console, Text(f"    {mark}"), Text(visible(line.text, 400), style=style))
    console.print()
