from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gifthorse.errors import LimitError
from gifthorse.formats.initrc import BYTES_LIMIT, WORDS_LIMIT, Command, Socket, script

WHOLE = b"""# a comment
import /init.${ro.hardware}.rc
import /vendor/etc/init/hw/init.rc

on early-init
    write /proc/1/oom_score_adj -1000
    setprop a.b "two words"

on property:sys.usb.config=adb && property:sys.usb.configfs=1
    start adbd

service adbd /sbin/adbd --root_seclabel=u:r:su:s0 "quoted argument"
    class core main
    socket adbd stream 660 system system
    socket plain dgram 600
    disabled
    oneshot
    override
    seclabel u:r:adbd:s0
    user shell
    group shell log net_bt_admin
    capabilities NET_ADMIN NET_RAW
    onrestart restart zygote
    something new that a later Android brings

service bare /system/bin/bare
"""


def test_services_with_their_options() -> None:
    adbd, bare = script(WHOLE).services
    assert (adbd.name, adbd.program, adbd.line) == ("adbd", "/sbin/adbd", 12)
    assert adbd.arguments == ("--root_seclabel=u:r:su:s0", "quoted argument")
    assert adbd.classes == ("core", "main")
    assert adbd.sockets == (
        Socket("adbd", "stream", "660", "system", "system"),
        Socket("plain", "dgram", "600", "root", "root"),
    )
    assert (adbd.disabled, adbd.oneshot, adbd.override, adbd.critical) == (True, True, True, False)
    assert (adbd.user, adbd.groups, adbd.seclabel) == ("shell", ("shell", "log", "net_bt_admin"), "u:r:adbd:s0")
    assert adbd.capabilities == ("NET_ADMIN", "NET_RAW")
    assert adbd.onrestart == (Command("restart", ("zygote",), 23),)
    assert (bare.user, bare.groups, bare.classes, bare.seclabel) == (None, (), ("default",), None)


def test_actions_and_imports() -> None:
    found = script(WHOLE)
    assert found.imports == (("/init.${ro.hardware}.rc", 2), ("/vendor/etc/init/hw/init.rc", 3))
    early, usb = found.actions
    assert early.trigger == "early-init"
    assert early.commands[1] == Command("setprop", ("a.b", "two words"), 7)
    assert usb.trigger == "property:sys.usb.config=adb && property:sys.usb.configfs=1"
    assert usb.commands == (Command("start", ("adbd",), 10),)


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (b"exec a\\ b c", ("a b", "c")),
        (b'exec x"y z"w', ("xy zw",)),
        (b"exec a#b # c", ("a#b",)),
        (b"exec one \\\n     two\\\n  three", ("one", "twothree")),
        (b"exec tab\\tbed", ("tab\tbed",)),
        (b'exec "never closed', ("never closed",)),
        (b"exec a\r", ("a",)),
        (b"exec a\\\\", ("a\\",)),
    ],
)
def test_words_are_cut_as_init_does(line: bytes, words: tuple[str, ...]) -> None:
    (action,) = script(b"on boot\n" + line).actions
    assert action.commands[0].arguments == words


def test_a_joined_line_keeps_its_first_number() -> None:
    (action,) = script(b"on boot\n  write \\\n  /a \\\n  b\n  start x\n").actions
    assert [(c.name, c.line) for c in action.commands] == [("write", 2), ("start", 5)]


def test_lines_outside_sections_and_broken_services() -> None:
    found = script(b"stray line\nservice lonely\n  user root\nservice good /bin/good\n")
    assert [s.name for s in found.services] == ["good"]
    assert found.damage == ("The service in line 2 has no name or no program.",)


def test_absurd_sizes_are_refused() -> None:
    with pytest.raises(LimitError):
        script(b"#" * (BYTES_LIMIT + 1))
    with pytest.raises(LimitError):
        script(b"on boot\n" + b"a " * (WORDS_LIMIT + 1))


@settings(max_examples=200, deadline=None, derandomize=True)
@given(st.data())
def test_damage_is_survived(draw: st.DataObject) -> None:
    data = bytearray(WHOLE[: draw.draw(st.integers(0, len(WHOLE)))])
    for _ in range(draw.draw(st.integers(0, 6))):
        if data:
            data[draw.draw(st.integers(0, len(data) - 1))] = draw.draw(st.integers(0, 255))
    found = script(bytes(data))
    assert all(service.name and service.program for service in found.services if service.name)
    assert all(action.line > 0 for action in found.actions)
