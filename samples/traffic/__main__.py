"""Writes the captures among the rules' fixtures anew: `python -m samples.traffic`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from samples.traffic.line import Line
from samples.traffic.scenes import MORE, SCENES

RULES = Path(__file__).parents[2] / "tests" / "rules" / "line"


def files(rule: str) -> Iterator[tuple[Path, bytes]]:
    """What belongs where for one rule: a capture by itself, or a folder of files."""
    pair = zip(("hit", "twin"), SCENES[rule](), strict=True)
    more = ((kind, scene()) for kind, scene in MORE.get(rule, {}).items())
    for kind, made in [*pair, *more]:
        if isinstance(made, Line):
            yield RULES / rule / f"{kind}.pcap", made.pcap()
        else:
            for name, data in made.items():
                yield RULES / rule / kind / name, data


if __name__ == "__main__":
    for rule in SCENES:
        for path, data in files(rule):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
