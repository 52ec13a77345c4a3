"""`gifthorse photo scrub`: copies that show the same and say nothing else."""

from __future__ import annotations

import sys
import tempfile
from argparse import Namespace
from pathlib import Path

from gifthorse import check, judge
from gifthorse.errors import EvidenceError
from gifthorse.photo.scrub.batch import Copy, Job, copy, jobs
from gifthorse.report.document import to_json
from gifthorse.report.escape import visible

DONE, FAILED = 0, 2
PIXELS = {True: "the same pixels", None: "not compared: this kind cannot be decoded here"}


def run(args: Namespace) -> int:
    """Scrub one photo, or all in a folder; 2 when any of them could not be copied."""
    failed, written = 0, []
    for job in _jobs(args.photo, args.out, rename=args.rename):
        done = copy(job)
        if done.made is None:
            failed += 1
            print(f"not copied  {visible(str(job.source), 200)}: {visible(done.refused, 300)}", file=sys.stderr)
            continue
        written.append(job.target)
        if not args.json:
            _tell(done)
    if not written and not failed:
        raise EvidenceError(f"There is no photo and no film in {args.photo}.")
    if args.json and written:
        rules = [rule for rule in judge.load() if rule.question == "photo"]
        with tempfile.TemporaryDirectory(prefix="gifthorse-") as folder:
            sys.stdout.write(to_json(check.run(written, case=Path(folder) / "case", rules=rules).document))
    return FAILED if failed else DONE


def _jobs(photo: Path, out: Path, *, rename: bool) -> list[Job]:
    """One photo goes to the place that is named, a folder's photos below it."""
    if not photo.exists():
        raise EvidenceError(f"{photo} cannot be opened: there is no such file or folder.")
    if photo.is_file():
        return [Job(photo.name, photo, out / photo.name if out.is_dir() else out)]
    return jobs([photo], out, rename=rename)


def _tell(done: Copy) -> None:
    made = done.made
    if made is None:
        return
    print(visible(f"{done.job.source} -> {done.job.target}", 400))
    for thing in made.gone or ("nothing was in it",):
        print(f"    without  {visible(thing, 200)}")
    print(f"    picture  {PIXELS.get(made.same, '')}")
    if done.dated:
        print("    note     its name tells a date: --rename, or name the copy yourself")
