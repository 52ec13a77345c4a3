from __future__ import annotations

from pathlib import Path

import pytest
from tests.readers.nodes import node, table

from gifthorse.readers import kernel_options
from gifthorse.tables import Rows


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (b"kernel=kernel\ncmd_line='bootopt=64S3 androidboot.selinux=permissive'\n", {"ro.boot.selinux": "permissive"}),
        (b"BOARD_KERNEL_CMDLINE=androidboot.veritymode=disabled x=1\n", {"ro.boot.veritymode": "disabled"}),
        (b"console=ttyS0 enforcing=0 androidboot.x=1\n", {"ro.boot.x": "1", "ro.boot.selinux": "permissive"}),
        (b"console=ttyS0 buildvariant=user\n", {}),
    ],
)  # fmt: skip
def test_options_of_the_kernel(tmp_path: Path, text: bytes, found: dict[str, str]) -> None:
    rows = Rows()
    kernel_options.read(node(tmp_path, text, place="/img_info", kind="kernel-options"), rows)
    assert {r["name"]: r["value"] for r in table(rows, "properties")} == found
