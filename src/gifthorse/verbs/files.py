"""Reports into files: refused before the work where they cannot be written, and never half written."""

from __future__ import annotations

from pathlib import Path

from gifthorse.errors import GifthorseError


def writable(file: Path) -> None:
    """Fail before the work, not after it, where a report cannot be written."""
    if file.is_dir():
        raise GifthorseError(f"The report cannot be written to {file}: it is a folder; name a file.")
    if not file.absolute().parent.is_dir():
        raise GifthorseError(f"The report cannot be written to {file}: there is no folder {file.absolute().parent}.")


def write(file: Path, text: str) -> None:
    """Write a report; the file appears whole or not at all."""
    partial = file.with_name(f"{file.name}.tmp")
    try:
        partial.write_text(text, encoding="utf-8")
        partial.replace(file)
    except OSError as error:
        raise GifthorseError(f"The report cannot be written to {file}: {error.strerror}.") from error
