"""Logs of the radio network on the line page: questions, what was heard, what is missing, and the SIM masked."""

from __future__ import annotations

from typing import Any

from gifthorse import judge
from gifthorse.overview import line
from gifthorse.report.traffic import Question, Traffic
from gifthorse.tables import Rows

IMSI = "001010123456789"


def told(rows: Rows, **options: Any) -> Traffic:
    with judge.connect(dict(rows.tables())) as found:
        made = line.traffic(found, **options)
    assert made is not None
    return made


def test_questions_to_the_radio_network_are_told_with_what_is_missing() -> None:
    rows = Rows()
    common = {"evidence": 1, "stands_on": 3}
    rows.add("cell_checks", question="encryption", asks="Is it encrypted?", enough=True, **common)
    rows.add("cell_checks", question="paging", asks="Is it paged?", enough=False, why="too short a log", **common)
    made = told(rows)
    assert made.radio[0].questions == (
        Question("encryption", "Is it encrypted?", 3, ""),
        Question("paging", "Is it paged?", 3, "too short a log"),
    )
    assert made.totals.connections == 0 and made.talks == ()


def test_what_was_heard_of_the_radio_network_is_told_by_question_with_the_sim_masked() -> None:
    rows = Rows()
    for question in ("encryption", "identity", "downgrade", "areas", "authentication"):
        rows.add("cell_checks", evidence=1, question=question, asks=question, enough=True, stands_on=2)
    order = {"evidence": 1, "rat": "lte", "message": "security mode command"}
    for packet in (1, 2):
        rows.add("cell_messages", packet=packet, layer="rrc", cipher="EEA2", integrity="EIA2", **order)
    rows.add("cell_messages", packet=3, layer="nas", cipher="EEA0", integrity="EIA2", **order)
    rows.add("cell_messages", packet=4, layer="nas", cipher="EEA0", integrity="EIA2", twin=3, **order)
    asked = {"evidence": 1, "packet": 5, "rat": "gsm", "layer": "nas", "message": "identity request"}
    rows.add("cell_messages", identity="imsi", protection="none", **asked)
    event = {"evidence": 1, "packet": 6, "rat": "lte"}
    rows.add("cell_events", event="subscriber-told", identity="imsi", subscriber=IMSI, **event)
    rows.add("cell_events", event="sent-away", redirect="geran", place="begun", **event)
    rows.add("cell_events", event="reject", cause="illegal \x1b[1m", protected=True, **event)
    rows.add("cell_events", event="two-areas", cell=7, detail="areas 1 then 2", **event)
    made = told(rows)
    questions = {q.name: [(h.says, h.times, h.bare) for h in q.heard] for q in made.radio[0].questions}
    assert questions == {
        "encryption": [
            ("4G, to the core network: no encryption was ordered, EEA0", 1, True),
            ("4G, to the base station: encrypted with EEA2 (AES)", 2, False),
            ("4G, to the base station: protected against changes with EIA2 (AES)", 2, False),
            ("4G, to the core network: protected against changes with EIA2 (AES)", 1, False),
        ],
        "identity": [
            ("2G: the network asked for the SIM's number (IMSI), without protection", 1, True),
            ("4G: the phone told in the clear the SIM's number (IMSI): 00…89", 1, True),
        ],
        "downgrade": [
            ("4G: sent to 2G, before there was any protection", 1, True),
            ("4G: the network refused the phone (illegal \x1b[1m)", 1, False),
        ],
        "areas": [("4G, cell 7: areas 1 then 2", 1, False)],
        "authentication": [],
    }
    assert IMSI not in repr(made) and IMSI in repr(told(rows, reveal=True))


def test_of_many_logs_and_much_heard_the_first_are_told_and_the_rest_counted() -> None:
    rows = Rows()
    for log in range(14):
        rows.add("cell_checks", evidence=log, question="identity", asks="Who?", enough=True, stands_on=1)
    for digit in range(12):
        event = {"event": "subscriber-told", "rat": "lte", "identity": "imsi", "subscriber": f"{IMSI[:-2]}{digit:02}"}
        rows.add("cell_events", evidence=3, packet=digit, **event)
        cell = {"rat": "lte", "layer": "rrc", "message": "x", "plmn": f"{digit:03}-01", "cell": digit}
        rows.add("cell_messages", evidence=3, packet=digit, **cell)
    made = told(rows)
    assert len(made.radio) == 12 and dict(made.left_out)["radio"] == 2
    (question,) = made.radio[0].questions
    assert (len(question.heard), question.more) == (8, 4)
    assert made.radio[0].networks[0] == "000-01: 4G, 1 cell" and made.radio[0].networks[-1] == "and 6 more"
