"""Which pictures can be decoded here: as for the readers."""

from __future__ import annotations

from gifthorse.readers.photo.decoders import register

__all__ = ["register"]
