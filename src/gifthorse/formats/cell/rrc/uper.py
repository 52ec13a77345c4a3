"""Decoding ASN.1 by pycrate: loaded when there is something to decode, and bounded against what was made to cost.

The optional package is `pycrate` (extra `cell`). Its specifications are objects that remember their last value, so one
decoder serves one process.
"""

from __future__ import annotations

import logging
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from importlib import import_module
from types import FrameType
from typing import Any, Final

from gifthorse.errors import FormatError, LimitError, UnsupportedError

SECONDS: Final = 2.0
"""Processor time for one message: real ones take a thousandth of it."""
SIZE_LIMIT: Final = 1 << 14
NODES_LIMIT: Final = 20_000
DEPTH_LIMIT: Final = 80
_SPECIFICATIONS: Final = {
    "lte": ("RRCLTE", "EUTRA_RRC_Definitions"),
    "nr": ("RRCNR", "NR_RRC_Definitions"),
    "umts": ("RRC3G", "Class_definitions"),
}
TYPES: Final = {
    "bcch-bch": "BCCH_BCH_Message", "bcch-dl-sch": "BCCH_DL_SCH_Message", "pcch": "PCCH_Message",
    "dl-ccch": "DL_CCCH_Message", "dl-dcch": "DL_DCCH_Message", "ul-ccch": "UL_CCCH_Message",
    "ul-dcch": "UL_DCCH_Message",
    "ul-ccch1": "UL_CCCH1_Message",
}  # fmt: skip
MISSING: Final = (
    "Messages of the radio layer (RRC) were not read, for pycrate is not installed: pip install gifthorse[cell]."
)


@cache
def available() -> bool:
    """Whether pycrate is installed."""
    try:
        import_module("pycrate_asn1rt")
    except ImportError:
        return False
    return True


@cache
def specification(rat: str) -> Any:
    module, name = _SPECIFICATIONS[rat]
    logging.getLogger("pycrate").setLevel(logging.CRITICAL)  # it tells the terminal of each malformed message
    try:
        return getattr(import_module(f"pycrate_asn1dir.{module}"), name)
    except ImportError as error:
        raise UnsupportedError(MISSING) from error


def decode(rat: str, channel: str, data: bytes) -> Any:
    """The value of one message as nested dicts, lists and (name, value) pairs; raises FormatError where it is none."""
    if channel not in TYPES or rat not in _SPECIFICATIONS:
        raise UnsupportedError("Messages of this channel are not read.")
    if len(data) > SIZE_LIMIT:
        raise LimitError("A message is larger than any of its kind.")
    kind = getattr(specification(rat), TYPES[channel], None)
    if kind is None:
        raise UnsupportedError("Messages of this channel are not read.")
    with _limited(SECONDS):
        try:
            kind.from_uper(data)
            return kind.get_val()
        except _TooLongError as error:
            raise LimitError("A message takes longer to decode than any of its kind.") from error
        except Exception as error:  # pycrate raises what it likes on what is malformed
            raise FormatError("A message does not follow its specification.") from error


class _TooLongError(Exception):
    """Raised from the alarm."""


@contextmanager
def _limited(seconds: float) -> Iterator[None]:
    """An alarm by processor time, where this thread may set one: a worker's may,
    and it has its own time-out besides."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGVTALRM, _ring)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


def _ring(_number: int, _frame: FrameType | None) -> None:
    raise _TooLongError


def walk(value: Any) -> Iterator[tuple[str, Any]]:
    """Every named part of a value with its name, outer before inner, in order; bounded."""
    stack: list[tuple[str, Any, int]] = [("", value, 0)]
    for _ in range(NODES_LIMIT):
        if not stack:
            return
        name, value, depth = stack.pop()
        if name:
            yield name, value
        if depth > DEPTH_LIMIT:
            continue
        if isinstance(value, dict):
            stack += [(key, part, depth + 1) for key, part in reversed(value.items())]
        elif isinstance(value, list):
            stack += [("", part, depth + 1) for part in reversed(value)]
        elif isinstance(value, tuple) and len(value) == 2 and isinstance(value[0], str):
            stack.append((value[0], value[1], depth + 1))


def first(value: Any, name: str, default: Any = None) -> Any:
    """The first part of that name."""
    return next((part for known, part in walk(value) if known == name), default)


def every(value: Any, *names: str) -> list[Any]:
    """All parts of those names."""
    return [part for known, part in walk(value) if known in names]


def kind_of(value: Any) -> str:
    """What a message is: the alternative chosen within `c1`, or further in among the extensions."""
    value = value.get("message") if isinstance(value, dict) else value
    for _ in range(6):
        if not isinstance(value, tuple) or len(value) != 2 or not isinstance(value[0], str):
            break
        if value[0] not in ("c1", "c2", "c3", "later") and not value[0].startswith("messageClassExtension"):
            return value[0]
        value = value[1]
    return ""


def number(bits: Any) -> int | None:
    """A bit string, which pycrate gives with its length, or a number."""
    if isinstance(bits, tuple) and bits and isinstance(bits[0], int):
        return bits[0]
    return bits if isinstance(bits, int) else None
