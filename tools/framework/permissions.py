"""Write src/gifthorse/data/permissions.toml: the framework's own permissions and protected broadcasts.

    .venv/bin/python tools/framework/permissions.py [framework-res.apk]

Android 10 is read from the manifest of Debian's package android-framework-res; what older and newer versions do
otherwise stands as facts in the two lists beside this file, which name their sources.
"""

from __future__ import annotations

import sys
import zipfile
from collections import defaultdict
from pathlib import Path

from gifthorse.readers import manifest
from gifthorse.tables import Rows

HERE = Path(__file__).resolve().parent
FRAMEWORK = Path("/usr/share/android-framework-res/framework-res.apk")
TARGET = HERE.parents[1] / "src" / "gifthorse" / "data" / "permissions.toml"
READ_SDK = 29

HEAD = """\
# The framework's own permissions and protected broadcasts, for phones whose framework could not be read.
# Written by tools/framework/permissions.py; do not edit.
#
# permission  a line each: what it is since which API level; "23 dangerous" holds from API 23 until the next entry,
#             "-" means that the framework no longer declares it
# broadcast   a line each: the action, since which API level it is sure to be protected, and the package declaring it
#             (lines of text and not tables of TOML, which take fifty times as long to read)
date = 2026-11-23
source = [
    "Android 10 (API 29): manifest of framework-res.apk in Debian's android-framework-res 1:10.0.0+r36",
    "Android 1.6 to 16 (API 4 to 36): core/res/AndroidManifest.xml of AOSP, as listed in tools/framework/*.tsv",
]
"""


def build(apk: Path) -> str:
    """The text of the table."""
    rows = Rows()
    with zipfile.ZipFile(apk) as archive:
        manifest.read(str(apk), archive.read("AndroidManifest.xml"), rows=rows, system=True)
    levels: dict[str, dict[int, str]] = defaultdict(dict)
    for name, since, level in _lines("permission-history.tsv"):
        levels[name][int(since)] = level
    for row in rows.rows("permissions_declared"):
        _read(levels[row["name"]], row["protection_level"])
    broadcasts: dict[str, dict[int, set[str]]] = defaultdict(lambda: defaultdict(set))
    broadcasts["android"][1] = {row["action"] for row in rows.rows("protected_broadcasts")}
    for package, since, action in _lines("broadcast-history.tsv"):
        if action not in broadcasts["android"][1]:
            broadcasts[package][int(since)].add(action)
    text = [HEAD, "permission = '''"]
    for name, history in sorted(levels.items()):
        text.append(f"{name}: " + ", ".join(f"{api} {level}" for api, level in sorted(history.items())))
    text += ["'''", "broadcast = '''"]
    for package, by_level in sorted(broadcasts.items()):
        for api, actions in sorted(by_level.items()):
            text += [f"{action}: {api} {package}" for action in sorted(actions)]
    return "\n".join([*text, "'''"]) + "\n"


def _read(history: dict[int, str], level: str) -> None:
    """Put what Android 10's own manifest says into a history that was collected without it."""
    before = [since for since in history if since < READ_SDK]
    if not before or history[max(before)] != level:
        following = history[max(before)] if before else "-"
        history[READ_SDK] = level
        history.setdefault(READ_SDK + 1, following)
    if history.get(READ_SDK + 1) == level:
        del history[READ_SDK + 1]


def _lines(name: str) -> list[list[str]]:
    lines = (HERE / name).read_text(encoding="utf-8").splitlines()
    return [line.split("\t") for line in lines if line and not line.startswith("#")]


if __name__ == "__main__":
    TARGET.write_text(build(Path(sys.argv[1]) if len(sys.argv) > 1 else FRAMEWORK), encoding="utf-8")
