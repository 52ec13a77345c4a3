"""Binary XML as Android reads it (ResXMLTree in AOSP's ResourceTypes.cpp), tampered files included.

What Android ignores is ignored: the type of the file header, unknown chunks, the names of end tags, anything behind
the size the header states, namespaces, strings and resource ids that are never asked for. What Android would refuse
is read as far as it goes and named in `Document.damage`.
"""

from __future__ import annotations

import struct
from typing import NamedTuple

from gifthorse.errors import FormatError, LimitError
from gifthorse.formats.axml import value
from gifthorse.formats.axml.pool import StringPool

MAX_BYTES = 32 << 20
MAX_CHUNKS = 400_000
MAX_ATTRIBUTES = 1_000_000

STRING_POOL = 0x0001
FIRST_NODE = 0x0100
START_ELEMENT = 0x0102
END_ELEMENT = 0x0103
CDATA = 0x0104
LAST_NODE = 0x017F
RESOURCE_MAP = 0x0180

_NOTHING = 0xFFFFFFFF
_ATTRIBUTE = struct.Struct("<IIIHBBI")


class Attribute(NamedTuple):
    """One attribute: `id` is the resource id of its name (0 without one), `type` and `data` its typed value.

    `raw` is the text it was written as, if kept; `text` the string a value of type string points to. Android reads
    `data` where it asks by id and `raw` where it asks by name, and the two may differ in a tampered file.
    """

    namespace: str | None
    name: str
    id: int
    raw: str | None
    type: int
    data: int
    text: str | None

    def as_text(self) -> str | None:
        """The typed value as text; None for a null value."""
        return value.to_text(self.type, self.data, self.text)


class Element:
    """An element: `children` in document order, `text` all its character data joined, `line` as the compiler wrote."""

    __slots__ = ("_attributes", "_chunk", "_source", "_visible", "children", "line", "name", "namespace", "text")

    def __init__(
        self, source: _Source, chunk: tuple[int, int, int], name: str, namespace: str | None, line: int
    ) -> None:
        self._source = source
        self._chunk = chunk
        self._attributes: tuple[Attribute, ...] | None = None
        self._visible: dict[int, Attribute] | None = None
        self.name = name
        self.namespace = namespace
        self.line = line
        self.children: list[Element] = []
        self.text = ""

    def __repr__(self) -> str:
        return f"<Element {self.name} line {self.line}, {len(self.children)} children>"

    @property
    def attributes(self) -> tuple[Attribute, ...]:
        """Every attribute, in file order, whether Android would see it or not."""
        if self._attributes is None:
            self._attributes = self._source.attributes(*self._chunk)
        return self._attributes

    def by_id(self, resource_id: int) -> Attribute | None:
        """The attribute that Android finds under a resource id.

        Android merges the file's attributes with its own sorted list in one pass, so it only ever finds an attribute
        whose id is larger than every id before it: of duplicates the first, and none that is out of order.
        """
        visible = self._visible
        if visible is None:
            visible = self._visible = {}
            highest = 0
            for attribute in self.attributes:
                if attribute.id > highest:
                    highest = attribute.id
                    visible[highest] = attribute
        return visible.get(resource_id)

    def by_name(self, name: str, namespace: str | None = None) -> Attribute | None:
        """The first attribute of that name and namespace (None: without one), the way Android asks by name."""
        for attribute in self.attributes:
            if attribute.name == name and attribute.namespace == namespace:
                return attribute
        return None

    def find(self, name: str) -> list[Element]:
        """The children of that name."""
        return [child for child in self.children if child.name == name]


class Document:
    """A parsed file: `root`, its string pool and the resource ids of its attribute names."""

    __slots__ = ("_damage", "_source", "root")

    def __init__(self, root: Element, source: _Source, damage: list[str]) -> None:
        self.root = root
        self._source = source
        self._damage = damage

    @property
    def strings(self) -> StringPool:
        """The string pool."""
        return self._source.pool

    @property
    def resource_ids(self) -> tuple[int, ...]:
        """The resource map: the id of each attribute name, by its string's index."""
        return self._source.ids

    @property
    def damage(self) -> list[str]:
        """What could not be read so far, a sentence each; attributes and strings are decoded when asked for."""
        found = list(self._damage)
        if self._source.exhausted:
            found.append("The XML has more attributes than a real file can; the rest was left out.")
        if self._source.pool.exhausted:
            found.append("The XML has more text than a real file can; the rest was left out.")
        return found


class _Source:
    """What elements need to decode their attributes when they are asked for them."""

    __slots__ = ("data", "exhausted", "ids", "left", "pool")

    def __init__(self, data: bytes, pool: StringPool, ids: tuple[int, ...]) -> None:
        self.data = data
        self.pool = pool
        self.ids = ids
        self.left = MAX_ATTRIBUTES
        self.exhausted = False

    def attributes(self, start: int, step: int, count: int) -> tuple[Attribute, ...]:
        if count > self.left:
            self.exhausted = True
            return ()
        self.left -= count
        get, ids, data, known = self.pool.get, self.ids, self.data, len(self.ids)
        found = []
        for at in range(start, start + step * count, step) if step else [start] * count:
            namespace, name, raw, _, _, kind, bits = _ATTRIBUTE.unpack_from(data, at)
            found.append(
                Attribute(
                    None if namespace == _NOTHING else get(namespace),
                    get(name) or "",
                    ids[name] if name < known else 0,
                    None if raw == _NOTHING else get(raw),
                    kind,
                    bits,
                    get(bits) if kind == value.STRING else None,
                )
            )
        return tuple(found)


