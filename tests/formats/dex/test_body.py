"""One method in lists."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from tests.dexwriter import Class, Code, Writer, sample

from gifthorse.formats import dex
from gifthorse.formats.dex.body import Body, argument_words, body


def of(*units: int, tries: Sequence[tuple[int, int, Sequence[tuple[str | None, int]]]] = ()) -> Body:
    """The only body of a file with two other methods."""
    writer = Writer()
    writer.method("Lx/A;", "wide", "V", "J", "I", "D")
    writer.method("Lx/A;", "none")
    run = writer.method("La/A;", "run")
    writer.classes.append(Class("La/A;", directs=[(run, 1, Code(units, registers=8, tries=tries))]))
    return body(dex.read(writer.build()), 0)


def test_a_method_with_everything() -> None:
    read = dex.read(sample().build())
    found = body(read, 1)
    assert (found.registers, found.ins, len(found)) == (16, 2, 13)
    assert [found.name(i) for i in range(3)] == ["const-string", "const-wide/16", "invoke-static"]
    assert found.dst[:4] == [0, 1, -1, 0]
    assert found.sources[2] == (1, 0)  # the long's upper half is not named
    assert found.literal[1] == 7
    assert read.strings.text(found.ref[0]) == "hello"
    assert found.catches[2] == found.catches[3] == (7,)
    assert found.catches[4] == ()  # a switch does not throw
    assert read.type_name(found.catch_types[7]) == "Ljava/lang/Error;"
    assert found.cases == {4: {0: 12}}
    assert found.successors[6] == found.successors[9] == ()
    assert (found.targets[12], found.successors[12]) == ((19,), (11,))
    assert found.row(12) == 5
    assert found.row(13) == found.row(99) == -1


def test_arguments_by_prototype() -> None:
    found = of(0x506E, 0, 0x5431, 0x0671, 0, 1, 0x0677, 0, 1, 0x0574, 0, 1, 0x106E, 1, 0x0003, 0x000E)
    assert found.sources[0] == (1, 3, 5, 0)  # this, J (pair), I, D without its upper half
    assert found.sources[1] == ()  # static with no registers at all
    assert found.sources[2] == (1, 3, 4)  # one register more than the prototype has words
    assert found.sources[3] == (1, 2, 4, 5)
    assert found.sources[4] == (3,)


def test_words() -> None:
    writer = Writer()
    writer.proto("V", "J", "I", "D", "[J")
    read = dex.read(writer.build())
    assert argument_words(read, 0, static=True) == (0, 2, 3, 5, 6)
    assert argument_words(read, 0, static=False) == (0, 1, 3, 4, 6, 7)


def test_move_result_follows_its_call() -> None:
    found = of(0x0071, 1, 0, 0x000A, 0x000A, 0x0024, 0, 0, 0x010C, 0x000E)
    assert found.result_of == [-1, 0, -1, -1, 3, -1]


def test_branches() -> None:
    found = of(0x0038, 3, 0x0112, 0x2032, 0xFFFD, 0x0128, 0x0029, 2, 0x000E)
    assert [found.targets[i] for i in (0, 2, 3, 4)] == [(3,), (0,), (6,), (8,)]
    assert found.successors == [(1, 2), (2,), (3, 0), (4,), (5,), ()]
    assert found.broken == []


def test_branches_to_nowhere() -> None:
    found = of(0x0038, 2000, 0x0128, 0x052A, 0x7FFF, 0x7FFF, 0x002B, 1, 0x8000)
    assert found.broken == [0, 2]
    assert found.successors == [(1,), (2,), (), ()]


def test_end_without_return_has_no_successor() -> None:
    assert of(0x0000, 0x0000).successors == [(1,), ()]


def test_sparse_switch() -> None:
    payload = [0x0200, 2, 0xFFFF, 0xFFFF, 100, 0, 3, 0, 4, 0]
    found = of(0x002C, 5, 0, 0x000E, 0x000E, *payload)
    assert found.cases[0] == {-1: 3, 100: 4}
    assert found.successors[0] == (1, 2)


@pytest.mark.parametrize("payload", [[0x0100, 500, 0, 0], [0x0200, 500, 1], [0x0100], [0x0000, 0, 0]])
def test_switch_with_a_damaged_payload(payload: list[int]) -> None:
    found = of(0x002C, 4, 0, 0x000E, *payload)
    assert found.successors[0] == (1,) or found.broken == [0]


def test_array_data() -> None:
    found = of(0x0026, 4, 0, 0x000E, 0x0300, 1, 5, 0, 0x6261, 0x6463, 0x0065)
    assert found.arrays == {0: (1, b"abcde")}
    assert of(0x0026, 4, 0, 0x000E, 0x0300, 1, 5).arrays == {}


def test_payloads_that_many_instructions_share_are_read_a_few_times() -> None:
    """Thousands of switches on one long payload would be millions of cases."""
    switches = 2000
    units: list[int] = []
    for i in range(switches):
        units += [0x002B, 3 * (switches - i), 0]
    found = of(*units, 0x0100, switches, 0, 0, *[1, 0] * switches)
    assert len(found) == switches
    assert sum(map(len, found.cases.values())) <= 3 * switches
    fills: list[int] = []
    for i in range(switches):
        fills += [0x0026, 3 * (switches - i), 0]
    found = of(*fills, 0x0300, 1, 2 * switches, 0, *[0] * switches)
    assert sum(len(data) for _, data in found.arrays.values()) <= 12 * switches


def test_nested_tries_count_once() -> None:
    """Of overlapping try blocks, which only a tampered file has, the earlier one holds."""
    found = of(0x001D, 0x001D, 0x001D, 0x000E, tries=[(0, 2, [(None, 3)]), (0, 3, [(None, 2)])])
    assert found.catches == [(3,), (3,), (2,), ()]
