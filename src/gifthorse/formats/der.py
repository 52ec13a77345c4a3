"""BER and DER: the tree of tags, lengths and contents that certificates and PKCS #7 are made of.

ITU-T X.690. Android's own readers take BER where the standards ask for DER, so this one does too: long-form and
indefinite lengths, constructed strings, integers with needless zero bytes. Nothing is copied until it is asked for.
"""

from __future__ import annotations

from datetime import UTC, datetime
from functools import lru_cache
from typing import Final, NamedTuple

from gifthorse.errors import FormatError, LimitError

BOOLEAN: Final = 1
INTEGER: Final = 2
BIT_STRING: Final = 3
OCTET_STRING: Final = 4
NULL: Final = 5
OID: Final = 6
SEQUENCE: Final = 16
SET: Final = 17
UTC_TIME: Final = 23
GENERALIZED_TIME: Final = 24

MAX_DEPTH: Final = 24
MAX_CHILDREN: Final = 10_000
MAX_OID_BYTES: Final = 128

_TEXT: Final = {
    12: "utf-8",
    18: "ascii",
    19: "ascii",
    20: "latin-1",  # T61String: written as Latin-1 in practice
    22: "ascii",
    26: "ascii",
    27: "latin-1",
    28: "utf-32-be",
    30: "utf-16-be",
}


class Node(NamedTuple):
    """One element; all offsets in bytes into the buffer it was read from.

    `tag_class` is 0 universal, 1 application, 2 context, 3 private. The contents are `body:stop`, the whole element is
    `start:end`; `end` lies behind `stop` only where an indefinite length is closed by two zero bytes.
    """

    tag: int
    tag_class: int
    constructed: bool
    start: int
    body: int
    stop: int
    end: int


def node(data: bytes, offset: int = 0, end: int | None = None, *, depth: int = 0) -> Node:
    """The element that starts at `offset` and must end before `end`; raises `FormatError` or `LimitError`."""
    end = len(data) if end is None else end
    if depth > MAX_DEPTH:
        raise LimitError("The ASN.1 data is nested too deeply.", offset)
    start = offset
    if offset + 2 > end:
        raise FormatError("The ASN.1 data ends in the middle of an element.", offset)
    first = data[offset]
    offset += 1
    tag = first & 0x1F
    if tag == 0x1F:
        tag, offset = _long_tag(data, offset, end)
        if offset >= end:
            raise FormatError("The ASN.1 data ends in the middle of an element.", offset)
    length = data[offset]
    offset += 1
    constructed = bool(first & 0x20)
    if length == 0x80:
        if not constructed:
            raise FormatError("An ASN.1 element of indefinite length is not constructed.", start)
        stop = _end_of_contents(data, offset, end, depth)
        return Node(tag, first >> 6, constructed, start, offset, stop, stop + 2)
    if length > 0x80:
        count = length & 0x7F
        if count > 8 or offset + count > end:
            raise FormatError("An ASN.1 length is out of range.", start)
        length = int.from_bytes(data[offset : offset + count], "big")
        offset += count
    if length > end - offset:
        raise FormatError("An ASN.1 element is longer than what holds it.", start)
    return Node(tag, first >> 6, constructed, start, offset, offset + length, offset + length)


def _long_tag(data: bytes, offset: int, end: int) -> tuple[int, int]:
    tag = 0
    for position in range(offset, min(offset + 4, end)):
        tag = tag << 7 | data[position] & 0x7F
        if not data[position] & 0x80:
            return tag, position + 1
    raise FormatError("An ASN.1 tag number is out of range.", offset)


def _end_of_contents(data: bytes, offset: int, end: int, depth: int) -> int:
    for _ in range(MAX_CHILDREN):
        if data[offset : offset + 2] == b"\0\0" and offset + 2 <= end:
            return offset
        offset = node(data, offset, end, depth=depth + 1).end
    raise LimitError("An ASN.1 element has too many parts.", offset)


def children(data: bytes, parent: Node, *, depth: int = 0) -> list[Node]:
    """The elements inside a constructed one, in order."""
    found: list[Node] = []
    offset = parent.body
    while offset < parent.stop:
        if len(found) >= MAX_CHILDREN:
            raise LimitError("An ASN.1 element has too many parts.", parent.start)
        child = node(data, offset, parent.stop, depth=depth + 1)
        found.append(child)
        offset = child.end
    return found


