"""A node: one piece of evidence, and how to get at its bytes."""

from __future__ import annotations

import mmap
import os
import struct
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import TypeAlias

from gifthorse.errors import EvidenceError, FormatError, LimitError, UnsupportedError
from gifthorse.formats.zip.inflate import beginning, inflate

READ_LIMIT = 1 << 30
RATIO_LIMIT = 1_040  # deflate itself cannot exceed 1,032 to 1

Data: TypeAlias = bytes | mmap.mmap

EXAMINED = frozenset(
    {
        "apk",
        "jar",
        "dex",
        "elf",
        "properties",
        "init-rc",
        "permissions-xml",
        "sysconfig-xml",
        "hosts",
        "certificate",
        "script",
        "state-xml",
        "sepolicy",
        "sepolicy-cil",
        "mac-permissions",
        "fs-config",
        "adb-keys",
        "kernel-options",
        "pcap",
        "pcapng",
        "qmdl",
        "dlf",
        "keylog",
        "pcapdroid-csv",
        "har",
        "mitmproxy",
        "dumpsys",
        "photo",
    }
)
CAPTURES = frozenset({"pcap", "pcapng", "qmdl", "dlf"})
LOGS = frozenset({"qmdl", "dlf"})  # of a modem: nothing in them can be read by halves
RECORDED = frozenset({"pcapdroid-csv", "har", "mitmproxy"})
CONTAINERS = frozenset({"zip", "bundle"})


class Meter:
    """Bytes that this process has unpacked so far."""

    bytes = 0


METER = Meter()


@dataclass(frozen=True, slots=True)
class Member:
    """A file inside a zip: where its local header starts and what the central directory says of it."""

    name: str
    header: int
    packed: int
    size: int
    method: int


@dataclass(frozen=True, slots=True)
class Slice:
    """A run of bytes inside what holds it, such as a DEX file inside an OAT file."""

    start: int
    size: int


@dataclass(frozen=True, slots=True)
class Restored(Slice):
    """A DEX file inside a VDEX file, with what the phone's compiler replaced put back."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where a node's bytes lie: a file of this machine, then the way in, outermost step first."""

    file: str
    steps: tuple[Member | Slice, ...] = ()

    def within(self, step: Member | Slice) -> Source:
        """The source of something inside this one."""
        return Source(self.file, (*self.steps, step))

    def head(self, count: int) -> bytes:
        """The first `count` bytes, or all if there are fewer. Raises EvidenceError or FormatError."""
        if not self.steps:
            return _file_range(self.file, 0, count)
        return self.data(partial=count)[:count]

    def range(self, start: int, count: int) -> bytes:
        """`count` bytes from `start`, fewer at the end."""
        if not self.steps:
            return _file_range(self.file, start, count)
        return _container(self.file, self.steps)[start : start + count]

    def fill(self, start: int, room: memoryview) -> int:
        """Put what lies at `start` into `room`, as far as it goes; returns how many bytes those are."""
        if not self.steps:
            return _file_into(self.file, start, room)
        found = self.range(start, len(room))
        room[: len(found)] = found
        return len(found)

    def data(self, limit: int = READ_LIMIT, *, partial: int | None = None) -> Data:
        """Everything: a read-only map of the file where nothing is packed, else the unpacked bytes.

        With `partial`, the last step unpacks no more than that many bytes.
        """
        if not self.steps:
            return _mapped(self.file, limit)
        around, step = _container(self.file, self.steps[:-1]), self.steps[-1]
        if isinstance(step, Member):
            return unpack(around, step, limit, partial)
        if isinstance(step, Restored) and partial is None and step.size <= limit:
            from gifthorse.formats.vdex import restored

            return restored(around[: len(around)], step.start, step.size)
        return around[step.start : step.start + min(step.size, limit, step.size if partial is None else partial)]


@dataclass(frozen=True, slots=True)
class Node:
    """One piece of evidence.

    `path` is the name it was given under, then '/' for folders and '!' for containers. `kind` is what it is by content.
    `phone_path` is its path on the phone where the evidence is a system tree, such as /system/priv-app/X/X.apk;
    `partition` and `installed_as` (priv-app, app, overlay, framework, preinstall, odd, single) follow from it.
    `mode`, `uid` and `gid` are None where the evidence does not keep them.
    """

    path: str
    kind: str
    size: int
    source: Source
    parent: str | None = None
    phone_path: str | None = None
    partition: str | None = None
    installed_as: str | None = None
    mode: int | None = None
    uid: int | None = None
    gid: int | None = None
    link_target: str | None = None
    stamp: int = 0
    trust: str = "extracted"
    dex_size: int = field(default=0, compare=False)

    @property
    def place(self) -> str:
        """The path a reader of the report knows it by: on the phone if known, else as handed over."""
        return self.phone_path or self.path

    @property
    def recovery(self) -> bool:
        """Whether it belongs to the recovery system."""
        return self.partition == "recovery"

    def read(self, limit: int = READ_LIMIT) -> bytes:
        """All its bytes. Raises LimitError beyond `limit`, FormatError where it cannot be unpacked."""
        data = self.source.data(limit)
        return data if isinstance(data, bytes) else data[:]

    def map(self, limit: int = READ_LIMIT) -> Data:
        """Its bytes without a copy where possible: an mmap of a plain file, else bytes."""
        return self.source.data(limit)


