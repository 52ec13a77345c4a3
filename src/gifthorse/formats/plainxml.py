"""XML of the system's configuration, as text or in Android's binary form: no entities, bounded in all."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.parsers import expat

from gifthorse.errors import FormatError, LimitError, UnsupportedError
from gifthorse.formats import abx

BYTES_LIMIT = 16 << 20
DEPTH_LIMIT = 64
ELEMENTS_LIMIT = 200_000


@dataclass(slots=True)
class Element:
    """One element: tag, attributes, what lies in it, and its line from 1 (its offset in the binary form).

    Text between elements is not kept.
    """

    tag: str
    attributes: dict[str, str]
    line: int
    children: list[Element] = field(default_factory=list)

    def walk(self) -> Iterator[Element]:
        """This element and all below it, in document order."""
        waiting = [self]
        while waiting:
            element = waiting.pop()
            yield element
            waiting.extend(reversed(element.children))


@dataclass(frozen=True, slots=True)
class Xml:
    """The root element, and what made reading stop early, if anything did."""

    root: Element
    damage: str | None


def parse(data: bytes) -> Xml:
    """Read a document. What comes before a mistake is kept, and the mistake is told in `damage`.

    Raises LimitError when it is too large or too deep, UnsupportedError where it declares entities, FormatError when
    not even a root element can be read. What a document type names outside is never fetched.
    """
    if len(data) > BYTES_LIMIT:
        raise LimitError(f"The XML has {len(data):,} bytes, more than the {BYTES_LIMIT:,} that are read.")
    if data.startswith(abx.MAGIC):
        return _binary(data)
    reader = _Reader()
    damage = None
    try:
        reader.parser.Parse(
            data.lstrip(), True
        )  # blanks before the declaration are a common slip that Android forgives
    except expat.ExpatError as error:
        damage = f"The XML is not well formed: {expat.errors.messages.get(error.code, error)} in line {error.lineno}."
    except (LookupError, ValueError) as error:  # the declared encoding is unknown or does not fit
        damage = f"The XML cannot be decoded: {error}."
    if reader.root is None:
        raise FormatError(damage or "The XML has no element.")
    return Xml(reader.root, damage)


def _binary(data: bytes) -> Xml:
    root: Element | None = None
    open_elements: list[Element] = []
    damage = None
    try:
        for event in abx.events(data):
            if event.tag is None:
                open_elements.pop()
                continue
            element = Element(event.tag, event.attributes, event.offset)
            if open_elements:
                open_elements[-1].children.append(element)
            elif root is None:
                root = element
            open_elements.append(element)
    except FormatError as error:
        damage = str(error)
    if root is None:
        raise FormatError(damage or "The XML has no element.")
    return Xml(root, damage)


class _Reader:
    def __init__(self) -> None:
        self.root: Element | None = None
        self._open: list[Element] = []
        self._count = 0
        self.parser = expat.ParserCreate()
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.EntityDeclHandler = self._refuse
        self.parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)

    def _refuse(self, *_: object) -> None:
        raise UnsupportedError("The XML declares entities, which are not read.")

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        element = Element(tag, attributes, self.parser.CurrentLineNumber)
        self._count += 1
        if self._count > ELEMENTS_LIMIT or len(self._open) >= DEPTH_LIMIT:
            raise LimitError("The XML has more elements, or deeper ones, than are read.")
        if self._open:
            self._open[-1].children.append(element)
        elif self.root is None:
            self.root = element
        self._open.append(element)

    def _end(self, _tag: str) -> None:
        self._open.pop()
