"""Captures that are still being written, and the watch over them."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.capturewriter import Talk, pcap
from tests.pcapngwriter import Pcapng

from gifthorse import watch
from gifthorse.errors import EvidenceError
from gifthorse.formats.capture import Packets
from gifthorse.live import moving
from gifthorse.live.moving import Moving
from gifthorse.report.document import Document, Finding

PATIENCE = 60
FRAMES = Talk().open().say(0, b"GET / HTTP/1.1\r\nHost: a.test\r\n\r\n").say(1, bytes(4000)).close().frames


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(moving, "PAUSE", 0.01)
    monkeypatch.setattr(watch, "EVERY", 0.2)


def pcapng(frames: list[bytes]) -> bytes:
    file = Pcapng().interface(1)
    for number, frame in enumerate(frames):
        file.packet(frame, 1_600_000_000_000_000 + number)
    return file.data


@pytest.mark.parametrize("written", [pcap(FRAMES), pcapng(FRAMES)], ids=["pcap", "pcapng"])
def test_a_file_is_read_as_it_grows(written: bytes, tmp_path: Path) -> None:
    path = tmp_path / "growing"
    with path.open("wb", buffering=0) as file:
        live = Moving(path)
        pieces = live.packets()
        found: list[Packets] = []
        for at in range(0, len(written), 7):
            file.write(written[at : at + 7])
            if at % 3 == 0:
                found.append(next(pieces))
        live.stop()
        found += pieces
    live.close()
    assert [p.bytes(i) for p in found for i in range(len(p))] == FRAMES
    assert sum(len(p) > 0 for p in found) > 5
    assert live.capture is not None and not live.capture.problems and not live.capture.unreadable
    total = live.capture.framing + sum(map(len, FRAMES))
    assert total == len(written)


def test_a_record_that_never_comes_is_told_at_the_end(tmp_path: Path) -> None:
    path = tmp_path / "cut.pcap"
    path.write_bytes(pcap(FRAMES)[:-3])
    live = Moving(path)
    pieces = live.packets()
    assert len(next(pieces)) == len(FRAMES) - 1 and not len(next(pieces))
    live.stop()
    assert not sum(len(p) for p in pieces)
    assert live.capture is not None
    assert [sentence[:26] for sentence, _ in live.capture.problems] == ["The capture ends within pa"]
    live.close()


def test_damage_is_not_waited_for(tmp_path: Path) -> None:
    path = tmp_path / "damaged.pcap"
    path.write_bytes(pcap(FRAMES) + b"\xff" * 100)
    live = Moving(path)
    assert sum(len(p) for p in live.packets()) == len(FRAMES)
    assert live.capture is not None and live.capture.unreadable == 100
    live.close()


def test_a_file_that_takes_its_place_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "a.pcap"
    path.write_bytes(pcap(FRAMES))
    live = Moving(path)
    pieces = live.packets()
    assert len(next(pieces)) == len(FRAMES)
    path.rename(tmp_path / "a.pcap.1")
    path.write_bytes(pcap(FRAMES[:1]))
    assert not sum(len(p) for p in pieces)
    assert live.problems == ["Another file took the place of the one that was watched; that was not read."]
    live.close()


@pytest.mark.parametrize(
    ("data", "says"), [(b"\x1f\x8b\x08" + bytes(40), "is packed"), (b"PK\3\4" + bytes(40), "does not begin like")]
)
def test_what_is_no_growing_capture_is_refused(data: bytes, says: str, tmp_path: Path) -> None:
    path = tmp_path / "other"
    path.write_bytes(data)
    with pytest.raises(Exception, match=says):
        Moving(path)
    with pytest.raises(EvidenceError, match="no file"):
        Moving(tmp_path)


Watched = Callable[..., tuple[Document, list[Finding], watch.Watch]]


@pytest.fixture
def watched(tmp_path: Path) -> Iterator[Watched]:
    """Write frames with their times into a file under a watch, in two parts; the second once the first was told of."""

    def run(first: list[tuple[float, bytes]], second: list[tuple[float, bytes]], **options: Any) -> Any:
        path = tmp_path / "growing.pcap"
        path.write_bytes(b"")
        told: list[Finding] = []
        made = watch.Watch(Moving(path), tell=told.extend, show=lambda _: None, **options)

        def write() -> None:
            whole, one = pcap([*first, *second]), pcap(first)
            with path.open("wb", buffering=0) as file:
                file.write(one)
                end = time.monotonic() + PATIENCE
                while not told and time.monotonic() < end:
                    time.sleep(0.02)
                before = len(told)
                file.write(whole[len(one) :])
                while second and len(told) == before and time.monotonic() < end:
                    time.sleep(0.02)
            made.stop()

        writer = threading.Thread(target=write)
        writer.start()
        try:
            document, _ = made.run(PATIENCE)
        finally:
            writer.join()
        return document, told, made

    yield run


def request(port: int, text: str, at: float, server: str = "198.51.100.7") -> list[tuple[float, bytes]]:
    """A request over http, with an answer."""
    talk = Talk(ports=(port, 80), server=server).open()
    talk.say(0, f"GET {text} HTTP/1.1\r\nHost: {server}.test\r\n\r\n".encode())
    talk.say(1, b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok").close()
    return [(at + number / 100, frame) for number, frame in enumerate(talk.frames)]


def test_findings_appear_once_each_while_the_capture_grows(watched: Watched, tmp_path: Path) -> None:
    first = request(40000, "/a?imei=490154203237518", 1.6e9)
    beats = [p for beat in range(60) for p in request(41000 + beat, "/beat", 1.6e9 + 60 * beat, "198.51.100.9")]
    document, told, made = watched(first, beats, case=tmp_path / "case")
    rules = [f.rule for f in told]
    assert rules.count("line/identifier-seen-in-clear") == 1
    assert "line/beacon" in {f.rule for f in document.findings}
    ids = [f.id for f in told]
    assert len(ids) == len({(f.id, f.level) for f in told})
    assert {f.id for f in made.untold(document)} == {f.id for f in document.findings} - set(ids)
    assert document.answers[1].answer == "found" and document.case == str(tmp_path / "case")
    assert "490154203237518" not in repr(told)


def test_nothing_written_is_told(tmp_path: Path) -> None:
    path = tmp_path / "empty.pcap"
    path.write_bytes(b"")
    made = watch.Watch(Moving(path), tell=lambda _: None, show=lambda _: None)
    with pytest.raises(EvidenceError, match="Nothing was written"):
        made.run(0.1)