def parse(data: bytes) -> Document:
    """Parse a binary XML file. Raises FormatError where there is no string pool or no element, LimitError when huge."""
    if len(data) > MAX_BYTES:
        raise LimitError(f"The XML is larger than {MAX_BYTES >> 20} MiB.")
    if len(data) < 8:
        raise FormatError("The XML is too short to hold a header.", len(data))
    damage: list[str] = []
    _, header, size = struct.unpack_from("<HHI", data)
    if not 8 <= header <= size <= len(data):
        damage.append("The header states sizes that do not fit the file.")
        header = header if 8 <= header <= len(data) else 8
        size = len(data)
    pool, ids, at = _before_nodes(data, header, size)
    source = _Source(data, pool, ids)
    root = _tree(source, at, size, damage)
    return Document(root, source, damage)


def looks_binary(data: bytes) -> bool:
    """False for an empty file and for XML as text; Android itself does not look at the type in the header."""
    start = data[:64].lstrip(b"\xef\xbb\xbf \t\r\n")
    return len(data) >= 8 and not start.startswith(b"<") and data[:4] not in (b"\xff\xfe<\0", b"\xfe\xff\0<")


def _before_nodes(data: bytes, at: int, end: int) -> tuple[StringPool, tuple[int, ...], int]:
    """The string pool and the resource ids in front of the first node, and where that node is."""
    pool: StringPool | None = None
    ids: tuple[int, ...] = ()
    for _ in range(MAX_CHUNKS):
        if at + 8 > end:
            raise FormatError("The XML has no element.", at)
        kind, header, size = struct.unpack_from("<HHI", data, at)
        if FIRST_NODE <= kind <= LAST_NODE:
            break
        if size < 8:
            raise FormatError("A chunk of the XML has no size.", at)
        stop = min(end, at + size)
        if kind == STRING_POOL:
            pool = StringPool(data, at, stop)
        elif kind == RESOURCE_MAP:
            first = at + max(header, 8)
            count = max(0, (stop - first) // 4)
            ids = struct.unpack_from(f"<{count}I", data, first) if count else ()  # `first` may lie outside
        at = at + size
    else:
        raise LimitError("The XML has too many chunks before its first element.", at)
    if pool is None:
        raise FormatError("The XML has no string pool before its first element.", at)
    return pool, ids, at


def _tree(source: _Source, at: int, end: int, damage: list[str]) -> Element:
    data, get = source.data, source.pool.get
    root: Element | None = None
    current: Element | None = None
    stack: list[Element] = []
    texts: dict[Element, list[str]] = {}
    beyond = 0
    unpack = struct.Struct("<HHI").unpack_from
    for _ in range(MAX_CHUNKS):
        if at + 8 > end:
            break
        kind, header, size = unpack(data, at)
        if header < 8 or size < header or (header | size) & 3 or at + size > end:
            damage.append(f"The chunk at byte {at} does not fit; nothing behind it was read.")
            break
        body = at + header
        if kind == START_ELEMENT:
            element = _element(source, body, at, size - header)
            if element is None:
                damage.append(f"The element at byte {at} is cut off; nothing behind it was read.")
                break
            if current is not None:
                current.children.append(element)
                stack.append(current)
                current = element
            elif root is None:
                root = current = element
            else:
                beyond += 1
        elif kind == END_ELEMENT:
            current = stack.pop() if stack else None
        elif kind == CDATA and current is not None and size - header >= 4:
            texts.setdefault(current, []).append(get(struct.unpack_from("<I", data, body)[0]) or "")
        at += size
    else:
        raise LimitError("The XML has more nodes than a real file can.", at)
    if root is None:
        raise FormatError("The XML has no element.", at)
    if beyond:
        damage.append(f"{beyond} elements lie behind the end of the first one; Android does not read them.")
    for element, parts in texts.items():
        element.text = "".join(parts)
    return root


def _element(source: _Source, body: int, node: int, room: int) -> Element | None:
    if room < 20:
        return None
    line = struct.unpack_from("<I", source.data, node + 8)[0] if body - node >= 12 else 0
    namespace, name, first, step, count = struct.unpack_from("<IIHHH", source.data, body)
    # Android checks count * step, so a step below 20 lets the last attribute read past the chunk: allowed here too,
    # as long as it stays inside the file.
    if first + step * count > room or (count and body + first + step * (count - 1) + 20 > len(source.data)):
        return None
    chunk = (body + first, step, count)
    space = None if namespace == _NOTHING else source.pool.get(namespace)
    return Element(source, chunk, source.pool.get(name) or "", space, line)
