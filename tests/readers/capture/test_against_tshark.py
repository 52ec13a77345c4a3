"""The real captures, counted as tshark counts them (`make_expected` wrote down what it says)."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any, ClassVar

import pytest
from tests.captures import FOLDER, real
from tests.readers.capture.make_expected import EXPECTED
from tests.readers.capture.test_engine import rows

from gifthorse.formats.capture import open_capture
from gifthorse.readers.capture.dissect import Dissector, Opening
from gifthorse.readers.capture.engine import Engine
from gifthorse.tables import Rows

COUNTS = json.loads(EXPECTED.read_text())


@pytest.mark.parametrize("path", real(), ids=lambda p: p.name)
def test_packets_and_conversations_are_those_of_tshark(path: Path) -> None:
    found, expected = rows(path.read_bytes()), COUNTS[path.name]
    assert found["captures"][0]["packets"] == expected["packets"]
    for transport in ("tcp", "udp"):
        mine = [
            (c, [c["packets_out"] + c["packets_in"], c["wire_out"] + c["wire_in"], c["bytes_out"] + c["bytes_in"]])
            for c in found.get("connections", ())
            if c["transport"] == transport
        ]
        if transport == "udp":
            mine = together(mine)
        assert sorted(sums for _, sums in mine) == expected[transport]


Counted = list[tuple[dict[str, Any], list[int]]]


def together(counted: Counted) -> Counted:
    """What lies between two silences as one conversation, which is what tshark takes it for."""
    sums: dict[frozenset[tuple[str, int]], list[int]] = {}
    for one, (packets, wire, _) in counted:
        ends = frozenset({(one["client"], one["client_port"]), (one["server"], one["server_port"])})
        before = sums.setdefault(ends, [0, 0, 0])
        sums[ends] = [before[0] + packets, before[1] + wire, 0]
    return [({}, s) for s in sums.values()]


class Recorder(Dissector):
    """Takes everything and keeps it."""

    NAME: ClassVar[str] = "recorded"
    LIMIT: ClassVar[int] = 1 << 30
    said: ClassVar[dict[int, list[bytes]]] = {}
    gaps: ClassVar[set[int]] = set()

    @staticmethod
    def recognise(opening: Opening) -> bool | None:
        return opening.transport == "tcp"

    def feed(self, side: int, data: bytes, time: int, packet: int, gap: int) -> None:
        self.said.setdefault(self.flow.number, [b"", b""])[side] += data
        if gap:
            self.gaps.add(self.flow.number)


FOLLOWED = (
    "ja4/http1.pcapng",
    "ja4/ssh-scp-1050.pcap",
    "ndpi/1kxun.pcap",
    "ndpi/KakaoTalk_talk.pcap",
    "ndpi/android.pcap",
    "ndpi/netflix.pcap",
    "ndpi/waze.pcap",
    "zeek-tls/google-cert-repeat.pcap",
    "zeek-tls/tls-fragmented-handshake.pcap.gz",
)
STREAMS = 25


@pytest.mark.skipif(shutil.which("tshark") is None, reason="tshark is not installed")
@pytest.mark.parametrize("name", FOLLOWED)
def test_streams_carry_the_bytes_that_tshark_follows(name: str) -> None:
    path = FOLDER / name
    if not path.exists():
        pytest.skip(f"{path} is not there (set GIFTHORSE_EVIDENCE)")
    Recorder.said, Recorder.gaps = {}, set()
    found = Rows()
    Engine(open_capture(path.read_bytes()), "x", found, dissectors=(Recorder,)).run()
    tcp = [c for c in dict(found.tables())["connections"].to_pylist() if c["transport"] == "tcp"]
    compared = 0
    for connection, theirs in zip(tcp, followed(path), strict=False):
        number = connection["connection"]
        if number not in Recorder.gaps:
            mine = Recorder.said.get(number, [b"", b""])
            if all(mine) and not all(theirs):
                continue  # two SYNs of one side, of which it believes the one that was not meant
            assert sorted(mine) == sorted(theirs), connection
            compared += 1
    assert compared >= min(len(tcp), STREAMS) * 0.4


def followed(path: Path) -> list[list[bytes]]:
    """Both sides of the first streams, as tshark puts them together."""
    command = ["tshark", "-n", "-r", str(path), "-q"]
    for number in range(STREAMS):
        command += ["-z", f"follow,tcp,raw,{number}"]
    text = subprocess.run(command, capture_output=True, text=True, check=False).stdout
    streams = {}
    for part in text.split("Filter: tcp.stream eq ")[1:]:
        sides = [b"", b""]
        for line in part.splitlines()[1:]:
            if re.fullmatch(r"\t?[0-9a-f]+", line):
                sides[line.startswith("\t")] += bytes.fromhex(line.strip())
        streams[int(part.split()[0])] = sides
    return [streams[number] for number in range(STREAMS) if number in streams]
