"""Property files of Android (build.prop, default.prop) as init reads them.

Source: AOSP system/core/init/property_service.cpp, LoadProperties.
"""

from __future__ import annotations

from dataclasses import dataclass

from gifthorse.errors import LimitError

BYTES_LIMIT = 4 << 20
LINES_LIMIT = 100_000


@dataclass(frozen=True, slots=True)
class Property:
    """One line: `name` and `value` without surrounding blanks, `line` from 1.

    An import line has the name 'import' and as its value the file and, if given, the filter.
    """

    name: str
    value: str
    line: int


def properties(data: bytes) -> list[Property]:
    """Every property line in order, repeated names included (for ro.* the first one counts, else the last).

    Raises LimitError beyond 4 MiB or 100,000 lines. Lines that are neither comment nor property are passed over, as
    init does.
    """
    if len(data) > BYTES_LIMIT:
        raise LimitError(f"The property file has {len(data):,} bytes, more than the {BYTES_LIMIT:,} that are read.")
    lines = data.decode("utf-8", "replace").removeprefix("\ufeff").split("\n")
    if len(lines) > LINES_LIMIT:
        raise LimitError(f"The property file has {len(lines):,} lines, more than the {LINES_LIMIT:,} that are read.")
    found = []
    for number, line in enumerate(lines, 1):
        plain = line.strip()
        if not plain or plain[0] == "#":
            continue
        if plain.startswith("import "):
            found.append(Property("import", plain[7:].strip(), number))
            continue
        name, equals, value = plain.partition("=")
        if equals and name:
            found.append(Property(name.rstrip(), value.lstrip(), number))
    return found
