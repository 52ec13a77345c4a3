"""The captures among the rules' fixtures are what their generator writes."""

from __future__ import annotations

import pytest
from samples.traffic.__main__ import RULES
from samples.traffic.scenes import SCENES


@pytest.mark.parametrize("rule", SCENES)
def test_the_captures_are_fresh(rule: str) -> None:
    for kind, line in zip(("hit", "twin"), SCENES[rule](), strict=True):
        assert (RULES / rule / f"{kind}.pcap").read_bytes() == line.pcap(), "run python -m samples.traffic"
