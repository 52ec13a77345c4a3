"""The DEX files in an app's archive: those that Android loads by itself, and those the app carries as data.

Code is carried among assets, raw resources or libraries, plain or in a JAR or APK, and loaded by the app's own code: as
a plug-in, as an update of itself, or to keep it out of sight. Its name tells nothing, its first bytes do.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from gifthorse.errors import GifthorseError, LimitError
from gifthorse.formats.dex import Dex
from gifthorse.formats.oat import embedded_dex
from gifthorse.formats.zip import Archive, open_zip
from gifthorse.formats.zip.entry import Entry

LIMIT: Final = 256 << 20
WORK_LIMIT: Final = 1 << 30
REFUSED: Final = 64 << 20  # what an entry that turns out to be too large has cost at least
MOST_CARRIED: Final = 32
SEARCHED: Final = 64 << 20  # bytes of other data in which code may hide, where apps keep data of their own
SEARCHED_ELSEWHERE: Final = 6 << 20  # and anywhere else: mostly the data of libraries
SEARCHED_EACH: Final = 16 << 20
DEX_MAGIC: Final = b"dex\n"
ZIP_MAGIC: Final = b"PK\x03\x04"
ELF_MAGIC: Final = b"\x7fELF"  # read as native code
SMALLEST: Final = 112
SMALL: Final = 1 << 16
LOADERS: Final = ("DexClassLoader", "PathClassLoader", "InMemoryDexClassLoader", "BaseDexClassLoader", "DexFile")

_OWN: Final = re.compile(r"classes(?:[2-9]|[1-9][0-9]{1,4})?\.dex")
_DATA: Final = re.compile(r"assets/|res/raw|lib/|[^/]+$")
# Never code: what the build tools put there, thousands of small files in many apps.
_SKIPPED: Final = re.compile(r"META-INF/.*|res/(?!raw).*|AndroidManifest\.xml|resources\.arsc")


class Carried(NamedTuple):
    """A DEX file that an app carries as data: `name` as in the archive, with `!` into an archive within."""

    name: str
    data: bytes


def own(archive: Archive) -> list[str]:
    """Names of the DEX files that Android loads, in its order."""
    return sorted((n for n in archive.names() if _OWN.fullmatch(n)), key=lambda n: int(n[7:-4] or 1))


def loads_code(dexes: Iterable[Dex]) -> bool:
    """Whether any of these DEX files names one of Android's class loaders for code that lies elsewhere."""
    loaders = [f"Ldalvik/system/{name};" for name in LOADERS]
    return any(dex.strings.find(loader) >= 0 for dex in dexes for loader in loaders)


def carried(archive: Archive, *, hidden: bool = False) -> Iterator[Carried | LimitError]:
    """Every DEX file among the other entries, also inside an archive (one deep), or the error that kept one from us.

    With `hidden`, also those that stand in the midst of other data, such as behind a picture.
    """
    room, count, work = LIMIT, 0, WORK_LIMIT
    left = {True: SEARCHED, False: SEARCHED_ELSEWHERE} if hidden else {True: 0, False: 0}
    for entry in archive.entries:
        if entry.usize < SMALLEST or _OWN.fullmatch(entry.name) or _SKIPPED.fullmatch(entry.name):
            continue
        if work < 0:
            yield LimitError("The app carries more archives as data than are examined.")
            return
        try:
            own_data = _DATA.match(entry.name) is not None
            searched = left[own_data]
            small = entry.usize <= min(SMALL, searched)  # cheaper read at once than begun and read again
            data = archive.read(entry, limit=room) if small else b""
            magic = data[:4] if small else archive.head(entry, 4)
            if magic not in (DEX_MAGIC, ZIP_MAGIC):
                if entry.usize > min(searched, SEARCHED_EACH) or magic == ELF_MAGIC:
                    continue
                left[own_data] = searched - entry.usize
            data = data if small else archive.read(entry, limit=room)
            work -= len(data)
            if magic == DEX_MAGIC:
                found = [Carried(entry.name, data)]
            else:
                found = list(_inside(entry, data) if magic == ZIP_MAGIC else _amidst(entry, data))
        except LimitError as error:
            work -= REFUSED
            yield error
            continue
        except GifthorseError:
            continue  # no code that could be loaded
        for one in found:
            count, room = count + 1, room - len(one.data)
            if count > MOST_CARRIED or room < 0:
                yield LimitError("The app carries more code as data than is examined.")
                return
            yield one


def _amidst(entry: Entry, data: bytes) -> Iterator[Carried]:
    for number, (start, size) in enumerate(embedded_dex(data), 1):
        yield Carried(f"{entry.name}!classes{number if number > 1 else ''}.dex", data[start : start + size])


def _inside(entry: Entry, data: bytes) -> Iterator[Carried]:
    inner = open_zip(data)
    for name in own(inner):
        yield Carried(f"{entry.name}!{name}", inner.read(name, limit=LIMIT))
