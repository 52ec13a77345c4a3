"""What a key log opens, given to the dissector that understands it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from gifthorse.readers.capture.dissect.dissector import Context, Dissector, Flow, Opening

if TYPE_CHECKING:
    from collections.abc import Sequence

MAX_OPENING: Final = 1 << 14


class Inside:
    """One decrypted connection: collects its beginning, recognises it, and feeds whoever knows it."""

    def __init__(self, flow: Flow, context: Context, alpn: bytes | None) -> None:
        self._flow = Flow(
            number=flow.number,
            transport="tcp",
            client=flow.client,
            client_port=flow.client_port,
            server=flow.server,
            server_port=flow.server_port,
            first=flow.first,
            over="tls",
        )
        del alpn
        self._outer = flow
        self._context = context
        self._waiting: list[tuple[int, bytes, int, int]] = []
        self._dissector: Dissector | None = None
        self._given_up = False

    def feed(self, side: int, data: bytes, time: int, packet: int) -> None:
        """The next decrypted bytes of one side."""
        if self._given_up:
            return
        if self._dissector is None:
            self._waiting.append((side, data, time, packet))
            self._recognise()
            return
        self._dissector.feed(side, data, time, packet, 0)
        self._follow()

    def finish(self) -> None:
        """No more comes."""
        if self._dissector is not None:
            self._dissector.finish()
            self._dissector = None
        if self._flow.name:
            self._outer.called(self._flow.name, self._flow.name_source)

    def _follow(self) -> None:
        dissector = self._dissector
        if dissector is None:
            return
        dissector.skip = [0, 0]  # it is all decrypted already
        if dissector.enough or dissector.rest is not None:
            self._given_up = True

    def _recognise(self) -> None:
        first = [b"", b""]
        for side, data, _, _ in self._waiting:
            first[side] += data
        opening = Opening("tcp", first[0], first[1], self._flow.client_port, self._flow.server_port, over="tls")
        for kind in inner_dissectors():
            if kind.recognise(opening):
                self._dissector = kind(self._flow, self._context)
                for given in self._waiting:
                    self._dissector.feed(*given, 0)
                self._waiting.clear()
                self._follow()
                return
        if max(map(len, first)) > MAX_OPENING:
            self._given_up = True
            self._waiting.clear()


def inner_dissectors() -> Sequence[type[Dissector]]:
    """Who may be asked; not at import, because Tls is one of them."""
    from gifthorse.readers.capture.dissect import INNER

    return INNER
