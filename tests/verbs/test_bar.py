"""The progress bar: only where somebody looks, only when it takes long."""

from __future__ import annotations

import io
import time

from rich.console import Console

from gifthorse.verbs.bar import Bar


def shown(*, terminal: bool, wanted: bool, patience: float) -> str:
    out = io.StringIO()
    console = Console(file=out, width=100, force_terminal=terminal, color_system=None)
    with Bar(wanted=wanted, patience=patience, console=console) as bar:
        time.sleep(0.05)
        bar.step(30, 120, "tree/system/app/\x1b[2JFoo.apk")
    return out.getvalue()


def test_a_bar_appears_after_a_while_and_is_harmless() -> None:
    out = shown(terminal=True, wanted=True, patience=0.0)
    assert " 25%" in out and r"\x1b[2JFoo.apk" in out


def test_what_follows_the_reading_is_shown_too() -> None:
    out = io.StringIO()
    console = Console(file=out, width=100, force_terminal=True, color_system=None)
    with Bar(wanted=True, patience=0.0, console=console) as bar:
        bar.step(120, 120, "last.apk")
        time.sleep(0.3)
    assert "weighing what was found" in out.getvalue() and "100%" not in out.getvalue()


def test_no_bar_where_nobody_wants_one() -> None:
    assert shown(terminal=False, wanted=True, patience=0.0) == ""
    assert shown(terminal=True, wanted=False, patience=0.0) == ""
    assert shown(terminal=True, wanted=True, patience=60.0) == ""
