"""The fixtures about the cellular link are what their generator makes."""

from __future__ import annotations

import pytest

pytest.importorskip("pycrate_asn1rt", reason="the optional package pycrate is not installed")

from samples.cell.build import OUT, made

FIXTURES = list(made())


@pytest.mark.parametrize(("path", "data"), FIXTURES, ids=[f"{p.parent.name}/{p.name}" for p, _ in FIXTURES])
def test_what_is_committed_is_what_the_generator_makes(path: object, data: bytes) -> None:
    assert (OUT / str(path)).read_bytes() == data, "run `python -m samples.cell.build`"


def test_nothing_else_is_there() -> None:
    known = {path for path, _ in FIXTURES}
    assert {p for p in OUT.glob("cell-*/*") if p.is_file()} == known
