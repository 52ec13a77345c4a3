"""The table native_uses of one ELF file: what its code runs, and who decides that."""

from __future__ import annotations

from gifthorse.analysis.native.effects import effects
from gifthorse.analysis.native.flow import uses
from gifthorse.analysis.native.followed import LOADING, QUIET
from gifthorse.analysis.native.texts import Texts
from gifthorse.formats.elf import Elf
from gifthorse.formats.elf.image import PT_LOAD
from gifthorse.formats.elf.machine import calls
from gifthorse.formats.elf.symbols import Data
from gifthorse.tables import Rows, node_id

TEXTS_LIMIT = 64 << 20


def analyse(path: str, place: str, data: Data, elf: Elf, rows: Rows) -> None:
    """Fill native_uses; a file that imports nothing that runs or loads anything costs next to nothing."""
    strings = elf.symbols.strings
    if not any(b"\0" + name + b"\0" in strings for name in _running()):
        return
    code = calls.read(data, elf)
    if code is None:
        return
    spans = [
        (s.address, bytes(data[s.offset : s.offset + min(s.size, TEXTS_LIMIT)]))
        for s in elf.segments
        if s.type == PT_LOAD
    ]
    for use in uses(code, Texts(spans)):
        rows.add(
            "native_uses",
            evidence=node_id(path),
            path=place,
            function=use.function,
            address=use.address,
            callee=use.callee,
            text=use.text,
            sources=list(use.sources),
            hops=use.hops,
        )


def _running() -> list[bytes]:
    return [name.encode() for name in effects().use if name not in QUIET or name in LOADING]
