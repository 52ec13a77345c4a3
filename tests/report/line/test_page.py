"""The line page in the HTML report: it says what it must, bounded, and nothing hostile lives in it."""

from __future__ import annotations

import pytest
from msgspec.structs import replace
from tests.report.conftest import HOSTILE
from tests.report.test_html import Page, check_harmless
from tests.traffic import BEGIN, hostile, traffic

from gifthorse.report import html
from gifthorse.report.context import Context, context_from_json, context_to_json
from gifthorse.report.document import Document
from gifthorse.report.line import beacons, chains, hours, talks
from gifthorse.report.traffic import Beacon, Chain, Stretch, Talk, Totals


@pytest.fixture
def page(document: Document, context: Context) -> str:
    return html.render(document, replace(context, traffic=traffic()))


def test_the_page_tells_all_of_it(page: str) -> None:
    said = " ".join(" ".join(check_harmless(page).words).split())
    for part in (
        "The line",
        "1 capture with 5,120 packets between 2026-01-05 08:00 and 2026-01-05 12:00 UTC",
        "212 connections of 4 apps to 9 servers",
        "lost 7 packets",
        "Who talked to whom",
        "In words: 4 pairs",
        "How much, and when",
        "every 10 min, give or take 2 s",
        "Score 0.97",
        "update.lumio.example expired 12 days before it was used; leads to no public authority",
        "packet 404 of phone/morning.pcapng",
        "the next has its issuer's name, but not the key that signed it",
        "its issuer was not sent and is no public authority: CN=Lumio Root,O=Lumio",
        "A person in the same café",
        "the IMEI 35…09 to collect.lumio-data.example (in the URL, field imei)",
        "What stays hidden",
        "Nothing of these captures.",
        "What the radio network did",
        "network 999-01: 4G, 3 cells",
        "Is it encrypted? 22 orders of the network 4G, to the base station: no encryption was ordered, EEA0 once",
        "encrypted with EEA2 (AES) 21 times and 2 more kinds",
        "Was the phone called for nothing? 7 calls Nothing of the kind was heard.",
        "0 connections Not enough data for an answer: no connection over 4G or 5G was logged.",
        "3 more pairs in the case's table connections",
    ):
        assert part in said, part


def test_without_a_capture_there_is_no_page(document: Document, context: Context) -> None:
    page = Page(html.render(document, context))
    assert not [a for _, a in page.tags if a.get("id") == "line"]
    assert "The line" not in page.words


def test_hostile_text_stays_text(document: Document, context: Context) -> None:
    text = html.render(document, replace(context, traffic=hostile(traffic(), HOSTILE)))
    page = check_harmless(text)
    said = "".join(page.words)
    assert "</script><script>alert(1)</script>" in said and "{{ 7 * 7 }}" in said
    assert len(text) < 300_000, "a text of a megabyte is shortened everywhere"


def test_an_app_in_the_picture_leads_to_its_findings(page: str) -> None:
    boxes = [a for a in Page(page).all("a") if a.get("class") == "box who"]
    cards = {a["id"] for tag, a in Page(page).tags if tag == "article" and "id" in a}
    assert len(boxes) >= 2 and {str(b["href"])[1:] for b in boxes} <= cards


def test_the_facts_survive_the_case_folder(context: Context) -> None:
    whole = replace(context, traffic=traffic())
    assert context_from_json(context_to_json(whole)) == whole
    assert context_from_json(context_to_json(context)) == context


def test_the_picture_holds_few_of_many() -> None:
    many = [Talk(f"app{i % 90}", "", f"owner{i}", "", ("name", "contents")[i == 5], (), 1, 1, i, i) for i in range(200)]
    picture = talks.draw(many, {})
    assert picture is not None
    named = [b.title for b in picture.boxes]
    assert len(named) <= talks.APPS + talks.OWNERS + 2 + 4
    assert "80 others" in named and "188 other servers" in named
    assert {"app5", "owner5"} <= set(named), "what was said in the clear comes before what is large"
    assert talks.draw((), {}) is None


