"""The captures among the rules' fixtures are what their generator writes."""

from __future__ import annotations

import pytest
from samples.traffic.__main__ import files
from samples.traffic.scenes import SCENES


@pytest.mark.parametrize("rule", SCENES)
def test_the_captures_are_fresh(rule: str) -> None:
    for path, data in files(rule):
        assert path.read_bytes() == data, "run python -m samples.traffic"
        assert len(data) < 70_000
