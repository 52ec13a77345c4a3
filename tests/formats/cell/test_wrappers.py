"""GSMTAP, QMDL and DLF: the same messages come out of each, and nothing but those out of damage."""

from __future__ import annotations

import struct

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from samples.cell import core

from gifthorse.formats.cell import diag, dlf, gsmtap, log
from gifthorse.formats.cell.signal import Signal


def frame(data: bytes) -> bytes:
    """The content of a frame as it stands in a file."""
    data += diag.crc(data).to_bytes(2, "little")
    return data.replace(b"\x7d", b"\x7d\x5d").replace(b"\x7e", b"\x7d\x5e") + b"\x7e"


def packet(code: int, body: bytes, stamp: int = 0) -> bytes:
    size = 12 + len(body)
    return struct.pack("<BBHHHQ", 0x10, 0, size, size, code, stamp) + body


def signal(code: int, body: bytes) -> Signal | None:
    return log.read(diag.Log(code, 0, body))


def test_the_check_sum_is_that_of_x25() -> None:
    assert diag.crc(b"123456789") == 0x906E


@given(st.lists(st.binary(min_size=1, max_size=60), max_size=6), st.integers(1, 50))
@settings(max_examples=60)
def test_frames_come_out_as_they_went_in_however_the_file_is_cut(contents: list[bytes], size: int) -> None:
    data = b"".join(map(frame, contents))
    pieces = [data[i : i + size] for i in range(0, len(data), size)]
    found = list(diag.frames(iter(pieces)))
    assert [diag.packet(part) for _, part, whole in found if whole] == contents
    assert sum(len(part) + whole for _, part, whole in found) == len(data)
    assert all(data[at : at + len(part)] == part for at, part, _ in found)


def test_a_frame_that_never_ends_is_handed_out_in_pieces() -> None:
    found = list(diag.frames(iter([b"x" * (diag.FRAME_LIMIT + 5)])))
    assert [(len(part), whole) for _, part, whole in found] == [(diag.FRAME_LIMIT, False), (5, False)]


def test_a_changed_byte_is_noticed() -> None:
    data = frame(packet(0xB0C0, b"abc"))[:-1]
    assert diag.packet(data) is not None
    assert diag.packet(bytes([data[0] ^ 1]) + data[1:]) is None


def test_a_log_packet_and_its_time() -> None:
    found = diag.log(packet(0xB0EC, b"xyz", 800 << 16))
    assert found == diag.Log(0xB0EC, (diag.EPOCH + 1) * 1_000_000_000, b"xyz")
    second = diag.log(b"\x98\1\0\0\2\0\0\0" + packet(0xB0EC, b"xyz"))
    assert second is not None and second.subscription == 2
    assert diag.log(b"\x60" + bytes(30)) is None
    assert diag.log(packet(0xB0EC, b"xyz")[:-1]) is None


# Layouts by version as SCAT's tests have them: length, channel, frequency and cell code where they belong.
LTE = [
    ("1e112011400132001914000016ad090000000002000000004c10", "dl-dcch", 5145, 50, "4c10"),
    ("1a0f400f40010e011307000000000b0000000002001015", "ul-dcch", 1811, 270, "1015"),
    (
        "180f22006800e40c000009dc05000000000d0040858ec4e5bfe050dc29151600",
        "pcch",
        3300,
        104,
        "40858ec4e5bfe050dc29151600",
    ),
]


@pytest.mark.parametrize(("body", "channel", "frequency", "code", "message"), LTE)
def test_lte_logs_of_several_versions(body: str, channel: str, frequency: int, code: int, message: str) -> None:
    found = signal(0xB0C0, bytes.fromhex(body))
    assert found is not None
    assert (found.arfcn, found.pci) == (frequency, code)
    assert (found.channel, found.data.hex(), found.up) == (channel, message, channel == "ul-dcch")


def test_what_is_not_known_is_said_to_be() -> None:
    for body in (b"", b"\xff" * 30, bytes.fromhex(LTE[0][0])[:-1]):
        with pytest.raises(log.Unknown):
            signal(0xB0C0, body)
    assert signal(0xB0C1, b"abc") is None


def test_nas_and_gsm_logs() -> None:
    found = signal(0xB0EC, b"\1\x0f\4\0" + core.identity_request())
    assert found == Signal("lte", "nas", "", core.identity_request(), False)
    sealed = signal(0xB0EB, b"\1\x0f\4\0" + core.service_request())
    assert sealed is not None and sealed.sealed and sealed.up
    gsm = signal(0x512F, b"\x80\x35\3" + core.ciphering_mode(1))
    assert gsm == Signal("gsm", "rrc", "sdcch", core.ciphering_mode(1), False)
    broadcast = signal(0x512F, b"\x81\x1b\x17\x49\x06\x1b" + bytes(20))
    assert broadcast is not None and (broadcast.channel, broadcast.data[:2]) == ("bcch", b"\x06\x1b")
    umts = signal(0x713A, b"\0" + struct.pack("<I", 3) + b"\5\x18\1")
    assert umts == Signal("umts", "nas", "", b"\5\x18\1")
    five = signal(0xB80A, b"\1\0\0\0\x0f\0\0" + b"\x7e\0\x5b\1")
    assert five == Signal("nr", "nas", "", b"\x7e\0\x5b\1", False)


