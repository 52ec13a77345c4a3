"""A case folder: what was handed over, the tables made of it, the findings. Atomic and resumable.

case.json              what was checked, by which version; written last, so its presence means finished
parts/<key>.part       the small tables of one finished unit, as Arrow IPC streams one after the other
code/<table>/<key>.parquet   the large tables, one file a unit
tables/<table>.parquet the small tables of the whole case
document.json          the answers and findings (the JSON contract)
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gifthorse import __version__
from gifthorse.errors import CaseError
from gifthorse.tables import specs

if TYPE_CHECKING:
    import pyarrow as pa

SCHEMA = 1


@dataclass(frozen=True, slots=True)
class Case:
    """A case folder on disk."""

    path: Path

    @classmethod
    def create(cls, path: Path) -> Case:
        """Open `path` for a check: made if missing, continued if a check was broken off there.

        Raises CaseError when the folder holds something else than a case.
        """
        if path.exists() and not path.is_dir():
            raise CaseError(f"The case folder {path} is a file; name a folder.")
        if path.is_dir() and any(path.iterdir()) and not (path / "gifthorse-case").exists():
            raise CaseError(f"The folder {path} is not empty and no gifthorse case; name another one.")
        for folder in ("parts", "code", "tables"):
            (path / folder).mkdir(parents=True, exist_ok=True)
        marker = path / "gifthorse-case"
        wanted = f"schema {SCHEMA} version {__version__} tables {tables_digest()}\n"
        if marker.exists() and marker.read_text() != wanted:
            for folder in ("parts", "code", "tables"):  # parts of another version do not fit these tables
                shutil.rmtree(path / folder)
                (path / folder).mkdir()
        marker.write_text(wanted)
        return cls(path)

    @classmethod
    def open(cls, path: Path) -> Case:
        """Open a finished case; raises CaseError when it is none, unfinished, or of another schema."""
        if not (path / "gifthorse-case").exists():
            raise CaseError(f"{path} is no gifthorse case: run `gifthorse check EVIDENCE --case {path}` first.")
        if not (path / "case.json").exists():
            raise CaseError(f"The check of {path} was not finished: run the same `gifthorse check` again.")
        found = json.loads((path / "case.json").read_text())
        if found.get("schema") != SCHEMA:
            raise CaseError(f"{path} was written by another version ({found.get('gifthorse')}): check again.")
        return cls(path)

    def manifest(self) -> dict[str, Any]:
        """What `finish` wrote."""
        result: dict[str, Any] = json.loads((self.path / "case.json").read_text())
        return result

    def part(self, key: str) -> Path:
        """Where the part file of the unit with this key lies once it is finished."""
        return self.path / "parts" / f"{key}.part"

    def write_part(self, key: str, tables: Iterator[tuple[str, pa.Table]]) -> None:
        """Write one unit's tables; the part file appears last and whole."""
        import pyarrow as pa  # noqa: PLC0415
        import pyarrow.parquet as pq  # noqa: PLC0415

        final = self.part(key)
        partial = final.with_suffix(f".{os.getpid()}.tmp")
        with partial.open("wb") as sink:
            for name, table in tables:
                if specs()[name].room == "code":
                    folder = self.path / "code" / name
                    folder.mkdir(exist_ok=True)
                    pq.write_table(table, folder / f"{key}.parquet", compression="lz4", write_statistics=False)
                else:
                    with pa.ipc.new_stream(sink, table.schema) as stream:
                        stream.write_table(table)
        partial.rename(final)

    def merged(self, keys: list[str]) -> dict[str, pa.Table]:
        """The small tables of the units with these keys, put together; every table of the specs is there."""
        import pyarrow as pa  # noqa: PLC0415

        found: dict[str, list[pa.Table]] = {n: [] for n, s in specs().items() if s.room == "facts"}
        for key in keys:
            with pa.memory_map(str(self.part(key))) as source:
                while source.tell() < source.size():
                    with pa.ipc.open_stream(source) as stream:
                        table = stream.read_all()
                    found[table.schema.metadata[b"table"].decode()].append(table)
        return {
            name: pa.concat_tables(pieces).unify_dictionaries() if pieces else specs()[name].schema().empty_table()
            for name, pieces in found.items()
        }

    def write_tables(self, tables: Mapping[str, pa.Table]) -> None:
        """Write the small tables of the whole case."""
        import pyarrow.parquet as pq  # noqa: PLC0415

        for name, table in tables.items():
            final = self.path / "tables" / f"{name}.parquet"
            partial = final.with_suffix(".tmp")
            pq.write_table(table, partial, compression="zstd", write_statistics=False)
            partial.rename(final)

    def code_files(self) -> dict[str, list[Path]]:
        """The files of each large table; tables that no unit filled are left out."""
        found = {n: sorted((self.path / "code" / n).glob("*.parquet")) for n, s in specs().items() if s.room == "code"}
        return {name: files for name, files in found.items() if files}

    def forget_others(self, keys: set[str]) -> None:
        """Remove what earlier evidence left in this folder: parts and code files of units with other keys."""
        for file in [*(self.path / "parts").iterdir(), *(self.path / "code").glob("*/*")]:
            if file.name.split(".")[0] not in keys:
                file.unlink()

    def finish(self, manifest: Mapping[str, Any], document: str, context: str) -> None:
        """Write the document, what the reports tell beyond it and, last, what marks the case as finished."""
        last = json.dumps(manifest, indent=1)
        for name, text in (("document.json", document), ("context.json", context), ("case.json", last)):
            partial = self.path / f"{name}.tmp"
            partial.write_text(text, encoding="utf-8")
            partial.rename(self.path / name)


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
