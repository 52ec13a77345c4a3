"""What is found on real captures is what docs/line.md says; and ordinary traffic raises no alarm."""

from __future__ import annotations

import re
from pathlib import Path

import pyarrow as pa
import pytest
from tests.captures import FOLDER, real
from tests.conftest import ROOT

from gifthorse import check, judge
from gifthorse.analysis import phone
from gifthorse.evidence import open_evidence, units
from gifthorse.examine import examine
from gifthorse.tables import Rows, specs

RULES = [rule for rule in judge.load() if rule.question == "line"]
ROW = re.compile(r"^\| ((?:ja4|ndpi|zeek-tls)/\S+) \| [^|]+ \| ([^|]+) \|$", re.MULTILINE)
TABLE = dict(ROW.findall((ROOT / "docs/line.md").read_text(encoding="utf-8")))
BAD = (
    "ja4/badcurveball.pcap",
    "ndpi/bad-dns-traffic.pcap",
    "ndpi/dns-tunnel-iodine.pcap",
    "ndpi/dns_exfiltration.pcap",
    "ndpi/emotet.pcap",
    "ndpi/http_auth.pcap",
)
"""Those that their sources call bad for what can be seen in them; the others are ordinary, old, or odd in form."""

pytestmark = pytest.mark.skipif(not FOLDER.is_dir(), reason="no real captures: see GIFTHORSE_EVIDENCE")


def said(path: Path) -> str:
    """What the table has to say of a capture: the level of every rule that fires, the worst of each."""
    found = {name: [spec.schema().empty_table()] for name, spec in specs().items()}
    own = Rows()
    tree = open_evidence([path])
    tree.fill(own)
    for rows in [own, *map(examine, units(tree))]:
        for name, table in rows.tables():
            found[name].append(table)
    tables = {name: pa.concat_tables(parts).unify_dictionaries() for name, parts in found.items()}
    phone.complete(tables)
    with judge.connect(tables) as connection:
        hits, _ = judge.run(RULES, connection, set(tables))
    levels: dict[str, int] = {}
    for hit in hits:
        name = hit.rule.id.partition("/")[2]
        levels[name] = max(levels.get(name, 0), judge.LEVELS.index(hit.level))
    ranked = sorted((-level, name) for name, level in levels.items() if judge.LEVELS[level] != "info")
    return ", ".join(f"{judge.LEVELS[-level]} {name}" for level, name in ranked) or "nothing"


@pytest.mark.parametrize("path", real(), ids=lambda p: f"{p.parent.name}/{p.name}")
def test_what_is_found_is_what_the_page_says(path: Path) -> None:
    assert said(path) == TABLE[f"{path.parent.name}/{path.name}"]


def test_the_page_has_every_capture_and_no_other() -> None:
    assert set(TABLE) == {f"{path.parent.name}/{path.name}" for path in real()}


def test_what_is_bad_is_serious_and_nothing_else_is() -> None:
    serious = {name for name, found in TABLE.items() if re.search(r"\b(high|critical) ", found)}
    assert serious == set(BAD)


def test_ordinary_traffic_raises_no_alarm(tmp_path: Path) -> None:
    """All that is not bad together, as one case."""
    paths = [path for path in real() if f"{path.parent.name}/{path.name}" not in BAD]
    document = check.run(paths, case=tmp_path / "case", rules=RULES, jobs=1).document
    assert [f.says for f in document.findings if f.level in ("high", "critical")] == []
