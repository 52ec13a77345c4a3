"""Fingerprints kept as files: made once, used again while the shots they were made of are the same."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from hashlib import blake2b
from pathlib import Path
from typing import Any, Final

import numpy as np

from gifthorse.case import Case, writing
from gifthorse.photo.match.claims import Habits
from gifthorse.photo.match.fingerprint import Fingerprint
from gifthorse.photo.match.grey import PIXELS_LIMIT
from gifthorse.tables import Rows

FOLDER: Final = "fingerprints"
FILES_MAX: Final = 16
METHOD: Final = 1
"""Raised when fingerprints come out differently: older files are then made anew."""


@dataclass(frozen=True, slots=True)
class Group:
    """Shots of one kind: lens, zoom, mirrored or not, size as stored."""

    lens: str | None
    zoom: float | None
    mirrored: bool
    width: int
    height: int

    @property
    def size(self) -> tuple[int, int]:
        """Width and height."""
        return self.width, self.height


@dataclass(frozen=True, slots=True)
class Kept:
    """A fingerprint with what it is of: its group, the models its shots name, how they were saved, when it was made."""

    key: str
    group: Group
    fingerprint: Fingerprint
    models: tuple[str, ...]
    habits: Habits
    made: str


def key(group: Group, digests: Iterable[str]) -> str:
    """The name of the fingerprint of these shots."""
    text = "\n".join([str(METHOD), json.dumps(asdict(group), sort_keys=True), *sorted(digests)])
    return blake2b(text.encode(), digest_size=10).hexdigest()


def now() -> str:
    """This moment, as it is written down."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def save(case: Case, kept: Kept) -> None:
    """Write a fingerprint into a case; raises CaseError where that cannot be."""
    folder = case.path / FOLDER
    pattern = kept.fingerprint.pattern
    scale = float(np.abs(pattern).max()) or 1.0
    about = {
        "method": METHOD,
        "group": asdict(kept.group),
        "models": kept.models,
        "sizes": sorted(kept.habits.sizes),
        "tables": sorted(kept.habits.tables),
        "orders": sorted(kept.habits.orders),
        "made": kept.made,
        "scale": scale,
        "shape": pattern.shape,
        **{name: getattr(kept.fingerprint, name) for name in Fingerprint.__slots__ if name != "pattern"},
    }
    with writing(case.path):
        folder.mkdir(exist_ok=True)
        for name, data in (
            (f"{kept.key}.f16", (pattern / np.float32(scale)).astype("<f2").tobytes()),
            (f"{kept.key}.json", json.dumps(about).encode()),
        ):
            partial = folder / f".{name}.tmp"
            partial.write_bytes(data)
            partial.replace(folder / name)


def load(case: Case) -> dict[str, Kept]:
    """Every fingerprint of a case that is whole and of this method."""
    found = {}
    folder = case.path / FOLDER
    for file in sorted(folder.glob("*.json")) if folder.is_dir() else ():
        try:
            found[file.stem] = _read(file)
        except (OSError, ValueError, KeyError, TypeError, RecursionError):
            continue  # broken off while it was written, or of another method: it is made anew
    return found


def _read(file: Path) -> Kept:
    about: dict[str, Any] = json.loads(file.read_bytes())
    rows, columns = (int(side) for side in about["shape"])
    values = file.with_suffix(".f16")
    if about["method"] != METHOD or not 0 < rows * columns <= PIXELS_LIMIT:
        raise ValueError
    if values.stat().st_size != rows * columns * 2:
        raise ValueError
    pattern = np.fromfile(values, "<f2").reshape(rows, columns).astype(np.float32) * np.float32(about["scale"])
    numbers = {name: float(about[name]) for name in ("agreement", "gain", "survives")}
    if not all(math.isfinite(number) for number in numbers.values()) or not np.isfinite(pattern).all():
        raise ValueError
    return Kept(
        key=file.stem,
        group=Group(**about["group"]),
        fingerprint=Fingerprint(pattern, int(about["shots"]), int(about["left_out"]), **numbers),
        models=tuple(str(m) for m in about["models"]),
        habits=Habits(
            frozenset((int(w), int(h)) for w, h in about["sizes"]),
            frozenset(about["tables"]),
            frozenset(tuple(order) for order in about["orders"]),
        ),
        made=str(about["made"]),
    )


def forget(case: Case, used: set[str]) -> None:
    """Remove the oldest fingerprints that are not in use, where there are more than are kept."""
    folder = case.path / FOLDER
    with writing(case.path):
        files = sorted(folder.glob("*.f16"), key=lambda f: f.stat().st_mtime) if folder.is_dir() else []
        spare = [file for file in files if file.stem not in used]
        for file in spare[: max(0, len(files) - FILES_MAX)]:
            file.unlink()
            file.with_suffix(".json").unlink(missing_ok=True)


def list_in(case: Case, kept: Iterable[Kept]) -> None:
    """Write the table `fingerprints` of a case."""
    rows = Rows()
    for one in kept:
        rows.add(
            "fingerprints",
            lens=one.group.lens,
            zoom=one.group.zoom,
            mirrored=one.group.mirrored,
            width=one.group.width,
            height=one.group.height,
            shots=one.fingerprint.shots,
            left_out=one.fingerprint.left_out,
            agreement=one.fingerprint.agreement,
            made=one.made,
            file=f"{FOLDER}/{one.key}.f16",
        )
    for name, table in rows.tables():
        case.put_table(name, table)
