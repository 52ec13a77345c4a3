"""The project's own captures of GSMTAP, read as tshark reads them."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

pytest.importorskip("pycrate_asn1rt", reason="the optional package pycrate is not installed")

from samples.cell.build import TRACES
from samples.cell.trace import Trace
from tests.readers.cell import tshark
from tests.readers.cell.test_cell import tables

MADE = {
    name.split(".")[0]: trace
    for names, traces in TRACES.items()
    for name, trace in zip(names.split(), traces, strict=True)
}


@pytest.mark.skipif(shutil.which("tshark") is None, reason="tshark is not installed")
def test_messages_causes_ciphers_and_places_are_those_of_tshark(tmp_path: Path) -> None:
    wrong, count = [], 0
    for name, trace in MADE.items():
        rows, packets = _both(tmp_path, trace)
        count += len(packets)
        wrong += [f"{name}, {line}" for line in tshark.differences(rows, packets)]
    assert wrong == []
    assert count > 300


def _both(folder: Path, trace: Callable[[], Trace]) -> tuple[list[dict[str, object]], list[dict[str, str]]]:
    rows = tables(folder, trace().pcap(), "log.pcap")["cell_messages"]
    return rows, tshark.told(folder / "log.pcap")
