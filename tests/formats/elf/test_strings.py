from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.formats.elf.elfwriter import shared

from gifthorse.formats import elf
from gifthorse.formats.elf.strings import FOUND_LIMIT, telling


def found(*strings: bytes, net_only: bool = False) -> list[tuple[str, str]]:
    data = shared(rodata=b"\0".join([b"padding", *strings, b""]))
    texts = telling(data, elf.read(data), net_only=net_only)
    for text in texts:
        assert data[text.offset :].startswith(text.value.encode())
    return [(text.kind, text.value) for text in texts]


@pytest.mark.parametrize(
    ("string", "kind"),
    [
        (b"http://update.example.com:8082/x?y=%s", "url"),
        (b"tcp://10.1.2.3:7777", "url"),
        (b"https://%s/collect", "url"),
        (b"bigdata.example.cn", "host"),
        (b"api.example.io:8443", "host"),
        (b"su -c id", "command"),
        (b"pm install -r /sdcard/x.apk", "command"),
        (b"am broadcast -a android.intent.action.BOOT_COMPLETED", "command"),
        (b"/system/bin/sh -c %s", "command"),
        (b"chmod 06755 /system/xbin/su", "command"),
        (b"iptables -F", "command"),
        (b"/system/xbin/su", "program"),
        (b"/vendor/bin/hw/qcrild", "program"),
        (b"/data/local/tmp/x", "program"),
        (b"com.adups.fota.sysoper", "package"),
        (b"persist.sys.usb.config", "property"),
        (b"ro.debuggable", "property"),
    ],
)
def test_telling_strings_are_kept(string: bytes, kind: str) -> None:
    assert found(string) == [(kind, string.decode())]


@pytest.mark.parametrize(
    "string",
    [
        b"hello world",
        b"chmod failed: %s",
        b"su",
        b"input stream",
        b"content length",
        b"service manager",
        b"reboot",
        b"a://b.c",
        b"http://",
        b"http://according",
        b"file.cc",
        b"android.sensor.info",
        b"com.example",
        b"persistence.of.memory is a title",
        b"/system/lib/libc.so",
    ],
)
def test_chatter_is_not(string: bytes) -> None:
    assert found(string) == []


def test_an_address_inside_a_longer_string_is_found() -> None:
    assert found(b"POST to http://a.example.net/in, then wait") == [("url", "http://a.example.net/in,")]


def test_only_addresses_if_asked() -> None:
    strings = (b"http://a.example.net/", b"su -c id", b"ro.secure")
    assert found(b"ro.aee.build.info") == [("property", "ro.aee.build.info")], "a name that is no host"
    assert found(*strings, net_only=True) == [("url", "http://a.example.net/")]


def test_a_file_full_of_them_is_cut_off() -> None:
    assert len(found(*[b"ro.a%d" % n for n in range(FOUND_LIMIT + 50)])) == FOUND_LIMIT


def test_without_sections_what_is_loaded_is_searched() -> None:
    data = shared(imports=["http://a.example.net/x"])
    assert [t.value for t in telling(data, elf.read(data))] == ["http://a.example.net/x"]


PIECES = [b"http", b"://", b".com", b"\0", b"su ", b"/system/", b"bin/", b"ro.", b"%s", b"\xff", b"a"]


@settings(max_examples=200, deadline=None, derandomize=True)
@given(st.lists(st.sampled_from(PIECES), max_size=60))
def test_any_constants_are_searched(parts: list[bytes]) -> None:
    data = shared(rodata=b"".join(parts) or b"x")
    for text in telling(data, elf.read(data)):
        assert text.kind in {"url", "host", "command", "program", "package", "property"}
        assert data[text.offset :].decode("utf-8", "replace").startswith(text.value)
