"""Builds the hits and twins of the photo rules: `python -m samples.photos.build`. Needs ExifTool."""

from __future__ import annotations

import base64
import io
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Final

import numpy as np
from PIL import Image, ImageCms
from samples.photos.parts import archive, credentials, film, with_segment, with_xmp
from samples.photos.scene import jpeg, scene
from samples.photos.tags import tagged as written

OUT: Final = Path(__file__).resolve().parents[2] / "tests" / "rules" / "photo"
PLAIN: Final = jpeg(scene(1))


def tagged(*arguments: str, base: bytes = PLAIN, files: dict[str, bytes] | None = None) -> bytes:
    """A JPEG to which ExifTool has written tags."""
    return written(base, *arguments, files=files)


def region(kind: str, name: str = "") -> str:
    """A face region of the Metadata Working Group, as ExifTool takes it."""
    named = f"Name={name}," if name else ""
    area = "Area={X=0.5,Y=0.5,W=0.2,H=0.2,Unit=normalized}"
    return (
        "-XMP-mwg-rs:RegionInfo={AppliedToDimensions={W=320,H=240,Unit=pixel},"
        f"RegionList=[{{{area},{named}Type={kind}}}]}}"
    )


def profile(maker: bytes) -> bytes:
    """An sRGB profile that names its maker; the date is fixed so that the same bytes come out each time."""
    raw = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    raw[24:36] = b"\x07\xe8\0\1\0\1\0\0\0\0\0\0"
    raw[48:52] = maker
    return bytes(raw)


def busy(number: int) -> Image.Image:
    """A scene with grain in it, as cameras make it: large enough for its coefficients to say something."""
    grain = np.random.default_rng(number).normal(0, 6, (448, 512))
    return Image.fromarray(np.clip(np.asarray(scene(number, 512, 448).convert("L")) + grain, 0, 255).astype(np.uint8))


def again(image: Image.Image, first: int, last: int) -> bytes:
    """A JPEG that had been a JPEG of another quality."""
    with Image.open(io.BytesIO(jpeg(image, first))) as between:
        return jpeg(between.convert("L"), last)


def noise(size: int) -> bytes:
    """Bytes without a meaning."""
    return np.random.default_rng(7).integers(1, 255, size, np.uint8).tobytes()


PLACE: Final = (
    "-GPSLatitude=48.20849", "-GPSLatitudeRef=N", "-GPSLongitude=16.37208", "-GPSLongitudeRef=E", "-GPSAltitude=171",
)  # fmt: skip
EDITOR: Final = [
    20,
    16,
    25,
    39,
    50,
    46,
    62,
    68,
    16,
    18,
    23,
    38,
    38,
    53,
    65,
    68,
    25,
    23,
    31,
    38,
    53,
    65,
    68,
    68,
    39,
    38,
    38,
    53,
    65,
    68,
    68,
    68,
    50,
    38,
    53,
    65,
    68,
    68,
    68,
    68,
    46,
    53,
    65,
    68,
    68,
    68,
    68,
    68,
    62,
    65,
    68,
    68,
    68,
    68,
    68,
    68,
    68,
    68,
    68,
    68,
    68,
    68,
    68,
    68,
]
"""The luminance table of an old Photoshop."""
INSIDE: Final = base64.b64encode(jpeg(scene(5, 160, 120), 60)).decode()
HISTORY: Final = "-XMP-xmpMM:History=[{Action=saved,When=2024:05:06 07:08:09,SoftwareAgent=Studio 3}]"
SOURCE: Final = "http://cv.iptc.org/newscodes/digitalsourcetype/"

