"""Small phones for tests: folders, zips and APKs made on the spot."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from pathlib import Path

from tests.axmlwriter import Document, manifest
from tests.dexwriter import sample

BUILD_PROP = b"# begin\nro.product.model=Gift\nro.build.type=user\nro.debuggable=0\n"
INIT_RC = b"import /init.usb.rc\n\non boot\n    class_start core\n\nservice ueventd /sbin/ueventd\n    class core\n"
HOSTS = b"127.0.0.1 localhost\n::1 ip6-localhost\n"
PRIVAPP = b'<?xml version="1.0"?>\n<permissions><privapp-permissions package="a.b"/></permissions>\n'
SYSCONFIG = b"<!-- c --><config><allow-in-power-save package='a.b'/></config>"
DEX = sample().build()


def zipped(members: Mapping[str, bytes], *, stored: bool = False) -> bytes:
    """A zip of these members, in this order."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(zipfile.ZipInfo(name, (2020, 1, 1, 0, 0, 0)), data, archive.compression)
    return out.getvalue()


def apk(package: str = "a.b", *, split: str | None = None, version: int = 1, dex: bool = True) -> bytes:
    """An unsigned APK."""
    root = manifest(package, versionCode=version)
    root.attributes = [*root.attributes, *([("split", split)] if split else [])]
    members = {"AndroidManifest.xml": Document(root).data()}
    if dex:
        members["classes.dex"] = DEX
    return zipped(members)


def jar() -> bytes:
    """A jar with code."""
    return zipped({"META-INF/MANIFEST.MF": b"Manifest-Version: 1.0\n", "classes.dex": DEX})


def system() -> dict[str, bytes]:
    """The files of a phone's system partition, relative to /system."""
    return {
        "build.prop": BUILD_PROP,
        "app/Foo/Foo.apk": apk("org.foo"),
        "priv-app/Bar/Bar.apk": apk("org.bar"),
        "framework/framework.jar": jar(),
        "etc/hosts": HOSTS,
        "etc/permissions/privapp.xml": PRIVAPP,
        "etc/sysconfig/power.xml": SYSCONFIG,
        "etc/init/foo.rc": INIT_RC,
        "bin/tool": elf(),
        "lib64/libfoo.so": elf(),
        "media/logo.png": b"\x89PNG\r\n\x1a\n" + bytes(100),
    }


def elf() -> bytes:
    """The smallest thing that is recognised as ELF and can be read: a header without any segment."""
    return (
        b"\x7fELF\x02\x01\x01"
        + bytes(9)
        + b"\x03\0\xb7\0\x01\0\0\0"
        + bytes(24)
        + b"\0\0\0\0\x40\0\x38\0\0\0\x40\0\0\0\0\0"
    )


def write(folder: Path, files: Mapping[str, bytes]) -> Path:
    """Write files below a folder and return it."""
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return folder


def below(prefix: str, files: Mapping[str, bytes]) -> dict[str, bytes]:
    """The same files under a folder."""
    return {f"{prefix}/{name}": data for name, data in files.items()}
