"""The Java and Android methods that decoders of texts are made of.

Each function takes the arguments (the object first) and the call's descriptor. Anything it does not do ends in one
of ERRORS, which the caller takes for "unknown".
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Sequence

from gifthorse.analysis.code.evaluate.values import LONGEST, UNKNOWN, Cells, Made, Text, Unknown, Value, int32

ERRORS = (TypeError, ValueError, IndexError, KeyError, OverflowError, binascii.Error, LookupError)
Function = Callable[[Sequence[Value], str], Value]
_CHARSETS = frozenset(
    {"utf-8", "utf8", "utf-16", "utf-16le", "utf-16be", "utf-32", "utf-32le", "utf-32be", "us-ascii", "ascii",
     "iso-8859-1", "iso8859-1", "iso8859_1", "latin1", "iso-8859-2", "iso-8859-5", "iso-8859-15", "windows-1250",
     "windows-1251", "windows-1252", "cp1251", "cp1252", "koi8-r", "gbk", "gb2312", "gb18030", "big5", "shift_jis",
     "euc-jp", "euc-kr"}
)  # fmt: skip


def _text(value: Value) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, Text):
        return value.text
    raise TypeError


def _number(value: Value) -> int:
    if isinstance(value, int):
        return value
    raise TypeError


def _cells(value: Value) -> Cells:
    if isinstance(value, Cells):
        return value
    raise TypeError


def _octets(value: Value) -> bytes:
    return bytes(_number(item) & 0xFF for item in _cells(value).items)


def _array(data: bytes) -> Cells:
    if len(data) > LONGEST:
        raise ValueError
    return Cells("B", [b - 256 if b > 127 else b for b in data])


def _characters(value: Value) -> str:
    return "".join(chr(_number(item) & 0xFFFF) for item in _cells(value).items)


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
        return chr(_number(value) & 0xFFFF)
    if kind == "Z":
        return "true" if _number(value) else "false"
    if kind == "[C":
        return _characters(value)
    if isinstance(value, int):
        return str(value)
    return "null" if value is None else _text(value)


def parameters(descriptor: str) -> list[str]:
    """Descriptors of a method's parameters."""
    found: list[str] = []
    at, end = 1, descriptor.find(")")
    while 0 < at < end:
        start = at
        while at < end and descriptor[at] == "[":
            at += 1
        at = (descriptor.find(";", at) if descriptor[at : at + 1] == "L" else at) + 1
        if at <= start:
            break
        found.append(descriptor[start:at])
    return found


def _new_string(a: Sequence[Value], descriptor: str) -> Value:
    made, kinds = a[0], parameters(descriptor)
    if not isinstance(made, Made):
        raise TypeError
    if not kinds:
        made.value = ""
    elif kinds[0] == "[B":
        data, rest = _octets(a[1]), a[2:]
        if len(rest) > 1 and kinds[1:3] == ["I", "I"]:
            data, rest = data[_number(rest[0]) : _number(rest[0]) + _number(rest[1])], rest[2:]
        made.value = _decoded(data, rest[0] if rest else None)
    elif kinds[0] == "[C":
        text = _characters(a[1])
        made.value = text if len(a) < 4 else text[_number(a[2]) : _number(a[2]) + _number(a[3])]
    else:
        made.value = _text(a[1])
    return None


def _new_builder(a: Sequence[Value], descriptor: str) -> Value:
    made = a[0]
    if not isinstance(made, Made):
        raise TypeError
    kinds = parameters(descriptor)
    made.value = Text("" if not kinds or kinds[0] == "I" else _text(a[1]))
    return None


def _builder(value: Value) -> Text:
    if isinstance(value, Text):
        return value
    raise TypeError


def _append(a: Sequence[Value], descriptor: str) -> Value:
    builder, kinds = _builder(a[0]), parameters(descriptor)
    more = shown(a[1], kinds[0])
    if len(a) > 3:
        low, high = _number(a[2]), _number(a[3])
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
    at = _number(a[1])
    if at < 0:
        raise IndexError
    return ord(_text(a[0])[at])


