"""`gifthorse photo scrub`: copies that show the same and say nothing else."""

from __future__ import annotations

import re
import sys
import tempfile
from argparse import Namespace
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from gifthorse import check, judge
from gifthorse.errors import EvidenceError, FormatError, GifthorseError
from gifthorse.evidence import open_evidence
from gifthorse.photo.scrub import BYTES_LIMIT, Scrubbed, scrub
from gifthorse.report.document import to_json
from gifthorse.report.escape import visible

DONE, FAILED = 0, 2
_DATE: Final = re.compile(r"(?:19|20)\d\d[-_.]?[01]\d[-_.]?[0-3]\d")


def run(args: Namespace) -> int:
    """Scrub one photo, or all in a folder; 2 when any of them could not be copied."""
    failed, written = 0, []
    for source, target in _pairs(args.photo, args.out, rename=args.rename):
        try:
            made = _copy(source, target)
        except GifthorseError as error:
            failed += 1
            print(f"not copied  {visible(str(source), 200)}: {visible(str(error), 300)}", file=sys.stderr)
            continue
        written.append(target)
        if not args.json:
            _tell(source, target, made)
    if not written and not failed:
        raise EvidenceError(f"There is no photo and no film in {args.photo}.")
    if args.json and written:
        rules = [rule for rule in judge.load() if rule.question == "photo"]
        with tempfile.TemporaryDirectory(prefix="gifthorse-") as folder:
            sys.stdout.write(to_json(check.run(written, case=Path(folder) / "case", rules=rules).document))
    return FAILED if failed else DONE


def _pairs(photo: Path, out: Path, *, rename: bool) -> Iterator[tuple[Path, Path]]:
    """Every photo and where its copy goes; a folder's copies lie in `out` as the photos lie in the folder."""
    if not photo.exists():
        raise EvidenceError(f"{photo} cannot be opened: there is no such file or folder.")
    if photo.is_file():
        yield photo, (out / photo.name if out.is_dir() else out)
        return
    if out.exists() and out.resolve().is_relative_to(photo.resolve()):
        raise EvidenceError(f"The copies cannot go to {out}, which lies in the folder of the photos.")
    number = 0
    for node in open_evidence([photo]).nodes:
        if node.kind == "photo" and not node.source.steps:
            number += 1
            source = Path(node.source.file)
            below = source.relative_to(photo.resolve())
            yield source, out / (Path(f"photo-{number:04}{source.suffix.lower()}") if rename else below)


def _copy(source: Path, target: Path) -> Scrubbed:
    """Write one copy, whole or not at all. Raises GifthorseError where that is not safe."""
    if target.exists():
        raise EvidenceError(f"{target} is there already, and nothing is overwritten: name another place.")
    try:
        if source.stat().st_size > BYTES_LIMIT:
            raise FormatError(f"It is larger than {BYTES_LIMIT >> 30} GiB.")
        made = scrub(source.read_bytes())
    except OSError as error:
        raise EvidenceError(f"It cannot be read: {error.strerror}.") from error
    if made.left:
        raise FormatError(f"A copy would still say something: {made.left[0]}")
    if made.same is False:
        raise FormatError("A copy would not show the same picture.")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        partial = target.with_name(f".{target.name}.part")
        partial.write_bytes(made.data)
        partial.replace(target)
    except OSError as error:
        raise EvidenceError(f"The copy cannot be written to {target}: {error.strerror}.") from error
    return made


def _tell(source: Path, target: Path, made: Scrubbed) -> None:
    print(visible(f"{source} -> {target}", 400))
    for thing in made.gone or ("nothing was in it",):
        print(f"    without  {visible(thing, 200)}")
    shown = {True: "the same pixels", None: "not compared: this kind cannot be decoded here"}.get(made.same, "")
    print(f"    picture  {shown}")
    if _DATE.search(target.name):
        print("    note     its name tells a date: --rename, or name the copy yourself")
