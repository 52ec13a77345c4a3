from __future__ import annotations

import contextlib
import mmap
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.formats.elf.elfwriter import shared

from gifthorse.errors import FormatError
from gifthorse.formats import elf

GCC = shutil.which("gcc")
READELF = shutil.which("readelf")
compiled = pytest.mark.skipif(not (GCC and READELF), reason="gcc or readelf is not installed")


@pytest.mark.parametrize("wide", [True, False])
@pytest.mark.parametrize("big", [False, True])
@pytest.mark.parametrize("hashed", ["sysv", "gnu", ""])
def test_reads_every_class_and_byte_order(wide: bool, big: bool, hashed: str) -> None:
    data = shared(
        needed=["libc.so", "liblog.so"],
        imports=["system", "__stack_chk_fail"],
        exports={"JNI_OnLoad": 0x1234},
        soname="libx.so",
        runpath="$ORIGIN",
        wide=wide,
        big=big,
        hashed=hashed,
    )
    found = elf.read(data)
    assert (found.bits, found.machine, found.type) == (64 if wide else 32, "aarch64", "shared")
    assert found.needed == ("libc.so", "liblog.so")
    assert (found.soname, found.rpath, found.interpreter) == ("libx.so", "$ORIGIN", None)
    assert found.canary and not found.fortify
    assert found.damage == ()
    names = [n.decode() for n in found.symbols.names()]
    if hashed:  # without a hash table only the string table behind bounds the symbols, and here it lies in front
        assert names == ["system", "__stack_chk_fail", "JNI_OnLoad"]
        assert found.symbols.defined.tolist() == [False, False, True]
        assert found.symbols.value.tolist() == [0, 0, 0x1234]


def test_imports_alone_are_counted_by_the_section_behind() -> None:
    """A GNU hash table without exports says nothing of the imports."""
    assert elf.read(shared(imports=["dlopen"], hashed="gnu")).symbols.names() == []
    assert elf.read(shared(imports=["dlopen"], hashed="sysv")).symbols.names() == [b"dlopen"]


@pytest.mark.parametrize(
    ("flags", "expected"),
    [
        ((), "partial"),
        (((24, 0),), "full"),
        (((30, 8),), "full"),
        (((0x6FFFFFFB, 1),), "full"),
        (((30, 1),), "partial"),
    ],
)
def test_relro_is_full_only_with_immediate_binding(flags: tuple[tuple[int, int], ...], expected: str) -> None:
    assert elf.read(shared(relro=True, flags=flags)).relro == expected
    assert elf.read(shared(relro=False, flags=flags)).relro == "none"


def test_hardening() -> None:
    assert elf.read(shared()).nx
    assert not elf.read(shared(stack=7)).nx
    assert not elf.read(shared(stack=None)).nx, "without a stack header the loader makes it executable"
    assert elf.read(shared(load_flags=7)).writable_code
    assert not elf.read(shared(load_flags=5)).writable_code
    assert elf.read(shared(imports=["__strcpy_chk"])).fortify


def test_a_program_is_told_from_a_library() -> None:
    program = elf.read(shared(interpreter="/system/bin/linker64"))
    assert (program.type, program.pie, program.interpreter) == ("program", True, "/system/bin/linker64")
    assert elf.read(shared(flags=((0x6FFFFFFB, 0x08000000),))).type == "program"
    fixed = elf.read(shared(kind=2))
    assert (fixed.type, fixed.pie) == ("program", False)


@pytest.mark.parametrize(
    "data", [b"", b"\x7fELF", b"MZ" + bytes(100), b"\x7fELF\x03\x01" + bytes(60), b"\x7fELF\x02\x01" + bytes(46)]
)
def test_what_is_no_elf_is_refused(data: bytes) -> None:
    with pytest.raises(FormatError):
        elf.read(data)


def test_what_lies_beyond_the_end_is_said() -> None:
    whole = shared(needed=["libc.so"], imports=["open"])
    assert "lies beyond the end" in " ".join(elf.read(whole[:300]).damage)
    assert elf.read(whole[:100]).damage[0].startswith("Only 0 of 3 program headers")


def test_a_map_reads_like_bytes(tmp_path: Path) -> None:
    data = shared(needed=["libc.so"], exports={"a": 1})
    (tmp_path / "x.so").write_bytes(data)
    with (tmp_path / "x.so").open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as mapped:
        found = elf.read(mapped)
    assert (found.needed, found.symbols.names()) == (("libc.so",), [b"a"])


