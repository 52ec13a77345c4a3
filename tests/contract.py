"""The JSON contract, key by key: what `--json` may and must print, and nothing besides."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from typing import Any

from gifthorse import judge

Check = Callable[[Any], bool]

QUESTIONS = ("backdoor", "line", "photo")


def text(value: Any) -> bool:
    return isinstance(value, str)


def full(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip())


def number(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def one_of(*words: str) -> Check:
    return lambda value: value in words


def a_list(check: Check) -> Check:
    return lambda value: isinstance(value, list) and all(map(check, value))


def an_object(**keys: Check) -> Check:
    def check(value: Any) -> bool:
        assert isinstance(value, dict), value
        assert value.keys() == keys.keys(), value.keys() ^ keys.keys()
        for key, right in keys.items():
            assert right(value[key]), (key, value[key])
        return True

    return check


def a_time(value: Any) -> bool:
    return re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", value) is not None and bool(datetime.fromisoformat(value))


DOCUMENT = an_object(
    schema=lambda v: v == 1,
    gifthorse=full,
    case=text,
    started=a_time,
    seconds=lambda v: isinstance(v, float) and v >= 0,
    answers=a_list(
        an_object(
            question=one_of(*QUESTIONS),
            answer=one_of("found", "suspected", "not found", "not examined"),
            because=a_list(full),
            coverage=a_list(
                an_object(what=full, examined=number, total=lambda v: v is None or number(v), note=text),
            ),
            next=a_list(full),
        )
    ),
    findings=a_list(
        an_object(
            id=full,
            rule=lambda v: re.fullmatch(r"(backdoor|line|photo)/[a-z0-9-]+", v) is not None,
            question=one_of(*QUESTIONS),
            category=full,
            level=one_of("info", "low", "medium", "high", "critical"),
            confidence=one_of("low", "medium", "high"),
            basis=one_of("capability", "configured", "observed", "known", "attested"),
            trust=one_of("self-reported", "extracted", "observed", "attested"),
            subject=an_object(
                kind=one_of("app", "file", "connection", "certificate", "photo", "phone"),
                name=full,
            ),
            says=full,
            advice=full,
            evidence=a_list(
                an_object(node=lambda v: re.fullmatch(r"\d{1,19}", v) is not None, path=full, locator=text, detail=text)
            ),
            references=a_list(full),
        )
    ),
    problems=a_list(an_object(path=text, reader=full, sentence=full)),
)


def check(document: Any) -> None:
    """Assert that a parsed document keeps the contract, and that what it says of itself agrees."""
    DOCUMENT(document)
    assert tuple(a["question"] for a in document["answers"]) == QUESTIONS
    findings = {f["id"]: f for f in document["findings"]}
    assert len(findings) == len(document["findings"]), "ids are unique"
    for finding in findings.values():
        assert finding["question"] == finding["rule"].partition("/")[0]
        assert finding["category"] in judge.CATEGORIES[finding["question"]]
        assert finding["evidence"], "every finding stands on something"
    for answer in document["answers"]:
        because = [findings[i] for i in answer["because"]]
        assert all(f["question"] == answer["question"] and f["level"] in ("critical", "high") for f in because)
        assert bool(because) == (answer["answer"] in ("found", "suspected"))
        sure = any(f["confidence"] == "high" for f in because)
        assert sure == (answer["answer"] == "found")
        for line in answer["coverage"]:
            assert line["total"] is None or line["examined"] <= line["total"]
