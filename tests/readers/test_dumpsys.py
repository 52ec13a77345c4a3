"""What the phone says of its own traffic, as rows."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.formats.dumpsys.test_services import HISTORY, NETWORKS, NEW, PACKAGES
from tests.readers.nodes import node, table

from gifthorse.evidence import open_evidence
from gifthorse.readers import dumpsys
from gifthorse.tables import Rows


def test_rows(tmp_path: Path) -> None:
    data = "\n".join([NEW, HISTORY, PACKAGES, NETWORKS, "[persist.sys.timezone]: [Asia/Shanghai]"]).encode()
    rows = Rows()
    dumpsys.read(node(tmp_path, data), rows)
    assert not table(rows, "problems")
    first = table(rows, "traffic_by_app")[0]
    assert (first["uid"], first["network"], first["foreground"], first["bytes_out"]) == (10144, "vpn", True, 1594753)
    assert first["start"] == datetime(2024, 5, 6, 10, 0, tzinfo=UTC)
    assert {(row["uid"], row["package"]) for row in table(rows, "app_uids")} >= {(10123, "com.example.torch")}
    lit = table(rows, "screen_times")[0]
    assert (lit["since"], lit["zone"]) == (datetime(2024, 5, 6, 2, 0, tzinfo=UTC), "Asia/Shanghai")
    assert table(rows, "networks")[0]["resolvers"] == ["192.168.1.1"]


def test_without_a_zone_times_are_the_phones_own(tmp_path: Path) -> None:
    for odd in ("", "persist.sys.timezone=Nowhere/Atlantis"):
        rows = Rows()
        dumpsys.read(node(tmp_path, f"{HISTORY}\n{odd}".encode()), rows)
        lit = table(rows, "screen_times")[0]
        assert (lit["since"], lit["zone"]) == (datetime(2024, 5, 6, 10, 0, tzinfo=UTC), None)


def test_what_is_not_understood_is_told(tmp_path: Path) -> None:
    rows = Rows()
    dumpsys.read(node(tmp_path, NEW.replace("rb=5", "odd=5").encode()), rows)
    assert [row["sentence"] for row in table(rows, "problems")] == [
        "Lines of netstats that could not be understood: 1."
    ]


@pytest.mark.parametrize("text", [NEW, HISTORY, "package:a.b uid:10001\n", "com.a 10126 0 /data/user/0/com.a x\n"])
def test_it_is_recognised_by_its_content(tmp_path: Path, text: str) -> None:
    (tmp_path / "some.txt").write_text(text)
    assert [n.kind for n in open_evidence([tmp_path / "some.txt"]).nodes] == ["dumpsys"]
