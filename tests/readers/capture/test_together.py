"""A capture read by two workers that share what they saw: the rows are those of one that reads alone."""

from __future__ import annotations

import multiprocessing
import os
import random
import sys
from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import Any

import pytest
from tests.capturewriter import Talk, ethernet, ip, pcap, udp
from tests.dnswriter import message
from tests.formats.capture.test_pcapdroid import trailed

from gifthorse.formats.capture import grid, open_capture
from gifthorse.readers.capture import together
from gifthorse.readers.capture.board import SLOTS, Board, board_of, boards
from gifthorse.readers.capture.engine import Engine
from gifthorse.tables import Rows

STRETCH = 300_000  # a record must not reach over a whole piece
Found = dict[str, list[dict[str, Any]]]

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="a board is made of what Linux has")


@pytest.fixture(autouse=True)
def small_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(grid, "STRETCH", STRETCH)


def read(data: bytes, share: int, board: Board | None) -> Found:
    """The rows of one share."""
    rows = Rows()
    Engine(open_capture(data), "x.pcap", rows, share=(share, 2), seed=1, board=board).run()
    return {name: table.to_pylist() for name, table in rows.tables()}


def both(data: bytes, first: Callable[[Connection], None] | None = None) -> list[Found]:
    """The rows of both shares, read by two processes at once; `first` is what share 0 does instead, if given."""
    board = Board(2)

    def work(share: int, pipe: Connection) -> None:
        pipe.send(read(data, share, board))

    context = multiprocessing.get_context("fork")
    pipes = [context.Pipe() for _ in range(2)]
    doing: list[Callable[[], None]] = [
        lambda: (first or (lambda p: work(0, p)))(pipes[0][1]),
        lambda: work(1, pipes[1][1]),
    ]
    workers = [context.Process(target=do) for do in doing]
    for worker in workers:
        worker.start()
    found = [pipe.recv() for pipe, _ in pipes[1 if first else 0 :]]
    for worker in workers:
        worker.join()
    return found


def noise(count: int, seed: int = 1) -> list[bytes]:
    """Frames of many connections, some of them large, some of other kinds, with DNS between."""
    choose = random.Random(seed)
    frames: list[bytes] = []
    for number in range(count):
        port = 20_000 + choose.randrange(200)
        talk = Talk(ports=(port, choose.choice([80, 443, 5228])))
        frames += talk.open().say(0, choose.randbytes(choose.randrange(4000))).close().frames
        frames.append(ethernet(ip(udp(message(f"h{number % 7}.example"), ports=(port, 53)), 17)))
        if number % 50 == 0:
            frames.append(ethernet(b"\0\1" * 14, 0x0806))
            frames.append(ethernet(ip(udp(choose.randbytes(60_000), ports=(port, 9)), 17)))
    return frames


def fragments(payload: bytes, number: int) -> list[bytes]:
    """A datagram in two pieces of its packet."""
    whole = ip(udp(payload), 17, number=number)
    head, body = whole[:20], whole[20:]
    one = head[:6] + b"\x20\0" + head[8:]
    one = one[:2] + (20 + 800).to_bytes(2, "big") + one[4:] + body[:800]
    two = head[:6] + (100).to_bytes(2, "big") + head[8:]
    two = two[:2] + (20 + len(body) - 800).to_bytes(2, "big") + two[4:] + body[800:]
    return [ethernet(one), ethernet(two)]


def test_two_workers_find_what_each_would_alone() -> None:
    frames = noise(1500)
    for number in range(0, len(frames), 400):
        frames[number:number] = fragments(bytes(1500), number)
    data = pcap(frames)
    assert len(data) > 8 * STRETCH
    assert both(data) == [read(data, share, None) for share in range(2)]


@pytest.mark.parametrize("cut", [1, 17, 100_001, 299_999, 300_024, 1_000_000])
def test_damaged_and_cut_captures(cut: int) -> None:
    data = bytearray(pcap(noise(900))[:-cut])
    assert both(bytes(data)) == [read(bytes(data), share, None) for share in range(2)]
    data[len(data) // 2 : len(data) // 2 + 3000] = b"\xff" * 3000
    assert both(bytes(data)) == [read(bytes(data), share, None) for share in range(2)]


def test_payloads_that_look_like_records() -> None:
    """What is guessed to be a beginning is not believed before the chain of records arrives there."""
    inner = pcap([ethernet(ip(udp(bytes(40)), 17))] * 900)[24:]
    frames = [f for _ in range(40) for f in (ethernet(ip(udp(inner[:60_000]), 17)), *noise(3))]
    data = pcap(frames)
    assert both(data) == [read(data, share, None) for share in range(2)]


def test_trailers_are_read_by_each() -> None:
    frames = [frame for frame in noise(700) if len(frame) < 60_000]
    frames[4000:] = [trailed(frame[14:], 10_000 + len(frame) % 3, b"App") for frame in frames[4000:]]
    data = pcap(frames)
    found = both(data)
    assert found == [read(data, share, None) for share in range(2)]
    assert {c["uid"] for part in found for c in part["connections"]} >= {10_000, 10_001}


def test_a_worker_that_dies_or_never_comes_leaves_the_other_its_work() -> None:
    data = pcap(noise(1500))
    alone = read(data, 1, None)

    def dies(_: Connection) -> None:
        takes = together.Together._read
        count = iter(range(SLOTS + 2))

        def taken(*args: Any) -> Any:
            if next(count, None) is None:
                os._exit(1)
            return takes(*args)

        together.Together._read = taken  # type: ignore[assignment,method-assign]
        read(data, 0, None)
        os._exit(1)

    assert both(data, dies) == [alone]
    assert both(data, lambda _: None) == [alone]
    board = Board(2)
    assert [read(data, share, board) for share in range(2)] == [read(data, 0, None), alone]  # one after the other


def test_nothing_is_left_on_a_board() -> None:
    data = pcap(noise(600))
    board = Board(2)
    for share in range(2):
        read(data, share, board)
    assert all(slot.piece == -1 for slot in board.slots)


def test_boards_are_known_by_name_while_they_are_needed() -> None:
    with boards([("a.pcap", 2)]):
        assert board_of("a.pcap") is not None and board_of("b.pcap") is None
    assert board_of("a.pcap") is None
