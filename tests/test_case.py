"""A case folder: nothing else is overwritten, an unfinished one is not opened, parts come back whole."""

from __future__ import annotations

from pathlib import Path

import pytest

from gifthorse.case import Case, default_path
from gifthorse.errors import CaseError
from gifthorse.tables import Rows, specs


def rows(name: str) -> Rows:
    made = Rows()
    made.add("hosts", evidence=1, address="127.0.0.1", name=name, line=1)
    made.put("calls", {"evidence": 1, "method": [1, 2], "pc": [0, 4], "op": "static", "callee": [7, None]})
    return made


def test_parts_come_back_as_tables(tmp_path: Path) -> None:
    case = Case.create(tmp_path / "case")
    for key in ("k1", "k2"):
        case.write_part(key, rows(key).tables())
    merged = case.merged(["k1", "k2"])
    assert merged["hosts"]["name"].to_pylist() == ["k1", "k2"]
    assert merged["apps"].num_rows == 0
    assert set(merged) == {n for n, s in specs().items() if s.room == "facts"}
    assert case.code_tables()["calls"].num_rows == 4


def test_another_folder_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("mine")
    with pytest.raises(CaseError, match="not empty and no gifthorse case"):
        Case.create(tmp_path)
    with pytest.raises(CaseError, match="is a file"):
        Case.create(tmp_path / "letter.txt")
    assert (tmp_path / "letter.txt").read_text() == "mine"


def test_an_unfinished_case_is_not_opened(tmp_path: Path) -> None:
    with pytest.raises(CaseError, match="no gifthorse case"):
        Case.open(tmp_path)
    case = Case.create(tmp_path / "case")
    with pytest.raises(CaseError, match="not finished"):
        Case.open(case.path)
    case.finish({"schema": 1, "gifthorse": "x"}, "{}", "{}")
    assert Case.open(case.path).manifest()["gifthorse"] == "x"


def test_a_case_of_another_schema_is_refused(tmp_path: Path) -> None:
    case = Case.create(tmp_path / "case")
    case.finish({"schema": 99, "gifthorse": "9.9"}, "{}", "{}")
    with pytest.raises(CaseError, match="another version"):
        Case.open(case.path)


def test_units_of_other_evidence_are_forgotten(tmp_path: Path) -> None:
    case = Case.create(tmp_path / "case")
    for key in ("old", "new"):
        case.write_part(key, rows(key).tables())
    case.forget_others({"new"})
    assert not case.part("old").exists()
    assert case.code_tables()["calls"].num_rows == 2


def test_the_same_evidence_has_the_same_default_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIFTHORSE_HOME", str(tmp_path))
    first = default_path([Path("phone")])
    assert first == default_path([Path("./phone")])
    assert first != default_path([Path("other")])
    assert first.is_relative_to(tmp_path)
