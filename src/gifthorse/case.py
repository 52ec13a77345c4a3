"""A case folder: what was handed over, the tables made of it, the findings. Atomic and resumable.

case.json              what was checked, by which version; written last, so its presence means finished
parts/<key>.part       the small tables of one finished unit, as Arrow IPC streams one after the other
code/<key>.arrow       the large tables of one unit, likewise: not packed, so that they are mapped and not read
tables/<table>.arrow   the small tables of the whole case, those that have rows, as Arrow files
document.json          the answers and findings (the JSON contract)
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import struct
from collections.abc import Iterator, Mapping
from functools import cache
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from gifthorse import __version__
from gifthorse.errors import CaseError
from gifthorse.formats.zip.inflate import crc32
from gifthorse.tables import specs

if TYPE_CHECKING:
    import pyarrow as pa

SCHEMA = 1
_END = struct.Struct("<16sQI8s")  # digest of the rest, bytes and CRC-32 of the code file, magic
_MAGIC = b"gh-part3"
_READ_BY = ("analysis", "data", "evidence", "examine", "formats", "readers", "tables")


class Case(Struct, frozen=True):
    """A case folder on disk."""

    path: Path

    @classmethod
    def create(cls, path: Path) -> Case:
        """Open `path` for a check: made if missing, continued if a check was broken off there.

        Raises CaseError when the folder holds something else than a case.
        """
        with writing(path):
            if path.exists() and not path.is_dir():
                raise CaseError(f"The case folder {path} is a file; name a folder.")
            marker = path / "gifthorse-case"
            if not marker.exists():
                if path.is_dir() and any(path.iterdir()):
                    raise CaseError(f"The folder {path} is not empty and no gifthorse case; name another one.")
                path.mkdir(parents=True, exist_ok=True)
                marker.write_text(_version())
            for folder in ("parts", "code", "tables"):
                (path / folder).mkdir(exist_ok=True)
        return cls(path)

    @contextlib.contextmanager
    def checking(self) -> Iterator[None]:
        """Keep every other check out of this folder for as long as this one writes to it, kill or no kill.

        Parts that another version left are dropped, and so is the mark that says the case is finished. Raises CaseError
        when another check is under way here.
        """
        with writing(self.path):
            lock = (self.path / "lock").open("a")
        with lock:
            if not _locked(lock.fileno()):
                raise CaseError(
                    f"Another check is writing to {self.path}: let it end, or name another folder with --case."
                )
            with writing(self.path):
                marker = self.path / "gifthorse-case"
                if marker.read_bytes() != _version().encode():
                    for folder in ("parts", "code", "tables"):  # parts of another version do not fit these tables
                        shutil.rmtree(self.path / folder)
                        (self.path / folder).mkdir()
                    marker.write_text(_version())
                (self.path / "case.json").unlink(missing_ok=True)
            yield

    @classmethod
    def open(cls, path: Path) -> Case:
        """Open a finished case; raises CaseError when it is none, unfinished, or of another schema."""
        if not (path / "gifthorse-case").exists():
            raise CaseError(f"{path} is no gifthorse case: run `gifthorse check EVIDENCE --case {path}` first.")
        if not (path / "case.json").exists():
            raise CaseError(f"The check of {path} was not finished: run the same `gifthorse check` again.")
        found = cls(path).manifest()
        if found.get("schema") != SCHEMA:
            raise CaseError(f"{path} was written by another version ({found.get('gifthorse')}): check again.")
        return cls(path)

    def manifest(self) -> dict[str, Any]:
        """What `finish` wrote; raises CaseError when it cannot be read."""
        try:
            result = json.loads((self.path / "case.json").read_text(encoding="utf-8"))
        except (OSError, ValueError, RecursionError):
            result = None
        if not isinstance(result, dict):
            raise CaseError(f"{self.path} is damaged: run the same `gifthorse check` again.")
        return result

    def part(self, key: str) -> Path:
        """Where the part file of the unit with this key lies once it is finished."""
        return self.path / "parts" / f"{key}.part"

    def write_part(self, key: str, tables: Iterator[tuple[str, pa.Table]]) -> None:
        """Write one unit's tables; the part file appears last and whole. Raises CaseError if it cannot be written."""
        import pyarrow as pa

        final, code = self.part(key), self._code(key)
        digest = blake2b(digest_size=16)
        with writing(self.path), contextlib.ExitStack() as opened, _partial(final).open("wb") as out:
            large = None
            for name, table in tables:
                if specs()[name].room == "code":
                    large = large or opened.enter_context(pa.OSFile(str(_partial(code)), "wb"))
                small = pa.BufferOutputStream()  # of one table: together they may be larger than what was read
                with pa.ipc.new_stream(large if specs()[name].room == "code" else small, table.schema) as stream:
                    stream.write_table(table)
                body = memoryview(small.getvalue())
                digest.update(body)
                out.write(body)
                del table, body, small
            opened.close()
            size, crc = _measured(_partial(code)) if large else (0, 0)
            if large:
                _partial(code).rename(code)
            out.write(_END.pack(_ended(digest, size, crc), size, crc, _MAGIC))
        _partial(final).rename(final)

    def _code(self, key: str) -> Path:
        return self.path / "code" / f"{key}.arrow"

    def whole(self, key: str) -> bool:
        """Whether the unit with this key has its part file and everything that belongs to it, undamaged."""
        try:
            data = self.part(key).read_bytes()
            if len(data) < _END.size:
                return False
            digest, size, crc, magic = _END.unpack_from(data, len(data) - _END.size)
            if magic != _MAGIC or _ended(blake2b(memoryview(data)[: -_END.size], digest_size=16), size, crc) != digest:
                return False
            return not size or _measured(self._code(key)) == (size, crc)
        except OSError:
            return False

    def merged(self, keys: list[str]) -> dict[str, pa.Table]:
        """The small tables of the units with these keys, put together; every table of the specs is there."""
        import pyarrow as pa

        found: dict[str, list[pa.Table]] = {n: [] for n, s in specs().items() if s.room == "facts"}
        for key in keys:
            for table in self._streams(self.part(key), _END.size):
                found[table.schema.metadata[b"table"].decode()].append(table)
        return {
            name: pa.concat_tables(pieces).unify_dictionaries() if pieces else specs()[name].schema().empty_table()
            for name, pieces in found.items()
        }

    def code_tables(self) -> dict[str, pa.Table]:
        """The large tables of all units, mapped into memory; tables that no unit filled are left out."""
        import pyarrow as pa

        found: dict[str, list[pa.Table]] = {}
        for file in sorted((self.path / "code").glob("*.arrow")):
            for table in self._streams(file, 0):
                found.setdefault(table.schema.metadata[b"table"].decode(), []).append(table)
        return {name: pa.concat_tables(pieces) for name, pieces in found.items()}

    def _streams(self, file: Path, tail: int) -> Iterator[pa.Table]:
        """The tables of a file of Arrow streams, all but its last `tail` bytes; raises CaseError if it is damaged."""
        import pyarrow as pa

        try:
            with pa.memory_map(str(file)) as source:
                while source.tell() < source.size() - tail:
                    with pa.ipc.open_stream(source) as stream:
                        yield stream.read_all()
        except (OSError, pa.ArrowException, TypeError, KeyError) as error:
            raise CaseError(f"{self.path} was damaged meanwhile: run the same `gifthorse check` again.") from error

    def write_tables(self, tables: Mapping[str, pa.Table]) -> None:
        """Write the small tables of the whole case."""
        with writing(self.path):
            for file in (self.path / "tables").iterdir():
                file.unlink()
            for name, table in tables.items():
                if table.num_rows:
                    self._write_table(name, table)

    def _write_table(self, name: str, table: pa.Table) -> None:
        import pyarrow as pa

        options = pa.ipc.IpcWriteOptions(compression="lz4", use_threads=False)
        final = self.path / "tables" / f"{name}.arrow"
        with (
            pa.OSFile(str(_partial(final)), "wb") as sink,
            pa.ipc.new_file(sink, table.schema, options=options) as file,
        ):
            file.write_table(table)
        _partial(final).rename(final)

    def put_table(self, name: str, table: pa.Table) -> None:
        """Add one table to a finished case, or put it in the place of an earlier one of its name."""
        with writing(self.path):
            self._write_table(name, table)

    def tables(self) -> dict[str, pa.Table]:
        """Every table of a finished case that has rows, small and large. Raises CaseError if a file is damaged."""
        import pyarrow as pa

        found = self.code_tables()
        for file in (self.path / "tables").glob("*.arrow"):
            try:
                with pa.memory_map(str(file)) as source, pa.ipc.open_file(source) as whole:
                    found[file.stem] = whole.read_all()
            except (OSError, pa.ArrowException) as error:
                raise CaseError(f"{self.path} is damaged: run the same `gifthorse check` again.") from error
        return found

    def forget_others(self, keys: set[str]) -> None:
        """Remove what earlier evidence left in this folder: parts and code files of units with other keys."""
        with writing(self.path):
            for file in [*(self.path / "parts").iterdir(), *(self.path / "code").iterdir()]:
                if file.stem not in keys or file.suffix == ".tmp":
                    file.unlink(missing_ok=True)

    def finish(self, manifest: Mapping[str, Any], document: str, context: str) -> None:
        """Write the document, what the reports tell beyond it and, last, what marks the case as finished."""
        last = json.dumps(manifest, indent=1)
        with writing(self.path):
            for name, text in (("document.json", document), ("context.json", context), ("case.json", last)):
                partial = self.path / f"{name}.tmp"
                partial.write_text(text, encoding="utf-8")
                partial.rename(self.path / name)


