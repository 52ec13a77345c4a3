"""Streams over arrays of bytes, and what unpacks them: how decoders open gzip and zlib texts."""

from __future__ import annotations

import zlib
from collections.abc import Sequence

from gifthorse.analysis.code.evaluate.arguments import Function, array, as_cells, as_number, octets, part
from gifthorse.analysis.code.evaluate.values import LONGEST, Made, Tape, Value

GZIP, ZLIB, BARE = 31, 15, -15
END = -1


def _tape(value: Value) -> Tape:
    if isinstance(value, Tape):
        return value
    raise TypeError


def _made(value: Value) -> Made:
    if isinstance(value, Made):
        return value
    raise TypeError


def unpacked(data: bytes, kind: int) -> bytearray:
    """The content of a compressed text, which may be too long."""
    try:
        return bytearray(zlib.decompressobj(kind).decompress(data, LONGEST))
    except zlib.error as error:
        raise ValueError from error


def _new_source(a: Sequence[Value], _: str) -> Value:
    _made(a[0]).value = Tape(bytearray(part(a[1:4]) if len(a) > 3 else octets(a[1])))
    return None


def _new_sink(a: Sequence[Value], _: str) -> Value:
    _made(a[0]).value = Tape()
    return None


def _wrap(a: Sequence[Value], _: str) -> Value:
    _made(a[0]).value = _tape(a[1])
    return None


def _unpacking(kind: int) -> Function:
    def new(a: Sequence[Value], _: str) -> Value:
        source = _tape(a[1])
        _made(a[0]).value = Tape(unpacked(bytes(source.data[source.at :]), kind))
        return None

    return new


def _read(a: Sequence[Value], _: str) -> Value:
    tape = _tape(a[0])
    if len(a) == 1:
        found = tape.data[tape.at : tape.at + 1]
        tape.at += len(found)
        return found[0] if found else END
    cells, at = as_cells(a[1]), as_number(a[2]) if len(a) > 3 else 0
    count = as_number(a[3]) if len(a) > 3 else len(cells.items)
    if at < 0 or count < 0 or at + count > len(cells.items):
        raise IndexError
    found = tape.data[tape.at : tape.at + count]
    cells.items[at : at + len(found)] = array(bytes(found)).items
    tape.at += len(found)
    return len(found) if found or not count else END


def _write(a: Sequence[Value], _: str) -> Value:
    tape, value = _tape(a[0]), a[1]
    try:
        data = bytes([value & 0xFF]) if isinstance(value, int) else part(a[1:])
    except (TypeError, IndexError):
        tape.known = False
        raise
    if len(tape.data) + len(data) > LONGEST:
        raise ValueError
    tape.data += data
    return None


def _written(a: Sequence[Value], _: str) -> bytes:
    tape = _tape(a[0])
    if not tape.known:
        raise TypeError
    return bytes(tape.data)


def _new_inflater(a: Sequence[Value], _: str) -> Value:
    _made(a[0]).value = Tape(bare=len(a) > 1 and a[1] != 0)
    return None


def _set_input(a: Sequence[Value], _: str) -> Value:
    tape = _tape(a[0])
    tape.data, tape.at = unpacked(part(a[1:]), BARE if tape.bare else ZLIB), 0
    return None


def _inflate(a: Sequence[Value], descriptor: str) -> Value:
    found = _read(a, descriptor)
    return 0 if found == END else found


_SOURCES = (
    "java.io.InputStream",
    "java.io.ByteArrayInputStream",
    "java.util.zip.GZIPInputStream",
    "java.util.zip.InflaterInputStream",
    "javax.crypto.CipherInputStream",
    "java.io.BufferedInputStream",
    "java.io.DataInputStream",
)
_SINKS = ("java.io.OutputStream", "java.io.ByteArrayOutputStream")
_INFLATER = "java.util.zip.Inflater"

STREAMS: dict[str, Function] = {
    "java.io.ByteArrayInputStream.<init>": _new_source,
    "java.io.BufferedInputStream.<init>": _wrap,
    "java.io.DataInputStream.<init>": _wrap,
    "java.util.zip.GZIPInputStream.<init>": _unpacking(GZIP),
    "java.util.zip.InflaterInputStream.<init>": _unpacking(ZLIB),
    **{f"{cls}.read": _read for cls in _SOURCES},
    **{f"{cls}.available": lambda a, _: len(_tape(a[0]).data) - _tape(a[0]).at for cls in _SOURCES},
    **{f"{cls}.close": lambda _a, _d: None for cls in (*_SOURCES, *_SINKS)},
    "java.io.ByteArrayOutputStream.<init>": _new_sink,
    **{f"{cls}.write": _write for cls in _SINKS},
    "java.io.ByteArrayOutputStream.toByteArray": lambda a, d: array(_written(a, d)),
    "java.io.ByteArrayOutputStream.toString": lambda a, d: _written(a, d).decode("utf-8", "replace"),
    "java.io.ByteArrayOutputStream.size": lambda a, _: len(_tape(a[0]).data),
    f"{_INFLATER}.<init>": _new_inflater,
    f"{_INFLATER}.setInput": _set_input,
    f"{_INFLATER}.inflate": _inflate,
    f"{_INFLATER}.finished": lambda a, _: int(_tape(a[0]).at >= len(_tape(a[0]).data)),
    f"{_INFLATER}.end": lambda _a, _d: None,
}
"""By `class.method`."""
