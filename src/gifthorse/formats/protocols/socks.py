"""SOCKS 4, 4a and 5 (RFC 1928, RFC 1929): where a proxy is asked to connect, and what follows is somebody else's."""

from __future__ import annotations

from socket import AF_INET6, inet_ntop

from gifthorse.formats.shown import shown


def is_request(data: bytes) -> bool | None:
    """Whether a client's first bytes are a SOCKS request; None while that cannot be told."""
    if data[:1] == b"\x05":
        if len(data) < 2:
            return None
        count = data[1]
        if not 1 <= count <= 16 or any(m > 9 and m < 0x80 for m in data[2 : 2 + count]):
            return False
        return (
            True
            if len(data) == 2 + count or data[2 + count : 3 + count] in (b"\x05", b"\x01")
            else len(data) <= 2 + count
        )
    if data[:1] == b"\x04":
        if len(data) < 9:
            return None
        return data[1] in (1, 2) and b"\0" in data[8:264]
    return None if not data else False


class Socks:
    """Feed both directions until `open` or `broken`; `target` is `host:port`, `rests` what follows the agreement.

    `credentials` are the user and the password that were sent in the clear.
    """

    def __init__(self) -> None:
        self.version = 0
        self.target: str | None = None
        self.credentials: tuple[str, str] | None = None
        self.open = False
        self.broken = False
        self._out = b""
        self._into = b""
        self._logged_in = False

    @property
    def rests(self) -> tuple[bytes, bytes]:
        """What each side said after the agreement."""
        return self._out, self._into

    def feed(self, outward: bool, data: bytes) -> None:
        """Take in bytes of one direction."""
        if outward:
            self._out += data
        else:
            self._into += data
        if len(self._out) > 1 << 16 and not self.open:
            self.broken = True
        if not self.version and self._out:
            self.version = self._out[0]
        if self.version == 4:
            self._four()
        elif self.version == 5:
            self._five()
        else:
            self.broken = True

    def _four(self) -> None:
        data = self._out
        if self.target is None:
            user_end = data.find(b"\0", 8)
            if user_end < 0:
                return
            host = ".".join(map(str, data[4:8]))
            end = user_end
            if data[4:7] == b"\0\0\0" and data[7]:  # 4a: the name follows
                end = data.find(b"\0", user_end + 1)
                if end < 0:
                    return
                host = shown(data[user_end + 1 : end], 255)
            if user_end > 8:
                self.credentials = (shown(data[8:user_end], 255), "")
            self.target = f"{host}:{data[2] << 8 | data[3]}"
            self._out = data[end + 1 :]
        if len(self._into) >= 8:
            self.open = self._into[1] == 0x5A
            self.broken = not self.open
            self._into = self._into[8:]

    def _five(self) -> None:
        """The greeting, maybe a login, the request; their answers are read when the request is known."""
        if self.target is None:
            data = self._out
            if len(data) < 2 or len(data) < 2 + data[1] or len(self._into) < 2:
                return
            at = 2 + data[1]
            if self._into[1] == 2:
                at = self._login(data, at)
            elif self._into[1]:
                self.broken = True
                return
            if at >= 0:
                self._request(data, at)
        if self.target is not None:
            self._answer()

    def _login(self, data: bytes, at: int) -> int:
        if at + 2 > len(data):
            return -1
        name_end = at + 2 + data[at + 1]
        if name_end >= len(data) or name_end + 1 + data[name_end] > len(data):
            return -1
        end = name_end + 1 + data[name_end]
        self.credentials = (shown(data[at + 2 : name_end]), shown(data[name_end + 1 : end]))
        self._logged_in = True
        return end

    def _request(self, data: bytes, at: int) -> None:
        if at + 5 > len(data):
            return
        sizes = {1: 4, 3: data[at + 4] + 1, 4: 16}
        size = sizes.get(data[at + 3])
        if size is None or data[at] != 5:
            self.broken = True
            return
        if at + 6 + size > len(data):
            return
        raw = data[at + 4 : at + 4 + size]
        host = {1: lambda: ".".join(map(str, raw)), 3: lambda: shown(raw[1:]), 4: lambda: inet_ntop(AF_INET6, raw)}
        port = data[at + 4 + size] << 8 | data[at + 5 + size]
        self.target = f"{host[data[at + 3]]()}:{port}"
        self._out = data[at + 6 + size :]

    def _answer(self) -> None:
        data, at = self._into, 4 if self._logged_in else 2
        if self.open or len(data) < at + 5:
            return
        size = {1: 4, 3: data[at + 4] + 1, 4: 16}.get(data[at + 3], 0)
        if len(data) < at + 6 + size:
            return
        self.open = data[at + 1] == 0
        self.broken = not self.open
        self._into = data[at + 6 + size :]
