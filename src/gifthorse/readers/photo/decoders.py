"""Pictures decoded by Pillow, and HEIF where the extra `heif` is installed: from hostile bytes, within bounds."""

from __future__ import annotations

import io
import struct
import warnings
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from gifthorse.errors import FormatError, GifthorseError, LimitError, UnsupportedError

if TYPE_CHECKING:
    from PIL.Image import Image

DAMAGE: Final = (
    OSError, ValueError, SyntaxError, EOFError, OverflowError, LookupError, TypeError, AttributeError, ArithmeticError,
    AssertionError, RuntimeError, struct.error, zlib.error,
)  # fmt: skip
"""What Pillow and its decoders have been seen to raise over damaged pictures, and its neighbours."""


@cache
def register() -> bool:
    """Let Pillow read HEIF if pillow-heif is installed; returns whether it is."""
    try:
        from pillow_heif import register_heif_opener  # an extra, under another licence
    except ImportError:
        return False
    register_heif_opener()
    return True


@contextmanager
def opened(data: Any, *, limit: int, formats: Sequence[str] | None = None) -> Iterator[Image]:
    """A picture of at most `limit` pixels, of whose bytes only the header was read.

    Raises LimitError, UnsupportedError or FormatError, in one sentence; so does whatever is done to it within.
    """
    from PIL import Image, UnidentifiedImageError  # decoding is needed for few files

    register()
    Image.init()
    known = None if formats is None else [one for one in formats if one in Image.OPEN]
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(io.BytesIO(data), formats=known) as image:
                if image.width * image.height > limit:
                    size = f"{image.width:,} x {image.height:,}"
                    raise LimitError(f"It claims {size} pixels; no more than {limit:,} are decoded.")
                yield image
    except GifthorseError:
        raise
    except Image.DecompressionBombError as error:
        raise LimitError(f"It claims more pixels than the {limit:,} that are decoded.") from error
    except MemoryError as error:
        raise LimitError("Decoding it takes more memory than allowed.") from error
    except UnidentifiedImageError as error:
        raise UnsupportedError("Its picture is of a kind that cannot be decoded here.") from error
    except DAMAGE as error:
        raise FormatError("It is damaged or cut short, and cannot be decoded.") from error
