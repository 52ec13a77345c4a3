"""ZIP archives as Android reads them, odd ones above all."""

from __future__ import annotations

import io
import mmap
import struct
import zipfile
import zlib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gifthorse.errors import FormatError, LimitError
from gifthorse.formats.zip import Archive, open_zip

MANIFEST = b"\x03\x00\x08\x00" + bytes(range(200))
FILES = {"AndroidManifest.xml": MANIFEST, "classes.dex": b"dex\n035\0" * 1000, "res/ü.png": b"\x89PNG", "empty": b""}


def zipped(files: dict[str, bytes] = FILES, *, method: int = zipfile.ZIP_DEFLATED, comment: bytes = b"") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        archive.comment = comment
        for name, data in files.items():
            archive.writestr(name, data)
    return out.getvalue()


def patched(data: bytes, name: str, *, central: bool, at: int, value: bytes) -> bytes:
    """Overwrite a field of a record: `at` counts from the record's signature."""
    signature = b"PK\x01\x02" if central else b"PK\x03\x04"
    header = 46 if central else 30
    start = data.index(signature)
    while data[start + header : start + header + len(name)] != name.encode():
        start = data.index(signature, start + 1)
    return data[: start + at] + value + data[start + at + len(value) :]


def contents(archive: Archive) -> dict[str, bytes]:
    return {name: archive.read(name) for name in archive.names()}


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
@pytest.mark.parametrize("comment", [b"", b"hello", bytes(0xFFFF)])
def test_plain_archives(method: int, comment: bytes) -> None:
    archive = open_zip(zipped(method=method, comment=comment))
    assert contents(archive) == FILES
    assert archive.oddities == []
    assert archive.refused == archive.duplicates == ()
    assert archive.sections.comment == comment
    assert "classes.dex" in archive
    assert "classes2.dex" not in archive


def test_from_a_mapped_file(tmp_path: Path) -> None:
    path = tmp_path / "a.apk"
    path.write_bytes(zipped())
    with path.open("rb") as file:
        archive = open_zip(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))
        assert contents(archive) == FILES


def test_pieces_are_the_whole() -> None:
    big = bytes(range(256)) * 80_000
    for method in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        archive = open_zip(zipped({"big": big}, method=method))
        assert b"".join(archive.chunks("big")) == big == archive.read("big")
        assert archive.oddities == []


def test_many_entries_have_their_own_names() -> None:
    files = {f"res/{i}": str(i).encode() for i in range(3000)}
    archive = open_zip(zipped(files))
    assert archive.names() == list(files)
    assert archive.read("res/2999") == b"2999"


def test_zip64() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive, archive.open(zipfile.ZipInfo("a"), "w", force_zip64=True) as file:
        file.write(b"sixty-four")
    data = out.getvalue()
    end = data.rindex(b"PK\x05\x06")
    directory = data.index(b"PK\x01\x02")
    record = struct.pack("<4sQ2H2L4Q", b"PK\x06\x06", 44, 45, 45, 0, 0, 1, 1, end - directory, directory)
    locator = struct.pack("<4sLQL", b"PK\x06\x07", 0, end, 1)
    tail = b"PK\x05\x06" + struct.pack("<4H2LH", 0, 0, 0xFFFF, 0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF, 0)
    opened = open_zip(data[:end] + record + locator + tail)
    assert contents(opened) == {"a": b"sixty-four"}
    assert opened.sections.zip64


def test_zip64_sizes_in_the_extra_field() -> None:
    plain = zipped({"a": b"x" * 100}, method=zipfile.ZIP_STORED)
    directory, end = plain.index(b"PK\x01\x02"), plain.rindex(b"PK\x05\x06")
    record = bytearray(plain[directory:end])
    record[20:28] = b"\xff" * 8
    record[42:46] = b"\xff" * 4
    extra = struct.pack("<HH3Q", 1, 24, 100, 100, 0)
    record[30:32] = struct.pack("<H", len(extra))
    tail = bytearray(plain[end:])
    tail[12:16] = struct.pack("<I", len(record) + len(extra))
    archive = open_zip(plain[:directory] + record + extra + tail)
    assert contents(archive) == {"a": b"x" * 100}


def test_the_local_header_decides_where_data_starts() -> None:
    data = zipped({"a": b"payload"}, method=zipfile.ZIP_STORED)
    longer = data[:28] + struct.pack("<H", 4) + data[30:31] + b"padd" + data[31:]
    end = longer.rindex(b"PK\x05\x06")
    longer = longer[: end + 16] + struct.pack("<I", longer.index(b"PK\x01\x02")) + longer[end + 20 :]
    assert contents(open_zip(longer)) == {"a": b"payload"}


