"""Where the phone keeps a file: an extracted system tree's layout gives paths, partitions and places of apps."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from msgspec import Struct

PARTITIONS = (
    "system", "vendor", "product", "system_ext", "odm", "oem", "cust", "my_product", "my_region", "my_stock",
    "my_carrier", "my_company", "my_engineering", "my_heytap", "my_preload", "my_bigball", "my_manifest", "mi_ext",
    "prism", "optics", "vendor_dlkm", "odm_dlkm", "system_dlkm", "hw_product", "version", "preload", "preas", "preavs",
    "custom", "custpack", "apex", "data",
)  # fmt: skip
KNOWN = frozenset({"system", "vendor", "product", "system_ext", "odm", "cust", "boot", "data", "recovery"})
CONTENT = frozenset(
    {"app", "priv-app", "framework", "overlay", "bin", "xbin", "etc", "lib", "lib64", "media", "usr", "fonts",
     "firmware", "apex", "data-app"}
)  # fmt: skip
DEPTH = 4
DEEPEST = 64
RAMDISKS = ("boot", "init_boot", "vendor_boot", "root", "recovery")
ROOT_MARKS = frozenset({"init.rc", "init.environ.rc", "default.prop", "prop.default", "sepolicy", "init"})
PREINSTALL = frozenset(
    {"preinstall", "preload", "reserve", "customized", "operator", "pre-install", "carrier", "bundled"}
)
_PREINSTALL = re.compile(
    r"(?:pre(?:set|load(?:ed)?|install(?:ed)?|bundled?)?|data|del|vital|hidden|removeable|removable|unremovable|third"
    r"|(?:3rd|third)[-_]?party|custom|bundled?|extra)[-_]?apps?"
)
INSIDE_SYSTEM = frozenset({"vendor", "product", "system_ext", "odm"})


class Place(Struct, frozen=True):
    """Where something lies on the phone; all None outside a system tree."""

    path: str | None = None
    partition: str | None = None


class Layout:
    """The phone's file systems found in a listing of folders.

    `folders` maps every folder ('' for the top) to the names in it, relative to what was handed over; `name` is what
    that was called. Understands: partitions side by side; system-as-root (system/system); a partition by itself;
    unpacked ramdisks; the upper-case names of a build's target files (SYSTEM/, BOOT/RAMDISK/).
    """

    def __init__(self, folders: Mapping[str, Iterable[str]], name: str) -> None:
        self._names = {folder: frozenset(names) for folder, names in folders.items()}
        self._mounts: dict[str, tuple[str, str | None]] = {}
        self._find(name.lower())
        self._cache: dict[str, tuple[str, str | None] | None] = {}

    @property
    def is_phone(self) -> bool:
        """Whether any part of a phone's file system was found."""
        return bool(self._mounts)

    def place(self, path: str) -> Place:
        """Where the file at `path` (relative) lies on the phone."""
        folder, _, name = path.rpartition("/")
        mount = self._mount_of(folder) if folder.count("/") < DEEPEST else None
        if mount is None:
            return Place()
        base, partition = mount
        full = f"{base}/{name}"
        return Place(full, partition_of(full, partition))

    def _mount_of(self, folder: str) -> tuple[str, str | None] | None:
        """The phone path of a folder, without a slash at its end, and its partition by mount."""
        if folder in self._cache:
            return self._cache[folder]
        found = self._mounts.get(folder)
        if found is None and folder:
            above, _, name = folder.rpartition("/")
            parent = self._mount_of(above) if above or "" in self._mounts else None
            found = None if parent is None else (f"{parent[0]}/{name}", parent[1])
        self._cache[folder] = found
        return found

    def _find(self, name: str) -> None:
        shallow = sorted((f for f in self._names if f.count("/") < DEPTH), key=lambda f: (f.count("/"), f))
        for folder in shallow:
            self._ramdisk(folder, name)
        for folder in shallow:
            if self._covered(folder):
                continue
            own = (folder.rpartition("/")[2] or name).lower()
            below = {child.lower(): self._join(folder, child) for child in self._names[folder]}
            inside = [p for p in PARTITIONS if p in below and self._looks_like(below[p], p)]
            if "system" in inside and ROOT_MARKS & below.keys():
                self._mounts[folder] = ("", "system")
            elif self._strong(folder) or (not folder and own in PARTITIONS and len(self._folders(folder)) >= 2):
                self._mount(folder, own if own in PARTITIONS else self._guess(folder))
                continue
            elif own == "priv-app" and self._holds_apps(folder):
                self._mounts[folder] = ("/system/priv-app", "system")
                continue
            elif self._holds_apps(self._join(folder, "priv-app")) or (
                own in PARTITIONS and own != "data" and self._holds_apps(self._join(folder, "app"))
            ):
                self._mount(folder, own if own in PARTITIONS else self._guess(folder))
                continue
            elif not any(self._strong(below[p]) for p in inside):
                continue
            for partition in inside:
                self._mount(below[partition], partition)

    def _mount(self, folder: str, partition: str) -> None:
        inner = self._join(folder, "system")
        if partition == "system" and self._strong(inner):
            self._mounts[folder] = ("", "system")
            self._mounts[inner] = ("/system", "system")
        else:
            self._mounts[folder] = (f"/{partition}", partition)

    def _ramdisk(self, folder: str, name: str) -> None:
        own = (folder.rpartition("/")[2] or name).lower()
        above = folder.rpartition("/")[0].rpartition("/")[2].lower() or (name if "/" not in folder and folder else "")
        names = self._names[folder]
        if folder in self._mounts:
            return
        if own == "ramdisk" and above in RAMDISKS:
            self._mounts[folder] = ("/recovery", "recovery") if above == "recovery" else ("", "boot")
        elif own == "root" and above == "recovery":
            self._mounts[folder] = ("/recovery", "recovery")
        elif own in RAMDISKS and ROOT_MARKS & names and "ramdisk" not in {n.lower() for n in names}:
            self._mounts[folder] = ("/recovery", "recovery") if own == "recovery" else ("", "boot")
        elif own == "ramdisk" and ROOT_MARKS & names and not self._covered(folder):
            self._mounts[folder] = ("", "boot")

    def _covered(self, folder: str) -> bool:
        while folder:
            if folder in self._mounts:
                return True
            folder = folder.rpartition("/")[0]
        return "" in self._mounts

    def _folders(self, folder: str) -> set[str]:
        """Which of the folders that partitions have lie in this one."""
        return {
            name for name in CONTENT & self._names.get(folder, frozenset()) if self._join(folder, name) in self._names
        }

    def _strong(self, folder: str) -> bool:
        """Whether it can only be a partition (or system-as-root), whatever it is called."""
        count = len(self._folders(folder))
        if count >= 4 or (count and "build.prop" in self._names[folder]):
            return True
        inner = self._join(folder, "system")
        around = folder.rpartition("/")[2].lower() == "system" and not folder.endswith("system/system")
        return around and inner in self._names and self._strong(inner)

    def _holds_apps(self, folder: str) -> bool:
        """Whether it is a folder of preinstalled apps, each in a folder of its own: Foo/Foo.apk."""
        return any(
            any(name.lower().endswith(".apk") for name in self._names.get(self._join(folder, child), ()))
            for child in self._names.get(folder, ())
        )

    def _looks_like(self, folder: str, partition: str) -> bool:
        """Whether a folder with a partition's name has anything that such a partition has."""
        if partition == "data":
            return bool(self._names.get(folder, frozenset()) & {"app", "misc", "system", "data", "local"})
        if partition == "apex":
            return any(
                name.startswith("com.") and self._join(folder, name) in self._names for name in self._names[folder]
            )
        nested = any(self._folders(self._join(folder, name)) for name in INSIDE_SYSTEM)
        return bool(self._folders(folder)) or self._strong(folder) or nested

    def _guess(self, folder: str) -> str:
        """The partition that was handed over under some other name."""
        folders = self._folders(folder)
        framework = self._names.get(self._join(folder, "framework"), frozenset())
        if {"framework-res.apk", "framework.jar", "services.jar"} & framework or (
            "framework" in folders and ("fonts" in folders or "xbin" in folders or "usr" in folders)
        ):
            return "system"
        if "firmware" in folders or ("lib" in folders and "priv-app" not in folders):
            return "vendor"
        return "product" if "overlay" in folders or {"priv-app", "etc"} <= folders else "system"

    @staticmethod
    def _join(folder: str, name: str) -> str:
        return f"{folder}/{name}" if folder else name


