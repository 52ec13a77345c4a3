"""What the core network's messages say: names, causes, ciphers, identities."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from samples.cell import core

from gifthorse.formats.cell import nas
from gifthorse.formats.cell.nas import identity
from gifthorse.formats.cell.signal import Said


def said(data: bytes, *, rat: str = "lte", up: bool | None = None) -> Said:
    found = nas.read(rat, data, up)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("data", "message", "up"),
    [
        (core.attach_request(), "attach request", True),
        (core.attach_accept(), "attach accept", False),
        (core.authentication_request(), "authentication request", False),
        (core.authentication_response(), "authentication response", True),
        (core.service_request(), "service request", True),
        (core.call_request(), "extended service request", True),
        (b"\x02\x01\xd0\x11", "pdn connectivity request", True),
    ],
)
def test_names_and_who_sends_it(data: bytes, message: str, up: bool) -> None:
    found = said(data)
    assert (found.message, found.up) == (message, up)


def test_causes() -> None:
    assert (said(core.attach_reject(15)).cause_number, said(core.attach_reject(15)).cause) == (
        15,
        "no suitable cells in this area",
    )
    assert said(core.authentication_failure(20)).cause == "MAC failure"
    assert said(core.area_reject(200)).cause == "cause 200"
    assert said(b"\x05\x04\x0b", rat="gsm").cause == "network not allowed"
    assert said(b"\x02\1\xd1\x1b").cause == "unknown access point"


def test_ciphers() -> None:
    command = said(core.security_command(0, 1))
    assert (command.cipher, command.integrity, command.protection) == ("EEA0", "EIA1", "integrity, new keys")
    five = said(b"\x7e\3" + bytes(4) + b"\0\x7e\0\x5d\x02", rat="nr")
    assert (five.message, five.cipher, five.integrity) == ("security mode command", "NEA0", "NIA2")
    assert said(core.ciphering_mode(None), rat="gsm").cipher == "A5/0"
    assert said(core.ciphering_mode(3), rat="gsm").cipher == "A5/3"
    assert said(b"\x08\x12\x11", rat="gsm").cipher == "GEA1"


def test_identities() -> None:
    told = said(core.identity_response())
    assert (told.identity, told.subscriber) == ("imsi", core.IMSI)
    device = said(core.identity_response(core.IMEI + "12", 3))
    assert (device.identity, device.subscriber) == ("imeisv", core.IMEI + "12")
    asked = said(core.identity_request(2))
    assert (asked.identity, asked.subscriber) == ("imei", None)
    on = said(core.attach_request())
    assert (on.identity, on.subscriber, on.emergency) == ("guti", "01c0ffee01", False)
    assert said(core.attach_request(emergency=True)).emergency
    with_number = said(core.attach_request(core.bcd(core.IMSI, 1)))
    assert (with_number.identity, with_number.subscriber) == ("imsi", core.IMSI)


def test_concealed_and_open_identities_of_5g() -> None:
    hidden = b"\x7e\0\x5c\0\x0e\1\x99\xf9\x10\0\0\1\1" + bytes(6)
    assert said(hidden, rat="nr").identity == "suci"
    shown = b"\x7e\0\x5c\0\x0d\1\x99\xf9\x10\0\0\0\0" + bytes.fromhex("0000103254")
    found = said(shown, rat="nr")
    assert (found.identity, found.subscriber) == ("suci-null", "999010000012345")


def test_networks() -> None:
    assert identity.plmn(core.network("999-01")) == "999-01"
    assert identity.plmn(core.network("310-260")) == "310-260"
    assert identity.plmn(b"\xff\xff\xff") is None


def test_what_is_encrypted_is_read_only_where_the_cipher_is_none() -> None:
    sealed = core.ciphered(core.identity_request())
    assert said(sealed).message == "ciphered message"
    null = b"\x27" + bytes(4) + b"\1" + core.identity_request()
    assert said(null).message == "ciphered message"
    opened = nas.read("lte", null, False, unciphered=True)
    assert opened is not None and (opened.message, opened.protection) == ("identity request", "ciphered")
    still = nas.read("lte", sealed, False, unciphered=True)
    assert still is not None and still.message == "ciphered message"


def test_detach_from_either_side() -> None:
    thrown = said(core.detach(7))
    assert (thrown.up, thrown.cause_number, thrown.detail) == (False, 7, "do not attach again")
    leaving = said(b"\x07\x45\x0b\x0b" + core.guti())
    assert (leaving.up, leaving.identity, leaving.detail) == (True, "guti", "switches off")


@given(st.sampled_from(["lte", "nr", "gsm", "umts"]), st.binary(max_size=80), st.sampled_from([True, False, None]))
def test_any_bytes_are_taken(rat: str, data: bytes, up: bool | None) -> None:
    for head in (
        b"",
        b"\x07",
        b"\x07\x41\x71",
        b"\x27",
        b"\x7e\0",
        b"\x7e\0\x5c",
        b"\x05\x08",
        b"\x06\x27",
        b"\x08\x12",
    ):
        found = nas.read(rat, head + data, up, unciphered=True)
        assert found is None or found.message


MESSAGES = [
    core.attach_request(),
    core.attach_accept(),
    core.identity_response(),
    core.security_command(),
    core.detach(3),
]


@given(st.sampled_from(MESSAGES), st.integers(0, 60), st.integers(0, 60), st.integers(1, 255))
def test_cut_or_changed_messages_are_taken(data: bytes, cut: int, at: int, change: int) -> None:
    nas.read("lte", data[:cut], None)
    changed = bytearray(data)
    changed[at % len(data)] ^= change
    nas.read("lte", bytes(changed), None)