def test_the_encryption_bit_is_ignored() -> None:
    data = patched(zipped(), "classes.dex", central=True, at=8, value=b"\x01\x08")
    archive = open_zip(patched(data, "classes.dex", central=False, at=6, value=b"\x01\x08"))
    assert contents(archive) == FILES
    assert archive.oddities == ["1 of the archive's entries claim to be encrypted, which Android ignores."]
    assert archive.refused == ()


def test_an_unknown_method_is_what_fits() -> None:
    deflated = patched(zipped(), "classes.dex", central=True, at=10, value=b"\x15\x00")
    archive = open_zip(deflated)
    assert archive.read("classes.dex") == FILES["classes.dex"] == archive.read("classes.dex", jar=True)
    assert any("21" in o for o in archive.oddities)
    stored = zipped(method=zipfile.ZIP_STORED)
    archive = open_zip(patched(stored, "AndroidManifest.xml", central=True, at=10, value=b"\x34\x12"))
    assert archive.read("AndroidManifest.xml") == MANIFEST
    with pytest.raises(FormatError):
        archive.read("no such entry")


def test_a_stored_entry_is_as_long_as_its_uncompressed_size() -> None:
    data = zipped(method=zipfile.ZIP_STORED)
    archive = open_zip(patched(data, "AndroidManifest.xml", central=True, at=20, value=b"\x01\0\0\0"))
    assert archive.read("AndroidManifest.xml") == MANIFEST
    assert archive.oddities == [
        "1 of the archive's entries have other sizes or another checksum in their local header."
    ]


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_of_duplicates_the_first_counts() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as writer:
        writer.writestr("classes.dex", b"first")
        writer.writestr("classes.dex", b"second")
    archive = open_zip(out.getvalue())
    assert archive.duplicates == ("classes.dex",)
    assert archive.read("classes.dex") == b"first"
    assert [archive.read(e) for e in archive.entries] == [b"first", b"second"]
    assert archive.names() == ["classes.dex"]
    assert "more than once" in archive.refused[0]


def test_bytes_put_before_the_archive() -> None:
    moved = open_zip(b"dex\n035\0 a whole DEX file" + zipped())
    assert contents(moved) == FILES
    assert "off by 25 bytes" in moved.refused[0]
    assert moved.sections.start == 25


def test_bytes_put_before_an_archive_whose_offsets_were_mended() -> None:
    out = io.BytesIO(b"dex\n035\0 a whole DEX file")
    out.seek(0, io.SEEK_END)
    with zipfile.ZipFile(out, "a") as writer:
        writer.writestr("a", b"b")
    archive = open_zip(out.getvalue())
    assert archive.read("a") == b"b"
    assert "put before the archive" in archive.refused[0]


def test_bytes_behind_the_archive() -> None:
    archive = open_zip(zipped() + b"trailing")
    assert contents(archive) == FILES
    assert "exactly to the end" in archive.refused[0]


def test_a_second_end_record_in_the_comment() -> None:
    archive = open_zip(zipped(comment=b"PK\x05\x06" + bytes(30)))
    assert contents(archive) == FILES
    assert "second end-of-central-directory" in archive.refused[0]


def test_a_signature_inside_a_name() -> None:
    files = {"PK\x01\x02" * 20: b"1", "b": b"2"}
    archive = open_zip(zipped(files))
    assert contents(archive) == files
    assert archive.refused == ()


def test_a_directory_that_ends_early() -> None:
    data = zipped()
    end = data.rindex(b"PK\x05\x06")
    archive = open_zip(data[: end + 10] + b"\x09\0" + data[end + 12 :])
    assert contents(archive) == FILES
    assert "4 of its 9 records" in archive.refused[0]


def test_records_beyond_the_declared_number_do_not_count() -> None:
    data = zipped()
    end = data.rindex(b"PK\x05\x06")
    archive = open_zip(data[: end + 10] + b"\x02\0" + data[end + 12 :])
    assert archive.names() == ["AndroidManifest.xml", "classes.dex"]


def test_names_that_lead_elsewhere_are_only_names() -> None:
    files = {"../../etc/hosts": b"1", "/abs": b"2", "a..b": b"3", "x\\..\\y": b"4"}
    archive = open_zip(zipped(files))
    assert contents(archive) == files
    assert archive.oddities == ["3 of the archive's entries have a name that leads out of the archive."]


