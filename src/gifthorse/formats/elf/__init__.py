"""ELF files: native libraries and programs, as far as judging them needs."""

from gifthorse.formats.elf.image import Elf, Segment, read
from gifthorse.formats.elf.symbols import Symbols

__all__ = ["Elf", "Segment", "Symbols", "read"]
