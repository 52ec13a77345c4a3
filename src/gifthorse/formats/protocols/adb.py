"""Android's debug bridge over TCP (AOSP packages/modules/adb/protocol.txt): what is asked of a phone's shell."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import Final, NamedTuple

from gifthorse.formats.pending import Pending

COMMANDS: Final = frozenset({b"CNXN", b"AUTH", b"OPEN", b"OKAY", b"CLSE", b"WRTE", b"SYNC", b"STLS"})
MAX_PAYLOAD: Final = 1 << 20
MAX_KEPT: Final = 4096


class Message(NamedTuple):
    """One message; `payload` is its first 4 KiB."""

    command: str
    payload: bytes


def is_message(data: bytes) -> bool:
    """Whether a stream begins with a message: a known command, repeated inverted in its header."""
    return (
        len(data) >= 24
        and data[:4] in COMMANDS
        and int.from_bytes(data[:4], "little") ^ 0xFFFFFFFF == int.from_bytes(data[20:24], "little")
    )


class Messages:
    """Cuts one side of a connection into messages."""

    __slots__ = ("_pending", "broken")

    def __init__(self) -> None:
        self._pending = Pending()
        self.broken = False

    def feed(self, data: bytes) -> Iterator[Message]:
        """The messages that `data` completes."""
        buffer = self._pending.add(data)
        if buffer is None:
            return
        at, need = 0, 24
        while not self.broken and at + 24 <= len(buffer):
            length = struct.unpack_from("<I", buffer, at + 12)[0]
            if not is_message(buffer[at : at + 24]) or length > MAX_PAYLOAD:
                self.broken = True
                break
            if at + 24 + length > len(buffer):
                need = 24 + length
                break
            payload = buffer[at + 24 : at + 24 + min(length, MAX_KEPT)]
            yield Message(buffer[at : at + 4].decode("ascii"), payload)
            at += 24 + length
        if not self.broken:
            self._pending.keep(buffer[at:], need)
