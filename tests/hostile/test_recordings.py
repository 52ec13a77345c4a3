"""Bits of recordings and of the phone's own words flipped: nothing but rows ever comes out, and rules stand them."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.formats.dumpsys.test_services import DATED, HISTORY, NEW, PACKAGES
from tests.formats.recorded.test_har import ENTRY, archive
from tests.formats.test_pcapdroid import HEADER, LINE
from tests.hostile.conftest import assert_plain
from tests.hostile.test_flips import changed, judged

from gifthorse.errors import EvidenceError
from gifthorse.evidence import open_evidence, units
from gifthorse.examine import examine
from gifthorse.tables import Rows

WHOLE = {
    "flows": (Path(__file__).parents[1] / "readers/flows.mitm").read_bytes(),
    "archive": archive(ENTRY, ENTRY),
    "list": "\n".join([HEADER, LINE, LINE]).encode(),
    "words": "\n".join([NEW, HISTORY, DATED, PACKAGES, "[persist.sys.timezone]: [Asia/Shanghai]"]).encode(),
}
DIGITS = b"0123456789"


@pytest.fixture(scope="module")
def place() -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as folder:
        yield Path(folder)


def made(place: Path, names: dict[str, bytes]) -> list[Rows]:
    """What is made of these files together; every table holds, every sentence is one."""
    for name, data in names.items():
        (place / name).write_bytes(data)
    try:
        tree = open_evidence([place])
    except EvidenceError as error:
        assert_plain(str(error))
        return []
    found = [Rows(), *map(examine, units(tree))]
    tree.fill(found[0])
    for rows in found:
        for name, table in rows.tables():
            table.validate(full=True)
            if name == "problems":
                for sentence in table["sentence"].to_pylist():
                    assert_plain(sentence)
    return found


def altered(data: bytes, changes: list[tuple[float, int]], *, digits: bool) -> bytes:
    """Bytes changed; or digits into other digits, which leaves the form and takes the sense."""
    places = [i for i, byte in enumerate(data) if byte in DIGITS] if digits else range(len(data))
    where = [(places[int(share * len(places))], value) for share, value in changes]
    return changed(data, [(at, DIGITS[value % 10] if digits else value) for at, value in where], 1)


CHANGES = st.lists(st.tuples(st.floats(0, 0.999), st.integers(0, 255)), min_size=1, max_size=8)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(st.sampled_from(sorted(WHOLE)), CHANGES, st.booleans(), st.floats(0.1, 1))
def test_flipped_and_cut(place: Path, name: str, changes: list[tuple[float, int]], digits: bool, kept: float) -> None:
    data = altered(WHOLE[name], changes, digits=digits)
    made(place, dict.fromkeys(WHOLE, b"") | {name: data[: int(len(data) * kept)]})


@settings(max_examples=6, deadline=None, derandomize=True)
@given(st.dictionaries(st.sampled_from(sorted(WHOLE)), CHANGES, min_size=4))
def test_rules_stand_what_comes_of_it(place: Path, changes: dict[str, list[tuple[float, int]]]) -> None:
    judged(made(place, {name: altered(WHOLE[name], some, digits=True) for name, some in changes.items()}))


@pytest.mark.parametrize("year", ["0001", "1970", "9999"])
def test_rules_stand_odd_years(place: Path, year: str) -> None:
    judged(made(place, {name: data.replace(b"2024", year.encode()) for name, data in WHOLE.items()}))
