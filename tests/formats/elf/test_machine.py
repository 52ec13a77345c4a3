"""Machine code: what instructions do, where calls and stubs are. Encodings are those of GNU as."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from samples.specimen.elf import build_elf

from gifthorse.errors import GifthorseError
from gifthorse.formats import elf
from gifthorse.formats.elf.machine import arm64, calls, thumb
from gifthorse.formats.elf.machine.forms import signed
from gifthorse.formats.elf.machine.steps import SP, Step

BASE = 0x1000


def of_arm64(*words: int) -> list[Step]:
    return list(arm64.steps(np.array(words, np.int64), BASE, BASE, BASE + 4 * len(words)))


def of_thumb(*halves: int) -> list[Step]:
    return list(thumb.steps(np.array(halves, np.int64), BASE, BASE, BASE + 2 * len(halves)))


@pytest.mark.parametrize(
    ("word", "steps"),
    [
        (0x97FFFFFF, [Step("call", BASE, n=BASE - 4)]),  # bl .-4
        (0x14000002, [Step("jump", BASE, n=BASE + 8)]),  # b .+8
        (0x34000040, [Step("branch", BASE, n=BASE + 8)]),  # cbz w0, .+8
        (0x54FFFFE1, [Step("branch", BASE, n=BASE - 4)]),  # b.ne .-4
        (0x37000040, [Step("branch", BASE, n=BASE + 8)]),  # tbnz w0, #0, .+8
        (0xB0000000, [Step("set", BASE, 0, n=0x2000)]),  # adrp x0, .+0x1000
        (0x10000041, [Step("set", BASE, 1, n=BASE + 8)]),  # adr x1, .+8
        (0x910243E1, [Step("add", BASE, 1, SP, 0x90)]),  # add x1, sp, #0x90
        (0xD10843FF, [Step("add", BASE, SP, SP, -0x210)]),  # sub sp, sp, #0x210
        (0x910003FD, [Step("add", BASE, 29, SP, 0)]),  # mov x29, sp
        (0xAA1303E0, [Step("add", BASE, 0, 19, 0)]),  # mov x0, x19
        (0x52800040, [Step("set", BASE, 0, n=2)]),  # mov w0, #2
        (0x72A14E20, [Step("insert", BASE, 0, 1, 0xA71)]),  # movk w0, #0xa71, lsl #16
        (0xF94007E0, [Step("load", BASE, 0, SP, 8)]),  # ldr x0, [sp, #8]
        (0xF9000FE0, [Step("store", BASE, 0, SP, 24)]),  # str x0, [sp, #24]
        (0xF81F0FFE, [Step("store", BASE, 30, SP, -16), Step("add", BASE, SP, SP, -16)]),  # str x30, [sp, #-16]!
        (
            0xA9BF7BFD,  # stp x29, x30, [sp, #-16]!
            [Step("store", BASE, 29, SP, -16), Step("store", BASE, 30, SP, -8), Step("add", BASE, SP, SP, -16)],
        ),
        (
            0xA8C17BFD,  # ldp x29, x30, [sp], #16
            [Step("load", BASE, 29, SP, 0), Step("load", BASE, 30, SP, 8), Step("add", BASE, SP, SP, 16)],
        ),
        (0x8B010000, [Step("sum", BASE, 0, 0, 1)]),  # add x0, x0, x1
        (0x39400000, [Step("lose", BASE, 0)]),  # ldrb w0, [x0]
        (0xD63F0100, [Step("call-register", BASE, 8)]),  # blr x8
        (0xD65F03C0, [Step("stop", BASE)]),  # ret
        (0xD503201F, []),  # nop
    ],
)
def test_the_steps_of_arm64(word: int, steps: list[Step]) -> None:
    assert of_arm64(word) == steps


@pytest.mark.parametrize(
    ("halves", "steps"),
    [
        ((0xB520,), [Step("add", BASE, SP, SP, -8), Step("store", BASE, 5, SP, 0), Step("store", BASE, 14, SP, 4)]),
        ((0xF5AD, 0x7D04), [Step("add", BASE, SP, SP, -528)]),  # sub.w sp, sp, #528
        ((0x2002,), [Step("set", BASE, 0, n=2)]),  # movs r0, #2
        ((0xF000, 0xF822), [Step("call", BASE, n=BASE + 0x48)]),  # bl
        ((0xF000, 0xE81C), [Step("call", BASE, n=BASE + 0x3C)]),  # blx
        ((0xF000, 0xB800), [Step("jump", BASE, n=BASE + 4)]),  # b.w
        ((0x4604,), [Step("add", BASE, 4, 0, 0)]),  # mov r4, r0
        ((0xAD04,), [Step("add", BASE, 5, SP, 16)]),  # add r5, sp, #16
        ((0xF44F, 0x7200), [Step("set", BASE, 2, n=512)]),  # mov.w r2, #512
        ((0x4807,), [Step("load", BASE, 0, -1, BASE + 32)]),  # ldr r0, [pc, #28]
        ((0x4478,), [Step("add", BASE, 0, 0, BASE + 4)]),  # add r0, pc
        ((0xF241, 0x2334), [Step("set", BASE, 3, n=0x1234)]),  # movw r3, #0x1234
        ((0xF2C0, 0x0312), [Step("insert", BASE, 3, 1, 0x12)]),  # movt r3, #0x12
        ((0x9301,), [Step("store", BASE, 3, SP, 4)]),
        ((0x9901,), [Step("load", BASE, 1, SP, 4)]),
        ((0xE9DD, 0x2302), [Step("load", BASE, 2, SP, 8), Step("load", BASE, 3, SP, 12)]),  # ldrd r2, r3, [sp, #8]
        ((0xF20F, 0x0618), [Step("set", BASE, 6, n=BASE + 28)]),  # addw r6, pc, #24
        ((0xB108,), [Step("branch", BASE, n=BASE + 6)]),  # cbz r0
        ((0xBD20,), [Step("load", BASE, 5, SP, 0), Step("add", BASE, SP, SP, 8), Step("stop", BASE)]),  # pop {r5, pc}
        ((0x4770,), [Step("stop", BASE)]),  # bx lr
    ],
)  # fmt: skip
def test_the_steps_of_thumb(halves: tuple[int, ...], steps: list[Step]) -> None:
    assert of_thumb(*halves) == steps


def test_calls_of_both() -> None:
    site, target = arm64.calls(np.array([0xD503201F, 0x97FFFFFF, 0x14000002], np.int64), BASE)
    assert (site.tolist(), target.tolist()) == ([BASE + 4, BASE + 8], [BASE, BASE + 16])
    site, target = thumb.calls(np.array([0xF000, 0xF822, 0xF7FF, 0xFFFE, 0x4770], np.int64), BASE)
    assert (site.tolist(), target.tolist()) == ([BASE, BASE + 4], [BASE + 0x48, BASE + 4])


def test_stubs_lead_to_the_imported_function() -> None:
    words = np.array([0xD503245F, 0x90000010, 0xF9400611, 0x91002210, 0xD61F0220], np.int64)
    assert arm64.stubs(words, BASE, {BASE + 8: "system"}) == {BASE: "system", BASE + 4: "system"}
    code = b"\x78\x47\xc0\x46" + b"".join(w.to_bytes(4, "little") for w in (0xE28FC600, 0xE28CCA01, 0xE5BCFCC4))
    assert thumb.stubs(code, BASE, {BASE + 4 + 8 + 0x1000 + 0xCC4: "popen"}) == {BASE: "popen", BASE + 4: "popen"}


def test_a_files_functions_and_their_callers() -> None:
    data = build_elf("code = '''\nmain:\n  serve 1\nserve:\n  system r0\n'''\n")
    code = calls.read(data, elf.read(data))
    assert code is not None
    assert set(code.stubs.values()) == set(code.slots.values()) == {"system"}
    main, serve = code.start.tolist()
    assert code.callers(np.array([serve], np.int64)).tolist() == [main]
    assert code.function(serve + 8) == serve
    assert [s.kind for s in code.steps(serve)].count("call") == 1


def test_numbers_with_a_sign() -> None:
    assert [signed(n, 4) for n in (0, 7, 8, 15, 16)] == [0, 7, -8, -1, 0]


@settings(max_examples=60, deadline=None)
@given(st.integers(64, 2000), st.binary(min_size=1, max_size=8))
def test_damage_ends_in_one_sentence(at: int, more: bytes) -> None:
    data = bytearray(build_elf("code = '''\nmain:\n  socket 2 1 0 -> r19\n  recv r19 @64 255 0\n  system @64\n'''\n"))
    data[at : at + len(more)] = more
    try:
        code = calls.read(bytes(data), elf.read(bytes(data)))
        if code is not None:
            for start in code.start.tolist()[:50]:
                list(code.steps(start))
    except GifthorseError as error:
        assert str(error).endswith(".")
