"""XMP packets: every property with its path, and the pictures and sounds that Google's cameras put inside.

ISO 16684-1; Google's GImage, GDepth and GAudio carry base64 in a property; entities are refused.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterator
from typing import Final
from xml.parsers import expat

from gifthorse.errors import FormatError
from gifthorse.formats.photo.canvas import Window
from gifthorse.formats.photo.model import Found, Nested, Picture, Tag
from gifthorse.formats.photo.text import TEXT_LIMIT

DEPTH_LIMIT: Final = 64
PROPERTIES_LIMIT: Final = 5_000
BYTES_LIMIT: Final = 64 << 20
_RDF: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_XML: Final = "http://www.w3.org/XML/1998/namespace"
_SKIPPED: Final = ("RDF", "Description", "Bag", "Seq", "Alt", "li", "xmpmeta", "xapmeta")

# Namespaces by the prefixes that ExifTool shows; a file may bind others.
PREFIXES: Final = {
    "http://purl.org/dc/elements/1.1/": "dc",
    "http://ns.adobe.com/xap/1.0/": "xmp",
    "http://ns.adobe.com/xap/1.0/mm/": "xmpMM",
    "http://ns.adobe.com/xap/1.0/sType/ResourceEvent#": "stEvt",
    "http://ns.adobe.com/xap/1.0/sType/ResourceRef#": "stRef",
    "http://ns.adobe.com/exif/1.0/": "exif",
    "http://ns.adobe.com/exif/1.0/aux/": "aux",
    "http://cipa.jp/exif/1.0/": "exifEX",
    "http://ns.adobe.com/tiff/1.0/": "tiff",
    "http://ns.adobe.com/photoshop/1.0/": "photoshop",
    "http://ns.adobe.com/camera-raw-settings/1.0/": "crs",
    "http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/": "Iptc4xmpCore",
    "http://iptc.org/std/Iptc4xmpExt/2008-02-29/": "Iptc4xmpExt",
    "http://www.metadataworkinggroup.com/schemas/regions/": "mwg-rs",
    "http://ns.microsoft.com/photo/1.2/": "MP",
    "http://ns.microsoft.com/photo/1.2/t/RegionInfo#": "MPRI",
    "http://ns.microsoft.com/photo/1.2/t/Region#": "MPReg",
    "http://ns.google.com/photos/1.0/camera/": "GCamera",
    "http://ns.google.com/photos/1.0/container/": "Container",
    "http://ns.google.com/photos/1.0/container/item/": "Item",
    "http://ns.google.com/photos/1.0/image/": "GImage",
    "http://ns.google.com/photos/1.0/depthmap/": "GDepth",
    "http://ns.google.com/photos/1.0/audio/": "GAudio",
    "http://ns.google.com/photos/dd/1.0/device/": "Device",
    "http://ns.adobe.com/hdr-gain-map/1.0/": "hdrgm",
    "http://ns.xiaomi.com/photos/1.0/camera/": "MiCamera",
    "http://ns.apple.com/faceinfo/1.0/": "apple-fi",
    "http://ns.apple.com/pixeldatainfo/1.0/": "apdi",
}
_INSIDE: Final = {
    "GImage:Data": "original",
    "GDepth:Data": "depth",
    "GDepth:Confidence": "depth",
    "GAudio:Data": "audio",
}


def parse(window: Window, found: Found, prefix: str) -> Iterator[Nested]:
    """Read a packet into tags of the group `xmp`; damage is a problem."""
    window.claim(0, len(window), prefix)
    if len(window) > BYTES_LIMIT:
        window.canvas.problem("An XMP packet is larger than what is read.")
        return
    reader = _Reader(window, found)
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.characters
    parser.EntityDeclHandler = reader.entity
    reader.parser = parser
    data = window.data.tobytes().strip(b"\0 \r\n\t")
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        window.canvas.problem(f"An XMP packet is damaged in line {error.lineno}.")
    except FormatError as error:
        window.canvas.problem(str(error))
    yield from ()


class _Reader:
    """The handlers of one packet."""

    def __init__(self, window: Window, found: Found) -> None:
        self.window = window
        self.found = found
        self.parser: expat.XMLParserType | None = None
        self.path: list[str] = []
        self.texts: list[list[str]] = []
        self.counts: list[int] = []
        self.properties = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """An element opens: its attributes are properties, but for RDF's own."""
        if len(self.path) >= DEPTH_LIMIT:
            raise FormatError("An XMP packet is nested too deeply.")
        label = _label(name)
        if label == "rdf:li" and self.counts:
            self.counts[-1] += 1
            label = f"[{self.counts[-1]}]"
        self.path.append(label)
        self.texts.append([])
        self.counts.append(0)
        for attribute, value in attributes.items():
            if attribute.startswith((_RDF, _XML)) and not attribute.endswith(" resource"):
                continue
            self.keep([*self.path, _label(attribute)], value)

    def end(self, _name: str) -> None:
        """An element closes: its text, if any, is a property."""
        text = "".join(self.texts.pop())
        if text.strip():
            self.keep(self.path, text)
        self.path.pop()
        self.counts.pop()

    def characters(self, data: str) -> None:
        """Text between tags."""
        if self.texts:
            self.texts[-1].append(data)

    def entity(self, *_: object) -> None:
        """An entity declaration: no camera writes any, so it is refused."""
        raise FormatError("An XMP packet declares entities, which is refused.")

    def keep(self, path: list[str], value: str) -> None:
        """Keep a property; a picture inside it becomes one of the photo's."""
        self.properties += 1
        if self.properties > PROPERTIES_LIMIT:
            raise FormatError(f"An XMP packet has more than {PROPERTIES_LIMIT:,} properties.")
        steps = [p for p in path if p.split(":")[-1] not in _SKIPPED]
        while steps and steps[-1].startswith("["):
            steps.pop()
        if not steps:
            return
        at = self.parser.CurrentByteIndex if self.parser else 0
        name = "/".join(steps).replace("/[", "[")
        role = _INSIDE.get(steps[-1])
        if role is not None:
            self.inside(role, value, at)
            value = f"({len(value):,} characters)"
        text = value.strip()[:TEXT_LIMIT]
        self.found.tag(Tag("xmp", name, None, "text", text, text[:1024], self.window.offset(at), 0))

    def inside(self, role: str, value: str, at: int) -> None:
        """A picture or sound in base64."""
        try:
            data = base64.b64decode(value.strip().replace("\n", ""), validate=False)
        except (binascii.Error, ValueError):
            self.window.canvas.problem(f"The {role} inside an XMP packet cannot be unpacked.")
            return
        kind = "jpeg" if data[:2] == b"\xff\xd8" else "png" if data[:4] == b"\x89PNG" else "other"
        if role == "audio":
            kind = "audio"
        self.found.picture(
            Picture(kind, role, self.window.offset(at), len(value), None, None, declared=True, data=data)
        )


def _label(name: str) -> str:
    space, _, local = name.rpartition(" ")
    if space == _RDF:
        return f"rdf:{local}"
    return f"{PREFIXES.get(space, space.rstrip('/#').rsplit('/', 1)[-1])}:{local}"
