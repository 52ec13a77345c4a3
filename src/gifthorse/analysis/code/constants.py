"""Texts worked out from the graph of a value: constants, joined, formatted and cut as the code does it.

What is not constant becomes a placeholder that names its origin, as in `pm install -r {http}`.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

Item = str | int | tuple[str, ...]
"""One possible value: a text, a number, or the elements of a list or array of texts."""

ALTERNATIVES, LONGEST, ELEMENTS = 6, 2000, 64
UNKNOWN, LOOP = "{?}", "{…}"
_FORMAT = re.compile(r"%(?:(\d+)\$)?[-#+ 0,(]*+\d*+(?:\.\d++)?([a-zA-Z%])")


class Made(NamedTuple):
    """How a node's value is made: the operation's name, the nodes it is made from, what else the operation needs."""

    form: str
    parts: tuple[Node, ...] = ()
    extra: tuple[object, ...] = ()


Node = tuple[int, int, int, int, tuple[tuple[int, int], ...], str | None]
"""A value's node in the graph; what it means is known to `dataflow`."""


def texts(made: Mapping[Node, Made], root: Node, placeholder: Callable[[Node], str]) -> list[Item]:
    """Up to six possible values of `root`, by the nodes in `made`; a node missing there is a placeholder."""
    known: dict[Node, list[Item]] = {}
    open_: set[Node] = set()
    todo = [root]
    while todo:
        node = todo[-1]
        if node in known:
            todo.pop()
            continue
        how = made.get(node)
        if how is None:
            known[node] = [placeholder(node)]
            continue
        missing = [part for part in how.parts if part not in known and part not in open_]
        if missing and node not in open_:
            open_.add(node)
            todo.extend(reversed(missing))
            continue
        parts = [known.get(part, [LOOP]) for part in how.parts]
        known[node] = _bounded(_apply(how, parts)) or [placeholder(node)]
        open_.discard(node)
        todo.pop()
    return known[root]


def _bounded(items: Sequence[Item]) -> list[Item]:
    if len(items) == 1 and isinstance(items[0], int):
        return list(items)
    cut = [i[:LONGEST] if isinstance(i, str) else i[:ELEMENTS] if isinstance(i, tuple) else i for i in items]
    distinct = list(dict.fromkeys(cut))
    if len(distinct) > 1 and LOOP in distinct:
        distinct.remove(LOOP)
    return distinct[:ALTERNATIVES]


def shown(item: Item) -> str:
    """A value as one text; the elements of a list with spaces between them, as a command line is written."""
    return " ".join(item)[: 2 * LONGEST] if isinstance(item, tuple) else str(item)


def constant(text: str) -> bool:
    """Whether a text has no placeholder."""
    return "{" not in text or not re.search(r"\{[a-z?…|-]+\}", text)


def _apply(how: Made, parts: list[list[Item]]) -> list[Item]:
    if how.form == "constant":
        return [how.extra[0]] if isinstance(how.extra[0], (str, int)) else []
    if how.form == "empty":
        return [()] if how.extra else [""]
    if how.form == "any":
        found = [item for part in parts for item in part]
        return [i for i in found if i != 0] or found
    work = _FORMS.get(how.form)
    if work is None:
        return []
    if not parts:
        return [()] if how.form == "list" else [""]
    if work in _SINGLE:
        return [made for item in parts[0] if (made := work([item], how.extra)) is not None]
    return [made for row in _product(parts) if (made := work(row, how.extra)) is not None]


def _product(parts: list[list[Item]]) -> list[list[Item]]:
    """Combinations, at most as many as alternatives are kept."""
    if all(len(part) == 1 for part in parts):  # as nearly always
        return [[part[0] for part in parts]]
    rows: list[list[Item]] = [[]]
    for part in parts:
        rows = [[*row, item] for row in rows for item in part][:ALTERNATIVES]
    return rows


def _text(item: Item, kind: object = None) -> str:
    if isinstance(item, int):
        if kind == "char":
            return chr(item) if 0 <= item < 0x110000 else UNKNOWN
        if kind == "boolean":
            return "true" if item else "false"
        if item == 0 and isinstance(kind, str) and "." in kind:
            return "null"
    return shown(item)


def _join(row: list[Item], extra: Sequence[object]) -> Item:
    kinds = [*extra, *([None] * len(row))]
    return "".join(_text(i, k) for i, k in zip(row, kinds, strict=False))


def _insert(row: list[Item], extra: Sequence[object]) -> Item | None:
    return shown(row[1]) + shown(row[0]) if len(row) == 2 and extra[:1] == (0,) else None


def _path(row: list[Item], _: Sequence[object]) -> Item:
    pieces = [shown(i) for i in row if i != 0]
    head = pieces[0].rstrip("/") if len(pieces) > 1 else "".join(pieces)
    return "/".join([head, *(p.strip("/") for p in pieces[1:])])


