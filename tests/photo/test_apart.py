from __future__ import annotations

import os
import time

import pytest

from gifthorse.errors import FormatError
from gifthorse.photo import apart


def work(task: str) -> str:
    if task == "crash":
        os._exit(9)
    if task == "hang":
        time.sleep(60)
    if task == "refuse":
        raise FormatError("It is damaged.")
    if task == "swell":
        raise MemoryError
    if task == "mistake":
        raise KeyError(task)
    return task.upper()


def test_each_failure_takes_only_its_own_task(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("GIFTHORSE_DEBUG", raising=False)
    tasks = ["one", "crash", "refuse", "swell", "mistake", "two"]
    told = {tasks[number]: (made, sentence) for number, made, sentence in apart.run(tasks, work, jobs=2)}
    assert told["one"] == ("ONE", "") and told["two"] == ("TWO", "")
    assert told["refuse"] == (None, "It is damaged.")
    for task, words in (("crash", "unexpectedly"), ("swell", "memory"), ("mistake", "does not expect")):
        assert told[task][0] is None and words in told[task][1]


def test_what_hangs_is_ended() -> None:
    told = list(apart.run(["hang", "one"], work, jobs=2, seconds=1.0))
    assert {number: made for number, made, _ in told} == {0: None, 1: "ONE"}
    assert any("longer than allowed" in sentence for _, _, sentence in told)


def test_nothing_to_do_is_done_at_once() -> None:
    assert list(apart.run([], work)) == []
