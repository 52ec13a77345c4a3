"""Captures that we write are read again as they were, by us and by tshark."""

from __future__ import annotations

import io
import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.capturewriter import Talk, pcap

from gifthorse.formats.capture import Packets, open_capture
from gifthorse.formats.capture.written import Written


def packets(*rows: tuple[bytes, int, int]) -> Packets:
    """Packets of these bytes, times and directions, each five bytes longer on the wire."""
    sizes = [len(data) for data, _, _ in rows]
    count = len(rows)
    return Packets(
        data=np.frombuffer(b"".join(data for data, _, _ in rows) or b"\0", np.uint8),
        start=np.cumsum([0, *sizes])[:-1].astype(np.int64),
        captured=np.array(sizes, np.int32),
        length=np.array(sizes, np.int32) + 5,
        time=np.array([time for _, time, _ in rows], np.int64),
        interface=np.zeros(count, np.int32),
        number=np.arange(1, count + 1),
        at=np.zeros(count, np.int64),
        uid=np.full(count, -1, np.int32),
        direction=np.array([way for _, _, way in rows], np.int8),
    )


@given(
    st.lists(
        st.lists(st.tuples(st.binary(max_size=40), st.integers(0, 1 << 60), st.integers(-1, 1)), max_size=6), max_size=3
    )
)
def test_what_was_written_is_read_again(pieces: list[list[tuple[bytes, int, int]]]) -> None:
    out = io.BytesIO()
    file = Written(out, 127, "wlan0\u20ac")
    places = [place for rows in pieces for place in file.add(packets(*rows)).tolist()]
    file.lost(1000, 7, 1 << 60)
    data = out.getvalue()
    assert file.size == len(data)
    capture = open_capture(data)
    found = list(capture.chunks())
    rows = [row for piece in pieces for row in piece]
    assert [(p.bytes(i), int(p.time[i]), int(p.direction[i])) for p in found for i in range(len(p))] == rows
    assert [int(at) for p in found for at in p.at] == places
    assert all(data[at : at + len(row[0])] == row[0] for at, row in zip(places, rows, strict=True))
    assert [int(size) for p in found for size in p.length] == [len(row[0]) + 5 for row in rows]
    (interface,) = capture.interfaces
    assert (interface.link_type, interface.name) == (127, "wlan0\u20ac")
    assert capture.dropped == 7 and not capture.problems
    assert capture.framing + sum(len(row[0]) for row in rows) == len(data)


@pytest.mark.skipif(shutil.which("tshark") is None, reason="tshark is not installed")
def test_tshark_reads_it_too(tmp_path: Path) -> None:
    talk = pcap([(1.6e9 + i / 7, f) for i, f in enumerate(Talk().open().say(0, bytes(3000)).close().frames)])
    path = tmp_path / "written.pcapng"
    with path.open("wb") as out:
        file = Written(out, 1, "wlan0")
        for piece in open_capture(talk).chunks():
            file.add(piece)
        file.lost(9, 0, 1_600_000_000_000_000_000)
    command = ["tshark", "-nr", str(path), "-T", "fields", "-e", "frame.time_epoch", "-e", "frame.len"]
    said = subprocess.run(command, capture_output=True, text=True, check=True, timeout=120).stdout
    (original,) = open_capture(talk).chunks()
    expected = [f"{t // 10**9}.{t % 10**9:09d}\t{n}" for t, n in zip(original.time, original.length, strict=True)]
    assert said.split("\n")[:-1] == expected
