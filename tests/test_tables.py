"""Rows become Arrow tables of the specs."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest

from gifthorse.tables import Rows, specs


def made(rows: Rows) -> dict[str, pa.Table]:
    found = dict(rows.tables())
    for name, table in found.items():
        assert table.schema.equals(specs()[name].schema())
        table.validate(full=True)
    return found


def test_columns_left_out_are_null() -> None:
    rows = Rows()
    rows.add("hosts", address="127.0.0.1", name="x")
    row = made(rows)["hosts"].to_pylist()[0]
    assert row["name"] == "x"
    assert row["line"] is None


def test_lone_surrogates_become_the_replacement_character() -> None:
    rows = Rows()
    rows.add("init_services", service="a\ud800b", arguments=["\udc00", "ok"], user="\ud83d\ude00")
    rows.add("init_services", service="Grüße")
    rows.put("sysconfig", {"evidence": 1, "element": ["\ud800", "b"]})
    found = made(rows)
    first, second = found["init_services"].to_pylist()
    assert (first["service"], first["arguments"], first["user"]) == ("a�b", ["�", "ok"], "😀")
    assert second["service"] == "Grüße"
    assert found["sysconfig"]["element"].to_pylist() == ["�", "b"]


def test_columns_of_every_make() -> None:
    rows = Rows()
    rows.put(
        "calls",
        {
            "evidence": 7,
            "method": np.array([1, 2], np.int64),
            "pc": pa.chunked_array([[3], [4]], pa.int32()),
            "op": "virtual",
            "callee": [5, None],
        },
    )
    rows.put("calls", {"evidence": 7, "method": [1], "op": pa.array(["static"])})
    assert made(rows)["calls"].to_pylist() == [
        {"evidence": 7, "method": 1, "pc": 3, "op": "virtual", "callee": 5},
        {"evidence": 7, "method": 2, "pc": 4, "op": "virtual", "callee": None},
        {"evidence": 7, "method": 1, "pc": None, "op": "static", "callee": None},
    ]


def test_an_unknown_column_is_refused_at_once() -> None:
    with pytest.raises(KeyError, match="surname"):
        Rows().add("hosts", surname="x")
    with pytest.raises(KeyError, match="surname"):
        Rows().put("hosts", {"surname": ["x"]})
