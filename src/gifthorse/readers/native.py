"""Native code: what every ELF file is, needs, offers and says."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from hashlib import sha256
from typing import TypeAlias

import numpy as np
import pyarrow as pa

from gifthorse.errors import GifthorseError, kind
from gifthorse.evidence.node import Data, Node
from gifthorse.formats import elf
from gifthorse.formats.elf.columns import name_column
from gifthorse.formats.elf.strings import Text, telling
from gifthorse.tables import Rows, node_id

NAME = "native"
READS = ("elf",)
FILLS = ("libraries", "native_symbols", "native_strings")
LIMITATIONS = [
    "Strings that are put together or decoded at run time are not seen.",
    "Strings are taken from .rodata and .data (8 MiB of each), at most 2,000 a file.",
    "The entropy is estimated from 16 KiB spread evenly over the file.",
]

SAMPLES, SAMPLE = 16, 1024
Look: TypeAlias = Callable[[str, str, Data, elf.Elf, Rows], None]
"""What else is done with an open file: its evidence path, its place on the phone, its bytes and what was read of it."""


@dataclass(frozen=True, slots=True)
class _Where:
    """Where an ELF file lies: in the evidence, on the phone, in which package."""

    path: str
    place: str
    package: str | None = None


@dataclass(slots=True)
class _Batch:
    """Columns of many files, put into the tables at once."""

    evidence: list[int] = field(default_factory=list)
    symbols: list[elf.Symbols] = field(default_factory=list)
    strings: list[tuple[int, str, Text]] = field(default_factory=list)

    def put(self, rows: Rows) -> None:
        counts = [len(s.name) for s in self.symbols]
        if sum(counts):
            defined = np.concatenate([s.defined for s in self.symbols])
            rows.put(
                "native_symbols",
                {
                    "evidence": np.repeat(np.array(self.evidence, np.int64), counts),
                    "name": name_column(self.symbols),
                    "defined": defined,
                    "address": pa.array(np.concatenate([s.value for s in self.symbols]), mask=~defined),
                },
            )
        if self.strings:
            rows.put(
                "native_strings",
                {
                    "evidence": [evidence for evidence, _, _ in self.strings],
                    "path": [path for _, path, _ in self.strings],
                    "kind": [text.kind for _, _, text in self.strings],
                    "value": [text.value for _, _, text in self.strings],
                    "offset": [text.offset for _, _, text in self.strings],
                },
            )


def read(node: Node, rows: Rows) -> None:
    """The rows of one ELF file of the system."""
    read_all((node,), rows)


def read_all(nodes: Iterable[Node], rows: Rows, look: Look | None = None) -> None:
    """The rows of many ELF files of the system; `look` may look at each while it is open."""
    batch = _Batch()
    for node in nodes:
        try:
            _read(_Where(node.path, node.place), node.map(), rows, batch, look)
        except GifthorseError as error:
            rows.problem(node.path, NAME, str(error), error=kind(error))
    batch.put(rows)


def read_bytes(path: str, package: str, data: Data, rows: Rows, look: Look | None = None) -> None:
    """The rows of a library inside an app, with its row of `evidence`; `path` is x.apk!lib/arm64-v8a/libx.so."""
    batch = _Batch()
    rows.add(
        "evidence",
        node=node_id(path),
        parent=node_id(path.rpartition("!")[0]) if "!" in path else None,
        path=path,
        kind="elf",
        size=len(data),
        sha256=sha256(data).hexdigest(),
        trust="extracted",
    )
    try:
        _read(_Where(path, path, package), data, rows, batch, look)
    except GifthorseError as error:
        rows.problem(path, NAME, str(error), error=kind(error))
    batch.put(rows)


def _read(where: _Where, data: Data, rows: Rows, batch: _Batch, look: Look | None) -> None:
    found = elf.read(data)
    evidence, place = node_id(where.path), where.place
    for sentence in found.damage[:1]:
        if found.machine != "other" and "/firmware/" not in place:  # firmware is split over files on purpose
            rows.problem(where.path, NAME, sentence)
    exports = int(found.symbols.defined.sum())
    rows.add(
        "libraries",
        evidence=evidence,
        package=where.package,
        path=place,
        soname=found.soname,
        machine=found.machine,
        bits=found.bits,
        type=found.type,
        needed=list(found.needed),
        rpath=found.rpath,
        interpreter=found.interpreter,
        pie=found.pie,
        nx=found.nx,
        relro=found.relro,
        canary=found.canary,
        fortify=found.fortify,
        writable_code=found.writable_code,
        build_id=found.build_id,
        imports=len(found.symbols.name) - exports,
        exports=exports,
        entropy=entropy(data),
    )
    batch.evidence.append(evidence)
    batch.symbols.append(found.symbols)
    batch.strings += [(evidence, place, text) for text in telling(data, found)]
    if look is not None:
        look(where.path, place, data, found, rows)


def entropy(data: Data) -> float:
    """Shannon entropy in bits a byte, estimated from 16 KiB spread evenly; packed or enciphered code is above 7.5."""
    step = len(data) // SAMPLES
    if step <= SAMPLE:
        sample = data[: SAMPLES * SAMPLE]
    else:
        sample = b"".join(data[at : at + SAMPLE] for at in range(0, step * SAMPLES, step))
    counts = np.bincount(np.frombuffer(sample, np.uint8), minlength=256)
    shares = counts[counts > 0] / max(1, len(sample))
    return float(-(shares * np.log2(shares)).sum()) + 0.0
