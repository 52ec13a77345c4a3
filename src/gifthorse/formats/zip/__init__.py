"""ZIP archives as Android reads them: see `archive.Archive`."""

from __future__ import annotations

from gifthorse.formats.zip.archive import Archive, open_zip
from gifthorse.formats.zip.entry import Entry

__all__ = ["Archive", "Entry", "open_zip"]
