"""Databases of countries and networks that were named on the command line."""

from __future__ import annotations

import mmap
from collections.abc import Sequence
from pathlib import Path

from gifthorse.errors import EvidenceError, FormatError
from gifthorse.formats.mmdb import Database


def databases(paths: Sequence[Path]) -> list[Database]:
    """Open each. Raises EvidenceError for one that cannot be read."""
    found = []
    for path in paths:
        try:
            with path.open("rb") as file:
                data = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
            found.append(Database(data))
        except (OSError, ValueError) as error:
            raise EvidenceError(f"{path} cannot be opened: {getattr(error, 'strerror', None) or error}.") from None
        except FormatError as error:
            raise EvidenceError(f"{path}: {error}") from None
    return found