@contextlib.contextmanager
def writing(path: Path) -> Iterator[None]:
    """Turn what the file system refuses into one sentence, a CaseError."""
    try:
        yield
    except OSError as error:
        why = os.strerror(error.errno) if error.errno else "it cannot be written"
        raise CaseError(f"The case folder {path} cannot be used: {why}.") from error


def _partial(path: Path) -> Path:
    return path.with_suffix(f".{os.getpid()}.tmp")


def _ended(digest: blake2b, size: int, crc: int) -> bytes:
    """The digest of a part, from that of its tables and what is known of its code file."""
    digest.update(struct.pack("<QI", size, crc))
    return digest.digest()


def _measured(file: Path) -> tuple[int, int]:
    """Bytes and CRC-32 of a file: against a broken disk or a killed copy, at 10 GB a second."""
    size = crc = 0
    with file.open("rb") as source:
        while block := source.read(1 << 20):
            size, crc = size + len(block), crc32(block, crc)
    return size, crc


def _locked(file: int) -> bool:
    """Lock a file for this process; it is free again when the process ends, however it ends."""
    try:
        import fcntl  # not on Windows, where two checks at once are not kept apart
    except ImportError:
        return True
    try:
        # By process, not by open file: workers forked from this one must not keep the lock when it is killed
        fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _version() -> str:
    """What parts must have been written by to be used again."""
    return f"schema {SCHEMA} version {__version__} tables {tables_digest()} code {code_digest()}\n"


