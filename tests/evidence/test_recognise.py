from __future__ import annotations

import gzip
import struct

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.capturewriter import pcap
from tests.evidence import phones
from tests.formats.elf.elfwriter import shared

from gifthorse.evidence.recognise import TEXT, Sight, recognise


def kind(data: bytes, path: str = "x") -> str:
    return sight(data, path).kind


def sight(data: bytes, path: str = "x") -> Sight:
    def listing() -> bytes | None:
        end = data.rfind(b"PK\x05\x06")
        if end < 0:
            return None
        size, start = (
            int.from_bytes(data[end + 12 : end + 16], "little"),
            int.from_bytes(data[end + 16 : end + 20], "little"),
        )
        return data[start : start + size]

    return recognise(data[:4100], len(data), path, listing, lambda: data[:TEXT])


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (phones.apk(), "apk"),
        (phones.jar(), "jar"),
        (phones.zipped({"a.txt": b"x"}), "zip"),
        (phones.zipped({"base.apk": b"", "split_config.en.apk": b""}), "bundle"),
        (phones.zipped({"apex_payload.img": b"", "AndroidManifest.xml": b""}), "apex"),
        (phones.zipped({"original_apex": b""}), "apex"),
        (phones.DEX, "dex"),
        (phones.elf(), "elf"),
        (phones.elf() + bytes(4096 - len(phones.elf())) + b"oat\n064\0", "oat"),
        (shared(exports={"oatdata": 0x1000}), "oat"),
        (b"vdex021\0", "vdex"),
        (b"art\n074\0", "art"),
        (b"dey\n036\0", "oat"),
        (b"ABX\0\x10", "binary-xml"),
        (b"ANDROID!" + bytes(8), "image"),
        (b"ANDRogyne is a word", "other"),
        (b"AVB0" + bytes(252), "image"),
        (b"\x1f\x8b\x08\0", "archive"),
        (bytes(257) + b"ustar\0", "archive"),
        (bytes(1024) + b"\xe2\xe1\xf5\xe0", "image"),
        (phones.BUILD_PROP, "properties"),
        (phones.INIT_RC, "init-rc"),
        (b"# nothing\non property:sys.boot_completed=1\n    start x\n", "init-rc"),
        (b"on a sunny day\n", "other"),
        (phones.PRIVAPP, "permissions-xml"),
        (phones.SYSCONFIG, "sysconfig-xml"),
        (b"<exceptions><exception package='a'/></exceptions>", "permissions-xml"),
        (b"<permissions><note/></permissions>", "other"),
        (b"<resources/>", "other"),
        (phones.HOSTS, "hosts"),
        (b"127.0.0.1 localhost\nthis is prose\n", "other"),
        (b"#!/system/bin/sh\nid\n", "script"),
        (b"-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n", "certificate"),
        (b"\x8c\xff\x7c\xf9\x08\0\0\0SE Linux", "sepolicy"),
        (b"Certificate:\n    Data:\n        Version: 3\n", "certificate"),
        (b"\x30\x82\x00\x0c\x30\x82\x00\x06\xa0\x03\x02\x01\x02\x02\x01\x01", "certificate"),
        (b"-----BEGIN RSA PRIVATE KEY-----\n", "other"),
        (b"", "other"),
        (b"KEY=value\nOTHER=value\n", "other"),
        (b"\x89PNG\r\n\x1a\n", "photo"),
    ],
)
def test_content_decides(data: bytes, expected: str) -> None:
    assert kind(data) == expected


CAPTURE = pcap([bytes(range(200)) * 5] * 400)
SECTION = b"\x0a\x0d\x0d\x0a\x1c\0\0\0\x4d\x3c\x2b\x1a\1\0\0\0" + b"\xff" * 8 + b"\x1c\0\0\0"


@pytest.mark.parametrize(("data", "expected"), [(CAPTURE, "pcap"), (SECTION, "pcapng")])
def test_captures_packed_or_not(data: bytes, expected: str) -> None:
    assert kind(data) == expected
    assert kind(gzip.compress(data)) == expected
    assert kind(pa.Codec("zstd").compress(data, asbytes=True)) == expected


