"""Try blocks and handlers."""

from __future__ import annotations

import struct

import pytest
from tests.dexwriter import Class, Code, Writer

from gifthorse.formats import dex

UNITS = [0x0000] * 9 + [0x000E]


def file(*codes: Code) -> Writer:
    writer = Writer()
    methods = [writer.method("La/A;", f"m{i}") for i in range(len(codes))]
    writer.classes.append(Class("La/A;", directs=[(m, 1, c) for m, c in zip(methods, codes, strict=True)]))
    return writer


def rows(read: dex.Dex) -> list[tuple[int, int, int, list[tuple[str | None, int]]]]:
    found = []
    for t in range(len(read.try_code)):
        low, high = read.try_handler_start[t : t + 2].tolist()
        handlers = [
            (read.type_name(kind) if kind >= 0 else None, pc)
            for kind, pc in zip(read.handler_type[low:high].tolist(), read.handler_pc[low:high].tolist(), strict=True)
        ]
        found.append((int(read.try_code[t]), int(read.try_start[t]), int(read.try_end[t]), handlers))
    return found


def test_handlers_of_all_shapes() -> None:
    names: list[tuple[str | None, int]] = [(f"Lx/E{i};", i % 9) for i in range(70)]
    read = dex.read(
        file(
            Code(UNITS, tries=[(0, 2, [("Lx/E;", 9)]), (2, 3, [(None, 8)]), (5, 1, [*names, (None, 7)])]),
            Code([0x000E]),
            Code(UNITS[:-1], tries=[(1, 8, names)]),
        ).build()
    )
    assert read.truncated == []
    assert rows(read) == [
        (0, 0, 2, [("Lx/E;", 9)]),
        (0, 2, 5, [(None, 8)]),
        (0, 5, 6, [*names, (None, 7)]),
        (2, 1, 9, names),
    ]


def test_a_try_block_that_reaches_past_the_code() -> None:
    read = dex.read(file(Code(UNITS, tries=[(8, 60000, [(None, 3)])])).build())
    assert rows(read) == [(0, 8, 10, [(None, 3)])]


def test_a_handler_outside_the_method() -> None:
    read = dex.read(file(Code(UNITS, tries=[(0, 1, [(None, 500), (None, 3)])])).build())
    assert rows(read) == [(0, 0, 1, [(None, -1)])]
    assert "outside their methods" in read.truncated[0]


@pytest.mark.parametrize("count", [0xFFFF, 2000])
def test_more_try_blocks_than_fit(count: int) -> None:
    writer = file(Code(UNITS, tries=[(0, 1, [(None, 3)])]))
    data = bytearray(writer.build())
    struct.pack_into("<H", data, writer.places["code 0"] + 6, count)
    read = dex.read(bytes(data))
    assert len(read.try_code) == 0
    assert "try blocks" in read.truncated[0]


def test_a_handler_list_of_absurd_size() -> None:
    writer = file(Code(UNITS, tries=[(0, 1, [("Lx/E;", 3), ("Lx/F;", 4), (None, 3)])]))
    data = bytearray(writer.build())
    place = writer.places["code 0"] + 16 + 2 * len(UNITS) + 8 + 1
    data[place : place + 5] = b"\xff\xff\xff\xff\x07"
    read = dex.read(bytes(data))
    assert read.try_handler_start.tolist() == [0, 0]
    assert "handlers are damaged" in read.truncated[0]