def _substring(a: Sequence[Value], _: str) -> Value:
    text, low = _text(a[0]), _number(a[1])
    high = _number(a[2]) if len(a) > 2 else len(text)
    if not 0 <= low <= high <= len(text):
        raise IndexError
    return text[low:high]


def _index_of(a: Sequence[Value], _: str) -> Value:
    what = chr(a[1] & 0xFFFF) if isinstance(a[1], int) else _text(a[1])
    return _text(a[0]).find(what, max(_number(a[2]), 0) if len(a) > 2 else 0)


def _replace(a: Sequence[Value], descriptor: str) -> Value:
    kind = parameters(descriptor)[0]
    text, old, new = _text(a[0]), shown(a[1], kind), shown(a[2], kind)
    if len(text) + text.count(old) * len(new) > LONGEST:
        raise ValueError
    return text.replace(old, new)


def _replace_all(a: Sequence[Value], descriptor: str) -> Value:
    pattern, new = _text(a[1]), _text(a[2])
    if not pattern.replace(" ", "").replace("_", "").replace("-", "").isalnum() or "\\" in new or "$" in new:
        raise ValueError  # a real regular expression: not followed
    return _replace(a, descriptor)


def _split(a: Sequence[Value], _: str) -> Value:
    by = _text(a[1]).removeprefix("\\")
    if len(by) != 1 or (len(_text(a[1])) == 1 and by in ".$|()[{^?*+\\"):
        raise ValueError
    parts = _text(a[0]).split(by)
    while parts and not parts[-1]:
        parts.pop()
    return Cells("Ljava/lang/String;", list(parts))


def _base64(value: Value, alphabet: bytes | None) -> Cells:
    data = value.encode("latin-1") if isinstance(value, str) else _octets(value)
    data = b"".join(data.split()).rstrip(b"=")
    return _array(base64.b64decode(data + b"=" * (-len(data) % 4), alphabet, validate=True))


def _copy_range(a: Sequence[Value], _: str) -> Value:
    source, low, high = _cells(a[0]), _number(a[1]), _number(a[2])
    if not 0 <= low <= high <= LONGEST:
        raise IndexError
    items = source.items[low:high]
    return Cells(source.kind, [*items, *([0] * (high - low - len(items)))])


def _array_copy(a: Sequence[Value], _: str) -> Value:
    source, target = _cells(a[0]), _cells(a[2])
    low, to, count = _number(a[1]), _number(a[3]), _number(a[4])
    if min(low, to, count) < 0 or low + count > len(source.items) or to + count > len(target.items):
        raise IndexError
    target.items[to : to + count] = source.items[low : low + count]
    return None


def _parse(a: Sequence[Value], _: str) -> Value:
    return int(_text(a[0]), _number(a[1]) if len(a) > 1 else 10)


def _hash(text: str) -> int:
    found = 0
    for character in text:
        found = int32(31 * found + ord(character))
    return found


def _value_of(a: Sequence[Value], descriptor: str) -> Value:
    kind = parameters(descriptor)[0]
    if kind == "[C" and len(a) > 2:
        return _characters(a[0])[_number(a[1]) : _number(a[1]) + _number(a[2])]
    return shown(a[0], kind)


def _same(a: Sequence[Value], _: str) -> Value:
    if any(isinstance(v, Unknown) for v in a):
        return UNKNOWN
    return int(a[0] == a[1])


