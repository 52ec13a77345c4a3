"""The hosts file: addresses and the names they stand for (hosts(5))."""

from __future__ import annotations

from dataclasses import dataclass

from gifthorse.errors import LimitError

BYTES_LIMIT = 64 << 20  # ad-blocking files of several million names exist
ENTRIES_LIMIT = 200_000


@dataclass(frozen=True, slots=True)
class Host:
    """One name of one line; `line` from 1."""

    address: str
    name: str
    line: int


def hosts(data: bytes) -> tuple[list[Host], bool]:
    """The names in order, and whether there were more than are kept (200,000). Raises LimitError beyond 64 MiB."""
    if len(data) > BYTES_LIMIT:
        raise LimitError(f"The hosts file has {len(data):,} bytes, more than the {BYTES_LIMIT:,} that are read.")
    found: list[Host] = []
    for number, line in enumerate(data.split(b"\n"), 1):
        fields = line.partition(b"#")[0].split()
        if len(fields) < 2:
            continue
        address = fields[0].decode("utf-8", "replace")
        found += [Host(address, name.decode("utf-8", "replace"), number) for name in fields[1:]]
        if len(found) > ENTRIES_LIMIT:
            return found[:ENTRIES_LIMIT], True
    return found, False
