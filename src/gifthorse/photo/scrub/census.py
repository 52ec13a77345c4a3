"""Whether anything is left in a scrubbed copy: the same reader as for any photo, and a short list of what may stay."""

from __future__ import annotations

from typing import Final

from gifthorse.errors import GifthorseError
from gifthorse.formats.photo.model import Photo
from gifthorse.formats.photo.read import read

_STRUCTURE: Final = frozenset(("Orientation", "Rotation", "Mirroring", "ProfileClass", "ColorSpaceData", "HandlerType"))
# What a profile has to say in our copies, and says the same in all of them.
_NEUTRAL: Final = {
    "ProfileName": "c",
    "ProfileDescription": "c",
    "ProfileCopyright": "c",
    "ProfileDateTime": "2000:01:01 00:00:00",
}


def left(made: bytes, original: Photo) -> tuple[str, ...]:
    """One sentence for each thing that should not be in the copy; empty where it is clean."""
    try:
        photo = read(made)
    except GifthorseError as error:
        return (f"The copy cannot be read: {error}",)
    found = [f"{tag.group}.{tag.name} is still there." for tag in photo.tags if not _may_stay(tag.name, tag.text)]
    found += [f"A {picture.role} is still in it." for picture in photo.pictures if picture.role != "alpha"]
    found += [f"{span.length} bytes are unexplained." for span in photo.spans if not span.known]
    found += list(photo.problems)
    if (photo.width, photo.height) != (original.width, original.height):
        found.append("Its size is not that of the original.")
    return tuple(dict.fromkeys(found))


def _may_stay(name: str, text: str) -> bool:
    return name in _STRUCTURE or _NEUTRAL.get(name) == text


def gone(photo: Photo) -> tuple[str, ...]:
    """What a copy leaves out, as names for people: tags by group, pictures inside, unexplained bytes."""
    groups: dict[str, int] = {}
    for tag in photo.tags:
        if not _may_stay(tag.name, tag.text):
            groups[tag.group] = groups.get(tag.group, 0) + 1
    told = [f"{count} tags of {group}" for group, count in sorted(groups.items())]
    told += [f"a {p.role} of {p.length:,} bytes" for p in photo.pictures]
    unexplained = sum(s.length for s in photo.spans if not s.known)
    return (*told, *([f"{unexplained:,} unexplained bytes"] if unexplained else []))
