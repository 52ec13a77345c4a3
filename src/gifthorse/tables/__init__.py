"""The tables: specs in TOML beside this file, Arrow schemas made from them, and `Rows` to fill them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from hashlib import blake2b
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import rtoml
from msgspec import Struct, field

if TYPE_CHECKING:
    import pyarrow as pa

TYPES = {
    "node": "BIGINT",
    "string": "VARCHAR",
    "dict": "VARCHAR",
    "list": "VARCHAR[]",
    "int32": "INTEGER",
    "int64": "BIGINT",
    "float": "FLOAT",
    "double": "DOUBLE",
    "bool": "BOOLEAN",
    "time": "TIMESTAMPTZ",
    "moment": "TIMESTAMPTZ",
}
"""Types of columns, and what they are in SQL."""


class Column(Struct, frozen=True):
    """One column: `null` says what NULL means there, and is None where it never is NULL."""

    name: str
    type: str
    says: str
    null: str | None


class Spec(Struct, frozen=True):
    """One table. `room` is 'facts' (small, merged at the end) or 'code' (large, kept a file a unit)."""

    name: str
    says: str
    room: str
    columns: tuple[Column, ...]

    def schema(self) -> pa.Schema:
        """The Arrow schema; the table's name is in its metadata under `table`.

        Every field may hold NULL here, also where the spec says it never does: a reader's slip must not end a check.
        """
        return _schema(self.name)


@cache
def _schema(name: str) -> pa.Schema:
    import pyarrow as pa  # `gifthorse --help` must not load Arrow

    spec = specs()[name]
    arrow = {
        "node": pa.int64(),
        "string": pa.string(),
        "dict": pa.dictionary(pa.int32(), pa.string()),
        "list": pa.list_(pa.string()),
        "int32": pa.int32(),
        "int64": pa.int64(),
        "float": pa.float32(),
        "double": pa.float64(),
        "bool": pa.bool_(),
        "time": pa.timestamp("s", tz="UTC"),
        "moment": pa.timestamp("us", tz="UTC"),
    }
    fields = [pa.field(c.name, arrow[c.type]) for c in spec.columns]
    return pa.schema(fields, metadata={"table": spec.name})


@cache
def specs() -> Mapping[str, Spec]:
    """Every table spec by name, in the alphabet's order."""
    found: dict[str, Spec] = {}
    for file in sorted(files(__package__).iterdir(), key=lambda f: f.name):
        if file.name.endswith(".toml"):
            name = file.name.removesuffix(".toml")
            found[name] = _spec(name, rtoml.loads(file.read_text(encoding="utf-8")))
    return found


def _spec(name: str, raw: dict[str, Any]) -> Spec:
    columns = tuple(
        Column(column, entry["type"], entry["says"], entry.get("null")) for column, entry in raw["column"].items()
    )
    return Spec(name, raw["says"], raw.get("room", "facts"), columns)


def node_id(path: str) -> int:
    """Identity of the node at `path`: 63 bits, so that it is a positive int64."""
    return int.from_bytes(blake2b(path.encode("utf-8", "surrogateescape"), digest_size=8).digest()) >> 1


class _Run(Struct):
    """Rows added one after the other with the same columns, as tuples."""

    shape: tuple[str, ...]
    rows: list[tuple[Any, ...]] = field(default_factory=list)


PRESS_ABOVE = 8 << 20
"""Bytes of batches of one table above which they are compressed while others are added."""


