"""Steps of a path through code."""

from __future__ import annotations

import pytest

from gifthorse.report.steps import Step, is_path, parse


@pytest.mark.parametrize(
    ("line", "step"),
    [
        ("com.example.Agent.run:18", Step("com.example.Agent", "run", 18)),
        (" com.example.Agent$1.<init>:0x12 ", Step("com.example.Agent$1", "<init>", 18)),
        ("Agent.run:0", Step("Agent", "run", 0)),
        ("java.lang.Runtime.exec", Step("java.lang.Runtime", "exec", None)),
        ("line 7", None),
        ("/system/bin/sh:5", None),
        ("persist.sys.usb.config=mtp,adb", None),
        ("http://a.b.c:8082", None),
        ("run:5", None),
        ("com.example.Agent.run:999999999999", None),
        ("a." * 5000 + "b:1", None),
        ("", None),
    ],
)
def test_parse(line: str, step: Step | None) -> None:
    assert parse(line) == step


def test_parts_for_people() -> None:
    step = parse("com.example.net.Agent$Work.run:31")
    assert step is not None
    assert (step.package, step.short, step.place) == ("com.example.net.", "Agent$Work.run", "0x1f")


def test_is_path() -> None:
    assert is_path("from outside\ncom.example.Agent.run:18")
    assert not is_path("line 7\njava.lang.Runtime.exec")
    assert not is_path("")
