"""Builds a tree of specimens: source folders become APKs, JARs and ELF files at the same place, the rest is copied.

- `Foo.apk/` or `foo.jar/` (a folder)  → built by `samples.specimen.apk`
- `libfoo.so.elf.toml`                 → built by `samples.specimen.elf`
- `Foo.apk.from` (a line with a path)  → built from that folder, relative to `samples/`
- `Foo.jpg.photo.toml`                → built by `samples.photos.specimen`
- anything else                        → copied
"""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

from samples.photos.specimen import PhotoSource, read_photo
from samples.specimen.apk import Source, build_apk, read_source
from samples.specimen.elf import build_elf

SAMPLES = Path(__file__).parent.parent
ROOT = SAMPLES.parent
LOCK = SAMPLES / "built.json"


def build_tree(sources: Path, target: Path, built: dict[str, str]) -> int:
    """Bring `target` up to date with `sources`; returns how many files were built.

    `built` maps an output's path to the digest of its source, so that nothing is built twice.
    """
    count, wanted = 0, set()
    for goal, made in outputs(sources, target):
        wanted.add(goal)
        if isinstance(made, bytes):
            _write(goal, made)
        else:
            count += _build(made, goal, built)
    for path in sorted(target.rglob("*"), reverse=True) if target.exists() else ():
        if path.is_file() and path not in wanted:
            path.unlink()
            built.pop(path.relative_to(ROOT).as_posix(), None)
        elif path.is_dir() and not any(path.iterdir()):
            path.rmdir()
    return count


def stale(sources: Path, target: Path, built: dict[str, str]) -> list[Path]:
    """The outputs that do not stand for what the sources say now; needs no tool."""
    found, wanted = [], set()
    for goal, made in outputs(sources, target):
        wanted.add(goal)
        if not goal.exists():
            found.append(goal)
        elif isinstance(made, bytes):
            found += [goal] if goal.read_bytes() != made else []
        elif built.get(goal.relative_to(ROOT).as_posix()) != made.digest():
            found.append(goal)
    return found + sorted(p for p in target.rglob("*") if p.is_file() and p not in wanted)


def outputs(sources: Path, target: Path) -> Iterator[tuple[Path, Source | PhotoSource | bytes]]:
    """Every file that `sources` stands for: where it goes, and its bytes or what it is built from."""
    folders: set[Path] = set()
    for path in sorted(sources.rglob("*")):
        if any(parent in folders for parent in path.parents):
            continue
        goal = target / path.relative_to(sources)
        if path.is_dir():
            if path.suffix in (".apk", ".jar"):
                folders.add(path)
                yield goal, read_source(path)
        elif path.name.endswith(".from"):
            said = path.read_text(encoding="utf-8").strip()
            yield goal.with_name(path.name.removesuffix(".from")), read_source(SAMPLES / said)
        elif path.name.endswith(".elf.toml"):
            yield goal.with_name(path.name.removesuffix(".elf.toml")), build_elf(path.read_text(encoding="utf-8"))
        elif path.name.endswith(".photo.toml"):
            yield goal.with_name(path.name.removesuffix(".photo.toml")), read_photo(path.read_text(encoding="utf-8"))
        else:
            yield goal, path.read_bytes()


def places() -> list[Path]:
    """Every folder of sources: the sample phone's and the rules' fixtures'."""
    return sorted([*SAMPLES.glob("*/*.src"), *ROOT.glob("tests/rules/*/*/*.src")])


def _write(goal: Path, data: bytes) -> None:
    if not goal.exists() or goal.read_bytes() != data:
        goal.parent.mkdir(parents=True, exist_ok=True)
        goal.write_bytes(data)


def _build(source: Source | PhotoSource, goal: Path, built: dict[str, str]) -> int:
    name, digest = goal.relative_to(ROOT).as_posix(), source.digest()
    if goal.exists() and built.get(name) == digest:
        return 0
    twin = next((ROOT / n for n, d in built.items() if d == digest and (ROOT / n).exists()), None)
    if twin and twin != goal:
        goal.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(twin, goal)
    elif isinstance(source, PhotoSource):
        _write(goal, source.build(goal.name))
    else:
        build_apk(source, goal)
    built[name] = digest
    return 1


def main(arguments: list[str]) -> int:
    """Build the sample phone and every rule's fixtures, or only the `*.src` folders named."""
    built: dict[str, str] = json.loads(LOCK.read_text(encoding="utf-8")) if LOCK.exists() else {}
    for sources in [Path(a).resolve() for a in arguments] or places():
        try:
            count = build_tree(sources, sources.with_suffix(""), built)
        finally:
            LOCK.write_text(json.dumps(dict(sorted(built.items())), indent=0) + "\n", encoding="utf-8")
        if count:
            print(f"{sources.relative_to(ROOT)}: {count} built")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
