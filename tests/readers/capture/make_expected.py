"""Writes expected.json anew: what tshark counts in the real captures, conversation by conversation.

    python -m tests.readers.capture.make_expected

A conversation is [frames, their bytes on the wire, bytes of TCP payload]. IP fragments are put together as tshark does
by itself: a datagram counts as the frame that completed it.
"""

from __future__ import annotations

import json
import subprocess
from collections import defaultdict
from pathlib import Path

from tests.captures import real

EXPECTED = Path(__file__).with_name("expected.json")
FIELDS = ("frame.protocols", "tcp.stream", "udp.stream", "frame.len", "tcp.len")


def counted(path: Path) -> dict[str, object]:
    """Packets of a capture, and of each conversation (the innermost, where tunnels are) its sums in ascending order."""
    options = [part for field in FIELDS for part in ("-e", field)]
    command = ["tshark", "-n", "-r", str(path), "-T", "fields", "-E", "occurrence=l", *options]
    lines = subprocess.run(command, capture_output=True, text=True, check=False).stdout.splitlines()
    found: dict[str, dict[str, list[int]]] = {
        "tcp": defaultdict(lambda: [0, 0, 0]),
        "udp": defaultdict(lambda: [0, 0, 0]),
    }
    for line in lines:
        protocols, tcp, udp, size, payload = line.split("\t")
        if (tcp or udp) and ":icmp" not in protocols:  # which quotes the packet that it is about
            sums = found["tcp" if tcp else "udp"][tcp or udp]
            for i, number in enumerate((1, int(size), int(payload or 0))):
                sums[i] += number
    return {"packets": len(lines), **{kind: sorted(sums.values()) for kind, sums in found.items()}}


if __name__ == "__main__":
    EXPECTED.write_text(
        json.dumps({p.name: counted(p) for p in real()}, separators=(",", ":")).replace('},"', '},\n"') + "\n"
    )
