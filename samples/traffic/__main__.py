"""Writes the captures among the rules' fixtures anew: `python -m samples.traffic`."""

from __future__ import annotations

from pathlib import Path

from samples.traffic.scenes import SCENES

RULES = Path(__file__).parents[2] / "tests" / "rules" / "line"

if __name__ == "__main__":
    for rule, scene in SCENES.items():
        for kind, line in zip(("hit", "twin"), scene(), strict=True):
            (RULES / rule).mkdir(exist_ok=True)
            (RULES / rule / f"{kind}.pcap").write_bytes(line.pcap())
