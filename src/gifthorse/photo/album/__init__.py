"""The photos of a report: looked at in a process of its own, because pictures are decoded for it."""

from __future__ import annotations

import multiprocessing
import sys
from collections.abc import Sequence
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Final

from gifthorse.confine import confine
from gifthorse.errors import GifthorseError
from gifthorse.report.album import Album
from gifthorse.report.document import Document

MEMORY: Final = 1 << 30
SECONDS: Final = 180.0


def build(paths: Sequence[Path], document: Document, *, reveal: bool = False) -> Album | None:
    """The album of what lies at `paths`; None where there is no photo, or where making it took too much."""
    if not _photos(document):
        return None
    context = multiprocessing.get_context("fork" if sys.platform == "linux" else "spawn")
    ours, theirs = context.Pipe(duplex=False)
    process = context.Process(target=_serve, args=(theirs, paths, document, reveal), daemon=True)  # type: ignore[attr-defined]  # both contexts have it, their common base has not
    process.start()
    theirs.close()
    try:
        made = ours.recv() if ours.poll(SECONDS) else None
        return made if isinstance(made, Album) else None
    except EOFError:  # it was ended: by the limit on its memory, or by the system for want of any
        return None
    finally:
        process.kill()
        process.join()
        ours.close()


def _photos(document: Document) -> int:
    return next((c.examined for a in document.answers if a.question == "photo" for c in a.coverage), 0)


def _serve(pipe: Connection, paths: Sequence[Path], document: Document, reveal: bool) -> None:
    from gifthorse.photo.album import cards  # what decodes is loaded where it may be ended

    confine(MEMORY)
    try:
        pipe.send(cards.album(paths, document, reveal=reveal))
    except (GifthorseError, MemoryError, KeyboardInterrupt):
        pipe.send(None)
