"""The whole pipeline on evidence that a test makes, and what came of it."""

from __future__ import annotations

import re
import shutil
import signal
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from gifthorse import check
from gifthorse.case import Case
from gifthorse.report.document import Document

_PYTHON = re.compile(
    r"[A-Za-z]+(?:Error|Exception)\b|Traceback|\bErrno\b|<class|object at 0x|NoneType|\bself\b|\.py\b|list index"
)


@dataclass(frozen=True)
class Checked:
    """A finished check."""

    document: Document
    case: Path

    def rows(self, table: str) -> list[dict[str, Any]]:
        """Rows of a small table as they were kept."""
        found = Case.open(self.case).tables()
        return found[table].to_pylist() if table in found else []

    @property
    def problems(self) -> dict[str, list[str]]:
        """Sentences by path."""
        found: dict[str, list[str]] = {}
        for row in self.rows("problems"):
            assert_plain(row["sentence"])
            found.setdefault(row["path"], []).append(row["sentence"])
        return found

    def coverage(self, what: str) -> tuple[int, int]:
        """Examined and total of one line of the first answer's coverage, 0 of 0 where there is none."""
        lines = {line.what: (line.examined, line.total or 0) for a in self.document.answers for line in a.coverage}
        return lines.get(what, (0, 0))

    def apps(self) -> dict[str, dict[str, Any]]:
        """Rows of `apps` by package."""
        return {row["package"]: row for row in self.rows("apps")}


def assert_plain(sentence: str) -> None:
    """One sentence for people: nothing of Python's, one line, no control characters."""
    assert not _PYTHON.search(sentence), sentence
    assert sentence.endswith((".", "!", "?")), sentence
    assert len(sentence) < 600, sentence
    assert not re.search(r"[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", sentence), ascii(sentence)


Run = Callable[..., Checked]
PATIENCE = 300
"""Seconds after which a test counts as hanging: no measure of speed, all of them end in a few seconds."""


@pytest.fixture(autouse=True)
def _no_test_hangs() -> Iterator[None]:
    def give_up(*_: object) -> None:
        pytest.fail("It hangs.")

    before = signal.signal(signal.SIGALRM, give_up)
    signal.alarm(PATIENCE)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)


@pytest.fixture
def run(tmp_path: Path) -> Iterator[Run]:
    """Checks paths into a case folder; without rules unless told, since facts are what is looked at here."""

    def checked(*paths: Path, case: str = "x.case", rules: bool = False, jobs: int | None = None) -> Checked:
        folder = tmp_path / case
        outcome = check.run(list(paths), case=folder, rules=None if rules else (), jobs=jobs)
        return Checked(outcome.document, folder)

    yield checked
    # The folders of some tests are too deep for Python's own removal
    subprocess.run([shutil.which("rm") or "rm", "-rf", "--", *map(str, tmp_path.iterdir())], check=True)
