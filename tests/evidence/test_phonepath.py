from __future__ import annotations

import pytest

from gifthorse.evidence.phonepath import Layout, Place, installed_as
from gifthorse.evidence.walk import folders_of

SYSTEM = ("build.prop", "app/A/A.apk", "priv-app/P/P.apk", "framework/f.jar", "etc/hosts", "bin/sh", "lib/libc.so")
VENDOR = ("build.prop", "etc/x", "bin/hw/y", "lib/z.so", "odm/etc/build.prop")


def under(folder: str, files: tuple[str, ...]) -> list[str]:
    return [f"{folder}/{file}" for file in files]


def place(files: list[str], path: str, name: str = "dump") -> tuple[str | None, str | None]:
    found = Layout(folders_of(files), name).place(path)
    return found.path, found.partition


def test_partitions_side_by_side() -> None:
    files = [*under("system", SYSTEM), *under("vendor", VENDOR), "README.md", "cust/app/customized/x/x.apk"]
    assert place(files, "system/app/A/A.apk") == ("/system/app/A/A.apk", "system")
    assert place(files, "vendor/bin/hw/y") == ("/vendor/bin/hw/y", "vendor")
    assert place(files, "vendor/odm/etc/build.prop") == ("/vendor/odm/etc/build.prop", "odm")
    assert place(files, "cust/app/customized/x/x.apk") == ("/cust/app/customized/x/x.apk", "cust")
    assert place(files, "README.md") == (None, None)


def test_system_as_root() -> None:
    files = [*under("system/system", SYSTEM), "system/init.rc", "system/init.environ.rc", "system/sbin/charger"]
    assert place(files, "system/system/build.prop") == ("/system/build.prop", "system")
    assert place(files, "system/init.rc") == ("/init.rc", "system")
    assert place(files, "system/sbin/charger") == ("/sbin/charger", "system")


def test_system_as_root_by_itself() -> None:
    files = [*under("system", SYSTEM), "init.environ.rc", "default.prop", *under("vendor", VENDOR)]
    assert place(files, "system/etc/hosts", "system_root") == ("/system/etc/hosts", "system")
    assert place(files, "default.prop", "system_root") == ("/default.prop", "system")
    assert place(files, "vendor/etc/x", "system_root") == ("/vendor/etc/x", "vendor")


@pytest.mark.parametrize("name", ["system", "SYSTEM", "whatever"])
def test_a_partition_by_itself(name: str) -> None:
    files = [*SYSTEM, "fonts/a.ttf", "vendor/lib/x.so", "vendor/etc/y", "data/misc/z"]
    assert place(files, "app/A/A.apk", name) == ("/system/app/A/A.apk", "system")
    assert place(files, "vendor/lib/x.so", name) == ("/system/vendor/lib/x.so", "vendor")
    assert place(files, "data/misc/z", name) == ("/system/data/misc/z", "system")


def test_a_vendor_partition_by_itself() -> None:
    assert place(list(VENDOR), "bin/hw/y", "vendor") == ("/vendor/bin/hw/y", "vendor")


def test_a_small_partition_by_itself() -> None:
    files = ["app/customized/x/x.apk", "etc/wps.prop", "cust/in/cust.prop"]
    assert place(files, "app/customized/x/x.apk", "cust") == ("/cust/app/customized/x/x.apk", "cust")
    assert place(files, "app/customized/x/x.apk", "stuff") == (None, None)


def test_ramdisks() -> None:
    files = [
        *under("system", SYSTEM),
        "boot/ramdisk/init.rc",
        "boot/ramdisk/sbin/adbd",
        "recovery/ramdisk/init.rc",
        *under("recovery/ramdisk/system", SYSTEM),
        "vendor_boot/ramdisk/first_stage_ramdisk/fstab.x",
    ]
    assert place(files, "boot/ramdisk/sbin/adbd") == ("/sbin/adbd", "boot")
    assert place(files, "recovery/ramdisk/init.rc") == ("/recovery/init.rc", "recovery")
    assert place(files, "recovery/ramdisk/system/bin/sh") == ("/recovery/system/bin/sh", "recovery")
    assert place(files, "vendor_boot/ramdisk/first_stage_ramdisk/fstab.x") == ("/first_stage_ramdisk/fstab.x", "boot")


def test_target_files() -> None:
    files = [*under("SYSTEM", SYSTEM), *under("VENDOR", VENDOR), "BOOT/RAMDISK/init.rc", "META/misc_info.txt"]
    assert place(files, "SYSTEM/priv-app/P/P.apk") == ("/system/priv-app/P/P.apk", "system")
    assert place(files, "BOOT/RAMDISK/init.rc") == ("/init.rc", "boot")
    assert place(files, "META/misc_info.txt") == (None, None)


def test_a_dump_in_a_folder_of_a_folder() -> None:
    files = [*under("phones/mine", tuple(under("system", SYSTEM))), "phones/mine/README.md"]
    assert place(files, "phones/mine/system/etc/hosts") == ("/system/etc/hosts", "system")
    assert place(files, "phones/mine/README.md") == (None, None)
    inner = [*under("mine/system", tuple(under("system", SYSTEM))), "mine/system/init.rc", "mine/README.md"]
    assert place(inner, "mine/system/init.rc") == ("/init.rc", "system")
    assert place(inner, "mine/README.md") == (None, None)


@pytest.mark.parametrize(
    "files",
    [
        ["a.apk", "b.apk"],
        ["src/system/util.c", "src/vendor/lib.c"],
        ["system/notes.txt"],
        ["app/build/outputs/app.apk", "lib/x.jar"],
        [],
    ],
)
def test_other_folders_are_no_phone(files: list[str]) -> None:
    layout = Layout(folders_of(files), "work")
    assert not layout.is_phone
    assert all(layout.place(file) == Place() for file in files)


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/system/priv-app/X/X.apk", "priv-app"),
        ("/system/app/X.apk", "app"),
        ("/product/app/X/X.apk", "app"),
        ("/system/vendor/app/X/X.apk", "app"),
        ("/vendor/overlay/X.apk", "overlay"),
        ("/system/framework/services.jar", "framework"),
        ("/system/data-app/X/X.apk", "preinstall"),
        ("/cust/app/customized/X/X.apk", "preinstall"),
        ("/data/app/X-1/base.apk", "preinstall"),
        ("/system/vendor/operator/app/X/X.apk", "preinstall"),
        ("/system/etc/x/X.apk", "odd"),
        ("/system/plugin/X/X.apk", "odd"),
        ("/X.apk", "odd"),
        (None, "single"),
    ],
)
def test_how_the_system_takes_an_app(path: str | None, expected: str) -> None:
    assert installed_as(path) == expected
