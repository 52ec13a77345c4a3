"""The Java and Android methods that decoders of texts are made of.

Each function takes the arguments (the object first) and the call's descriptor. Anything it does not do ends in one
of ERRORS, which the caller takes for "unknown".
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Sequence

from gifthorse.analysis.code.evaluate.arguments import (
    Function,
    array,
    as_cells,
    as_number,
    as_text,
    characters,
    octets,
    parameters,
)
from gifthorse.analysis.code.evaluate.ciphers import CIPHERS
from gifthorse.analysis.code.evaluate.streams import STREAMS
from gifthorse.analysis.code.evaluate.values import LONGEST, UNKNOWN, Cells, Made, Text, Unknown, Value, int32

ERRORS = (TypeError, ValueError, IndexError, KeyError, OverflowError, binascii.Error, LookupError)
_CHARSETS = frozenset(
    {"utf-8", "utf8", "utf-16", "utf-16le", "utf-16be", "utf-32", "utf-32le", "utf-32be", "us-ascii", "ascii",
     "iso-8859-1", "iso8859-1", "iso8859_1", "latin1", "iso-8859-2", "iso-8859-5", "iso-8859-15", "windows-1250",
     "windows-1251", "windows-1252", "cp1251", "cp1252", "koi8-r", "gbk", "gb2312", "gb18030", "big5", "shift_jis",
     "euc-jp", "euc-kr"}
)  # fmt: skip


def _codec(charset: Value) -> str:
    """Python's name of a charset; ValueError for one that Java lacks (Python's punycode takes minutes for 64 KiB)."""
    name = charset.lower() if isinstance(charset, str) else "utf-8"
    if name not in _CHARSETS:
        raise ValueError
    return name


def _decoded(data: bytes, charset: Value) -> str:
    return data.decode(_codec(charset), "replace")


def shown(value: Value, kind: str) -> str:
    """A value as Java's string concatenation writes it; `kind` is its descriptor."""
    if kind == "C":
        return chr(as_number(value) & 0xFFFF)
    if kind == "Z":
        return "true" if as_number(value) else "false"
    if kind == "[C":
        return characters(value)
    if isinstance(value, int):
        return str(value)
    return "null" if value is None else as_text(value)


def _new_string(a: Sequence[Value], descriptor: str) -> Value:
    made, kinds = a[0], parameters(descriptor)
    if not isinstance(made, Made):
        raise TypeError
    if not kinds:
        made.value = ""
    elif kinds[0] == "[B":
        data, rest = octets(a[1]), a[2:]
        if len(rest) > 1 and kinds[1:3] == ["I", "I"]:
            data, rest = data[as_number(rest[0]) : as_number(rest[0]) + as_number(rest[1])], rest[2:]
        made.value = _decoded(data, rest[0] if rest else None)
    elif kinds[0] == "[C":
        text = characters(a[1])
        made.value = text if len(a) < 4 else text[as_number(a[2]) : as_number(a[2]) + as_number(a[3])]
    else:
        made.value = as_text(a[1])
    return None


def _new_builder(a: Sequence[Value], descriptor: str) -> Value:
    made = a[0]
    if not isinstance(made, Made):
        raise TypeError
    kinds = parameters(descriptor)
    made.value = Text("" if not kinds or kinds[0] == "I" else as_text(a[1]))
    return None


def _builder(value: Value) -> Text:
    if isinstance(value, Text):
        return value
    raise TypeError


def _append(a: Sequence[Value], descriptor: str) -> Value:
    builder, kinds = _builder(a[0]), parameters(descriptor)
    more = shown(a[1], kinds[0])
    if len(a) > 3:
        low, high = as_number(a[2]), as_number(a[3])
        more = more[low : low + high] if kinds[0] == "[C" else more[low:high]
    if len(builder.text) + len(more) > LONGEST:
        raise ValueError
    builder.text += more
    return builder


def _edit(builder: Value, low: int, high: int, new: str) -> Text:
    one = _builder(builder)
    if not 0 <= low <= len(one.text):
        raise IndexError
    one.text = one.text[:low] + new + one.text[max(low, high) :]
    return one


def _reverse(a: Sequence[Value], _: str) -> Value:
    one = _builder(a[0])
    one.text = one.text[::-1]
    return one


def _char_at(a: Sequence[Value], _: str) -> Value:
    at = as_number(a[1])
    if at < 0:
        raise IndexError
    return ord(as_text(a[0])[at])


def _substring(a: Sequence[Value], _: str) -> Value:
    text, low = as_text(a[0]), as_number(a[1])
    high = as_number(a[2]) if len(a) > 2 else len(text)
    if not 0 <= low <= high <= len(text):
        raise IndexError
    return text[low:high]


