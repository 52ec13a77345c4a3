"""Values of registers: Python's int and str for numbers, characters and strings, None for null, and these."""

from __future__ import annotations

from msgspec import Struct, field

LONGEST = 1 << 16  # characters of a string, elements of an array


class Unknown(Struct, frozen=True):
    """A value that is not followed; its class (with dots) if that is known."""

    cls: str = ""


class Param(Struct, frozen=True):
    """The method's own argument of this number (`this` counts), not known here."""

    number: int
    cls: str = ""


class Ref(Struct, frozen=True):
    """A class, constructor or method looked up by name, at `pc`. Its class or name may be an argument's."""

    kind: str
    cls: str | Param
    name: str | Param = ""
    pc: int = -1


class Cells(Struct):
    """An array; `kind` is the element's descriptor."""

    kind: str
    items: list[Value]


class Text(Struct):
    """A StringBuilder or StringBuffer."""

    text: str = ""


class Secret(Struct, frozen=True):
    """A key or initialisation vector; of a password also what a key is made of it with."""

    data: bytes
    salt: bytes = b""
    rounds: int = 0
    bits: int = 0


class Engine(Struct):
    """A cipher by its name, or what makes keys; `mode` is 0 until it was given a key that is known."""

    name: str
    mode: int = 0
    key: bytes = b""
    iv: bytes | None = None


class Digest(Struct):
    """A digest by the name that Python knows it by, and what it was given so far."""

    name: str
    data: bytes = b""
    known: bool = True


class Tape(Struct):
    """A stream over bytes, read from `at`; of an unpacker, `bare` says that what it gets has no header."""

    data: bytearray = field(default_factory=bytearray)
    at: int = 0
    known: bool = True
    bare: bool = False


class Made(Struct):
    """An object from new-instance. `value` is what it turned out to be once its constructor has run."""

    cls: str
    value: Value = Unknown()
    fields: dict[int, Value] = field(default_factory=dict)


Value = int | str | None | Unknown | Param | Ref | Cells | Text | Made | Secret | Engine | Digest | Tape
UNKNOWN = Unknown()


def plain(value: Value) -> Value:
    """What an object stands for: the string or builder that new-instance and a constructor made."""
    if isinstance(value, Made) and not isinstance(value.value, Unknown):
        return value.value
    return value


def int32(number: int) -> int:
    """Wrapped to 32 bits, signed."""
    return ((number + 0x80000000) & 0xFFFFFFFF) - 0x80000000


def int64(number: int) -> int:
    """Wrapped to 64 bits, signed."""
    return ((number + (1 << 63)) & ((1 << 64) - 1)) - (1 << 63)
