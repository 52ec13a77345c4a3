"""Who can reach what, as geometry."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from gifthorse.report import picture
from gifthorse.report.context import Context, Edge


def test_nothing_to_draw() -> None:
    assert picture.draw((), {}) is None
    assert picture.draw((Edge("a", "app", "activity", "anyone", "start", "high"),), {}) is None


def test_three_columns_and_the_worst_app_on_top(context: Context) -> None:
    made = picture.draw(context.edges, context.apps)
    assert made is not None
    who, apps, can = ([b.title for b in made.boxes if b.kind == kind] for kind in ("who", "app", "can"))
    assert who == ["an SMS", "a push message", "any app", "switching on"]
    assert apps[0] == "System Operation"
    assert {"run commands", "install apps", "load new code"} <= set(can)
    assert ("any app", "com.lumio.ota.sysoper", "system", "run commands") in made.rows
    keys = {b.key: b for b in made.boxes}
    for line in made.lines:
        assert (keys[line.left].kind, keys[line.right].kind) in (("who", "app"), ("app", "can"))
    assert made.lines[-1].level == "critical", "the worst is drawn on top"


def test_boxes_stay_inside_and_apart() -> None:
    edges = tuple(
        Edge(f"com.app{a:02}", "system", entry, "anyone", category, "high")
        for a in range(40)
        for entry in ("service", "boot", "sms", "push", "socket", "job", "javascript")
        for category in (
            "exec",
            "install",
            "sms-read",
            "location",
            "camera",
            "screen",
            "wipe",
            "admin",
            "call",
            "proxy",
        )
    )
    made = picture.draw(edges, {})
    assert made is not None
    assert made.left_out == 40 - picture.APPS
    for kind in ("who", "app", "can"):
        column = sorted((b for b in made.boxes if b.kind == kind), key=lambda b: b.y)
        assert column[0].y >= 0 and column[-1].y + column[-1].height <= made.height
        assert all(a.y + a.height < b.y for a, b in pairwise(column))
        assert all(b.x + b.width <= made.width for b in column)
    assert sum(b.kind == "app" for b in made.boxes) == picture.APPS
    assert sum(b.kind == "can" for b in made.boxes) <= picture.CAPABILITIES
    assert len(made.lines) <= picture.APPS * (picture.WAYS_AN_APP + picture.CAPABILITIES_AN_APP)


def test_the_most_exposed_ways_and_the_weightiest_capabilities_stay() -> None:
    edge = Edge("a", "system", "service", "anyone", "exec", "high")
    edges = [
        replace(edge, entry=entry, open_to=open_to, category=category)
        for entry, open_to in (
            ("service", "anyone"), ("service", "nobody"), ("sms", ""), ("boot", ""), ("job", ""), ("push", ""),
        )
        for category in ("exec", "app-list", "net-open", "install", "webview", "sms-read")
    ]  # fmt: skip
    made = picture.draw(edges, {})
    assert made is not None
    titles = {b.title for b in made.boxes}
    assert {"an SMS", "a push message", "any app", "switching on", "run commands", "install apps", "read SMS"} <= titles
    assert not titles & {"the app itself", "a timer", "list your apps", "show web pages"}


def test_wide_and_long_titles_are_cut() -> None:
    made = picture.draw((Edge("微" * 200, "app", "sms", "", "exec", "high"),), {})
    assert made is not None
    title = next(b.title for b in made.boxes if b.kind == "app")
    assert title.endswith("…") and len(title) < 20