@cache
def code_digest() -> str:
    """Short digest over size and time of every file that decides what is in a part: a checkout has one version long."""
    digest = blake2b(digest_size=6)
    here = Path(__file__).parent
    for room in _READ_BY:
        files = sorted((here / room).rglob("*.*")) if (here / room).is_dir() else [here / room]
        for file in files:
            if file.parent.name != "__pycache__":
                status = file.stat()
                digest.update(f"{file} {status.st_size} {status.st_mtime_ns}\n".encode("utf-8", "surrogateescape"))
    return digest.hexdigest()


def tables_digest() -> str:
    """Short digest over every table spec: parts written under other specs are not reused."""
    digest = blake2b(digest_size=6)
    for spec in specs().values():
        digest.update(repr((spec.name, spec.room, [(c.name, c.type) for c in spec.columns])).encode())
    return digest.hexdigest()


def default_path(evidence: list[Path]) -> Path:
    """Where the case of this evidence goes when the user names no folder: the same evidence, the same place."""
    home = Path(os.environ.get("GIFTHORSE_HOME") or Path.home() / ".local" / "share" / "gifthorse")
    resolved = [str(p.resolve()) for p in evidence]
    digest = blake2b("\0".join(resolved).encode("utf-8", "surrogateescape"), digest_size=4).hexdigest()
    stem = "".join(c if c.isalnum() or c in "-_." else "_" for c in Path(resolved[0]).name)[:40].lstrip(".")
    return home / "cases" / f"{stem or 'case'}-{digest}"