def _index_of(a: Sequence[Value], _: str) -> Value:
    what = chr(a[1] & 0xFFFF) if isinstance(a[1], int) else as_text(a[1])
    return as_text(a[0]).find(what, max(as_number(a[2]), 0) if len(a) > 2 else 0)


def _replace(a: Sequence[Value], descriptor: str) -> Value:
    kind = parameters(descriptor)[0]
    text, old, new = as_text(a[0]), shown(a[1], kind), shown(a[2], kind)
    if len(text) + text.count(old) * len(new) > LONGEST:
        raise ValueError
    return text.replace(old, new)


def _replace_all(a: Sequence[Value], descriptor: str) -> Value:
    pattern, new = as_text(a[1]), as_text(a[2])
    if not pattern.replace(" ", "").replace("_", "").replace("-", "").isalnum() or "\\" in new or "$" in new:
        raise ValueError  # a real regular expression: not followed
    return _replace(a, descriptor)


def _split(a: Sequence[Value], _: str) -> Value:
    by = as_text(a[1]).removeprefix("\\")
    if len(by) != 1 or (len(as_text(a[1])) == 1 and by in ".$|()[{^?*+\\"):
        raise ValueError
    parts = as_text(a[0]).split(by)
    while parts and not parts[-1]:
        parts.pop()
    return Cells("Ljava/lang/String;", list(parts))


def _base64(value: Value, alphabet: bytes | None) -> Cells:
    data = value.encode("latin-1") if isinstance(value, str) else octets(value)
    data = b"".join(data.split()).rstrip(b"=")
    return array(base64.b64decode(data + b"=" * (-len(data) % 4), alphabet, validate=True))


def _new_integer(a: Sequence[Value], descriptor: str) -> Value:
    made = a[0]
    if not isinstance(made, Made) or parameters(descriptor) != ["Ljava/lang/String;", "I"] or len(as_text(a[1])) > 4096:
        raise TypeError
    made.value = int(as_text(a[1]), as_number(a[2]))
    return None


