"""What decoding says of single packets, for the tests of link layers and tunnels."""

from __future__ import annotations

from dataclasses import dataclass

from tests.capturewriter import pcap

from gifthorse.formats.capture import open_capture
from gifthorse.formats.net import Category, decode
from gifthorse.readers.capture import address


@dataclass(frozen=True, slots=True)
class Seen:
    """One packet's innermost headers."""

    category: Category
    src: str
    dst: str
    ports: tuple[int, int]
    payload: bytes
    depth: int
    uid: int
    direction: int


def seen(*packets: bytes, link: int = 1, cut: int = 0) -> list[Seen]:
    """Each packet of a capture of that link type."""
    capture = open_capture(pcap(packets, link=link, cut=cut))
    found = []
    for piece in capture.chunks():
        headers = decode(piece, capture.interfaces)
        for i in range(len(piece)):
            at = int(headers.payload[i])
            found.append(
                Seen(
                    Category(int(headers.category[i])),
                    address.text(*headers.src[i].tolist()),
                    address.text(*headers.dst[i].tolist()),
                    (int(headers.sport[i]), int(headers.dport[i])),
                    headers.data[at : at + max(0, int(headers.payload_length[i]))].tobytes(),
                    int(headers.depth[i]),
                    int(headers.uid[i]),
                    int(headers.direction[i]),
                )
            )
    return found


def one(packet: bytes, link: int = 1) -> Seen:
    """The only packet."""
    (found,) = seen(packet, link=link)
    return found