# What each rule must find, and what it must leave alone.
PHOTOS: Final[dict[str, tuple[Callable[[], bytes], Callable[[], bytes]]]] = {
    "place-exact": (
        lambda: tagged(*PLACE),
        lambda: tagged("-GPSLatitude=0", "-GPSLongitude=0", "-GPSLatitudeRef=N", "-GPSLongitudeRef=E"),
    ),
    "place-by-network": (
        lambda: tagged(*PLACE, "-GPSProcessingMethod=CELLID"),
        lambda: tagged(*PLACE, "-GPSProcessingMethod=GPS"),
    ),
    "place-named": (
        lambda: tagged("-IPTC:City=Vienna", "-IPTC:Sub-location=Heldenplatz"),
        lambda: tagged("-IPTC:Keywords=summer"),
    ),
    "place-only-inside": (
        lambda: PLAIN + film("+48.2085+016.3721/"),
        lambda: tagged(*PLACE) + film("+48.2085+016.3721/"),
    ),
    "direction": (
        lambda: tagged("-GPSImgDirection=123.5", "-GPSImgDirectionRef=T"),
        lambda: tagged("-GPSImgDirectionRef=T", "-GPSSpeed=0", "-GPSSpeedRef=K"),
    ),
    "camera-serial": (lambda: tagged("-SerialNumber=4102003981"), lambda: tagged("-SerialNumber=0000000000")),
    "lens-serial": (lambda: tagged("-LensSerialNumber=77120045"), lambda: tagged("-LensSerialNumber=0000")),
    "camera-model": (lambda: tagged("-Make=Orchard", "-Model=Nova 7"), lambda: PLAIN),
    "firmware": (
        lambda: tagged("-Software=NovaOS 14.2.3 (NV7.240506)"),
        lambda: tagged("-Software=Adobe Photoshop 25.0"),
    ),
    "shot-fingerprint": (
        lambda: tagged("-ImageUniqueID=a1b2c3d4e5f60718293a4b5c6d7e8f90"),
        lambda: tagged("-ImageUniqueID=00000000000000000000000000000000"),
    ),
    "profile-vendor": (
        lambda: jpeg(scene(1), icc_profile=profile(b"XM  ")),
        lambda: jpeg(scene(1), icc_profile=profile(b"lcms")),
    ),
    "front-camera": (
        lambda: tagged("-LensModel=Nova 7 front camera 2.2mm f/2.2"),
        lambda: tagged("-LensModel=Nova 7 back camera 5.4mm f/1.8"),
    ),
    "owner-named": (
        lambda: tagged("-Artist=Maria Example"),
        lambda: tagged("-Artist=unknown", "-Copyright=Copyright (C) 2024", "-OwnerName=1"),
    ),
    "faces-named": (lambda: tagged(region("Face", "Maria")), lambda: tagged(region("Face"))),
    "faces-marked": (lambda: tagged(region("Face")), lambda: tagged(region("Focus"))),
    "contact": (
        lambda: tagged("-XMP-iptcCore:CreatorWorkEmail=maria@example.org"),
        lambda: tagged("-XMP-iptcCore:CreatorWorkURL=example.org"),
    ),
    "path-of-a-computer": (
        lambda: tagged("-XMP-xmpMM:DerivedFromFilePath=C:\\Users\\maria\\Desktop\\visit.psd"),
        lambda: tagged("-XMP-xmpMM:DerivedFromFilePath=C:\\Program Files\\Studio\\blank.psd"),
    ),
    "comment": (lambda: tagged("-UserComment=with the minister, do not post"), lambda: tagged("-UserComment=12 0 3")),
    "time-exact": (
        lambda: tagged("-DateTimeOriginal=2024:05:06 07:08:09", "-SubSecTimeOriginal=731"),
        lambda: tagged("-DateTimeOriginal=0000:00:00 00:00:00"),
    ),
    "time-zone": (
        lambda: tagged("-DateTimeOriginal=2024:05:06 19:44:18", "-GPSDateStamp=2024:05:06", "-GPSTimeStamp=16:43:45"),
        lambda: tagged("-DateTimeOriginal=2024:05:06 19:44:18", "-GPSDateStamp=2024:05:06", "-GPSTimeStamp=16:36:20"),
    ),
    "dates-disagree": (
        lambda: tagged("-DateTimeOriginal=2024:05:06 07:08:09", "-ModifyDate=2024:06:01 10:00:00"),
        lambda: tagged("-DateTimeOriginal=2024:05:06 07:08:09", "-ModifyDate=2024:05:06 07:08:09"),
    ),
    "undeclared-picture": (
        lambda: PLAIN + jpeg(scene(9, 640, 480), 50),
        lambda: (
            tagged("-ThumbnailImage<={thumb}", files={"thumb": jpeg(scene(1, 320, 240).resize((160, 120)))})
            + bytes(4096)
        ),
    ),
    "preview-differs": (
        lambda: tagged(
            "-ThumbnailImage<={thumb}",
            base=jpeg(scene(1).crop((120, 60, 300, 195))),
            files={"thumb": jpeg(scene(1).resize((160, 120)))},
        ),
        lambda: tagged("-ThumbnailImage<={thumb}", files={"thumb": jpeg(scene(1).resize((160, 120)), 70)}),
    ),
    "original-inside": (
        lambda: with_xmp(PLAIN, f'GImage:Mime="image/jpeg" GImage:Data="{INSIDE}"'),
        lambda: with_xmp(PLAIN, 'GImage:Mime="image/jpeg"'),
    ),
    "film-inside": (lambda: PLAIN + film(tracks=(b"vide", b"soun")), lambda: PLAIN + bytes(512)),
    "film-heard": (lambda: film(tracks=(b"vide", b"soun")), lambda: film(tracks=(b"vide",))),
    "sound-inside": (
        lambda: with_xmp(PLAIN, f'GAudio:Mime="audio/mp4a-latm" GAudio:Data="{base64.b64encode(film()).decode()}"'),
        lambda: with_xmp(PLAIN, 'GAudio:Mime="audio/mp4a-latm"'),
    ),
    "depth-inside": (
        lambda: with_xmp(PLAIN, f'GDepth:Mime="image/jpeg" GDepth:Data="{INSIDE}"'),
        lambda: with_xmp(PLAIN, 'GDepth:Near="0.3"'),
    ),
    "file-behind": (lambda: PLAIN + archive(), lambda: PLAIN + bytes(900)),
    "unexplained-bytes": (lambda: PLAIN + noise(3000), lambda: PLAIN + noise(500)),
    "edited": (lambda: tagged("-Software=Snapseed 2.21"), lambda: tagged("-Software=NovaOS 14.2.3")),
    "saved-twice": (lambda: again(busy(31), 60, 90), lambda: jpeg(busy(31), 90)),
    "saved-by-editor": (lambda: jpeg(scene(1), 50, qtables=[EDITOR]), lambda: jpeg(scene(1), 80)),
    "size-changed": (
        lambda: tagged("-ExifImageWidth=640", "-ExifImageHeight=480"),
        lambda: tagged("-ExifImageWidth=240", "-ExifImageHeight=328"),  # turned, and rounded up to blocks
    ),
    "edit-history": (lambda: tagged(HISTORY), lambda: tagged("-XMP-xmpMM:DocumentID=xmp.did:77120045")),
    "credentials": (
        lambda: with_segment(PLAIN, 0xEB, credentials()),
        lambda: with_segment(PLAIN, 0xEB, b"HDR_RI ver=11"),
    ),
    "made-by-software": (
        lambda: tagged(f"-XMP-iptcExt:DigitalSourceType={SOURCE}trainedAlgorithmicMedia"),
        lambda: tagged(f"-XMP-iptcExt:DigitalSourceType={SOURCE}digitalCapture"),
    ),
}


def main() -> int:
    """Write every hit and twin; returns the exit status."""
    for rule, made in PHOTOS.items():
        folder = OUT / rule
        folder.mkdir(parents=True, exist_ok=True)
        for name, make in zip(("hit", "twin"), made, strict=True):
            data = make()
            (folder / f"{name}.{'mp4' if data[4:8] == b'ftyp' else 'jpg'}").write_bytes(data)
    print(json.dumps({"rules": len(PHOTOS)}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
