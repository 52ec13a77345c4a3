"""What decoding makes of packets: their innermost addresses, ports and payloads, in columns."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt


@dataclass(frozen=True, slots=True)
class Headers:
    """One row a packet of a `Packets`, about the innermost packet in it.

    `category` says what became of it. Addresses are 128 bits in two halves, IPv4 as ::ffff:a.b.c.d. `payload` is where
    what the transport carries begins in `data`, `payload_length` how much of it was captured and `payload_wire` how
    much there was. `sport` of ICMP is type << 8 | code, `dport` the identifier of an echo. Of the category FRAGMENT,
    the payload is that piece of the IP packet. `depth` counts the tunnels around it.
    """

    data: npt.NDArray[np.uint8]
    category: npt.NDArray[np.uint8]
    version: npt.NDArray[np.uint8]
    protocol: npt.NDArray[np.uint8]
    ttl: npt.NDArray[np.uint8]
    depth: npt.NDArray[np.uint8]
    src: npt.NDArray[np.uint64]
    dst: npt.NDArray[np.uint64]
    sport: npt.NDArray[np.uint16]
    dport: npt.NDArray[np.uint16]
    flags: npt.NDArray[np.uint8]
    seq: npt.NDArray[np.uint32]
    ack: npt.NDArray[np.uint32]
    payload: npt.NDArray[np.int64]
    payload_length: npt.NDArray[np.int32]
    payload_wire: npt.NDArray[np.int32]
    fragment_id: npt.NDArray[np.uint32]
    fragment_at: npt.NDArray[np.int32]
    fragment_more: npt.NDArray[np.bool_]
    uid: npt.NDArray[np.int32]
    direction: npt.NDArray[np.int8]

    def __len__(self) -> int:
        return len(self.category)
