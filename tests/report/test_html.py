"""The HTML report: one file, nothing foreign in it, nothing hostile alive in it."""

from __future__ import annotations

import base64
import hashlib
import re
import unicodedata
from collections import Counter
from html.parser import HTMLParser

import pytest
from msgspec.structs import replace

from gifthorse.report import html, pages
from gifthorse.report.album import Album, Bytes, Image, Inside, Map, Part, Photo, Town
from gifthorse.report.context import Context
from gifthorse.report.document import Document, Evidence, Subject

VOID = {"meta", "link", "br", "hr", "img", "input"}


class Page(HTMLParser):
    """The parsed page: tags in order, what scripts and styles hold, and whether everything is closed."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.inside: dict[str, list[str]] = {"script": [], "style": []}
        self.words: list[str] = []
        self.open: list[str] = []
        self.feed(text)
        self.close()
        assert not self.open, self.open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)
        if tag in self.inside:
            self.inside[tag].append("")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] in self.inside:
            self.inside[self.open[-1]][-1] += data
        else:
            self.words.append(data)

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]


def digest(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def check_harmless(text: str) -> Page:
    page = Page(text)
    (script,), (style,) = page.inside["script"], page.inside["style"]
    (policy,) = [m["content"] for m in page.all("meta") if m.get("http-equiv") == "Content-Security-Policy"]
    assert policy is not None and policy.startswith("default-src 'none';")
    assert f"script-src {digest(script)};" in policy and f"style-src {digest(style)};" in policy
    foreign = {"iframe", "object", "embed", "base", "link", "img", "image", "video", "audio", "use", "foreignobject"}
    assert not foreign & {tag for tag, _ in page.tags}
    for tag, attributes in page.tags:
        for name, value in attributes.items():
            assert not name.startswith("on") and name not in ("style", "src", "srcdoc", "action", "xlink:href"), (
                tag,
                name,
            )
            if name == "href":
                assert value is not None and value.startswith(("#", "https://", "http://")), value
    assert "url(" not in style and "@import" not in style
    unseen = {c for c in text if unicodedata.category(c) in ("Cc", "Cf", "Cs", "Co") and c != "\n"}
    assert not unseen
    return page


def test_the_report_is_one_harmless_file(document: Document, context: Context) -> None:
    text = html.render(document, context)
    page = check_harmless(text)
    said = " ".join(" ".join(page.words).split())
    for part in (
        "Is there a backdoor? Found",
        "Is its line secure? Doubtful",
        "What to do Stop using the phone",
        "Who can reach what",
        "com.lumio.ota.sysoper System Operation",
        "runs as the system itself",
        "com.lumio.ota.sysoper.task. TaskQueue.submit 0x3a",
        "java.lang. Runtime.exec",
        "invoke-virtual {v0, p1}, java.lang.Runtime.exec(String)",
        "apps whose code was read",
        "The file is empty.",
        "Factory test apps that check the caller's signature",
    ):
        assert part in said, part
    places = [
        said.index(part)
        for part in ("Is there a backdoor?", "Findings critical", "What was examined", "could not be read Not")
    ]
    assert places == sorted(places)


def test_anchors_resolve_and_are_unique(document: Document, context: Context) -> None:
    page = Page(html.render(document, context))
    ids = Counter(str(a["id"]) for _, a in page.tags if "id" in a)
    assert max(ids.values()) == 1
    wanted = {str(a["href"])[1:] for a in page.all("a") if str(a["href"]).startswith("#")}
    assert wanted <= set(ids)


def test_hostile_text_stays_text(hostile: Document, hostile_context: Context) -> None:
    text = html.render(hostile, hostile_context)
    page = check_harmless(text)
    said = "".join(page.words)
    assert "</script><script>alert(1)</script>" in said
    assert "{{ 7 * 7 }}" in said
    assert "javascript:alert(1)" in said
    assert r"safe\u202egnp.exe\u2066x" in said
    assert len(text) < 300_000, "a text of a megabyte is shortened everywhere"


def test_a_thousand_findings_stay_small(document: Document, context: Context) -> None:
    base = document.findings[0]
    long = "com.lumio.some.quite.long.package.Name$Inner.method:0x12\n" * 12
    many = tuple(
        replace(
            base,
            id=f"{i:010x}",
            level=("critical", "high", "medium", "low", "info")[i % 5],
            subject=Subject("app", f"com.example.app{i % 120}"),
            evidence=(Evidence(1, f"phone/system/app/App{i}/App{i}.apk", base.evidence[0].locator, long),),
        )
        for i in range(1000)
    )
    text = html.render(replace(document, findings=many), context)
    assert text.count('<details class="finding') == 1000
    assert len(text.encode()) < 3_000_000
    beyond = html.render(replace(document, findings=many * 2), context)
    assert beyond.count('<details class="finding') == html.FINDINGS
    assert "500 more findings" in beyond


def test_an_empty_report_reads(document: Document) -> None:
    empty = replace(document, answers=(), findings=(), problems=())
    page = check_harmless(html.render(empty, Context()))
    assert "No rule found anything." in "".join(page.words)


@pytest.mark.parametrize(
    ("reference", "linked"),
    [
        ("https://example.com/a?b=c", True),
        ("javascript:alert(1)", False),
        ("data:text/html,x", False),
        ("https://example.com/\u202e", False),
        ("MITRE ATT&CK T1407", False),
    ],
)
def test_only_web_addresses_become_links(document: Document, context: Context, reference: str, linked: bool) -> None:
    rule = replace(context.rules["backdoor/exposed-exec"], references=(reference,))
    page = Page(html.render(document, replace(context, rules={rule.id: rule})))
    links = [a for a in page.all("a") if not str(a["href"]).startswith("#")]
    assert [a["href"] for a in links] == ([reference] if linked else [])
    assert all(a["rel"] == "noopener noreferrer nofollow" for a in links)


def test_steps_are_taken_apart() -> None:
    def steps(detail: str) -> list[tuple[str, str, str]]:
        return [(s.package, s.name, s.pc) for s in html.steps(Evidence(1, "", "", detail))]

    assert steps("com.a.b.Agent.run:18\nAgent.run:0x1\nline 7: x.y.z=1\n\n/system/bin/sh -c a.b.c") == [
        ("com.a.b.", "Agent.run", "0x12"),
        ("", "Agent.run", "0x1"),
        ("", "line 7: x.y.z=1", ""),
        ("", "/system/bin/sh -c a.b.c", ""),
    ]
    assert len(steps("a.b.c:0x1\n" * 1000)) == html.STEPS + 1


def test_every_level_and_answer_has_a_colour() -> None:
    style = pages.asset("style.css")
    for level in ("critical", "high", "medium", "low", "info"):
        assert f".badge.{level}" in style and re.search(rf"^\.{level} {{ --tone", style, re.MULTILINE)
    for answer in ("found", "suspected", "not-found"):
        assert f".a-{answer} " in style
    assert "prefers-color-scheme: dark" in style and "@media print" in style


def test_the_answers_tell_each_thing_once_and_what_to_do(document: Document, context: Context) -> None:
    base = document.findings[0]
    alike = tuple(replace(base, id=f"{i}", subject=Subject("app", f"com.app{i}")) for i in range(7))
    answer = replace(document.answers[0], because=tuple(f.id for f in alike))
    page = Page(html.render(replace(document, answers=(answer,), findings=alike), context))
    said = " ".join(" ".join(page.words).split())
    told = said[said.index("Why") : said.index("This stands on")]
    title = context.rules[base.rule].title
    assert told.count(title) == 1 and "com.app0 com.app1 com.app2 com.app3 and 3 more" in told
    assert base.advice in told


def test_what_is_only_low_is_folded_unless_it_is_all(document: Document, context: Context) -> None:
    low = replace(document.findings[0], id="low", level="low", subject=Subject("app", "com.low"))
    for findings, is_open in (((*document.findings, low), False), ((low,), True)):
        page = Page(html.render(replace(document, findings=findings), context))
        (folded,) = [a for a in page.all("details") if "lesser" in str(a.get("class"))]
        assert ("open" in folded) == is_open
        assert "com.low" in page.words


def test_the_pictures_apps_lead_to_their_findings(document: Document, context: Context) -> None:
    page = Page(html.render(document, context))
    boxes = [a for a in page.all("a") if "box" in str(a.get("class"))]
    cards = {str(a["id"]) for a in page.all("article") if "card" in str(a.get("class"))}
    assert boxes and {str(b["href"])[1:] for b in boxes} <= cards


PIXEL = Image("data:image/jpeg;base64,/9j/4AAQ", 4, 3)


def photo(**changed: object) -> Photo:
    inside = (
        Inside("thumbnail", "160 x 120", "byte 9", True, True, PIXEL),
        Inside("video", "9 bytes", "byte 7", True, None, None),
    )
    places = Map(320, 200, "M1 2L3 4Z", (Town("Graz", 1.0, 2.0, False),), "Graz, Austria")
    parts, sums = (Part("picture", 0, 100),), (Bytes("picture", 9, 100.0, ("jpeg.scan 9",)),)
    made = Photo("DCIM/a.jpg", (("camera", "Lumio 3"),), PIXEL, "", inside, parts, sums, places)
    return replace(made, **changed)


def test_photos_are_shown_with_what_lies_inside_them(document: Document, context: Context) -> None:
    told = html.render(document, replace(context, album=Album((photo(),), 2, revealed=True)))
    assert told.count('<img src="data:image/jpeg;base64,/9j/4AAQ"') == 2
    assert "It shows something else than the photo." in told and 'd="M1 2L3 4Z"' in told and "2 more photos" in told
    assert "img-src data:" in told
    assert 'id="photos"' not in html.render(document, context)


def test_hostile_photos_stay_text(document: Document, context: Context) -> None:
    attack = "\"'><script>alert(1)</script><img src=x onerror=alert(1)>"
    evil = Image(f"data:text/html,{attack}", 4, 3)
    hostile = photo(
        name=attack,
        facts=(("camera", attack),),
        image=evil,
        inside=(Inside(attack, attack, attack, True, True, evil),),
        bytes=(Bytes("picture", 1, 1.0, (attack,)),),
        map=Map(1, 1, f'M0 0"{attack}', (Town(attack, 1.0, 1.0, True),), attack),
    )
    told = html.render(document, replace(context, album=Album((hostile,), 0, revealed=False)))
    assert "<script>alert" not in told and "<img src=x" not in told and "data:text/html" not in told.replace("&", "")