@compiled
@pytest.mark.parametrize(
    "options",
    [
        ["-shared", "-fPIC"],
        ["-shared", "-fPIC", "-Wl,--hash-style=sysv", "-Wl,-z,relro,-z,now"],
        ["-shared", "-fPIC", "-Wl,--hash-style=gnu", "-Wl,-z,norelro", "-Wl,-soname,libfoo.so.1"],
        ["-shared", "-fPIC", "-Wl,--hash-style=both", "-Wl,-z,execstack", "-s"],
        ["-pie", "-fPIE", "-fstack-protector-all"],
        ["-no-pie", "-O2", "-D_FORTIFY_SOURCE=2", "-Wl,-rpath,/opt/x"],
        ["-pie", "-fPIE", "-Wl,--build-id=sha1", "-Wl,--enable-new-dtags,-rpath,/opt/y"],
        ["-c", "-fPIC"],
    ],
    ids=" ".join,
)
def test_agrees_with_readelf(tmp_path: Path, options: list[str]) -> None:
    source = tmp_path / "x.c"
    source.write_text(
        "#include <stdio.h>\n#include <string.h>\nint shared_value = 4; int shown(int x) { return x + 1; }\n"
        '__attribute__((visibility("hidden"))) int hidden(int x) { return x; }\n'
        "int main(int argc, char **argv) { char b[20]; memcpy(b, argv[0], argc); puts(b); return hidden(b[3]); }\n"
    )
    out = tmp_path / "x.out"
    subprocess.run([str(GCC), *options, "-o", str(out), str(source)], check=True, capture_output=True)
    found = elf.read(out.read_bytes())
    text = subprocess.run(
        [str(READELF), "-W", "-h", "-l", "-d", "-n", "--dyn-syms", str(out)], check=True, capture_output=True, text=True
    ).stdout
    assert list(found.needed) == re.findall(r"\(NEEDED\)\s+Shared library: \[(.*?)\]", text)
    assert found.soname == _first(r"\(SONAME\)\s+Library soname: \[(.*?)\]", text)
    assert found.interpreter == _first(r"interpreter: (.*?)\]", text)
    assert found.rpath == _first(r"\(R(?:UN)?PATH\)\s+Library r(?:un)?path: \[(.*?)\]", text)
    assert found.build_id == _first(r"Build ID: (\w+)", text)
    assert (found.relro != "none") == ("GNU_RELRO" in text)
    assert (found.relro == "full") == ("GNU_RELRO" in text and ("BIND_NOW" in text or "Flags: NOW" in text))
    if "-c" in options:
        assert found.type == "relocatable"
        assert {"memcpy", "puts"} <= {n.decode() for n in found.symbols.names()}
        return
    assert found.nx == ("RWE" not in (_first(r"^  (GNU_STACK.*)$", text) or "RWE"))
    assert found.type == ("shared" if "-shared" in options else "program")
    assert found.pie == ("DYN (" in text)
    imported, exported = set(), set()
    for symbol in re.finditer(r"^\s*\d+: (\w+)\s+\w+ \S+\s+(\S+)\s+(\S+)\s+(\S+) (\S+)", text, re.MULTILINE):
        name = symbol[5].split("@")[0]
        if symbol[4] == "UND":
            imported.add(name)
        elif symbol[2] in ("GLOBAL", "WEAK") and symbol[3] in ("DEFAULT", "PROTECTED"):
            exported.add((name, int(symbol[1], 16)))
    columns = list(zip(found.symbols.names(), found.symbols.defined, found.symbols.value, strict=True))
    assert {n.decode() for n, defined, _ in columns if not defined} == imported
    assert {(n.decode(), int(value)) for n, defined, value in columns if defined} == exported
    assert found.fortify == any(n.endswith("_chk") for n in imported)
    assert found.canary == ("__stack_chk_fail" in imported)


def _first(pattern: str, text: str) -> str | None:
    match = re.search(pattern, text, re.MULTILINE)
    return match[1] if match else None


RICH = shared(
    needed=["libc.so"], imports=["system"], exports={"a": 9, "b": 10}, soname="libx.so", interpreter="/l", relro=True,
    rodata=b"http://a.example/\0",
)  # fmt: skip


@settings(max_examples=400, deadline=None, derandomize=True)
@given(st.sampled_from([RICH, shared(wide=False, exports={"a": 1}, hashed="gnu")]), st.data())
def test_damage_is_survived(whole: bytes, draw: st.DataObject) -> None:
    data = bytearray(whole[: draw.draw(st.integers(0, len(whole)), label="length")])
    for _ in range(draw.draw(st.integers(0, 4), label="flips")):
        if data:
            at = draw.draw(st.integers(0, len(data) - 1))
            data[at] ^= 1 << draw.draw(st.integers(0, 7))
    try:
        found = elf.read(bytes(data))
    except FormatError:
        return
    assert len(found.symbols.names()) == len(found.symbols.name) == len(found.symbols.defined)
    assert all(isinstance(sentence, str) and sentence.endswith(".") for sentence in found.damage)


@settings(max_examples=200, deadline=None, derandomize=True)
@given(st.binary(min_size=64, max_size=64), st.integers(0, 1), st.integers(0, 1))
def test_any_header_is_survived(noise: bytes, wide: int, big: int) -> None:
    data = b"\x7fELF" + bytes([1 + wide, 1 + big]) + noise[6:] + RICH
    with contextlib.suppress(FormatError):
        assert elf.read(data).bits in (32, 64)
