"""Cut and flipped files: never anything but a FormatError, never more than a share of the file."""

from __future__ import annotations

import struct

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.dexwriter import Class, Code, Writer, sample, uleb

from gifthorse.errors import FormatError
from gifthorse.formats import dex
from gifthorse.formats.dex.body import body
from gifthorse.readers import code
from gifthorse.tables import Rows


def _rich() -> bytes:
    """The sample with call sites, more classes and enough bodies for the lockstep part of the sweep."""
    writer = sample(39)
    writer.handles = [(4, 0), (1, 0)]
    writer.sites = [uleb(4) + bytes([0x16, 0, 0x17, 1, 0x15, 0, 0x16, 0])]
    methods = [writer.method("Lz/Many;", f"m{i}", "V", "J") for i in range(90)]
    bodies = [Code([0x0071, i, 0, 0x001B, 1, 0, 0x0100, 1, 0, 0, 9, 0, 0x0000, 0x000E]) for i in range(90)]
    directs = [(m, 9, c) for m, c in zip(methods, bodies, strict=True)]
    fields = [(writer.field("Lz/Many;", "I", f"f{i}"), 8) for i in range(3)]
    values = uleb(3) + bytes([0x17, 1, 0x04, 7, 0x1E])
    writer.classes.append(Class("Lz/Many;", directs=directs, statics=fields, values=values))
    return writer.build()


RICH = _rich()
EXTREMES = [0, 1, 0x7F, 0x80, 0xFF, 0xFFFF, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF, len(RICH), len(RICH) - 1]


def use(data: bytes) -> None:
    """Everything that is made of a DEX file."""
    try:
        found = dex.read_all(data)
    except FormatError:
        return
    rows = Rows()
    code.read("app.apk", found, rows)
    for name, table in rows.tables():
        table.validate(full=True)
        assert name == "problems" or table.num_rows <= len(data)
    for one in found:
        assert len(one.insn_op) <= len(data)
        for q in range(len(one.code_offset)):
            made = body(one, q)
            assert all(0 <= s < len(made) for next_rows in made.successors for s in next_rows)
        one.strings.texts(range(len(one.strings)))
        [one.method_text(m) for m in range(-1, len(one.method_class))]


@settings(max_examples=150, deadline=None, derandomize=True)
@given(st.lists(st.tuples(st.integers(0, len(RICH) - 1), st.integers(0, 255)), min_size=1, max_size=12))
def test_flipped_bytes(changes: list[tuple[int, int]]) -> None:
    data = bytearray(RICH)
    for place, value in changes:
        data[place] = value
    use(bytes(data))


@settings(max_examples=150, deadline=None, derandomize=True)
@given(st.lists(st.tuples(st.integers(8, len(RICH) // 4 - 1), st.sampled_from(EXTREMES)), min_size=1, max_size=4))
def test_extreme_numbers(changes: list[tuple[int, int]]) -> None:
    data = bytearray(RICH)
    for place, value in changes:
        struct.pack_into("<I", data, 4 * place, value)
    use(bytes(data))


@settings(max_examples=80, deadline=None, derandomize=True)
@given(st.integers(0, len(RICH)))
def test_cut_short(length: int) -> None:
    use(RICH[:length])


@settings(max_examples=60, deadline=None, derandomize=True)
@given(st.binary(max_size=400))
def test_noise_behind_a_header(noise: bytes) -> None:
    use(RICH[:112] + noise)


def test_every_header_number_at_its_extremes() -> None:
    for place in range(32, 112, 4):
        for value in EXTREMES:
            data = bytearray(RICH)
            struct.pack_into("<I", data, place, value)
            use(bytes(data))


def test_a_long_name_named_by_every_method() -> None:
    """One string of 100 kB as class and parameter of thousands of methods makes no gigabytes."""
    writer = Writer()
    long = "L" + "x" * 100_000 + ";"
    first = writer.method(long, long, long, *[long] * 20)
    owner, proto, _ = writer.methods[first]
    writer.methods += [(owner, proto, len(writer.strings) + i) for i in range(60_000)]
    writer.strings += map(str, range(60_000))
    found = dex.read(writer.build())
    rows = Rows()
    code.read("app.apk", [found], rows)
    assert sum(table.nbytes for _, table in rows.tables()) < 500_000_000
    assert "shortened" in rows.rows("problems")[-1]["sentence"]
