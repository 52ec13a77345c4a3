"""A photo from its description, `Foo.jpg.photo.toml`: which scene, how it was saved, what was written into it.

- `scene`, `size`, `portrait`   what it shows
- `cut`, `cover`                what somebody cut away or covered afterwards, in pixels of the scene
- `thumbnail`                   "whole" as the camera made it, "now" as the photo is
- `tags`                        as ExifTool takes them
- `behind`                      film, archive, original or zeros behind its end; `place` is that of the film
"""

from __future__ import annotations

import io
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from PIL import Image, ImageDraw
from samples.photos.parts import archive, film
from samples.photos.scene import jpeg, portrait, scene
from samples.photos.tags import tagged

THUMBNAIL = (160, 120)


@dataclass(frozen=True, slots=True)
class PhotoSource:
    """What a photo is made from."""

    scene: int
    size: Sequence[int] = (960, 720)
    portrait: bool = False
    quality: int = 85
    cut: Sequence[int] = ()
    cover: Sequence[int] = ()
    thumbnail: str = ""
    tags: Sequence[str] = field(default_factory=tuple)
    behind: str = ""
    place: str = ""
    text: str = ""

    def digest(self) -> str:
        """Hash over the description."""
        return sha256(self.text.encode()).hexdigest()

    def build(self, name: str) -> bytes:
        """The photo's bytes; `name` says which kind."""
        whole = (portrait if self.portrait else scene)(self.scene, *self.size)
        shown = self._changed(whole)
        if name.endswith(".png"):
            out = io.BytesIO()
            shown.quantize(32).save(out, "PNG", optimize=True)
            return tagged(out.getvalue(), *self.tags) if self.tags else out.getvalue()
        data, arguments, files = jpeg(shown, self.quality), list(self.tags), {}
        if self.thumbnail:
            files["thumb"] = jpeg((whole if self.thumbnail == "whole" else shown).resize(THUMBNAIL), 75)
            arguments = [a.replace("{", "{{").replace("}", "}}") for a in arguments] + ["-ThumbnailImage<={thumb}"]
        if arguments:
            data = tagged(data, *arguments, files=files)
        return data + self._tail(whole)

    def _changed(self, whole: Image.Image) -> Image.Image:
        made = whole.copy()
        if self.cover:
            ImageDraw.Draw(made).rectangle(tuple(self.cover), fill=(0, 0, 0))
        if not self.cut:
            return made
        left, top, right, bottom = self.cut
        return made.crop((left, top, right, bottom))

    def _tail(self, whole: Image.Image) -> bytes:
        match self.behind:
            case "film":
                return film(self.place or None, tracks=(b"vide", b"soun"))
            case "archive":
                return archive()
            case "original":
                return jpeg(whole.resize((640, 480)), 40)
            case "zeros":
                return bytes(700)
            case _:
                return b""


def read_photo(text: str) -> PhotoSource:
    """The description in a TOML text; an unknown key is an error."""
    said: dict[str, Any] = tomllib.loads(text)
    return PhotoSource(**said, text=text)
