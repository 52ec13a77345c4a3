"""Values of tags as text for people, bounded."""

from __future__ import annotations

from typing import Final

from gifthorse.formats.photo.model import Value

TEXT_LIMIT: Final = 4_096


def decoded(raw: bytes) -> str:
    """The text of a tag up to its end mark: UTF-8 if it is, else Latin-1. Bounded."""
    raw = raw[:TEXT_LIMIT].split(b"\0", 1)[0].rstrip(b" ")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("latin-1")


_CHARSETS: Final = {
    b"ASCII\0\0\0": "latin-1",
    b"UNICODE\0": "utf-16",
    b"JIS\0\0\0\0\0": "iso2022_jp",
    b"\0" * 8: "latin-1",
}


def with_charset(raw: bytes) -> str | None:
    """A text that begins with the name of its characters, as EXIF's comments do; None if it does not."""
    charset = _CHARSETS.get(raw[:8])
    if charset is None:
        return None
    body = raw[8 : 8 + TEXT_LIMIT]
    if charset == "utf-16":
        charset = "utf-16-be" if body[:1] == b"\0" else "utf-16-le"
    return body.decode(charset, "replace").split("\0", 1)[0].strip()


def shown(value: Value) -> str:
    """A value as one line, shortened."""
    if isinstance(value, bytes):
        text_of = with_charset(value)
        if text_of is not None:
            return text_of[:1024]
        text = value[:64]
        if text and all(32 <= byte < 127 for byte in text.rstrip(b"\0")):
            return text.rstrip(b"\0").decode("ascii")
        return text[:32].hex() + ("..." if len(value) > 32 else "")
    if isinstance(value, tuple):
        return " ".join(_number(v) for v in value[:32]) + (" ..." if len(value) > 32 else "")
    if isinstance(value, str):
        return value[:1024]
    return _number(value)


def _number(value: float | None) -> str:
    if value is None:
        return "undef"
    return str(value) if isinstance(value, int) else f"{value:.10g}"