_STRING: dict[str, Function] = {
    "<init>": _new_string,
    "length": lambda a, _: len(_text(a[0])),
    "charAt": _char_at,
    "substring": _substring,
    "subSequence": _substring,
    "concat": lambda a, _: _text(a[0]) + _text(a[1]),
    "equals": _same,
    "equalsIgnoreCase": lambda a, _: int(_text(a[0]).lower() == _text(a[1]).lower()),
    "toCharArray": lambda a, _: Cells("C", [ord(c) for c in _text(a[0])]),
    "getBytes": lambda a, _: _array(_text(a[0]).encode(_codec(a[1] if len(a) > 1 else None), "surrogatepass")),
    "toLowerCase": lambda a, _: _text(a[0]).lower(),
    "toUpperCase": lambda a, _: _text(a[0]).upper(),
    "trim": lambda a, _: _text(a[0]).strip(),
    "replace": _replace,
    "replaceAll": _replace_all,
    "indexOf": _index_of,
    "lastIndexOf": lambda a, _: _text(a[0]).rfind(chr(a[1]) if isinstance(a[1], int) else _text(a[1])),
    "startsWith": lambda a, _: int(_text(a[0]).startswith(_text(a[1]))),
    "endsWith": lambda a, _: int(_text(a[0]).endswith(_text(a[1]))),
    "contains": lambda a, _: int(_text(a[1]) in _text(a[0])),
    "isEmpty": lambda a, _: int(not _text(a[0])),
    "split": _split,
    "valueOf": _value_of,
    "copyValueOf": _value_of,
    "intern": lambda a, _: _text(a[0]),
    "toString": lambda a, _: _text(a[0]),
    "hashCode": lambda a, _: _hash(_text(a[0])),
}
_BUILDER: dict[str, Function] = {
    "<init>": _new_builder,
    "append": _append,
    "reverse": _reverse,
    "toString": lambda a, _: _text(a[0]),
    "length": lambda a, _: len(_text(a[0])),
    "charAt": _char_at,
    "substring": _substring,
    "insert": lambda a, d: _edit(a[0], _number(a[1]), _number(a[1]), shown(a[2], parameters(d)[1])),
    "setCharAt": lambda a, _: _edit(a[0], _number(a[1]), _number(a[1]) + 1, chr(_number(a[2]) & 0xFFFF)) and None,
    "deleteCharAt": lambda a, _: _edit(a[0], _number(a[1]), _number(a[1]) + 1, ""),
    "delete": lambda a, _: _edit(a[0], _number(a[1]), _number(a[2]), ""),
    "setLength": lambda a, _: _edit(a[0], _number(a[1]), LONGEST, "") and None,
}
_NUMBER: dict[str, Function] = {
    "valueOf": lambda a, d: _parse(a, d) if isinstance(a[0], str) else _number(a[0]),
    "parseInt": _parse,
    "parseLong": _parse,
    "parseByte": _parse,
    "decode": lambda a, _: int(_text(a[0]), 0),
    "toHexString": lambda a, _: f"{_number(a[0]) & 0xFFFFFFFF:x}",
    "toString": lambda a, _: str(_number(a[0])),
} | {name: lambda a, _: _number(a[0]) for name in ("intValue", "byteValue", "charValue", "longValue", "shortValue")}

LIBRARY: dict[str, Function] = {
    **{f"java.lang.String.{name}": f for name, f in _STRING.items()},
    **{f"java.lang.CharSequence.{name}": _STRING[name] for name in ("length", "charAt", "toString", "subSequence")},
    **{f"java.lang.{cls}.{name}": f for cls in ("StringBuilder", "StringBuffer") for name, f in _BUILDER.items()},
    **{f"java.lang.{cls}.{name}": f for cls in ("Integer", "Long", "Byte", "Short") for name, f in _NUMBER.items()},
    "java.lang.Object.toString": _STRING["toString"],
    "java.lang.Object.equals": _same,
    "java.lang.Character.valueOf": lambda a, _: _number(a[0]),
    "java.lang.Character.charValue": lambda a, _: _number(a[0]),
    "java.lang.Character.digit": lambda a, _: int(chr(_number(a[0])), _number(a[1])),
    "java.lang.Character.toString": lambda a, _: chr(_number(a[0])),
    "java.lang.Math.abs": lambda a, _: abs(_number(a[0])),
    "java.lang.Math.min": lambda a, _: min(_number(a[0]), _number(a[1])),
    "java.lang.Math.max": lambda a, _: max(_number(a[0]), _number(a[1])),
    "java.lang.System.arraycopy": _array_copy,
    "java.util.Arrays.copyOf": lambda a, d: _copy_range((a[0], 0, a[1]), d),
    "java.util.Arrays.copyOfRange": _copy_range,
    "java.nio.charset.Charset.forName": lambda a, _: _text(a[0]),
    "android.util.Base64.decode": lambda a, _: _base64(a[0], b"-_" if _number(a[1]) & 8 else None),
    "java.util.Base64$Decoder.decode": lambda a, _: _base64(a[-1], None),
}
"""By `class.method`."""
