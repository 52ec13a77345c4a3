"""OpenCV and faiss, which the extra `compare` brings: loaded when photos are compared, never before."""

from __future__ import annotations

from functools import cache
from typing import Any

from gifthorse.errors import EvidenceError

_MISSING = "Comparing photos needs OpenCV and faiss, which are an extra: pip install 'gifthorse[compare]'."


@cache
def cv2() -> Any:
    """OpenCV, on one thread: the workers share the cores between them."""
    try:
        import cv2 as found  # an extra, and 80 ms
    except ImportError as error:
        raise EvidenceError(_MISSING) from error
    found.setNumThreads(1)
    return found


@cache
def faiss() -> Any:
    """Faiss, the index, on one thread: where cores are taken, its threads wait for each other."""
    try:
        import faiss as found  # an extra, and 90 ms
    except ImportError as error:
        raise EvidenceError(_MISSING) from error
    found.omp_set_num_threads(1)
    return found