def test_the_worst_line_is_drawn_last_and_the_thickest_has_the_most_bytes() -> None:
    picture = talks.draw(traffic().talks, {"com.data.harvest": "Harvest"})
    assert picture is not None
    assert picture.strokes[-1].line.level == "contents"
    thick = max(picture.strokes, key=lambda s: s.weight)
    assert "Google" in thick.line.hint and thick.weight == 6
    assert next(b.title for b in picture.boxes if b.kind == "can") == "what was said"


def test_bars_are_as_high_as_their_share_and_never_unseen() -> None:
    chart = hours.draw((Stretch(BEGIN, 60.0, (100, 0, 1), (0, 0, 0)),))
    assert chart is not None
    assert f"v-{hours.HALF:.1f}" in chart.out and "v-1.2" in chart.out
    assert chart.out.count("M") == 2 and chart.into == ""
    assert chart.ticks[0].text == "2026-01-05 08:00"


def test_times_on_the_axis_do_not_lie_upon_each_other() -> None:
    chart = hours.draw(tuple(Stretch(BEGIN + i * 90_000, 600.0, (1,) * 18, (1,) * 18) for i in range(8)))
    assert chart is not None and len(chart.breaks) == 7
    ends = [
        t.x if t.anchor == "end" else t.x + len(t.text) * 6.4 * (0.5 if t.anchor == "middle" else 1)
        for t in chart.ticks
    ]
    starts = [t.x - len(t.text) * 6.4 * {"start": 0, "middle": 0.5, "end": 1}[t.anchor] for t in chart.ticks]
    assert all(end <= start for end, start in zip(ends, starts[1:], strict=False))
    assert all(0 <= t.x <= chart.width for t in chart.ticks)


def test_a_level_row_is_a_clock() -> None:
    (plot,) = beacons.draw(traffic().beacons)
    heights = [float(part.split()[1].removesuffix("h0")) for part in plot.dots.split("M")[1:]]
    assert len(heights) == 23 and max(heights) - min(heights) < 2
    assert plot.band[1] < plot.period < plot.band[0] and plot.top == "20 min"


def test_a_beacon_of_thousands_of_calls_has_a_bounded_plot() -> None:
    times = tuple(BEGIN + i for i in range(5_000))
    one = Beacon("a", "b", 1, False, 0.9, (1.0, 1.0, 1.0, 1.0), 1.0, 0.0, 5_000, 1, times)
    assert beacons.draw((one,))[0].dots.count("M") == beacons.DOTS
    assert beacons.draw((replace(one, times=()),))[0].dots == ""


def test_the_capture_lies_behind_the_end_of_what_had_expired() -> None:
    (drawn,) = chains.draw(traffic().chains)
    leaf, above = drawn.rows
    assert leaf.x + leaf.width < drawn.seen < chains.WIDTH
    assert not leaf.good and not leaf.sound and above.open_right and above.dates.startswith("unknown to ")
    assert [leaf.place, above.place] == ["server", "authority"]


def test_a_chain_of_nothing_and_dates_beyond_the_calendar_do_no_harm() -> None:
    odd = traffic().chains[0]
    far = replace(odd.certificates[0], not_before=-1e15, not_after=1e15)
    drawn = chains.draw((replace(odd, certificates=(far,)), Chain("x", (), 1, None, "", None, (), ())))
    assert drawn[0].rows[0].dates == "always to never" and drawn[1].rows == ()


def test_names_are_short() -> None:
    assert chains.common("O=Lumio\\, Inc.,C=CN") == "Lumio, Inc."
    assert chains.common("CN=a b,O=c") == "a b" and chains.common("") == "(no name)"


def test_logs_of_the_radio_network_alone_make_a_page_too(document: Document, context: Context) -> None:
    whole = traffic()
    alone = replace(
        whole, totals=Totals(0, 0, 0, 0, 0, 0), talks=(), stretches=(), beacons=(), chains=(), onlookers=(), left_out=()
    )
    said = " ".join(" ".join(check_harmless(html.render(document, replace(context, traffic=alone))).words).split())
    assert "1 log of the radio network with 1,891 messages; no connections." in said
    assert "What others could read" not in said and "Is it encrypted? 22 orders" in said
