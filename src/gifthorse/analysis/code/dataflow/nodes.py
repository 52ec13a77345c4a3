"""The nodes of the graph of a value, and what one node leads to."""

from __future__ import annotations

from typing import NamedTuple

from msgspec import Struct

from gifthorse.analysis.code.constants import Made, Node

USE, WRITTEN, CHANGED, PARAMETER, RETURNED, FIELD = range(6)
"""Kinds of nodes (kind, method, a, b, context, key):

USE        register b before row a
WRITTEN    what row a writes
CHANGED    the object in register b after the call or store at row a changed it
PARAMETER  operand a of the method's calls
RETURNED   what the method returns
FIELD      field a (method -1)

`context` holds the calls (method, row) that were entered through their result and must be left the same way; `key` is
the name under which the content was taken out of the object, None for all of it.
"""

FILE = "\0file"
"""The key under which a file's name is followed for the sake of its content."""

PROVIDER = "\0provider"
"""The key under which a content address is followed for the sake of the data that it leads to."""

INSIDE = "file in "
"""What the detail of a file's content begins with, where only the file's folder is known."""

ELEMENT = "\0element "
"""What the key of one element of an array begins with; its number follows."""

Context = tuple[tuple[int, int], ...]
DEEPEST = 8


class Leaf(NamedTuple):
    """Where a value comes from. `entry` is the method whose parameter it is, or -1."""

    kind: str
    detail: str | None
    outside: bool
    entry: int = -1


class Step(Struct, frozen=True):
    """What a node is made of: `made` (its parts are followed), `guesses` followed without proof, its leaf, if any."""

    made: Made
    guesses: tuple[Node, ...] = ()
    leaf: Leaf | None = None
    sure: bool = True


NOTHING = Step(Made("any"))


def element(key: str | None) -> int:
    """Number of the array's element that a key means, -1 for other keys."""
    if key is None or not key.startswith(ELEMENT):
        return -1
    number = key.removeprefix(ELEMENT)
    return int(number) if number.isascii() and number.isdigit() and len(number) < 9 else -1


def entered(context: Context, m: int, row: int) -> Context | None:
    """The context behind the result of a call; None when that call is being looked into already."""
    if (m, row) in context:
        return None
    return (*context, (m, row))[-DEEPEST:]
