"""The error tree. Every message is one sentence for a reader who has never seen the code."""

from __future__ import annotations


class GifthorseError(Exception):
    """Root of everything gifthorse raises on purpose."""


class FormatError(GifthorseError):
    """Bytes that do not follow their format; `offset` is where reading stopped, in bytes, if known."""

    def __init__(self, sentence: str, offset: int | None = None) -> None:
        super().__init__(sentence)
        self.offset = offset


class LimitError(FormatError):
    """Input that would cost more bytes, depth or seconds than its reader is allowed."""


class UnsupportedError(FormatError):
    """Well-formed input that uses a feature this version does not read."""


def kind(error: GifthorseError) -> str:
    """The word that the table `problems` has for an error: limit, unsupported, format or missing."""
    kinds = {LimitError: "limit", UnsupportedError: "unsupported", FormatError: "format"}
    return next((word for known, word in kinds.items() if isinstance(error, known)), "missing")


class EvidenceError(GifthorseError):
    """What was handed over cannot be opened, or is nothing that can be checked."""


class CaseError(GifthorseError):
    """A case folder that is missing, unfinished, or made by another version."""


class RuleError(GifthorseError):
    """A rule file that breaks the rule format; the message names the file."""


class QueryError(GifthorseError):
    """A question in SQL that cannot be run."""
