"""The lists of indicators that a user gives: read at once, so that a wrong one fails before the work."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from gifthorse.errors import FormatError, GifthorseError
from gifthorse.formats import stix
from gifthorse.report.words import count
from gifthorse.tables import Rows


def rows(files: Sequence[Path]) -> Rows:
    """Rows of the table `indicators`, and of `problems` where a list asks for more than is compared."""
    made = Rows()
    for file in files:
        try:
            with file.open("rb") as source:
                found, left_out = stix.indicators(source.read(stix.SIZE_LIMIT + 1))
        except OSError as error:
            raise GifthorseError(f"The list {file} cannot be read: {error.strerror}.") from error
        except FormatError as error:
            raise GifthorseError(f"The list {file} cannot be used. {error}") from error
        for one in found:
            values = asdict(one)
            made.add(
                "indicators",
                list=file.name,
                indicator=values.pop("id"),
                **values | {"reference": one.reference or None},
            )
        if left_out:
            sentence = f"{count(left_out, 'indicator')} of this list could not be compared with anything that is read."
            made.problem(str(file), "indicators", sentence, error="unsupported")
    return made