class File:
    """A plain file that others lie in, read where it is asked for.

    It is not mapped: where a file shrinks meanwhile or its medium fails, a map ends the process.
    """

    def __init__(self, file: str) -> None:
        self._file = file
        try:
            self._size = Path(file).stat().st_size
        except OSError as error:
            raise EvidenceError(f"It cannot be read: {error.strerror}.") from None

    def __len__(self) -> int:
        return self._size

    def __getitem__(self, where: slice) -> bytes:
        start, stop, _ = where.indices(self._size)
        return _file_range(self._file, start, max(0, stop - start))


@lru_cache(maxsize=3)
def _container(file: str, steps: tuple[Member | Slice, ...]) -> bytes | File:
    """What something lies in, unpacked: kept, because its contents are read one after the other."""
    if not steps:
        return File(file)
    data = Source(file, steps).data(READ_LIMIT >> len(steps) - 1)
    return data if isinstance(data, bytes) else data[:]


def forget() -> None:
    """Let go of what was kept of containers."""
    _container.cache_clear()


def _file_range(file: str, start: int, count: int) -> bytes:
    try:
        # O_NONBLOCK: a fifo put in a file's place between listing and reading must not hang us
        handle = os.open(file, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
        try:
            return os.pread(handle, count, start)
        finally:
            os.close(handle)
    except OSError as error:
        raise EvidenceError(f"It cannot be read: {error.strerror or error}.") from None


def _file_into(file: str, start: int, room: memoryview) -> int:
    try:
        handle = os.open(file, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
        try:
            return os.preadv(handle, [room], start)
        finally:
            os.close(handle)
    except OSError as error:
        raise EvidenceError(f"It cannot be read: {error.strerror or error}.") from None


def _mapped(file: str, limit: int) -> Data:
    try:
        handle = os.open(file, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
        try:
            size = os.fstat(handle).st_size
            if size > limit:
                raise LimitError(f"It holds {size:,} bytes, more than the {limit:,} that are read.")
            return mmap.mmap(handle, size, access=mmap.ACCESS_READ) if size else b""
        finally:
            os.close(handle)
    except (OSError, ValueError) as error:
        raise EvidenceError(f"It cannot be read: {getattr(error, 'strerror', None) or error}.") from None


def unpack(data: bytes | File, member: Member, limit: int, partial: int | None = None) -> bytes:
    """The bytes of one zip member; no more than `partial` of them if given.

    The local header gives only the length of name and extra; sizes and method are the central directory's, which is
    what Android goes by. An unknown method counts as stored when both sizes agree, as Android treats it.
    """
    local = data[member.header : member.header + 30] if member.header >= 0 else b""
    if len(local) < 30:
        raise FormatError(f"The member {member.name!r} lies beyond the end of its zip.", member.header)
    name, extra = struct.unpack_from("<HH", local, 26)
    start = member.header + 30 + name + extra
    want = member.size if partial is None else min(partial, member.size)
    if want > limit:
        raise LimitError(f"The member {member.name!r} would unpack to {want:,} bytes, more than the {limit:,} read.")
    if partial is None and start + member.packed > len(data):
        raise FormatError(f"The member {member.name!r} is cut short by the end of its zip.", start)
    if member.method == 8:
        packed = member.packed if partial is None else min(member.packed, 2 * partial + 4096)
        unpacked = _inflate(data[start : start + packed], member.name, want, whole=partial is None)
    elif member.method == 0 or member.packed == member.size:
        unpacked = data[start : start + want]
    else:
        raise UnsupportedError(f"The member {member.name!r} is packed by method {member.method}, which is not read.")
    METER.bytes += len(unpacked)
    return unpacked


def _inflate(packed: bytes, name: str, want: int, *, whole: bool) -> bytes:
    if not whole:
        return beginning(memoryview(packed), want)
    if want > len(packed) * RATIO_LIMIT + 1024:
        raise LimitError(f"The member {name!r} claims to unpack to {want:,} bytes from {len(packed):,}.")
    data = inflate(memoryview(packed), want)
    if len(data) < want:
        raise FormatError(f"The member {name!r} unpacks to {len(data):,} of {want:,} bytes.")
    return data
