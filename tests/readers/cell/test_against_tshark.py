"""The project's own captures of GSMTAP, read as tshark reads them."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

pytest.importorskip("pycrate_asn1rt", reason="the optional package pycrate is not installed")

from samples.cell import core, radio
from samples.cell.build import TRACES
from tests.readers.cell import tshark
from tests.readers.cell.test_cell import tables

from gifthorse.formats.cell import nas
from gifthorse.formats.cell.rrc import nr

MADE = {
    name.split(".")[0]: trace
    for names, traces in TRACES.items()
    for name, trace in zip(names.split(), traces, strict=True)
}


needs_tshark = pytest.mark.skipif(shutil.which("tshark") is None, reason="tshark is not installed")


@needs_tshark
def test_messages_causes_ciphers_and_places_are_those_of_tshark(tmp_path: Path) -> None:
    # tshark 4.0 does not know GSMTAP's third version, in which 5G is
    captures = [trace().pcap() for name, trace in MADE.items() if not name.endswith("-5g")]
    together = captures[0][:24] + b"".join(capture[24:] for capture in captures)
    rows = tables(tmp_path, together, "log.pcap")["cell_messages"]
    packets = tshark.told(tmp_path / "log.pcap")
    assert tshark.differences(rows, packets) == []
    assert len(packets) > 300


OPEN = core.registration_request(core.suci(concealed=False))
FIVE = [
    ("nr-rrc.ul.ccch", radio.nr_request()),
    ("nr-rrc.ul.dcch", radio.nr_complete(OPEN)),
    ("nr-rrc.dl.dcch", radio.nr_security("nea0")),
    ("nr-rrc.dl.dcch", radio.nr_release()),
    ("nas-5gs", core.five_security_command(1)),
    ("nas-5gs", core.five_authentication_request()),
    ("nas-5gs", OPEN),
]


@needs_tshark
def test_5g_without_gsmtap(tmp_path: Path) -> None:
    for (dissector, data), theirs in zip(FIVE, tshark.exported(tmp_path / "log.pcap", FIVE), strict=True):
        if dissector == "nas-5gs":
            said = nas.read("nr", data, None)
        else:
            said = nr.read(dissector.removeprefix("nr-rrc.").replace(".", "-"), data)
        assert said is not None
        assert said.message.replace(" ", "") == tshark.names(theirs["info"])[0]
        assert (said.cipher or "").removeprefix("NEA") == theirs["radio"] + theirs["core"]
        if said.subscriber:
            assert said.subscriber.endswith(theirs["msin"])
