"""Read every photo in a folder beside ExifTool and say what was missed: `python -m bench.field_photos FOLDER`.

ExifTool is asked for what identifies a place, a camera, a person or a shot, and for the pictures inside; each of its
answers must be among what was read. Then follows what ExifTool does not list: pictures that nothing points at. Folders
named `fuzzing` are read, and not compared.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bench.measure import machine

from gifthorse.errors import GifthorseError
from gifthorse.formats.photo.model import Photo
from gifthorse.formats.photo.read import read
from gifthorse.formats.photo.sniff import sniff

KINDS = {
    "positions": ("GPSLatitude", "GPSCoordinates"),
    "serial numbers": ("SerialNumber", "CameraSerialNumber", "BodySerialNumber"),
    "internal serial numbers": ("InternalSerialNumber",),
    "lens serial numbers": ("LensSerialNumber",),
    "owners": ("OwnerName", "CameraOwnerName"),
    "artists": ("Artist", "By-line", "Creator", "Author"),
    "unique ids": ("ImageUniqueID", "ContentIdentifier", "PhotoIdentifier", "RawDataUniqueID"),
    "thumbnails": ("ThumbnailImage",),
    "previews": ("PreviewImage", "JpgFromRaw", "OtherImage"),
}
PICTURES = ("thumbnails", "previews")
BYTES_LIMIT = 256 << 20
_BINARY = re.compile(r"\(Binary data (\d+) bytes")
_BYTES = re.compile(r"(1?\d?\d|2[0-4]\d|25[0-5])( (1?\d?\d|2[0-4]\d|25[0-5])){3,}")
_NOTHING = re.compile(r"[\W0_]*")


@dataclass(slots=True)
class Sum:
    """What reading all files came to."""

    files: int = 0
    bytes: int = 0
    cpu: float = 0.0
    refused: list[str] = field(default_factory=list)
    uneven: list[str] = field(default_factory=list)
    unexplained: int = 0
    extra: list[str] = field(default_factory=list)


def main() -> None:
    root = Path(sys.argv[1])
    if not root.is_dir():
        sys.exit(f"{root} is no folder.")
    print(machine())
    found = list(files(root))
    compared = [f for f in found if "fuzzing" not in f.parts]
    total, photos = Sum(), {}
    for file in found:
        photo = _read(file, total)
        if photo is not None and "fuzzing" not in file.parts:
            photos[file] = photo
    begin = time.monotonic()
    told = _exiftool(compared)
    peer = time.monotonic() - begin
    each, per_mb = 1000 * total.cpu / max(total.files, 1), 1000 * total.cpu / max(total.bytes / 1e6, 1e-9)
    print(f"{total.files:,} files, {total.bytes / 1e6:,.0f} MB; {each:.1f} ms of CPU a file, {per_mb:.2f} ms a MB")
    print(f"ExifTool took {peer:.0f} s for {len(compared):,} of them")
    print(f"not read: {len(total.refused)}; spans that do not add up: {len(total.uneven)}")
    print(f"unexplained bytes: {100 * total.unexplained / max(total.bytes, 1):.2f} %")
    _compare(told, photos, root)
    print(f"\n{len(total.extra)} pictures that nothing points at, of at least 160 pixels:")
    for line in total.extra[:40]:
        print(f"  {line}")


def files(root: Path) -> Iterator[Path]:
    """Every photo and film below a folder, by content."""
    for path in sorted(p for p in root.rglob("*") if p.is_file() and p.stat().st_size <= BYTES_LIMIT):
        with path.open("rb") as opened:
            if sniff(opened.read(16)):
                yield path


def _read(file: Path, total: Sum) -> Photo | None:
    data = file.read_bytes()
    begin = time.process_time()
    try:
        photo = read(data)
    except GifthorseError as error:
        total.refused.append(f"{file}: {error}")
        return None
    total.cpu += time.process_time() - begin
    total.files += 1
    total.bytes += len(data)
    if sum(s.length for s in photo.spans) != len(data):
        total.uneven.append(str(file))
    total.unexplained += sum(s.length for s in photo.spans if not s.known)
    if "fuzzing" not in file.parts:
        total.extra += [
            f"{file.name}: {p.kind} {p.width} x {p.height} at {p.offset:,}"
            for p in photo.pictures
            if not p.declared and (p.width or 0) >= 160
        ]
    return photo


def _exiftool(files: list[Path]) -> list[dict[str, Any]]:
    """What ExifTool says of them, by group and name."""
    names = [f"-{name}" for names in KINDS.values() for name in names]
    with tempfile.NamedTemporaryFile("w", suffix=".args") as listed:
        listed.write("\n".join(map(str, files)))
        listed.flush()
        command = ["exiftool", "-j", "-n", "-a", "-G1", "-q", "-q", *names, "-@", listed.name]
        done = subprocess.run(command, capture_output=True, check=False)
    rows: list[dict[str, Any]] = json.loads(done.stdout or b"[]")
    return rows


def _compare(told: list[dict[str, Any]], photos: dict[Path, Photo], root: Path) -> None:
    asked, found, missed = Counter[str](), Counter[str](), []
    for row in told:
        photo = photos.get(Path(row["SourceFile"]))
        if photo is None:
            continue
        kept = _Kept(photo)
        for key, value in row.items():
            name = key.rpartition(":")[2]
            kind = next((k for k, names in KINDS.items() if name in names), None)
            if kind is None or key.startswith("File:") or not kept.says_something(kind, value):
                continue
            asked[kind] += 1
            if kept.has(kind, value):
                found[kind] += 1
            else:
                missed.append(f"{kind}: {Path(row['SourceFile']).relative_to(root)} {key} = {str(value)[:60]}")
    print("\n| what | ExifTool tells | found |\n|---|---|---|")
    for kind in KINDS:
        print(f"| {kind} | {asked[kind]} | {found[kind]} |")
    print(f"\nmissed, {len(missed)}:")
    for line in missed:
        print(f"  {line}")


class _Kept:
    """What was read of a photo, in forms that can be compared."""

    def __init__(self, photo: Photo) -> None:
        self._texts = {_plain(t.text) for t in photo.tags} | {_plain(str(t.value)) for t in photo.tags}
        self._all = "|".join(sorted(self._texts))
        self._lengths = {p.length for p in photo.pictures} | {len(p.data) for p in photo.pictures if p.data}
        self._named = {t.name for t in photo.tags}
        self._rooms = {str(t.value) for t in photo.tags if t.name == "ThumbnailLength"}
        strips = [t.value for t in photo.tags if t.name == "StripByteCounts" and isinstance(t.value, tuple)]
        self._strips = {counts[0] for counts in strips}
        self._thumbnails = any(p.role == "thumbnail" for p in photo.pictures)
        self._located = any("location" in name.lower() for name in self._named)

    def says_something(self, kind: str, value: Any) -> bool:
        if kind == "positions":
            return bool(value) and str(value) not in ("0", "0 0", "0 0 0")
        if kind in PICTURES:  # ExifTool takes the first of a picture's JPEG strips for a preview
            return _length(value) not in {0, *self._strips}
        return not _NOTHING.fullmatch(str(value))

    def has(self, kind: str, value: Any) -> bool:
        if kind == "positions":
            return bool(self._named & {"GPSLatitude", "exif:GPSLatitude", "GPSCoordinates"}) or self._located
        if kind in PICTURES:  # one may end before the room that it was given
            told = _length(value)
            if kind == "thumbnails" and str(told) in self._rooms and self._thumbnails:
                return True
            return any(told / 2 <= length <= told + 64 for length in self._lengths)
        return all(_like(str(v), self._all) for v in (value if isinstance(value, list) else [value]))


def _like(value: str, texts: str) -> bool:
    """Whether a value is among the texts; ExifTool writes ? for letters of an unknown alphabet."""
    if _BYTES.fullmatch(value):
        value = bytes(map(int, value.split())).hex()
    parts = [_plain(part) for part in value.split("?")]
    return re.search(".{0,3}".join(map(re.escape, parts)), texts) is not None


def _length(value: Any) -> int:
    match = _BINARY.search(str(value))
    return int(match[1]) if match else 0


def _plain(text: str) -> str:
    return re.sub(r"[\W_]+", "", text).lower()


if __name__ == "__main__":
    main()
