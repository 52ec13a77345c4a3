from __future__ import annotations

from tests.formats.elf.elfwriter import shared

from gifthorse.formats import elf
from gifthorse.formats.elf.columns import name_column
from gifthorse.formats.elf.symbols import NAME_LIMIT, NONE


def test_names_of_many_files_in_one_column() -> None:
    one = elf.read(shared(imports=["open", "close"], exports={"JNI_OnLoad": 1})).symbols
    two = elf.read(shared(exports={"x": 1, "": 2, "yy": 3}, wide=False)).symbols
    assert name_column([one, NONE, two]).to_pylist() == ["open", "close", "JNI_OnLoad", "x", "yy"]
    assert name_column([NONE]).to_pylist() == []


def test_hostile_names_are_cut_and_made_ascii() -> None:
    symbols = elf.read(shared(exports={"é": 1, "n" * 5000: 2})).symbols
    assert name_column([symbols]).to_pylist() == ["??", "n" * NAME_LIMIT]