def _integer(number: int) -> bytes:
    return number.to_bytes(number.bit_length() // 8 + 1, "big", signed=True)


def _copy_range(a: Sequence[Value], _: str) -> Value:
    source, low, high = as_cells(a[0]), as_number(a[1]), as_number(a[2])
    if not 0 <= low <= high <= LONGEST:
        raise IndexError
    items = source.items[low:high]
    return Cells(source.kind, [*items, *([0] * (high - low - len(items)))])


def _array_copy(a: Sequence[Value], _: str) -> Value:
    source, target = as_cells(a[0]), as_cells(a[2])
    low, to, count = as_number(a[1]), as_number(a[3]), as_number(a[4])
    if min(low, to, count) < 0 or low + count > len(source.items) or to + count > len(target.items):
        raise IndexError
    target.items[to : to + count] = source.items[low : low + count]
    return None


def _parse(a: Sequence[Value], _: str) -> Value:
    return int(as_text(a[0]), as_number(a[1]) if len(a) > 1 else 10)


def string_hash(text: str) -> int:
    """What String.hashCode gives."""
    found = 0
    for character in text:
        found = int32(31 * found + ord(character))
    return found


def _value_of(a: Sequence[Value], descriptor: str) -> Value:
    kind = parameters(descriptor)[0]
    if kind == "[C" and len(a) > 2:
        return characters(a[0])[as_number(a[1]) : as_number(a[1]) + as_number(a[2])]
    return shown(a[0], kind)


def _same(a: Sequence[Value], _: str) -> Value:
    if any(isinstance(v, Unknown) for v in a):
        return UNKNOWN
    return int(a[0] == a[1])


_STRING: dict[str, Function] = {
    "<init>": _new_string,
    "length": lambda a, _: len(as_text(a[0])),
    "charAt": _char_at,
    "substring": _substring,
    "subSequence": _substring,
    "concat": lambda a, _: as_text(a[0]) + as_text(a[1]),
    "equals": _same,
    "equalsIgnoreCase": lambda a, _: int(as_text(a[0]).lower() == as_text(a[1]).lower()),
    "toCharArray": lambda a, _: Cells("C", [ord(c) for c in as_text(a[0])]),
    "getBytes": lambda a, _: array(as_text(a[0]).encode(_codec(a[1] if len(a) > 1 else None), "surrogatepass")),
    "toLowerCase": lambda a, _: as_text(a[0]).lower(),
    "toUpperCase": lambda a, _: as_text(a[0]).upper(),
    "trim": lambda a, _: as_text(a[0]).strip(),
    "replace": _replace,
    "replaceAll": _replace_all,
    "indexOf": _index_of,
    "lastIndexOf": lambda a, _: as_text(a[0]).rfind(chr(a[1]) if isinstance(a[1], int) else as_text(a[1])),
    "startsWith": lambda a, _: int(as_text(a[0]).startswith(as_text(a[1]))),
    "endsWith": lambda a, _: int(as_text(a[0]).endswith(as_text(a[1]))),
    "contains": lambda a, _: int(as_text(a[1]) in as_text(a[0])),
    "isEmpty": lambda a, _: int(not as_text(a[0])),
    "split": _split,
    "valueOf": _value_of,
    "copyValueOf": _value_of,
    "intern": lambda a, _: as_text(a[0]),
    "toString": lambda a, _: as_text(a[0]),
    "hashCode": lambda a, _: string_hash(as_text(a[0])),
}
_BUILDER: dict[str, Function] = {
    "<init>": _new_builder,
    "append": _append,
    "reverse": _reverse,
    "toString": lambda a, _: as_text(a[0]),
    "length": lambda a, _: len(as_text(a[0])),
    "charAt": _char_at,
    "substring": _substring,
    "replace": lambda a, _: _edit(a[0], as_number(a[1]), as_number(a[2]), as_text(a[3])),
    "insert": lambda a, d: _edit(a[0], as_number(a[1]), as_number(a[1]), shown(a[2], parameters(d)[1])),
    "setCharAt": lambda a, _: _edit(a[0], as_number(a[1]), as_number(a[1]) + 1, chr(as_number(a[2]) & 0xFFFF)) and None,
    "deleteCharAt": lambda a, _: _edit(a[0], as_number(a[1]), as_number(a[1]) + 1, ""),
    "delete": lambda a, _: _edit(a[0], as_number(a[1]), as_number(a[2]), ""),
    "setLength": lambda a, _: _edit(a[0], as_number(a[1]), LONGEST, "") and None,
}
_NUMBER: dict[str, Function] = {
    "valueOf": lambda a, d: _parse(a, d) if isinstance(a[0], str) else as_number(a[0]),
    "parseInt": _parse,
    "parseLong": _parse,
    "parseByte": _parse,
    "decode": lambda a, _: int(as_text(a[0]), 0),
    "toHexString": lambda a, _: f"{as_number(a[0]) & 0xFFFFFFFF:x}",
    "toString": lambda a, _: str(as_number(a[0])),
} | {name: lambda a, _: as_number(a[0]) for name in ("intValue", "byteValue", "charValue", "longValue", "shortValue")}

LIBRARY: dict[str, Function] = {
    **{f"java.lang.String.{name}": f for name, f in _STRING.items()},
    **{f"java.lang.CharSequence.{name}": _STRING[name] for name in ("length", "charAt", "toString", "subSequence")},
    **{f"java.lang.{cls}.{name}": f for cls in ("StringBuilder", "StringBuffer") for name, f in _BUILDER.items()},
    **{f"java.lang.{cls}.{name}": f for cls in ("Integer", "Long", "Byte", "Short") for name, f in _NUMBER.items()},
    **CIPHERS,
    **STREAMS,
    "java.lang.Object.toString": _STRING["toString"],
    "java.lang.Object.equals": _same,
    "java.lang.Character.valueOf": lambda a, _: as_number(a[0]),
    "java.lang.Character.charValue": lambda a, _: as_number(a[0]),
    "java.lang.Character.digit": lambda a, _: int(chr(as_number(a[0])), as_number(a[1])),
    "java.lang.Character.toString": lambda a, _: chr(as_number(a[0])),
    "java.lang.Math.abs": lambda a, _: abs(as_number(a[0])),
    "java.lang.Math.min": lambda a, _: min(as_number(a[0]), as_number(a[1])),
    "java.lang.Math.max": lambda a, _: max(as_number(a[0]), as_number(a[1])),
    "java.lang.System.arraycopy": _array_copy,
    "java.util.Arrays.copyOf": lambda a, d: _copy_range((a[0], 0, a[1]), d),
    "java.util.Arrays.copyOfRange": _copy_range,
    "java.nio.charset.Charset.forName": lambda a, _: as_text(a[0]),
    "android.util.Base64.decode": lambda a, _: _base64(a[0], b"-_" if as_number(a[1]) & 8 else None),
    "java.math.BigInteger.<init>": _new_integer,
    "java.math.BigInteger.toByteArray": lambda a, _: array(_integer(as_number(a[0]))),
    "java.util.Base64$Decoder.decode": lambda a, _: _base64(a[-1], None),
}
"""By `class.method`."""
