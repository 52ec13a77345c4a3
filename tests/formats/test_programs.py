"""Programs in bytes of an unknown form, wrapped and hidden; and what only speaks of them."""

from __future__ import annotations

import gzip
import io
import zipfile
from base64 import b64encode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gifthorse.formats.programs import Program, found, is_shell

ELF = b"\x7fELF\x02\x01\x01" + bytes(9) + b"\x03\0\xb7\0" + bytes(200)
DEX = b"dex\n035\0" + bytes(range(200))


def archive(name: str) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as file:
        file.writestr(name, b"x" * 100)
    return made.getvalue()


@pytest.mark.parametrize(
    ("data", "program"),
    [
        (ELF, Program("elf", "raw", 0)),
        (b"\0\0\2\0head" + DEX, Program("dex", "raw", 8)),
        (b"len" + archive("AndroidManifest.xml"), Program("apk", "raw", 3)),
        (archive("classes.dex"), Program("jar", "raw", 0)),
        (b"#!/system/bin/sh\nid\n", Program("script", "raw", 0)),
        (b"#!/data/local/tmp/bin/sh\n", Program("script", "raw", 0)),
        (b"1234" + gzip.compress(ELF, mtime=0), Program("elf", "gzip", 4)),
        (b"data:" + b64encode(DEX), Program("dex", "base64", 5)),
        (bytes(b ^ 0x23 for b in ELF), Program("elf", "xor", 0)),
        (b"MZ" + bytes(58) + b"\x80\0\0\0" + bytes(64) + b"PE\0\0", Program("pe", "raw", 0)),
        (b"MZ" + bytes(58) + b"\x80\0\0\0" + bytes(64) + b"no  ", None),
        (archive("holiday.txt"), None),
        (b"the ELF and the dex\n", None),
        (b"dex\n0 of something", None),
        (b"", None),
        (bytes(4000), None),
    ],
)
def test_programs(data: bytes, program: Program | None) -> None:
    assert found(data) == program


@pytest.mark.parametrize(
    ("data", "shell"),
    [
        (b"uid=0(root) gid=0(root)\n", True),
        (b"/system/bin/sh: foo: not found\n", True),
        (b"walleye:/data/local/tmp $ ls\n", True),
        (b"shell@walleye:/ $ ", True),
        (b"what is my uid and gid\n", False),
        (b"http://example.org:/ costs 5 $ a month", False),
    ],
)
def test_shells(data: bytes, shell: bool) -> None:
    assert is_shell(data) == shell


@given(st.binary(max_size=300), st.sampled_from([b"", b"PK\3\4", b"\x1f\x8b\x08", b"f0VMRg", b"MZ"]))
def test_flips_and_truncations(data: bytes, start: bytes) -> None:
    found(start + data)
    is_shell(data)
