"""Builds a tree of specimens: source folders become APKs, JARs and ELF files at the same place, the rest is copied.

- `Foo.apk/` or `foo.jar/` (a folder)  → built by `specimen.apk`
- `libfoo.so.elf.toml`                 → built by `specimen.elf`
- `Foo.apk.from` (a line with a path)  → built from that folder, relative to `samples/`
- anything else                        → copied
"""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path

from specimen.apk import Source, build_apk, read_source
from specimen.elf import build_elf

SAMPLES = Path(__file__).parent.parent
ROOT = SAMPLES.parent
LOCK = SAMPLES / "built.json"


def build_tree(sources: Path, target: Path, built: dict[str, str]) -> int:
    """Bring `target` up to date with `sources`; returns how many files were built.

    `built` maps an output's path to the digest of its source, so that nothing is built twice.
    """
    wanted, count = set(), 0
    folders: set[Path] = set()
    for path in sorted(sources.rglob("*")):
        if any(parent in folders for parent in path.parents):
            continue
        goal = target / path.relative_to(sources)
        if path.is_dir():
            if path.suffix not in (".apk", ".jar"):
                continue
            folders.add(path)
            count += _build(read_source(path), goal, built)
        elif path.name.endswith(".from"):
            goal = goal.with_name(path.name.removesuffix(".from"))
            count += _build(read_source(SAMPLES / path.read_text(encoding="utf-8").strip()), goal, built)
        elif path.name.endswith(".elf.toml"):
            goal = goal.with_name(path.name.removesuffix(".elf.toml"))
            _write(goal, build_elf(path.read_text(encoding="utf-8")))
        else:
            _write(goal, path.read_bytes())
        wanted.add(goal)
    for path in sorted(target.rglob("*"), reverse=True) if target.exists() else ():
        if path.is_file() and path not in wanted:
            path.unlink()
            built.pop(path.relative_to(ROOT).as_posix(), None)
        elif path.is_dir() and not any(path.iterdir()):
            path.rmdir()
    return count


def _write(goal: Path, data: bytes) -> None:
    if not goal.exists() or goal.read_bytes() != data:
        goal.parent.mkdir(parents=True, exist_ok=True)
        goal.write_bytes(data)


def _build(source: Source, goal: Path, built: dict[str, str]) -> int:
    name, digest = goal.relative_to(ROOT).as_posix(), source.digest()
    if goal.exists() and built.get(name) == digest:
        return 0
    twin = next((ROOT / n for n, d in built.items() if d == digest and (ROOT / n).exists()), None)
    if twin and twin != goal:
        goal.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(twin, goal)
    else:
        build_apk(source, goal)
    built[name] = digest
    return 1


def main(arguments: list[str]) -> int:
    """Build the sample phone and every rule's fixtures, or only the `*.src` folders named."""
    built: dict[str, str] = json.loads(LOCK.read_text(encoding="utf-8")) if LOCK.exists() else {}
    places = [Path(a).resolve() for a in arguments]
    places = places or sorted([*SAMPLES.glob("*/*.src"), *ROOT.glob("tests/rules/*/*/*.src")])
    for sources in places:
        try:
            count = build_tree(sources, sources.with_suffix(""), built)
        finally:
            LOCK.write_text(json.dumps(dict(sorted(built.items())), indent=0) + "\n", encoding="utf-8")
        if count:
            print(f"{sources.relative_to(ROOT)}: {count} built")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
