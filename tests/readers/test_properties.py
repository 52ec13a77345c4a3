from __future__ import annotations

from pathlib import Path

from tests.readers.nodes import node, table

from gifthorse.formats.props import LINES_LIMIT
from gifthorse.readers import properties
from gifthorse.tables import Rows, node_id


def test_one_row_a_line(tmp_path: Path) -> None:
    rows = Rows()
    properties.read(node(tmp_path, b"ro.debuggable=0\nro.debuggable=1\n", place="/system/build.prop"), rows)
    assert table(rows, "properties") == [
        {
            "evidence": node_id("dump/system/build.prop"),
            "path": "/system/build.prop",
            "name": "ro.debuggable",
            "value": v,
            "line": n,
        }
        for n, v in ((1, "0"), (2, "1"))
    ]


def test_an_absurd_file_is_a_problem(tmp_path: Path) -> None:
    rows = Rows()
    properties.read(node(tmp_path, b"\n" * (LINES_LIMIT + 1)), rows)
    (problem,) = table(rows, "problems")
    assert (problem["reader"], problem["error"], problem["path"]) == ("properties", "limit", "dump/system/x")
