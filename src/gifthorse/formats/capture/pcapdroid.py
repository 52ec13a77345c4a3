"""What PCAPdroid adds to captures: whose packets they are.

Source: the layouts in PCAPdroid's documentation of its "dump extensions" (pcapdroid.org, "PCAPdroid extensions").
In a pcap each frame, Ethernet with addresses of zeros, ends with 32 bytes on a multiple of four: a magic number, the
user id, 20 bytes of the app's name and a CRC-32 of the frame so far, big-endian but for the CRC, which is in the
phone's order. In a pcapng a custom block names package and app of a user id, and comments give each packet's.
"""

from __future__ import annotations

import struct
from typing import Final
from zlib import crc32

import numpy as np
import numpy.typing as npt
from msgspec.structs import replace

from gifthorse.formats.capture.packets import Packets
from gifthorse.formats.scattered import Longs, records

NUMBER: Final = 62652  # PCAPdroid's private enterprise number
MAGIC: Final = 0x01072021
TRAILER: Final = 32
APPS_LIMIT: Final = 10_000
_SAMPLE: Final = 512
_FORM: Final = np.dtype({"names": ["magic", "uid"], "formats": [">u4", ">i4"], "offsets": [0, 4], "itemsize": TRAILER})


def named(body: bytes, order: str) -> tuple[int, str, str] | None:
    """User id, package and app name of a custom block's body, if it is PCAPdroid's."""
    if len(body) < 14:
        return None
    number, version, kind, uid, package, app = struct.unpack_from(f"{order}IHBxiBB", body)
    if number != NUMBER or version != 1 or kind != 1 or len(body) < 14 + package + app:
        return None
    name = body[14 : 14 + package]
    return uid, name.decode("utf-8", "replace"), body[14 + package : 14 + package + app].decode("utf-8", "replace")


class Trailers:
    """Reads the trailers of a pcap's frames, once any frame was seen to have one. `apps` names the apps by user id."""

    def __init__(self, apps: dict[int, tuple[str, str]]) -> None:
        self._apps = apps
        self.present = False

    def read(self, packets: Packets) -> Packets:
        """The same packets with their user ids, and without the trailers."""
        if not self.present:
            self.present = self.found(packets)
        if not self.present:
            return packets
        rows = self._found(packets, len(packets))
        at = packets.start[rows] + packets.captured[rows] - TRAILER
        uid, captured, length = packets.uid.copy(), packets.captured.copy(), packets.length.copy()
        users = records(packets.data, at, _FORM)["uid"].astype(np.int32)
        uid[rows] = users
        captured[rows] -= TRAILER
        length[rows] = np.maximum(length[rows] - TRAILER, captured[rows])
        self._name(packets, rows, users)
        return replace(packets, uid=uid, captured=captured, length=length)

    def found(self, packets: Packets) -> bool:
        """Whether one of the first packets has a trailer."""
        return bool(self._found(packets, min(len(packets), _SAMPLE)).size)

    def _found(self, packets: Packets, count: int) -> Longs:
        """Which of the first packets have a trailer."""
        rows = np.flatnonzero(packets.captured[:count] >= TRAILER + 14)
        at = packets.start[rows] + packets.captured[rows] - TRAILER
        found: Longs = rows[records(packets.data, at, _FORM)["magic"] == MAGIC]
        return found

    def _name(self, packets: Packets, rows: Longs, users: npt.NDArray[np.int32]) -> None:
        """Note the name of every app not seen before, where the checksum vouches for it."""
        for place in np.unique(users, return_index=True)[1].tolist():
            uid = int(users[place])
            if uid in self._apps or len(self._apps) >= APPS_LIMIT:
                continue
            frame = packets.bytes(int(rows[place]))
            crc = crc32(frame[:-4])
            if frame[-4:] in (crc.to_bytes(4, "little"), crc.to_bytes(4, "big")):
                name = frame[-24:-4].partition(b"\0")[0].decode("utf-8", "replace")
                self._apps[uid] = ("", name)
