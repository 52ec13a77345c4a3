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


def test_rows_keep_their_order_whatever_columns_they_have() -> None:
    rows = Rows()
    rows.add("hosts", address="1", name="a")
    rows.add("hosts", name="b", address="2")
    rows.add("hosts", name="c")
    rows.add("hosts", name="d")
    expected = [("1", "a"), ("2", "b"), (None, "c"), (None, "d")]
    assert [(r["address"], r["name"]) for r in rows.rows("hosts")] == expected
    assert [(r["address"], r["name"]) for r in made(rows)["hosts"].to_pylist()] == expected


@pytest.mark.parametrize("above", [0, 1 << 30])
def test_rows_that_were_packed_and_pressed_come_first(above: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gifthorse.tables.PRESS_ABOVE", above)
    rows = Rows()
    for number in range(5):
        rows.add("tls", connection=number, version="TLS 1.3", certificates=["a", "b"])
        rows.add("dns", connection=number, name=f"{number}.example")
        if number % 2:
            rows.pack("tls", 2)
        rows.pack("dns", 2)
    found = made(rows)
    assert found["tls"]["connection"].to_pylist() == found["dns"]["connection"].to_pylist() == list(range(5))
    assert found["tls"]["certificates"].to_pylist() == [["a", "b"]] * 5
    assert made(rows)["tls"].equals(found["tls"])