@pytest.mark.parametrize(
    "data", [gzip.compress(b"text"), b"\x1f\x8b\x08\0\0\0\0", b"\x28\xb5\x2f\xfd\x24", SECTION[:8]]
)
def test_what_only_begins_like_a_packed_capture(data: bytes) -> None:
    assert kind(data) not in ("pcap", "pcapng")


def test_a_key_log() -> None:
    line = b"CLIENT_RANDOM " + b"0a" * 32 + b" " + b"1b" * 48 + b"\n"
    assert kind(b"# comment\n" + line) == "keylog"


def test_a_name_does_not_make_an_app() -> None:
    assert kind(b"GIF89a", "/system/app/X/X.apk") == "other"
    assert kind(phones.apk(), "/system/media/song.mp3") == "apk"


def test_an_app_behind_a_dex_file_is_an_app() -> None:
    """Android installs a DEX file with a zip at its end by the zip (CVE-2017-13156)."""
    package = phones.apk()
    end = package.rfind(b"PK\x05\x06")
    start = int.from_bytes(package[end + 16 : end + 20], "little") + len(phones.DEX)
    moved = phones.DEX + package[: end + 16] + start.to_bytes(4, "little") + package[end + 20 :]
    assert kind(moved) == "apk"


def test_a_phone_file_is_known_by_its_place() -> None:
    assert kind(b"10.0.0.1 bank.example\n", "/system/etc/hosts") == "hosts"
    assert kind(b"<config><anything/></config>", "/vendor/etc/sysconfig/x.xml") == "sysconfig-xml"
    assert kind(b"\x0b\x02\x80", "system.new.dat.br") == "image"
    assert kind(b"qemu.hw=1\n", "/vendor/local.prop") == "properties"


def test_files_that_guard_the_system() -> None:
    assert kind(b"A" * 700 + b" lab@host\n", "/adb_keys") == "adb-keys"
    assert kind(b"# none\n", "/adb_keys") == "other"
    assert kind(b"(type hwd)\n", "/vendor/etc/selinux/vendor_sepolicy.cil") == "sepolicy-cil"
    labels = b'<?xml version="1.0"?><!-- made --><policy><signer signature="30"/></policy>'
    assert kind(labels, "/system/etc/selinux/plat_mac_permissions.xml") == "mac-permissions"
    modes = struct.pack("<HHHHQ", 32, 0o4755, 0, 2000, 0) + b"vendor/bin/x\0".ljust(16, b"\0")
    assert kind(modes, "/vendor/etc/fs_config_files") == "fs-config"
    assert kind(modes, "/vendor/etc/other") == "other"
    assert kind(b"kernel=kernel\ncmd_line='console=tty0'\n", "boot/img_info") == "kernel-options"
    assert kind(b"namespace.default.search.paths = /x\n", "/system/etc/ld.config.txt") == "properties"


def test_code_packed_under_another_name() -> None:
    assert kind(gzip.compress(b"dex\n035\0" + bytes(200)), "/system/etc/tz.gz") == "packed-code"
    assert kind(gzip.compress(b"PK\x03\x04" + bytes(200)), "/product/app/X/X.apk.gz") == "archive"
    assert kind(gzip.compress(b"plain text"), "/system/etc/tz.gz") == "archive"


def test_a_long_licence_does_not_hide_a_permission_file() -> None:
    text = b"<!-- " + b"licence " * 900 + b"-->" + phones.PRIVAPP.partition(b"\n")[2]
    assert len(text) > 4100
    assert kind(text) == "permissions-xml"


@settings(max_examples=200, deadline=None, derandomize=True)
@given(
    st.binary(max_size=300), st.sampled_from([phones.apk(), phones.PRIVAPP, phones.INIT_RC, phones.HOSTS, phones.elf()])
)
def test_any_bytes_are_some_kind(noise: bytes, start: bytes) -> None:
    cut = start[: len(noise) % len(start)] + noise
    assert kind(cut) in {
        "apk", "jar", "dex", "elf", "zip", "bundle", "properties", "init-rc", "permissions-xml", "sysconfig-xml",
        "hosts", "certificate", "script", "oat", "vdex", "art", "apex", "image", "archive",
        "binary-xml", "other", "photo",
    }  # fmt: skip
