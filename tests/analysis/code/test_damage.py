"""Damaged code: whatever is left is analysed, and nothing is raised."""

from __future__ import annotations

from contextlib import suppress

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.analysis.code import test_guards
from tests.analysis.code.dataflow import test_elsewhere, test_hidden, test_outside, test_stored, test_values
from tests.specimen import assembled

from gifthorse.analysis.code.apis import find_uses, write_uses
from gifthorse.analysis.code.callbacks import write_callbacks
from gifthorse.analysis.code.dataflow import Values
from gifthorse.analysis.code.entries import entries
from gifthorse.analysis.code.freest import Freest
from gifthorse.analysis.code.guards import Guards
from gifthorse.analysis.code.origins import find_origins, write_origins
from gifthorse.analysis.code.program import Program
from gifthorse.errors import FormatError
from gifthorse.formats.dex import read
from gifthorse.tables import Rows


def everything(data: bytes) -> Rows:
    """All tables of this part of the analysis for one DEX."""
    app = Program.build([read(data)])
    rows = Rows()
    values = Values(app, seconds=5.0)
    reached = np.ones(len(app), np.bool_)
    uses = find_uses(app, values)
    guards = Guards(values.code)
    write_uses(uses, app, reached, rows=rows, evidence=1, package="t")
    origins = find_origins(uses, Freest(values, guards), reached, entries(app), {})
    write_origins(origins, app, Freest(values, guards), rows=rows, evidence=1, package="t")
    for use in uses:
        guards.on([(use.method, use.pc)])
    write_callbacks(values.code, values.steps.incoming.lambdas, reached, rows=rows, evidence=1, package="t")
    return rows


PLACES = {
    "values": test_values,
    "outside": test_outside,
    "stored": test_stored,
    "hidden": test_hidden,
    "elsewhere": test_elsewhere,
    "guards": test_guards,
}


def whole(which: str) -> bytes:
    """The specimens of one module as one DEX; several of them have classes of the same names."""
    return assembled("".join(PLACES[which].CASES.texts))


def test_the_undamaged_specimens_give_rows() -> None:
    followed = [everything(whole(which)) for which in PLACES if which != "guards"]
    assert min(len(rows.rows("origins")) for rows in followed) > 5
    assert sum(len(rows.rows("origins")) for rows in followed) > 80
    assert len(everything(whole("guards")).rows("api_uses")) > 20


@settings(max_examples=40, deadline=None, derandomize=True)
@given(
    st.sampled_from(sorted(PLACES)),
    st.lists(st.tuples(st.floats(0.02, 1.0), st.integers(1, 255)), min_size=1, max_size=8),
)
def test_flipped_bits_raise_nothing(which: str, flips: list[tuple[float, int]]) -> None:
    data = bytearray(whole(which))
    for place, mask in flips:
        data[min(int(place * len(data)), len(data) - 1)] ^= mask
    with suppress(FormatError):  # nothing may be left of it
        everything(bytes(data))


@settings(max_examples=15, deadline=None, derandomize=True)
@given(st.sampled_from(sorted(PLACES)), st.floats(0.0, 1.0))
def test_truncated_files_raise_nothing(which: str, part: float) -> None:
    data = whole(which)
    with suppress(FormatError):  # nothing may be left of it
        everything(data[: int(part * len(data))])
