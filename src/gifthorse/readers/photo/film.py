"""Whether a film, or the film inside a photo, can be heard."""

from __future__ import annotations

from gifthorse.formats.photo.model import Photo


def sound(photo: Photo) -> bool | None:
    """Whether any track holds sound; None where there is no film whose tracks could be read."""
    if any(p.role == "audio" for p in photo.pictures):
        return True
    kinds = {tag.text for tag in photo.tags if tag.name == "HandlerType"}
    return "soun" in kinds if kinds else None
