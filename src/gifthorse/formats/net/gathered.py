"""Small numbers at a distance from where each packet has got to."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from gifthorse.formats.net.work import Work
from gifthorse.formats.scattered import records

_BIG16, _BIG32 = np.dtype(">u2"), np.dtype(">u4")
_LITTLE16, _LITTLE32 = np.dtype("<u2"), np.dtype("<u4")


def byte(work: Work, offset: int) -> npt.NDArray[np.uint8]:
    """The byte `offset` bytes further on."""
    return work.data[work.at + offset]


def big16(work: Work, offset: int) -> npt.NDArray[np.uint16]:
    """Two bytes, the most significant first."""
    return records(work.data, work.at + offset, _BIG16).astype(np.uint16)


def big32(work: Work, offset: int) -> npt.NDArray[np.uint32]:
    """Four bytes, the most significant first."""
    return records(work.data, work.at + offset, _BIG32).astype(np.uint32)


def little16(work: Work, offset: int) -> npt.NDArray[np.uint16]:
    """Two bytes, the least significant first."""
    return records(work.data, work.at + offset, _LITTLE16).astype(np.uint16)


def little32(work: Work, offset: int) -> npt.NDArray[np.uint32]:
    """Four bytes, the least significant first."""
    return records(work.data, work.at + offset, _LITTLE32).astype(np.uint32)
