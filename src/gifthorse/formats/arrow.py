"""Arrow's functions over columns, without `pyarrow.compute`.

That module first makes a documented Python function of each of three hundred, which takes as long as reading a small
app. Methods of arrays such as `take` and `cast` load it too.
"""

from __future__ import annotations

from typing import Any

import pyarrow as pa

try:
    from pyarrow import _compute as compute
except ImportError:  # should Arrow ever move it
    from pyarrow import compute


def call(name: str, *arguments: Any, options: Any = None) -> Any:
    """Arrow's function of this name."""
    return compute.call_function(name, list(arguments), options)


def take(values: Any, rows: Any) -> Any:
    """These rows."""
    return call("take", values, rows, options=compute.TakeOptions(boundscheck=True))


def chosen(values: Any, mask: Any) -> Any:
    """The rows where `mask` is true."""
    return call("filter", values, mask, options=compute.FilterOptions())


def cast(values: Any, kind: pa.DataType) -> Any:
    """The same values as another type; raises ArrowInvalid where one does not fit."""
    return call("cast", values, options=compute.CastOptions.safe(kind))


def encoded(values: Any) -> Any:
    """Text as a dictionary."""
    return call("dictionary_encode", values, options=compute.DictionaryEncodeOptions())


def filled(values: Any, value: Any) -> Any:
    """With a value in place of NULL."""
    return call("coalesce", values, value)


def matches(texts: Any, pattern: str) -> Any:
    """Which texts a regular expression (RE2) matches somewhere."""
    return call("match_substring_regex", texts, options=compute.MatchSubstringOptions(pattern))


def contains(texts: Any, part: str) -> Any:
    """Which texts contain another."""
    return call("match_substring", texts, options=compute.MatchSubstringOptions(part))


def starts(texts: Any, part: str) -> Any:
    """Which texts begin with another."""
    return call("starts_with", texts, options=compute.MatchSubstringOptions(part))


def ends(texts: Any, part: str) -> Any:
    """Which texts end with another."""
    return call("ends_with", texts, options=compute.MatchSubstringOptions(part))


def replaced(texts: Any, old: str, new: str) -> Any:
    """With every `old` made `new`."""
    return call("replace_substring", texts, options=compute.ReplaceSubstringOptions(old, new))


def sliced(texts: Any, start: int, stop: int) -> Any:
    """Characters `start` to `stop` of every text."""
    return call("utf8_slice_codeunits", texts, options=compute.SliceOptions(start, stop, 1))


def found(values: Any, among: Any) -> Any:
    """Place of each value in `among`, NULL for none."""
    return call("index_in", values, options=compute.SetLookupOptions(among))


def some(mask: Any) -> bool:
    """Whether anything is true."""
    return call("any", mask, options=compute.ScalarAggregateOptions()).as_py() is True


def joined(parts: Any, separator: pa.Scalar) -> Any:
    """Every list of texts as one text."""
    return call("binary_join", parts, separator)


def side_by_side(*columns: Any, separator: pa.Scalar) -> Any:
    """Texts of several columns joined row by row."""
    return call("binary_join_element_wise", *columns, separator, options=compute.JoinOptions())