def expect(item: Node, tag: int, what: str, *, tag_class: int = 0) -> Node:
    """`item` itself if it has the tag, else `FormatError` naming `what`."""
    if item.tag != tag or item.tag_class != tag_class:
        raise FormatError(f"The ASN.1 data holds something else where {what} should be.", item.start)
    return item


def raw(data: bytes, item: Node) -> bytes:
    """The whole element with its tag and length."""
    return data[item.start : item.end]


def content(data: bytes, item: Node) -> bytes:
    """The bytes inside the element."""
    return data[item.body : item.stop]


def octets(data: bytes, item: Node, *, depth: int = 0) -> bytes:
    """An OCTET STRING's value; pieces of a constructed one are joined."""
    if not item.constructed:
        return content(data, item)
    return b"".join(octets(data, part, depth=depth + 1) for part in children(data, item, depth=depth))


def bits(data: bytes, item: Node) -> tuple[bytes, int]:
    """A BIT STRING's bytes and the number of unused bits in the last one."""
    value = content(data, item)
    if item.constructed or not value or value[0] > 7:
        raise FormatError("An ASN.1 bit string is malformed.", item.start)
    return value[1:], value[0]


def integer(data: bytes, item: Node) -> int:
    """An INTEGER's value; needless leading bytes are accepted."""
    return int.from_bytes(_integer_bytes(data, item), "big", signed=True)


def natural(data: bytes, item: Node) -> int:
    """An INTEGER that cannot be negative, also where the zero byte that says so was left out."""
    return int.from_bytes(_integer_bytes(data, item), "big")


def _integer_bytes(data: bytes, item: Node) -> bytes:
    if item.stop - item.body > 1 << 16:
        raise LimitError("An ASN.1 integer is too long.", item.start)
    return content(data, item)


def oid(data: bytes, item: Node) -> str:
    """An OBJECT IDENTIFIER in dotted form."""
    value = content(data, item)
    if item.tag != OID or item.tag_class or not value or len(value) > MAX_OID_BYTES or value[-1] & 0x80:
        raise FormatError("An ASN.1 object identifier is malformed.", item.start)
    return _dotted(value)


@lru_cache(4096)
def _dotted(value: bytes) -> str:
    """Certificates use the same few identifiers over and over."""
    arcs: list[int] = []
    arc = 0
    for byte in value:
        arc = arc << 7 | byte & 0x7F
        if not byte & 0x80:
            arcs.append(arc)
            arc = 0
    top = min(arcs[0] // 40, 2)
    return ".".join(map(str, (top, arcs[0] - 40 * top, *arcs[1:])))


def text(data: bytes, item: Node) -> str | None:
    """A character string of any of ASN.1's kinds, undecodable bytes replaced; None if it is no string."""
    encoding = _TEXT.get(item.tag) if item.tag_class == 0 else None
    return None if encoding is None else octets(data, item).decode(encoding, "replace")


def time(data: bytes, item: Node) -> datetime | None:
    """A UTCTime (years 1950-2049) or GeneralizedTime as UTC; None if it does not name a moment."""
    digits = content(data, item).decode("ascii", "replace").upper()
    if item.tag_class or item.tag not in (UTC_TIME, GENERALIZED_TIME) or len(digits) > 32:
        return None
    if item.tag == UTC_TIME:
        digits = ("19" if digits[:2] >= "50" else "20") + digits
    stamp, zone = digits.removesuffix("Z"), "+0000"
    for sign in "+-":
        if sign in stamp:
            stamp, _, hours = stamp.partition(sign)
            zone = sign + hours
    stamp = stamp.partition(".")[0]
    if len(stamp) not in (10, 12, 14) or not (stamp.isascii() and stamp.isdigit()):
        return None
    try:
        if zone == "+0000":  # nearly always, and a tenth of strptime's time
            padded = stamp.ljust(14, "0")
            month, day, hour, minute, second = (int(padded[i : i + 2]) for i in range(4, 14, 2))
            return datetime(int(stamp[:4]), month, day, hour, minute, second, tzinfo=UTC)
        form = {10: "%Y%m%d%H", 12: "%Y%m%d%H%M", 14: "%Y%m%d%H%M%S"}[len(stamp)]
        return datetime.strptime(stamp + zone, form + "%z").astimezone(UTC)
    except (ValueError, OverflowError):
        return None
