"""Which pictures can be decoded here: as for the readers."""

from __future__ import annotations

from gifthorse.readers.photo.decoders import DAMAGE, opened, register

__all__ = ["DAMAGE", "opened", "register"]