def test_gsmtap_2() -> None:
    head = bytes([2, 4, 0x0D, 0, 0x05, 0x14, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0])
    assert gsmtap.read(head + b"abc") == Signal("lte", "rrc", "dl-dcch", b"abc", False, 1300)
    nas = bytes([2, 4, 0x12, 0, 0x40, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0])
    assert gsmtap.read(nas + b"abc") == Signal("lte", "nas", "", b"abc", True)
    assert gsmtap.read(head) is None
    assert gsmtap.read(head[:10]) is None


def test_gsmtap_2_of_gsm() -> None:
    def um(channel: int, frame: bytes) -> Signal | None:
        return gsmtap.read(bytes([2, 4, 1, 0, 0, 45, 0, 0, 0, 0, 0, 0, channel, 0, 0, 0]) + frame)

    command = core.ciphering_mode(None)
    dedicated = um(8, bytes([1, 3, len(command) << 2 | 1]) + command)
    assert dedicated == Signal("gsm", "rrc", "sdcch", command, False, 45)
    broadcast = um(1, b"\x49\x06\x1b" + bytes(20))
    assert broadcast is not None and broadcast.data[:2] == b"\x06\x1b"
    assert um(8, b"\1\3\1") is None
    assert um(3, b"\x7f") is None


def test_gsmtap_3_as_scat_writes_it_and_as_its_length_says() -> None:
    tags = bytes.fromhex("0002000400000514 000500020065")
    unpadded = struct.pack(">BBHHH", 3, 0, 6, 0x0403, 9) + tags + b"\xff\xfe"
    assert len(unpadded) == 24
    for head in (unpadded, unpadded):
        assert gsmtap.read(head + b"abc") == Signal("lte", "rrc", "dl-dcch", b"abc", False, 1300, 101)
    short = struct.pack(">BBHHH", 3, 0, 5, 0x0504, 0) + tags[:8] + b"\xff\xfe"
    assert gsmtap.read(short + b"\x7e\0\x41") == Signal("nr", "nas", "", b"\x7e\0\x41", None, 1300)
    assert gsmtap.read(short + b"\0\0\x7e\0\x41") == Signal("nr", "nas", "", b"\x7e\0\x41", None, 1300)


def test_dlf_and_what_it_is_told_by() -> None:
    def record(code: int, body: bytes) -> bytes:
        return struct.pack("<HHQ", 12 + len(body), code, 800 << 16) + body

    data = record(0xB0EC, b"abc") + record(0x1FEB, b"") + record(0xB0C0, b"xy")
    found = list(dlf.logs(iter([data[:20], data[20:]])))
    assert [(at, one.code, size) for at, one, size in found if one] == [
        (0, 0xB0EC, 15),
        (15, 0x1FEB, 12),
        (27, 0xB0C0, 14),
    ]
    assert dlf.looks_like(data, len(data))
    assert not dlf.looks_like(data, len(data) + 1)
    assert not dlf.looks_like(b"\x20\0" * 30, 60)
    cut = list(dlf.logs(iter([data[:-1]])))
    assert cut[-1] == (27, None, 13)


@given(st.binary(max_size=200))
@settings(max_examples=200)
def test_any_bytes_are_taken(data: bytes) -> None:
    gsmtap.read(data)
    for head in (b"\2\4\1\0", b"\2\4\x0d\0", b"\3\0\0\7\4\3"):
        gsmtap.read(head + data)
    diag.log(data)
    sizes = [size for _, _, size in dlf.logs(iter([data[:90], data[90:]]))]
    assert sum(sizes) == len(data)
    for code in log.SIGNALLING:
        try:
            signal(code, data)
        except log.Unknown:
            continue


@given(st.binary(max_size=300))
def test_few_files_look_like_a_log(data: bytes) -> None:
    assert not diag.looks_like(b"\x10\0" + data.replace(b"\x7e", b""))
    diag.looks_like(b"\x10" + data)
    dlf.looks_like(data, len(data))


def test_a_log_is_recognised_by_its_first_frames() -> None:
    whole = frame(packet(0xB0C0, b"abc")) * 3
    assert diag.looks_like(whole)
    assert diag.looks_like(whole[:-5])
    assert diag.looks_like(whole[1:])  # cut off at its beginning
    assert not diag.looks_like(whole[:20] + whole[22:40])
    assert not diag.looks_like(b"\x10\0text with ~ and ~ in it ~")
