"""The parameters of SVCB and HTTPS records (RFC 9460): what a client learns of a server before it connects."""

from __future__ import annotations

from base64 import b64encode
from socket import AF_INET6, inet_ntop
from typing import Final

from gifthorse.formats.shown import shown

MAX_PARAMETERS: Final = 32
_KEYS: Final = {
    0: "mandatory",
    1: "alpn",
    2: "no-default-alpn",
    3: "port",
    4: "ipv4hint",
    5: "ech",
    6: "ipv6hint",
    7: "dohpath",
    8: "ohttp",
}


def parameters(data: bytes, at: int, end: int) -> list[str]:
    """Each parameter as `key=value`, as in a zone file; what does not fit ends the list."""
    found: list[str] = []
    while at + 4 <= end and len(found) < MAX_PARAMETERS:
        key = data[at] << 8 | data[at + 1]
        stop = at + 4 + (data[at + 2] << 8 | data[at + 3])
        if stop > end:
            break
        text = _value(key, data[at + 4 : stop])
        name = _KEYS.get(key) or f"key{key}"
        found.append(f"{name}={text}" if text else name)
        at = stop
    return found


def _value(key: int, value: bytes) -> str:
    if key == 0:
        return ",".join(_KEYS.get(value[i] << 8 | value[i + 1], "?") for i in range(0, len(value) - 1, 2))
    if key == 1:
        names, at = [], 0
        while at < len(value):
            names.append(shown(value[at + 1 : at + 1 + value[at]]))
            at += 1 + value[at]
        return ",".join(names)
    if key == 3:
        return str(int.from_bytes(value[:2], "big"))
    if key == 4:
        return ",".join(".".join(map(str, value[i : i + 4])) for i in range(0, len(value) - 3, 4))
    if key == 5:
        return b64encode(value[:1024]).decode()
    if key == 6:
        return ",".join(inet_ntop(AF_INET6, value[i : i + 16]) for i in range(0, len(value) - 15, 16))
    return shown(value, 256)
