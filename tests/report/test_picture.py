"""Who can reach what, as geometry."""

from __future__ import annotations

from itertools import pairwise

from msgspec.structs import replace

from gifthorse.report import picture
from gifthorse.report.context import Context, Edge
from gifthorse.report.document import Document, Finding, Subject


def test_nothing_to_draw() -> None:
    assert picture.draw((), {}, ()) is None
    assert picture.draw((Edge("a", "app", "activity", "anyone", "start", "high"),), {}, ()) is None


def test_three_columns_and_the_worst_app_on_top(document: Document, context: Context) -> None:
    made = picture.draw(context.edges, context.apps, document.findings)
    assert made is not None
    who, apps, can = ([b.title for b in made.boxes if b.kind == kind] for kind in ("who", "app", "can"))
    assert who == ["a push message", "any app", "switching on"]
    assert apps[0] == "System Operation"
    assert {"run commands", "install apps"} <= set(can)
    first = made.rows[0]
    assert (first.package, first.label, first.uid) == ("com.lumio.ota.sysoper", "System Operation", "system")
    assert "any app" in first.who and first.can == ("install apps", "run commands")
    keys = {b.key: b for b in made.boxes}
    for line in made.lines:
        assert (keys[line.left].kind, keys[line.right].kind) in (("who", "app"), ("app", "can"))
    assert made.lines[-1].level == "critical", "the worst is drawn on top"


def about(document: Document, package: str, category: str, level: str = "high") -> Finding:
    return replace(document.findings[0], subject=Subject("app", package), category=category, level=level)


def test_boxes_stay_inside_and_apart(document: Document) -> None:
    entries = ("service", "boot", "sms", "push", "socket", "job", "javascript")
    can = ("exec", "install", "sms-read", "location", "camera", "screen", "wipe", "admin", "call", "proxy")
    packages = [f"com.app{a:02}" for a in range(40)]
    edges = [Edge(p, "system", e, "anyone", c, "high") for p in packages for e in entries for c in can]
    categories = ("remote-command", "silent-install", "surveillance", "exposed-privilege")
    findings = [about(document, p, category) for p in packages for category in categories]
    made = picture.draw(edges, {}, findings)
    assert made is not None
    assert made.left_out == 40 - picture.APPS == 40 - made.drawn
    assert len(made.rows) == 40, "the words tell of all"
    for kind in ("who", "app", "can"):
        column = sorted((b for b in made.boxes if b.kind == kind), key=lambda b: b.y)
        assert column[0].y >= 0 and column[-1].y + column[-1].height <= made.height
        assert all(a.y + a.height < b.y for a, b in pairwise(column))
        assert all(b.x + b.width <= made.width for b in column)
    assert sum(b.kind == "app" for b in made.boxes) == picture.APPS
    assert sum(b.kind == "can" for b in made.boxes) <= picture.CAPABILITIES
    assert len(made.lines) <= picture.APPS * (picture.WAYS_AN_APP + picture.CAPABILITIES_AN_APP)


def test_what_the_findings_are_about_is_drawn_in_their_colour(document: Document) -> None:
    ways = (("service", "anyone"), ("service", "nobody"), ("sms", ""), ("boot", ""), ("job", ""), ("push", ""))
    can = ("exec", "app-list", "net-open", "install", "webview", "sms-read")
    edges = [Edge("a", "system", entry, open_to, category, "high") for entry, open_to in ways for category in can]
    findings = [about(document, "a", "remote-command", "critical"), about(document, "a", "surveillance", "medium")]
    made = picture.draw(edges, {}, findings)
    assert made is not None
    keys = {b.key: b for b in made.boxes}
    lines = {(keys[line.left].title, keys[line.right].title): line.level for line in made.lines}
    assert lines == {
        ("an SMS", "a"): "critical",
        ("a push message", "a"): "critical",
        ("any app", "a"): "critical",
        ("switching on", "a"): "critical",
        ("a", "run commands"): "critical",
        ("a", "read SMS"): "medium",
    }


def test_an_app_with_another_finding_shows_what_it_can_do_without_colour(document: Document) -> None:
    edges = [Edge("a", "app", "activity", "nobody", c, "high") for c in ("exec", "net-open")]
    made = picture.draw(edges, {}, [about(document, "a", "signer")])
    assert made is not None
    assert [b.title for b in made.boxes] == ["the app itself", "a", "run commands"]
    assert {line.level for line in made.lines} == {""}
    assert next(b.level for b in made.boxes if b.kind == "app") == "high"


def test_wide_and_long_titles_are_cut() -> None:
    made = picture.draw((Edge("微" * 200, "app", "sms", "", "exec", "high"),), {}, ())
    assert made is not None
    title = next(b.title for b in made.boxes if b.kind == "app")
    assert title.endswith("…") and len(title) < 20
