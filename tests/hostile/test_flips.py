"""Bits of a real app flipped and cut, through everything a worker does with it: nothing but rows ever comes out."""

from __future__ import annotations

import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.hostile import zips
from tests.hostile.conftest import assert_plain

from gifthorse import judge, summary
from gifthorse.analysis import phone
from gifthorse.errors import EvidenceError
from gifthorse.evidence import open_evidence, units
from gifthorse.examine import MODULES, examine, examiner
from gifthorse.tables import Rows, specs

TREE = Path(__file__).resolve().parents[2] / "samples/gift-phone/tree"
SPECIMEN = TREE / "system/priv-app/SystemUpdates/SystemUpdates.apk"
"""Signed, with a manifest of many components and code that runs what others send."""
SIGNED = SPECIMEN.read_bytes()


def _stored() -> bytes:
    """The same app without a signature and unpacked, so that flips reach the manifest and the code."""
    with zipfile.ZipFile(SPECIMEN) as archive:
        members = [(name, archive.read(name)) for name in archive.namelist()]
    return zips.written((name, zips.Packed(data, len(data), 0)) for name, data in members)


STORED = _stored()
INTERESTING = (0, 1, 0x7F, 0x80, 0xFF, 0xFFFF, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF)


@pytest.fixture(scope="module")
def place() -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as folder:
        yield Path(folder) / "system/priv-app/X/X.apk"


def outcome(place: Path, data: bytes) -> list[Rows]:
    """What is made of it as a file of a phone; every table holds, every sentence is one."""
    root = place.parents[3]
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(data)
    (root / "system/build.prop").write_bytes(b"ro.product.model=x\n")
    (root / "system/etc").mkdir(exist_ok=True)
    made = []
    try:
        tree = open_evidence([root])
    except EvidenceError as error:
        assert_plain(str(error))
        return []
    whole = Rows()
    tree.fill(whole)
    for rows in (whole, *map(examine, units(tree))):
        for name, table in rows.tables():
            table.validate(full=True)
            if name == "problems":
                for sentence in table["sentence"].to_pylist():
                    assert_plain(sentence)
        made.append(rows)
    return made


def judged(made: list[Rows]) -> None:
    """The phone-wide analyses and every rule over it."""
    import pyarrow as pa

    found: dict[str, list[pa.Table]] = {name: [spec.schema().empty_table()] for name, spec in specs().items()}
    for rows in made:
        for name, table in rows.tables():
            found[name].append(table)
    tables = {name: pa.concat_tables(pieces).unify_dictionaries() for name, pieces in found.items()}
    phone.complete(tables)
    with judge.connect(tables) as connection:
        hits, _ = judge.run(
            judge.load(),
            connection,
            {t for k in MODULES for fills in examiner(k).FILLS.values() for t in fills} | {"files"},
        )
        summary.findings(hits, connection)
        summary.problems(connection)


def changed(data: bytes, changes: list[tuple[int, int]], width: int) -> bytes:
    flipped = bytearray(data)
    for at, value in changes:
        flipped[at : at + width] = (value & (1 << 8 * width) - 1).to_bytes(width, "little")
    return bytes(flipped[: len(data)])


@settings(max_examples=100, deadline=None, derandomize=True)
@given(st.lists(st.tuples(st.integers(0, len(STORED) - 1), st.integers(0, 255)), min_size=1, max_size=8))
def test_flipped_bytes(place: Path, changes: list[tuple[int, int]]) -> None:
    outcome(place, changed(STORED, changes, 1))


@settings(max_examples=80, deadline=None, derandomize=True)
@given(
    st.lists(st.tuples(st.integers(0, len(STORED) // 4 - 1), st.sampled_from(INTERESTING)), min_size=1, max_size=4),
    st.sampled_from([2, 4]),
)
def test_extreme_numbers(place: Path, changes: list[tuple[int, int]], width: int) -> None:
    outcome(place, changed(STORED, [(4 * at, value) for at, value in changes], width))


@settings(max_examples=60, deadline=None, derandomize=True)
@given(st.lists(st.tuples(st.integers(0, len(SIGNED) - 1), st.integers(0, 255)), min_size=1, max_size=3))
def test_flips_in_a_signed_app(place: Path, changes: list[tuple[int, int]]) -> None:
    outcome(place, changed(SIGNED, changes, 1))


@settings(max_examples=40, deadline=None, derandomize=True)
@given(st.sampled_from([STORED, SIGNED]), st.integers(0, max(len(STORED), len(SIGNED))))
def test_cut_short(place: Path, data: bytes, length: int) -> None:
    outcome(place, data[:length])


@settings(max_examples=8, deadline=None, derandomize=True)
@given(st.lists(st.tuples(st.integers(0, len(STORED) - 1), st.integers(0, 255)), min_size=1, max_size=20))
def test_rules_run_over_damage(place: Path, changes: list[tuple[int, int]]) -> None:
    judged(outcome(place, changed(STORED, changes, 1)))