class Rows:
    """Collects rows for any number of tables and hands them out as Arrow batches.

    `add` takes one row of a small table; `put` takes whole columns of a large one. Both check the column
    names against the spec at once, so that a reader's mistake shows where it is made.
    """

    def __init__(self) -> None:
        self._runs: dict[str, list[_Run]] = {}
        self._batches: dict[str, list[pa.RecordBatch]] = {}
        self._pressed: dict[str, list[pa.Buffer]] = {}  # of what came before the batches

    def add(self, table: str, /, **values: Any) -> None:
        """Add one row; columns left out are NULL."""
        shape = tuple(values)
        runs = self._runs.get(table)
        if runs is None or runs[-1].shape != shape:
            runs = self._begin(table, shape)
        runs[-1].rows.append(tuple(values.values()))

    def _begin(self, table: str, shape: tuple[str, ...]) -> list[_Run]:
        """Begin to add rows with other columns."""
        unknown = set(shape).difference(c.name for c in specs()[table].columns)
        if unknown:
            raise KeyError(f"{table} has no column {sorted(unknown)}")
        runs = self._runs.setdefault(table, [])
        runs.append(_Run(shape))
        return runs

    def _columns(self, table: str) -> dict[str, list[Any]]:
        """The rows added so far in columns."""
        columns: dict[str, list[Any]] = {c.name: [] for c in specs()[table].columns}
        for run in self._runs.get(table, ()):
            given = dict(zip(run.shape, zip(*run.rows, strict=True), strict=True))
            empty = [None] * len(run.rows)
            for name, cells in columns.items():
                cells.extend(given.get(name, empty))
        return columns

    def put(self, table: str, columns: Mapping[str, Any]) -> None:
        """Add many rows at once from equally long arrays; a scalar stands for a constant column."""
        import pyarrow as pa

        schema = specs()[table].schema()
        unknown = columns.keys() - set(schema.names)
        if unknown:
            raise KeyError(f"{table} has no column {sorted(unknown)}")
        length = next(len(v) for v in columns.values() if hasattr(v, "__len__") and not isinstance(v, str))
        arrays = [_column(columns.get(field.name), field.type, length) for field in schema]
        self._batches.setdefault(table, []).append(pa.RecordBatch.from_arrays(arrays, schema=schema))

    def pack(self, table: str, size: int) -> None:
        """Turn the rows added so far into one batch if there are `size` of them: a tenth of their memory."""
        import pyarrow as pa

        if sum(len(run.rows) for run in self._runs.get(table, ())) < max(size, 1):
            return
        columns = self._columns(table)
        schema = specs()[table].schema()
        arrays = [_cells(columns[f.name], f.type) for f in schema]
        self._batches.setdefault(table, []).append(pa.RecordBatch.from_arrays(arrays, schema=schema))
        del self._runs[table]
        self._press(table)

    def _press(self, table: str) -> None:
        """Compress the batches of a table that has many: a seventh of their memory."""
        import pyarrow as pa

        batches = self._batches[table]
        if sum(batch.nbytes for batch in batches) < PRESS_ABOVE:
            return
        sink = pa.BufferOutputStream()
        options = pa.ipc.IpcWriteOptions(compression="zstd", use_threads=False)
        with pa.ipc.new_stream(sink, batches[0].schema, options=options) as stream:
            for batch in batches:
                stream.write_batch(batch)
        self._pressed.setdefault(table, []).append(sink.getvalue())
        batches.clear()

    def problem(
        self, path: str, reader: str, sentence: str, *, error: str = "format", offset: int | None = None
    ) -> None:
        """Record what could not be read, in one sentence."""
        self.add(
            "problems", evidence=node_id(path), path=path, reader=reader, offset=offset, error=error, sentence=sentence
        )

    def rows(self, table: str) -> list[dict[str, Any]]:
        """The rows added so far with `add`, as dicts (for analyses that build on facts of the same unit)."""
        columns = self._columns(table)
        names = list(columns)
        return [dict(zip(names, cells, strict=True)) for cells in zip(*columns.values(), strict=True)]

    def tables(self) -> Iterator[tuple[str, pa.Table]]:
        """Every table that got rows, with its schema."""
        import pyarrow as pa

        for name in sorted(self._runs.keys() | self._batches.keys()):
            schema = specs()[name].schema()
            batches = [batch for pressed in self._pressed.get(name, ()) for batch in pa.ipc.open_stream(pressed)]
            batches += self._batches.get(name, ())
            if name in self._runs:
                rows = self._columns(name)
                arrays = [_cells(rows[f.name], f.type) for f in schema]
                batches.append(pa.RecordBatch.from_arrays(arrays, schema=schema))
            table = pa.Table.from_batches(batches, schema=schema)
            del batches
            yield name, table
            del table  # before the next one is unpacked


_NUMBERS = {"int32": "i4", "int64": "i8", "float": "f4", "double": "f8"}
"""Arrow's types whose arrays are as numpy has them."""


def _column(value: Any, kind: pa.DataType, length: int) -> pa.Array:
    """Whatever was put, as an array. Always with a type: to infer one, Arrow looks for optional modules."""
    import numpy as np
    import pyarrow as pa

    if value is None:
        return pa.nulls(length, kind)
    if isinstance(value, (list, tuple)):
        return _cells(value, kind)
    encoded = pa.types.is_dictionary(kind)
    if isinstance(value, (str, int, float, bool)):
        value = _text(value) if isinstance(value, str) else value
        if encoded:
            return pa.DictionaryArray.from_arrays(pa.array(np.zeros(length, np.int32)), pa.array([value], pa.string()))
        return pa.repeat(pa.scalar(value, kind), length)
    if isinstance(value, np.ndarray) and value.dtype == _NUMBERS.get(str(kind)):
        # what `pa.array` makes of it, which loads numpy.ma to ask whether it is one of those
        return pa.Array.from_buffers(kind, length, [None, pa.py_buffer(value.tobytes())])
    if not isinstance(value, (pa.Array, pa.ChunkedArray)):
        value = pa.array(value, type=pa.string() if encoded else kind)
    if isinstance(value, pa.ChunkedArray):
        value = value.combine_chunks()
    if value.type == kind:
        return value
    from gifthorse.formats import arrow  # seldom needed, and more of Arrow with it

    return arrow.cast(value, kind)


def _cells(cells: Sequence[Any], kind: pa.DataType) -> pa.Array:
    """Python values as an array. Text may hold lone surrogates, which Arrow refuses: they become U+FFFD."""
    import pyarrow as pa

    try:
        return pa.array(cells, type=kind)
    except UnicodeEncodeError:
        return pa.array([_text(c) if isinstance(c, (str, list, tuple)) else c for c in cells], type=kind)


def _text(cell: Any) -> Any:
    if isinstance(cell, str):
        if cell.isascii():
            return cell
        try:
            cell.encode("utf-8")
        except UnicodeEncodeError:
            return cell.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
        return cell
    return [_text(c) for c in cell]
