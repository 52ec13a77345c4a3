"""Scrubbed copies of many photos: where each goes, written whole or not at all, nothing overwritten."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from gifthorse.errors import EvidenceError, FormatError, GifthorseError
from gifthorse.evidence import open_evidence
from gifthorse.photo.scrub import BYTES_LIMIT, Scrubbed, scrub

_DATE: Final = re.compile(r"(?:19|20)\d\d[-_.]?[01]\d[-_.]?[0-3]\d")


@dataclass(frozen=True, slots=True)
class Job:
    """A photo, by the name that reports call it, and where its copy goes."""

    name: str
    source: Path
    target: Path


@dataclass(frozen=True, slots=True)
class Copy:
    """What became of a job: the copy, or in one sentence why there is none."""

    job: Job
    made: Scrubbed | None
    refused: str = ""

    @property
    def dated(self) -> bool:
        """Whether the name of the copy still tells a date."""
        return _DATE.search(self.job.target.name) is not None


def jobs(inputs: Sequence[Path], out: Path, *, rename: bool = False) -> list[Job]:
    """Every photo below `inputs` that lies in no archive; the copies lie in `out` as the photos lie in their folder.

    Raises EvidenceError where `out` lies among the photos or cannot be a folder.
    """
    for one in inputs:
        if one.is_dir() and out.resolve().is_relative_to(one.resolve()):
            raise EvidenceError(f"The copies cannot go to {out}, which lies in the folder of the photos.")
    if out.exists() and not out.is_dir():
        raise EvidenceError(f"{out} is a file: name a folder for the copies.")
    return list(_jobs(inputs, out, rename=rename))


def _jobs(inputs: Sequence[Path], out: Path, *, rename: bool) -> Iterator[Job]:
    number = 0
    for node in open_evidence(inputs).nodes:
        if node.kind != "photo" or node.source.steps:
            continue
        number += 1
        source = Path(node.source.file)
        below = Path(f"photo-{number:04}{source.suffix.lower()}") if rename else _below(source, inputs)
        yield Job(node.place, source, out / below)


def _below(source: Path, inputs: Sequence[Path]) -> Path:
    """Where a photo lies below the folder that was named; with more than one input, that folder's name before it."""
    for one in inputs:
        whole = one.resolve()
        if one.is_dir() and source.is_relative_to(whole):
            below = source.relative_to(whole)
            return below if len(inputs) == 1 else whole.name / below
    return Path(source.name)


def copy(job: Job) -> Copy:
    """Write one copy; a photo of which none can be made safely is refused in a sentence."""
    try:
        return Copy(job, _copy(job.source, job.target))
    except GifthorseError as error:
        return Copy(job, None, str(error))


def _copy(source: Path, target: Path) -> Scrubbed:
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