def _member(row: list[Item], _: Sequence[object]) -> Item:
    return ".".join(shown(i) for i in row)


def _url(row: list[Item], _: Sequence[object]) -> Item:
    pieces = [shown(i) for i in row]
    if len(pieces) < 3:
        return pieces[-1] if "://" in pieces[-1] else "".join(pieces)
    return f"{pieces[0]}://{pieces[1]}{pieces[-1]}"


def _list(row: list[Item], _: Sequence[object]) -> Item:
    found: list[str] = []
    for item in row:
        found.extend(item if isinstance(item, tuple) else () if item in (0, "") else (str(item),))
    return tuple(found)


def _add(row: list[Item], _: Sequence[object]) -> Item:
    return (*(row[0] if isinstance(row[0], tuple) else ()), *(shown(i) for i in row[1:]))


def _letter(row: list[Item], _: Sequence[object]) -> Item:
    return shown(row[0]) + _text(row[1], "char")


def _element(row: list[Item], extra: Sequence[object]) -> Item | None:
    place = extra[0] if extra else None
    if isinstance(row[0], str) and isinstance(place, int):
        return row[0]  # the element itself was looked for
    if not isinstance(row[0], tuple) or not isinstance(place, int) or not 0 <= place < len(row[0]):
        return None
    return row[0][place]


def _format(row: list[Item], _: Sequence[object]) -> Item | None:
    if not isinstance(row[0], str):
        return None
    values: list[str] = []
    for item in row[1:]:
        values.extend(item if isinstance(item, tuple) else (shown(item),))
    at = -1

    def put(found: re.Match[str]) -> str:
        nonlocal at
        if found[2] in "%n":
            return "%" if found[2] == "%" else "\n"
        at = int(found[1]) - 1 if found[1] else at + 1
        return values[at] if 0 <= at < len(values) else UNKNOWN

    return _FORMAT.sub(put, row[0])


def _same(row: list[Item], _: Sequence[object]) -> Item:
    return row[0]


def _trim(row: list[Item], _: Sequence[object]) -> Item:
    return shown(row[0]).strip()


def _lower(row: list[Item], _: Sequence[object]) -> Item | None:
    return shown(row[0]).lower() if constant(shown(row[0])) else row[0]


def _upper(row: list[Item], _: Sequence[object]) -> Item | None:
    return shown(row[0]).upper() if constant(shown(row[0])) else row[0]


def _reverse(row: list[Item], _: Sequence[object]) -> Item | None:
    return shown(row[0])[::-1] if constant(shown(row[0])) else None


def _replace(row: list[Item], extra: Sequence[object]) -> Item | None:
    old, new = (*extra, None, None)[:2]
    if isinstance(old, int) and isinstance(new, int) and min(old, new) >= 0 and max(old, new) < 0x110000:
        old, new = chr(old), chr(new)
    if not isinstance(old, str) or not isinstance(new, str):
        return None
    return shown(row[0]).replace(old, new)


def _substring(row: list[Item], extra: Sequence[object]) -> Item | None:
    text = shown(row[0])
    first, last = (*extra, None, None)[:2]
    if not constant(text) or not isinstance(first, int) or not (last is None or isinstance(last, int)):
        return None
    return text[first:last] if first >= 0 else None


def _split(row: list[Item], extra: Sequence[object]) -> Item | None:
    separator = extra[0] if extra else None
    text = shown(row[0])
    if not isinstance(separator, str) or not separator or not constant(text):
        return None
    plain = separator[1:] if len(separator) == 2 and separator[0] == "\\" else separator
    if len(plain) > 1 and re.escape(plain) != plain:
        return None
    return tuple(text.split(plain)[:ELEMENTS])


def _base64(row: list[Item], _: Sequence[object]) -> Item | None:
    text = "".join(shown(row[0]).split())
    other = b"-_" if "-" in text or "_" in text else None
    try:
        return base64.b64decode(text.rstrip("=") + "=" * (-len(text.rstrip("=")) % 4), other, validate=True).decode()
    except (binascii.Error, ValueError):
        return None


_Work = Callable[[list[Item], Sequence[object]], Item | None]
_FORMS: dict[str, _Work] = {
    "same": _same,
    "join": _join,
    "insert": _insert,
    "path": _path,
    "url": _url,
    "member": _member,
    "list": _list,
    "add": _add,
    "letter": _letter,
    "element": _element,
    "format": _format,
    "trim": _trim,
    "lower": _lower,
    "upper": _upper,
    "reverse": _reverse,
    "replace": _replace,
    "substring": _substring,
    "split": _split,
    "base64": _base64,
}
_SINGLE = frozenset({_same, _trim, _lower, _upper, _reverse, _replace, _substring, _split, _base64, _element})
