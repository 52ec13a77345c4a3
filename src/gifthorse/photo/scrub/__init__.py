"""A copy of a photo that shows the same and says nothing else.

Pixels are never coded again: of JPEG, PNG and WebP the coded data are copied, of HEIF the items of the main picture, of
films the tracks of picture and sound. Orientation is kept where turning would lose something; a colour profile is kept
as its numbers alone. In the end the copy is read like any other photo, and refused if anything is left in it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from gifthorse.errors import FormatError, UnsupportedError
from gifthorse.formats.photo.read import read
from gifthorse.formats.photo.sniff import sniff
from gifthorse.photo.scrub import census, film, heif, jpeg, png, webp
from gifthorse.photo.scrub.same import same

BYTES_LIMIT: Final = 4 << 30


@dataclass(frozen=True, slots=True)
class Scrubbed:
    """The copy, what of the original it leaves out, what the census finds left in it, and whether it shows the same.

    `same` is None where the pixels cannot be decoded here.
    """

    data: bytes
    kind: str
    gone: tuple[str, ...]
    left: tuple[str, ...]
    same: bool | None


_WRITERS: Final[dict[str, Callable[[memoryview], bytes]]] = {
    "jpeg": jpeg.scrub,
    "png": png.scrub,
    "webp": webp.scrub,
    "heic": heif.scrub,
    "avif": heif.scrub,
    "mp4": film.scrub,
    "mov": film.scrub,
}


def scrub(data: bytes | memoryview) -> Scrubbed:
    """A scrubbed copy. Raises FormatError for damaged input, UnsupportedError for kinds that cannot be scrubbed."""
    view = memoryview(data)
    if sniff(view[:16].tobytes()) is None:
        raise FormatError("It is no photo and no film of a kind that is read.", 0)
    photo = read(view)
    writer = _WRITERS.get(photo.kind)
    if writer is None:
        raise UnsupportedError(f"Files of the kind {photo.kind} cannot be scrubbed: export a JPEG and scrub that.")
    made = writer(view)
    return Scrubbed(made, photo.kind, census.gone(photo), census.left(made, photo), same(view, made))
