"""What the radio layer's messages say, and that malformed ones cost little."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

pytest.importorskip("pycrate_asn1rt", reason="the optional package pycrate is not installed")

from samples.cell import core, radio

from gifthorse.errors import FormatError, LimitError
from gifthorse.formats.cell.rrc import lte, nr, umts, uper
from gifthorse.formats.cell.rrc.words import spaced


def test_a_cell_and_what_it_announces() -> None:
    said = lte.read("bcch-dl-sch", radio.sib1(network="310-260", tac=7, cell=99, blocks=2))
    assert said.message == "system information block type1"
    assert (said.plmn, said.plmns, said.tac, said.cell) == ("310-260", ["310-260"], 7, 99)
    assert said.sibs == ["sib2", "sib3"]


def test_priorities_and_neighbours() -> None:
    said = lte.read("bcch-dl-sch", radio.information(radio.sib3(4), radio.sib4(1, 2), radio.sib5(5), radio.sib7(6)))
    assert said.sibs == ["sib3", "sib4", "sib5", "sib7"]
    assert (said.priority, said.priority_lte, said.priority_utra, said.priority_geran) == (4, 5, None, 6)
    assert said.neighbours == 4


def test_security() -> None:
    said = lte.read("dl-dcch", radio.security("eea0", "eia1"))
    assert (said.message, said.cipher, said.integrity) == ("security mode command", "EEA0", "EIA1")


def test_where_a_phone_is_sent() -> None:
    said = lte.read("dl-dcch", radio.release(radio.GERAN))
    assert (said.message, said.cause, said.redirect, said.detail) == (
        "rrc connection release",
        "other",
        "geran",
        "frequency 45",
    )
    assert lte.read("dl-dcch", radio.release(radio.EUTRA)).redirect == "eutra"
    assert lte.read("dl-dcch", radio.release()).redirect is None


def test_connections_and_what_they_carry() -> None:
    assert lte.read("ul-ccch", radio.request("emergency")).emergency
    asked = lte.read("ul-ccch", radio.request("mt-Access", tmsi=0xC0FFEE01))
    assert (asked.cause, asked.identity, asked.subscriber) == ("mt-Access", "s-tmsi", "01c0ffee01")
    assert lte.read("ul-dcch", radio.complete(core.attach_request())).inner == (core.attach_request(),)
    assert lte.read("dl-dcch", radio.down(b"\x07\x55\1")).inner == (b"\x07\x55\1",)
    assert lte.read("dl-dcch", radio.bearer()).detail == "a bearer for data"


def test_paging() -> None:
    said = lte.read("pcch", radio.paging(("s-TMSI", 5), ("imsi", core.IMSI)))
    assert (said.identity, said.subscriber, said.detail) == ("imsi", core.IMSI, "2 records")
    assert lte.read("pcch", radio.paging(("s-TMSI", 5))).subscriber == "0100000005"


def test_umts() -> None:
    said = umts.read("dl-dcch", radio.umts_security("uea1"))
    assert (said.message, said.cipher, said.integrity) == ("security mode command", "UEA1", "UIA1")
    assert umts.read("ul-ccch", radio.umts_request("emergencyCall")).emergency
    assert umts.read("dl-dcch", radio.umts_down(b"\x05\x18\1")).inner == (b"\x05\x18\1",)


def test_names() -> None:
    assert spaced("rrcConnectionReconfiguration-r8") == "rrc connection reconfiguration"


def test_what_no_specification_knows() -> None:
    with pytest.raises(FormatError):
        lte.read("dl-dcch", b"")
    with pytest.raises(FormatError):
        lte.read("mcch", b"\0\0\0")
    with pytest.raises(FormatError):
        lte.read("dl-dcch", bytes(uper.SIZE_LIMIT + 1))


class Spinning:
    """A decoder that never ends."""

    def from_uper(self, data: bytes) -> None:
        while data:
            pass


def test_a_message_that_takes_too_long_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uper, "SECONDS", 0.05)
    monkeypatch.setattr(uper, "specification", lambda _rat: type("All", (), {"DL_DCCH_Message": Spinning()}))
    with pytest.raises(LimitError):
        lte.read("dl-dcch", b"abc")
    monkeypatch.undo()
    assert lte.read("dl-dcch", radio.release()).message == "rrc connection release"


MESSAGES = [
    ("bcch-dl-sch", radio.sib1()),
    ("bcch-dl-sch", radio.information(radio.sib3(4), radio.sib4(1, 2), radio.sib5(5), radio.sib7(6))),
    ("dl-dcch", radio.release(radio.GERAN)),
    ("dl-dcch", radio.bearer()),
    ("ul-dcch", radio.complete(core.attach_request())),
    ("pcch", radio.paging(("imsi", core.IMSI))),
]


@given(st.sampled_from(MESSAGES), st.integers(0, 80), st.integers(0, 80), st.integers(1, 255))
@settings(max_examples=150, deadline=None)
def test_cut_or_changed_messages_end_in_our_own_error(known: tuple[str, bytes], cut: int, at: int, change: int) -> None:
    channel, data = known
    changed = bytearray(data)
    changed[at % len(data)] ^= change
    for one in (data[:cut], bytes(changed), bytes(changed) + data):
        try:
            lte.read(channel, one)
        except FormatError as error:
            assert str(error).endswith(".")


@given(st.sampled_from(sorted(uper.TYPES)), st.binary(max_size=120))
@settings(max_examples=150, deadline=None)
def test_any_bytes_end_in_our_own_error(channel: str, data: bytes) -> None:
    for reader in (lte, nr, umts):
        try:
            reader.read(channel, data)
        except FormatError:
            continue
