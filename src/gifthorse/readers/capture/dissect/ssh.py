"""SSH, by the greeting of either side (RFC 4253, section 4.2). The smallest dissector: begin others from it."""

from __future__ import annotations

from typing import ClassVar

from gifthorse.readers.capture.dissect.dissector import Dissector, Opening


class Ssh(Dissector):
    """Nothing is read but that it is SSH."""

    NAME: ClassVar[str] = "ssh"
    __slots__ = ()

    @staticmethod
    def recognise(opening: Opening) -> bool | None:
        """The greeting, from either side."""
        if opening.transport != "tcp":
            return False
        for said in (opening.out, opening.into):
            if said.startswith(b"SSH-"):
                return True
        return None if b"SSH-".startswith(opening.out) and b"SSH-".startswith(opening.into) else False

    def feed(self, side: int, data: bytes, time: int, packet: int, gap: int) -> None:
        """It is known by now."""
        del side, data, time, packet, gap
        self.enough = True
