"""The report on a terminal."""

from __future__ import annotations

import io
import unicodedata
from pathlib import Path

import pytest
from msgspec.structs import replace
from rich.cells import cell_len
from rich.console import Console

from gifthorse.report import text
from gifthorse.report.context import Context
from gifthorse.report.document import Document, Evidence, Subject


def printed(document: Document, context: Context, *, width: int = 80, terminal: bool = False, **more: object) -> str:
    out = io.StringIO()
    console = Console(file=out, width=width, force_terminal=terminal, highlight=False, **more)  # type: ignore[arg-type]  # options of several types
    text.render(document, context, console, html=Path("report.html"))
    return out.getvalue()


def test_the_answer_comes_first_then_what_matters_then_coverage(document: Document, context: Context) -> None:
    shown = printed(document, context)
    order = [
        "Is there a backdoor?   FOUND",
        "• critical ",
        "Is its line secure?   DOUBTFUL",
        "What do its photos give away?   NOT EXAMINED",
        "CRITICAL  lumio.framework.res",
        "runs as the system itself · version 5.1.0.300",
        "23 findings: 3 critical, 4 high, 2 medium, 9 low, 5 info; 16 of them not shown",
        "What was examined",
        "apps whose code was read: 118 of 130",
        "2 things could not be read",
        "What to do next",
        "Report report.html",
        "Case   blu.case",
        "gifthorse show blu.case ID",
    ]
    places = [shown.find(part) for part in order]
    assert -1 not in places, order[places.index(-1)]
    assert places == sorted(places)


def test_the_path_is_shortened(document: Document, context: Context) -> None:
    shown = printed(document, context)
    for line in ("path  SysService.onStartCommand:0x12", "→ … 2 steps …", "→ Runtime.exec"):
        assert line in shown
    assert "ShellTask.<init>" not in shown


@pytest.mark.parametrize("width", [40, 80, 200])
def test_nothing_is_wider_than_the_terminal(document: Document, context: Context, width: int) -> None:
    # The last lines are left whole on purpose: paths and commands are copied from them.
    body = printed(document, context, width=width).split("\nReport ")[0]
    assert max(cell_len(line) for line in body.splitlines()) <= width
    verdicts = ("FOUND ", "DOUBTFUL ", "NOT ", "EXAMINED ")  # a verdict is printed as a box, spaces included
    assert not [line for line in body.splitlines() if line.endswith(" ") and not line.endswith(verdicts)]


def test_no_color_is_respected(document: Document, context: Context, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b[3" not in printed(document, context, terminal=True)
    monkeypatch.delenv("NO_COLOR")
    monkeypatch.setenv("TERM", "xterm-256color")
    assert "\x1b[1;37;41m" in printed(document, context, terminal=True, color_system="standard")


@pytest.mark.parametrize("terminal", [True, False])
def test_hostile_text_cannot_act(hostile: Document, hostile_context: Context, terminal: bool) -> None:
    shown = printed(hostile, hostile_context, terminal=terminal, color_system=None)
    assert not [c for c in shown if unicodedata.category(c) in ("Cc", "Cf", "Cs", "Co", "Cn") and c != "\n"]
    assert "[bold red]markup[/bold red]" in shown
    assert len(shown) < 60_000


def test_a_clean_phone_is_told_with_its_coverage(document: Document, context: Context) -> None:
    answers = tuple(
        replace(a, answer="not found", because=()) if a.answer != "not examined" else a for a in document.answers
    )
    shown = printed(replace(document, answers=answers, findings=(), problems=()), context)
    assert "Is there a backdoor?   NOT FOUND" in shown
    assert "It stands on apps whose manifest was read: 130 of 178; apps whose code was" in shown
    assert "NOTHING AGAINST IT" in shown
    assert "things could not be read" not in shown


def test_an_empty_context_will_do(document: Document) -> None:
    assert "FOUND" in printed(document, Context())


def test_steps() -> None:
    assert text.short_step("com.example.net.Agent.run:0x12") == "Agent.run:0x12"
    assert text.short_step("com.example.net.Agent.run:18") == "Agent.run:0x12"
    assert text.short_step("Agent.run:0x12") == "Agent.run:0x12"
    assert text.short_step("/system/bin/sh") == "/system/bin/sh"
    assert text.short_step("any other line.") == "any other line."
    assert text.path_steps("") == []
    assert text.first_sentence("One. Two.") == "One."


def test_code_and_packets_of_one_finding_are_both_told(document: Document, context: Context) -> None:
    base = document.findings[0]
    packet = Evidence(
        2, "line/day.pcapng", "packet 37", "imei in the body\nconnection 7, tcp: 10.0.0.2 to 1.2.3.4\nat noon"
    )
    one = replace(base, evidence=(*base.evidence, *(replace(packet, locator=f"packet {n}") for n in range(37, 47))))
    shown = printed(replace(document, findings=(one,)), context, width=200)
    assert "path  SysService.onStartCommand:0x12" in shown
    assert (
        "and   line/day.pcapng, packet 37: imei in the body; connection 7, tcp: 10.0.0.2 to 1.2.3.4; at noon" in shown
    )
    assert "packet 39" in shown and "packet 40" not in shown


def test_a_detail_of_several_lines_is_told_in_one(document: Document, context: Context) -> None:
    one = replace(
        document.findings[0], evidence=(Evidence(2, "day.pcapng", "packet 3", "leads to CN=x\n2 connections"),)
    )
    shown = printed(replace(document, findings=(one,)), context)
    assert "in    day.pcapng, packet 3" in shown and "shows leads to CN=x; 2 connections" in shown


def test_a_certificate_is_called_what_it_calls_itself(document: Document, context: Context) -> None:
    digest = "7f" * 32
    one = replace(document.findings[0], subject=Subject("certificate", digest))
    answers = (replace(document.answers[0], because=(one.id,)), *document.answers[1:])
    found = replace(document, findings=(one,), answers=answers)
    shown = printed(found, replace(context, certificates={digest: "Acme \x1b[1mRoot CA"}), width=120)
    assert "Acme \\x1b[1mRoot CA (SHA-256 7f7f7f7f…)" in shown
    assert f"{digest}  “Acme \\x1b[1mRoot CA”  certificate" in shown
    assert f"about {digest}" not in shown and digest in printed(found, context)
