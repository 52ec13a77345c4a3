"""Texts from packets as a report may show them: without the identifiers that were found in traffic."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from gifthorse.report import masking

if TYPE_CHECKING:
    import duckdb

VALUES: Final = 2_000
SHORTEST: Final = 6
LONGEST: Final = 200
# A part of a path that is hardly a word: digits alone, hexadecimal, or letters and digits as base64 makes them.
_ODD: Final = re.compile(
    r"(?<![\w.-])(?:\d{9,}|[0-9A-Fa-f-]{16,}|(?=[\w=+-]*\d)(?=[\w=+-]*[A-Z])[\w=+-]{20,})(?![\w.-])"
)


class Names:
    """Masks what a case knows to be an identifier, wherever it stands."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, *, reveal: bool) -> None:
        """Learn the values from `payload_tokens`."""
        self.reveal = reveal
        self._known: re.Pattern[str] | None = None
        if reveal:
            return
        rows = connection.execute(
            """SELECT value FROM payload_tokens WHERE length(value) BETWEEN ? AND ? AND kind <> 'word'
               GROUP BY value ORDER BY length(value) DESC, value LIMIT ?""",
            [SHORTEST, LONGEST, VALUES],
        ).fetchall()
        if rows:
            self._known = re.compile("|".join(re.escape(value) for (value,) in rows), re.IGNORECASE)

    def value(self, value: str) -> str:
        """An identifier itself."""
        return value if self.reveal else masking.masked(value)

    def text(self, text: str) -> str:
        """A text in which an identifier may stand."""
        if self.reveal:
            return text
        if self._known is not None:
            text = self._known.sub(lambda found: masking.masked(found[0]), text)
        return _ODD.sub(lambda found: masking.masked(found[0]), text)