def partition_of(path: str, mounted: str | None) -> str:
    """The partition that a phone path belongs to; /system/vendor counts as vendor, as the package manager sees it."""
    if mounted in ("boot", "recovery"):
        return mounted
    parts = path.split("/", 3)
    if len(parts) > 3 and parts[1] == "system" and parts[2] in INSIDE_SYSTEM:
        return parts[2]
    if len(parts) > 3 and parts[1] == "vendor" and parts[2] == "odm":
        return "odm"
    if len(parts) > 2 and parts[1] in PARTITIONS:
        return parts[1] if parts[1] in KNOWN else "other"
    return "system" if mounted == "system" else "other"


def installed_as(path: str | None) -> str:
    """How the system takes an app at this phone path: priv-app, app, overlay, framework, preinstall, odd, single."""
    if path is None:
        return "single"
    parts = path.split("/")[1:-1]
    if len(parts) > 1 and parts[0] in ("system", "mi_ext") and parts[1] in INSIDE_SYSTEM:
        parts = parts[1:]
    if parts[:2] == ["system", "apex"]:  # an updatable module that is not packed; what it holds is scanned all the same
        parts = parts[1:]
    if parts[:1] == ["apex"]:
        parts = parts[1:]
    if any(part in PREINSTALL or _PREINSTALL.fullmatch(part) for part in parts) or parts[:2] == ["data", "app"]:
        return "preinstall"
    place = parts[1] if len(parts) > 1 else ""
    return place if place in ("priv-app", "app", "overlay", "framework") else "odd"
