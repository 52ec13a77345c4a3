"""Signalling messages as rows, whatever they were logged in."""

from __future__ import annotations

import time
from collections import OrderedDict, deque
from typing import Final

from gifthorse.errors import FormatError, LimitError, UnsupportedError
from gifthorse.formats.cell import nas
from gifthorse.formats.cell.rrc import lte, nr, umts, uper
from gifthorse.formats.cell.signal import Said, Signal
from gifthorse.tables import Rows, node_id

NAME: Final = "cell"
SECONDS: Final = 40.0
"""Processor time for decoding the radio layer of one file; what comes behind it is told as not read."""
MESSAGES: Final = 2_000_000
"""Of one file: some 140 MB of nothing but signalling, which is weeks."""
REMEMBERED: Final = 4096
TWINS: Final = 64
"""NAS messages among which the same one, logged in the other way, is looked for."""
PACK: Final = 50_000
_READERS: Final = {"lte": lte.read, "nr": nr.read, "umts": umts.read}
_EMPTY: Final = ("UEA0", "EEA0", "NEA0")


class Book:
    """Takes messages one by one and fills `cell_messages`; `finish` says what could not be read."""

    def __init__(self, rows: Rows, path: str) -> None:
        self._rows, self._path, self._evidence = rows, path, node_id(path)
        self._known: OrderedDict[tuple[str, str, bytes], Said | str] = OrderedDict()
        self._recent: deque[tuple[bytes, bool, int | None]] = deque(maxlen=TWINS)
        self._unciphered: dict[int | None, bool] = {}
        self._spent = 0.0
        self._beyond = 0
        self._unread: dict[str, int] = {}
        self.messages = 0

    def take(self, signal: Signal, *, seen: int | None, packet: int, offset: int) -> None:
        """One message; `seen` in nanoseconds since 1970."""
        if self.messages >= MESSAGES:
            self._beyond += 1
            return
        moment = None if seen is None else seen // 1000
        place = {"packet": packet, "offset": offset, "seen": moment}
        if signal.layer == "nas" or signal.rat == "gsm":
            self._nas(signal, signal.data, place, carried=False)
            return
        said = self._rrc(signal)
        self._add(signal, said, place, layer="rrc", up=signal.up)
        for inner in said.inner:
            self._nas(signal, inner, place, carried=True)

    def finish(self) -> None:
        """Say what was not read."""
        if self._beyond:
            sentence = (
                f"It holds more than {MESSAGES} signalling messages; the {self._beyond} behind them were not read."
            )
            self._rows.problem(self._path, NAME, sentence, error="limit")
        for sentence, count in self._unread.items():
            many = f"{count} message{'s' if count > 1 else ''} of the radio network could not be read: "
            self._rows.problem(self._path, NAME, f"{many}{sentence[0].lower()}{sentence[1:]}", error="format")

    def _nas(self, signal: Signal, data: bytes, place: dict[str, int | None], *, carried: bool) -> None:
        unciphered = self._unciphered.get(signal.subscription, False)
        said = nas.read(signal.rat, data, signal.up, unciphered=unciphered)
        if said is None:
            said = Said("unreadable", body=data)
        if said.message == "security mode command" and said.cipher:
            self._unciphered[signal.subscription] = said.cipher in _EMPTY
        air = carried or signal.sealed
        if not air and said.protection == "none":
            said.protection = None  # logged after the modem took it off, if there was any
        twin = None
        if said.message != "ciphered message" and signal.rat != "gsm":
            twin = self._twin(said.body, air, place["packet"])
        layer = "rrc" if signal.layer == "rrc" and not carried else "nas"
        if layer == "rrc" and data and data[0] & 15 != nas.old.RR:
            layer = "nas"  # GSM's channels carry both
        up = said.up if said.up is not None else signal.up
        self._add(signal, said, place, layer=layer, up=up, carried=carried, twin=twin)

    def _twin(self, body: bytes, air: bool, packet: int | None) -> int | None:
        """The packet in which the same message was logged the other way, a short while ago."""
        body = body.rstrip(b"\0")  # a modem pads what it logs by itself with the room for the security header
        for entry in self._recent:
            if entry[0] == body and entry[1] != air:
                self._recent.remove(entry)
                return entry[2]
        self._recent.append((body, air, packet))
        return None

    def _rrc(self, signal: Signal) -> Said:
        key = (signal.rat, signal.channel, signal.data)
        found = self._known.get(key)
        if found is None:
            found = self._decoded(signal)
            self._known[key] = found
            if len(self._known) > REMEMBERED:
                self._known.popitem(last=False)
        else:
            self._known.move_to_end(key)
        if isinstance(found, str):
            self._unread[found] = self._unread.get(found, 0) + 1
            return Said("unreadable" if found != uper.MISSING else "not decoded")
        return found

    def _decoded(self, signal: Signal) -> Said | str:
        """What a message says, or why it cannot be read."""
        if self._spent > SECONDS:
            return "Decoding it took longer than allowed."
        started = time.process_time()
        try:
            return _READERS[signal.rat](signal.channel, signal.data)
        except (FormatError, LimitError, UnsupportedError) as error:
            return str(error)
        except (AttributeError, KeyError, TypeError, ValueError, IndexError, StopIteration):
            return "A message does not hold what it must."
        finally:
            self._spent += time.process_time() - started

    def _add(
        self,
        signal: Signal,
        said: Said,
        place: dict[str, int | None],
        *,
        layer: str,
        up: bool | None,
        carried: bool = False,
        twin: int | None = None,
    ) -> None:
        self.messages += 1
        self._rows.add(
            "cell_messages",
            evidence=self._evidence,
            **place,
            subscription=_small(signal.subscription),
            rat=signal.rat,
            layer=layer,
            channel=signal.channel or None,
            direction=None if up is None else "up" if up else "down",
            message=said.message,
            carried=carried,
            twin=twin,
            protection=said.protection,
            plmn=said.plmn,
            plmns=said.plmns,
            tac=said.tac,
            cell=said.cell,
            pci=_small(signal.pci),
            arfcn=_small(signal.arfcn),
            cause=said.cause,
            cause_number=said.cause_number,
            cipher=said.cipher,
            integrity=said.integrity,
            identity=said.identity,
            subscriber=said.subscriber,
            redirect=said.redirect,
            sibs=said.sibs,
            priority=said.priority,
            priority_lte=said.priority_lte,
            priority_utra=said.priority_utra,
            priority_geran=said.priority_geran,
            neighbours=said.neighbours,
            emergency=said.emergency,
            detail=said.detail,
        )
        self._rows.pack("cell_messages", PACK)


def _small(number: int | None) -> int | None:
    """What fits the column: a damaged log may say anything."""
    return number if number is not None and number < 1 << 31 else None