def test_names_that_are_no_text() -> None:
    data = zipped({"abcd": b"1"}).replace(b"abcd", b"a\xff\x00d")
    archive = open_zip(data)
    assert archive.entries[0].raw == b"a\xff\x00d"
    assert archive.read(archive.names()[0]) == b"1"
    assert any("valid UTF-8" in o for o in archive.oddities)


def test_another_name_in_the_local_header() -> None:
    archive = open_zip(patched(zipped(), "classes.dex", central=False, at=30, value=b"Classes"))
    assert archive.read("classes.dex") == FILES["classes.dex"]
    assert archive.oddities == ["1 of the archive's entries have another name in their local header."]


def test_checksum_and_size_that_do_not_fit() -> None:
    archive = open_zip(patched(zipped(), "classes.dex", central=True, at=16, value=b"\0\0\0\0\1\0\0\0\2\0\0\0"))
    with pytest.raises(FormatError, match=r"too early|damaged"):
        archive.read("classes.dex")
    archive = open_zip(patched(zipped(), "classes.dex", central=True, at=16, value=b"\0\0\0\0"))
    assert archive.read("classes.dex") == FILES["classes.dex"]
    assert "The archive's entry 'classes.dex' does not have the checksum it claims." in archive.oddities


def test_overlapping_entries() -> None:
    data = zipped({"a": b"1" * 50, "b": b"2" * 50}, method=zipfile.ZIP_STORED)
    archive = open_zip(patched(data, "b", central=True, at=42, value=struct.pack("<I", 0)))
    assert archive.read("b") == b"1" * 50
    assert any("overlap" in o for o in archive.oddities)


def test_limits() -> None:
    bomb = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = bomb.compress(bytes(80 << 20)) + bomb.flush()
    archive = open_zip(zipped({"bomb": packed, "ok": b"x" * 1000}, method=zipfile.ZIP_STORED))
    data = bytes(archive.data)
    for at, value in ((10, b"\x08\0"), (24, struct.pack("<I", 80 << 20))):
        data = patched(data, "bomb", central=True, at=at, value=value)
    archive = open_zip(data)
    for read in (archive.read, lambda *a, **k: list(archive.chunks(*a, **k))):
        with pytest.raises(LimitError):
            read("bomb")
        with pytest.raises(LimitError):
            read("ok", limit=999)
    assert len(archive.read("bomb", ratio=2000)) == 80 << 20
    with pytest.raises(LimitError):
        archive.read("bomb", ratio=2000, limit=1 << 20)


def test_the_kept_entries_are_inflated_once() -> None:
    archive = open_zip(zipped())
    assert archive.read("classes.dex") is archive.read("classes.dex")
    archive.release()
    assert archive.read("classes.dex") == FILES["classes.dex"]


def test_no_archive() -> None:
    for data in (b"", b"PK", bytes(100), b"PK\x05\x06" + b"\xff" * 18, b"\x7fELF" * 1000):
        with pytest.raises(FormatError):
            open_zip(data)


def test_a_directory_beyond_measure() -> None:
    tail = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 0xFFFF, 0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF, 0)
    size = 100
    body = b"PK\x01\x02" + bytes(size - 4)
    record = struct.pack("<4sQ2H2L4Q", b"PK\x06\x06", 44, 45, 45, 0, 0, 1 << 40, 1 << 40, size, 0)
    locator = struct.pack("<4sLQL", b"PK\x06\x07", 0, size, 1)
    with pytest.raises(LimitError):
        open_zip(body + record + locator + tail)


@settings(max_examples=400, deadline=None, derandomize=True)
@given(data=st.data())
def test_damaged_archives_are_read_or_refused(data: st.DataObject) -> None:
    sound = zipped(comment=b"c" * 5)
    damaged = bytearray(sound[data.draw(st.integers(0, 40)) * data.draw(st.booleans()) :])
    if data.draw(st.booleans()):
        del damaged[data.draw(st.integers(0, len(damaged))) :]
    for at in data.draw(st.lists(st.integers(0, max(len(damaged) - 1, 0)), max_size=5)):
        if damaged:
            damaged[at] ^= data.draw(st.integers(1, 255))
    try:
        archive = open_zip(bytes(damaged))
        assert isinstance(archive.oddities, list)
    except FormatError:
        return
    for entry in archive.entries:
        for jar in (False, True):
            try:
                archive.read(entry, limit=1 << 20, jar=jar)
                b"".join(archive.chunks(entry, limit=1 << 20, jar=jar))
            except FormatError:
                continue
