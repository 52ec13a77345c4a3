"""Fields and their values in queries, forms, JSON, XML, multipart bodies and plain text, however cut or nested."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple
from urllib.parse import unquote_plus

from gifthorse.formats.identifiers import places, records, shapes, userinfo
from gifthorse.formats.identifiers.classify import digest, kind_of, unwrapped
from gifthorse.formats.identifiers.fields import told

MAX_FIELDS: Final = 512
MAX_TOKENS: Final = 64
MAX_BYTES: Final = 1 << 16
MAX_VALUE: Final = 1024
MAX_PARTS: Final = 32
MAX_WORDS: Final = 24
LEAST_DIGITS: Final = 3

_PAIR: Final = re.compile(rb"""(?<![^&;?,\s"'{])([^=&;?,\s"'{]{1,100})=([^&;\s]{0,4096})""")
_JSON: Final = re.compile(rb'\\{0,7}"([A-Za-z0-9_.$\- ]{1,64})\\{0,7}"\s*:\s*\\{0,7}"?([^"\\,}\]\r\n]{1,4096})')
_XML: Final = re.compile(rb"<([A-Za-z0-9_.:-]{2,64})[^<>]{0,200}>([^<>]{4,1024})</")
_ATTRIBUTE: Final = re.compile(rb"""\b([A-Za-z0-9_.-]{2,40})=["']([^"'<>]{4,1024})["']""")
_PART: Final = re.compile(
    rb'name="([^"]{1,100})"[^\r\n]{0,300}\r?\n(?:[A-Za-z-]{1,40}:[^\r\n]{0,300}\r?\n){0,8}\r?\n([^\r\n]{1,4096})'
)
_LASTING: Final = frozenset(
    {
        "imei",
        "imsi",
        "iccid",
        "mac",
        "bssid",
        "android-id",
        "advertising-id",
        "serial",
        "phone-number",
        "location",
        "email",
    }
)
_CELL_PARTS: Final = ("country", "network", "area", "cell")
_CELL: Final = {
    name: part
    for part, names in zip(
        _CELL_PARTS, ("mcc", "mnc", "lac tac", "cid cellid cell_id ci eci cellidentity"), strict=True
    )
    for name in names.split()
}
"""What a base station is named by: where it stands is in public lists."""
_WHO: Final = ("login", "email", "phone-number")
_LIST: Final = re.compile(r"\s*[|;,]\s*")
_RUN: Final = re.compile(rb"[0-9A-Fa-f:-]{15,}")  # one class and no choice: the only way to be quick over bytes
_WORD: Final = re.compile(rb"(?<![0-9A-Za-z])[0-9A-Za-z]{8,20}(?![0-9A-Za-z])")
_OCTETS: Final = re.compile(rb"[0-9A-Fa-f]{2}(?:[:-][0-9A-Fa-f]{2}){5,6}")
_BEFORE: Final = re.compile(rb"[A-Za-z0-9_.+-]{1,64}\Z")
_BEHIND: Final = re.compile(rb"@[A-Za-z0-9-]{2,63}(?:\.[A-Za-z0-9-]{2,63}){1,4}")


class Token(NamedTuple):
    """A candidate. `encoding` is raw, or what it was inside of, outermost first and joined by +; `offset` and `length`
    are where it, or what it was inside of, stands in the text that was searched."""

    field: str
    kind: str
    encoding: str
    value: str
    offset: int
    length: int


def in_query(text: bytes, *, base: int = 0) -> list[Token]:
    """Tokens in a query or form: names and values with percent signs."""
    return _collect(_pairs(text, _PAIR, url=True), base) + in_address(text, base=base)


def in_address(text: bytes, *, base: int = 0) -> list[Token]:
    """Places that stand alone in a path or query."""
    if text.count(b".") < 2:
        return []
    return [Token("", "location", "raw", value, base + at, size) for value, at, size in places.bare(text)]


def in_text(text: bytes, kind: str | None = None) -> list[Token]:
    """Tokens in a body of this kind (see `formats.http.kinds`); of lists of people the value is how many."""
    text = text[:MAX_BYTES]
    if kind == "json":
        text = text.replace(b"\\/", b"/")  # as Android's own JSON writes it
    people = [Token("", about, "raw", str(count), 0, len(text)) for about, count in records.told(text)]
    return people + _by_kind(text, kind)


def _by_kind(text: bytes, kind: str | None) -> list[Token]:
    if kind == "form":
        return in_query(text)
    if kind in ("json", None, "text"):
        pairs = list(_pairs(text, _JSON))
        if pairs or kind == "json":
            return _collect(iter(pairs), 0) + _written(text)
        if kind == "text" and b"=" in text:
            found = in_query(text)
            return found or in_raw(text) + _written(text)
    if kind in ("xml", "html"):
        pairs = [*_pairs(text, _XML), *_pairs(text, _ATTRIBUTE)]
        return _collect(iter(pairs), 0)
    if kind == "multipart":
        return _collect(_pairs(text, _PART), 0)
    found = in_raw(text) + _written(text)
    if b'":' in text:  # a message in a frame of its own
        known = {token.value for token in found}
        found += [token for token in _collect(_pairs(text, _JSON), 0) if token.value not in known]
    return found[:MAX_TOKENS]


def in_cookie(value: str) -> list[Token]:
    """What identifies a phone or a person in a cookie; that it opens a session is no news."""
    pairs = (pair.partition("=") for pair in value.split(";")[:MAX_PARTS])
    fields = ((name.strip(), unquote_plus(text.strip()), "raw", 0, len(text)) for name, _, text in pairs)
    return [t for t in _collect(fields, 0) if t.kind in _LASTING]


def in_raw(text: bytes, field: str = "") -> list[Token]:
    """Tokens by their shape alone, in bytes of an unknown form."""
    found: list[Token] = []
    for match in _RUN.finditer(text, 0, MAX_BYTES):
        at, raw = _whole(text, match.start(), match.end())
        kind = kind_of(field, raw) if raw else None
        if kind and kind != "uuid" and len(found) < MAX_TOKENS:
            found.append(Token(field, kind, "raw", raw, at, len(raw)))
    if b"@" in text:
        found += _addresses(text[:MAX_BYTES], field)
        logins = userinfo.logins(text[:MAX_BYTES].decode("latin-1")) if b"://" in text else ()
        found += [Token(field, "credential", "raw", login, at, size) for login, at, size in logins]
    return found


def words(text: bytes) -> list[Token]:
    """Letters with digits that stand alone: what the phone itself may know as its own number; noise alone."""
    found: dict[str, Token] = {}
    for match in _WORD.finditer(text, 0, MAX_BYTES):
        word = match[0]
        if not word.isalpha() and sum(48 <= c < 58 for c in word) >= LEAST_DIGITS and not word.isdigit():
            value = word.decode("ascii")
            found.setdefault(value, Token("", "word", "raw", value, match.start(), len(value)))
            if len(found) >= MAX_WORDS:
                break
    return list(found.values())


def _written(text: bytes) -> list[Token]:
    return [Token(field, "location", "raw", value, at, size) for field, value, at, size in places.written(text)]


def _whole(text: bytes, start: int, end: int) -> tuple[int, str]:
    """(where, what) stands alone in a run of hexadecimal digits and separators: a MAC or one number; or nothing."""
    run = text[start:end]
    before, behind = text[start - 1 : start], text[end : end + 1]
    octets = _OCTETS.search(run)
    if octets:
        value = octets[0]
        if len(value) == 20 and before.isalnum() and octets.start() == 0:
            return start + 3, value[3:].decode()  # the word before it ends in hexadecimal digits: mac:a4:...
        alone = not octets.start() or run[octets.start() - 1 : octets.start()] in (b":", b"-")
        rest = run[octets.end() :]
        single = len(value) == 17 and alone and not behind.isalnum() and rest in (b"", b":", b"-")
        return (start + octets.start(), value.decode()) if single else (start, "")
    number = max(run.replace(b"-", b":").split(b":"), key=len)
    at = run.find(number)
    whole = not (at == 0 and before.isalnum()) and not (at + len(number) == len(run) and behind.isalnum())
    return (start + at, number.decode()) if whole and len(number) >= 15 else (start, "")


def _addresses(text: bytes, field: str) -> Iterator[Token]:
    at = -1
    for _ in range(MAX_TOKENS):
        at = text.find(b"@", at + 1)
        if at < 0:
            return
        before, behind = _BEFORE.search(text[max(0, at - 64) : at]), _BEHIND.match(text, at)
        if before and behind:
            value = (before[0] + behind[0]).decode("ascii")
            if kind_of("", value) == "email":
                yield Token(field, "email", "raw", value, at - len(before[0]), len(value))


def in_field(field: str, value: str) -> list[Token]:
    """Tokens in the value of one field, such as a header."""
    return _collect(iter([(field, value, "raw", 0, len(value))]), 0)


_Field = tuple[str, str, str, int, int]


def _pairs(text: bytes, pattern: re.Pattern[bytes], *, url: bool = False) -> Iterator[_Field]:
    for count, match in enumerate(pattern.finditer(text)):
        if count >= MAX_FIELDS:
            return
        name, raw = match[1].decode("latin-1"), match[2].decode("utf-8", "replace")
        value, encoding = raw, "raw"
        if url and ("%" in raw or "+" in raw):
            value = unquote_plus(raw)
            encoding = "url" if value != raw else "raw"
        if url and "%" in name:
            name = unquote_plus(name)
        yield name.strip(), value.strip(), encoding, match.start(2), len(match[2])


def _collect(fields: Iterator[_Field], base: int, depth: int = 0) -> list[Token]:
    found: list[Token] = []
    halves: dict[str, _Field] = {}
    cell: dict[str, _Field] = {}
    digits: list[_Field] = []  # a password only where somebody logs in
    login = False
    for item in fields:
        field, value, encoding, offset, length = item
        if len(found) >= MAX_TOKENS:
            break
        about = told(field)
        login |= about in _WHO and bool(value)
        if (part := _CELL.get(field.lower())) and value.isdigit():
            cell.setdefault(part, item)
        if about in ("pin", "short-password") and 4 <= len(value) <= 8 and value.isdigit():
            digits.append(item)
            continue
        if about in ("latitude", "longitude"):
            halves[about] = item
            if len(halves) == 2:
                found += _place(halves, base)
                halves.clear()
            continue
        kind = kind_of(field, value)
        if kind in (None, "token", "device-id", "credential") and depth < 2 and len(value) >= 12:
            inner = _inside(field, value, depth)
            if inner:
                found += [
                    t._replace(encoding=_joined(encoding, t.encoding), offset=base + offset, length=length)
                    for t in inner
                ]
                continue
        if kind:
            found.append(Token(field, kind, encoding, value[:MAX_VALUE], base + offset, length))
    if len(cell) == len(_CELL_PARTS):
        whole = "-".join(cell[part][1] for part in _CELL_PARTS)
        found.append(Token("cell", "location", cell["cell"][2], whole[:40], base + cell["cell"][3], cell["cell"][4]))
    if login:
        found += [
            Token(field, "credential", coding, value, base + at, size) for field, value, coding, at, size in digits
        ]
    return found[:MAX_TOKENS]


def _joined(outer: str, inner: str) -> str:
    return inner if outer == "raw" else outer if inner == "raw" else f"{outer}+{inner}"


def _inside(field: str, value: str, depth: int) -> list[Token]:
    """What a value holds that is itself encoded, or a list of fields."""
    if value[:1] in "{[" and ":" in value:
        return _collect(_pairs(value.encode(), _JSON), 0, depth + 1)
    wrapped = unwrapped(value)
    if wrapped is not None:
        coding, inside = wrapped
        text = inside.decode("ascii")
        kind = kind_of(field, text)
        inner = [Token(field, kind, "raw", text[:MAX_VALUE], 0, 0)] if kind else []
        inner = inner or _collect(_pairs(inside, _JSON), 0, depth + 1)
        inner = inner or _collect(_pairs(inside, _PAIR, url=True), 0, depth + 1) or in_raw(inside, field)
        return [t._replace(encoding=_joined(coding, t.encoding)) for t in inner]
    if "://" in value and (logins := list(userinfo.logins(value))):
        return [Token(field, "credential", "raw", login[:MAX_VALUE], 0, 0) for login, _, _ in logins]
    known = digest(value)
    if known is not None:
        return [Token(field, f"hex{len(known)}", "base64", known, 0, 0)]
    if "=" in value and ("&" in value or "?" in value):
        return _collect(_pairs(value.encode(), _PAIR, url=True), 0, depth + 1)
    return _listed(field, value)


def _listed(field: str, value: str) -> list[Token]:
    """A value that is a list: what its parts are by their shape, and what stands beside an IMEI."""
    parts = _LIST.split(value, MAX_PARTS)
    if not 2 <= len(parts) <= MAX_PARTS:
        return []
    kinds = [kind_of("", part) for part in parts]
    if not any(kinds) and any("=" in part for part in parts):
        named = (part.partition("=") for part in parts)
        return _collect(((name, text, "raw", 0, 0) for name, _, text in named if text), 0, 2)
    if "imei" in kinds:
        kinds = [kind or _beside(part) for kind, part in zip(kinds, parts, strict=True)]
    return [Token(field, kind, "raw", part[:MAX_VALUE], 0, 0) for kind, part in zip(kinds, parts, strict=True) if kind]


def _beside(part: str) -> str | None:
    if shapes.is_imsi(part):
        return "imsi"
    if shapes.ICCID(part):
        return "iccid"
    return "phone-number" if part.startswith("+") and shapes.PHONE(part) and len(part) >= 9 else None


def _place(halves: dict[str, _Field], base: int) -> list[Token]:
    latitude, longitude = halves["latitude"], halves["longitude"]
    value = places.place(latitude[1], longitude[1])
    if value is None:
        return []
    return [Token(f"{latitude[0]}+{longitude[0]}", "location", latitude[2], value, base + latitude[3], latitude[4])]
