"""Tunnels by their first datagrams: WireGuard, OpenVPN, IKE and ESP in UDP."""

from __future__ import annotations

from typing import Final

_WIREGUARD: Final = {1: 148, 2: 92, 3: 64}
_IKE_EXCHANGES: Final = frozenset({2, 4, 5, 6, 32, 33, 34, 35, 36, 37, 38, 43, 44})


def is_wireguard(data: bytes) -> bool:
    """A handshake message: its type, three zero bytes, and a length that never differs."""
    return len(data) >= 64 and data[1:4] == b"\0\0\0" and _WIREGUARD.get(data[0]) == len(data)


def is_openvpn(data: bytes, *, framed: bool = False) -> bool:
    """A reset, with which both sides of OpenVPN begin; over TCP behind its length."""
    if framed:
        if len(data) < 16 or (data[0] << 8 | data[1]) + 2 > len(data):
            return False
        data = data[2 : 2 + (data[0] << 8 | data[1])]
    if len(data) < 14 or data[0] not in (0x38, 0x40, 0x50):
        return False
    if len(data) == 14 or (len(data) == 26 and data[0] == 0x40):  # bare: no HMAC, acknowledgements none or one
        return data[9] <= 1 and data[1:9] != bytes(8)
    # with tls-auth (MD5 to SHA-512) or tls-crypt there is a packet id that begins at 1 and a time
    return 42 <= len(data) <= 1200 and any(
        data[at : at + 4] in (b"\0\0\0\1", b"\0\0\0\2", b"\x0f\0\0\1") for at in (9, 25, 29, 41, 57, 73)
    )


def is_ike(data: bytes) -> bool:
    """An IKE message (RFC 7296, RFC 2408), also behind the four zero bytes it has on port 4500."""
    if data[:4] == b"\0\0\0\0":
        data = data[4:]
    if len(data) < 28 or data[:8] == bytes(8):
        return False
    length = int.from_bytes(data[24:28], "big")
    return data[17] in (0x10, 0x20, 0x21) and data[18] in _IKE_EXCHANGES and length == len(data)


def is_esp(data: bytes, ports: tuple[int, int]) -> bool:
    """ESP in UDP (RFC 3948), which nothing but port 4500 tells; or its one-byte keep-alive."""
    if 4500 not in ports:
        return False
    return data == b"\xff" or (len(data) >= 24 and data[:4] != bytes(4) and int.from_bytes(data[4:8], "big") < 1 << 24)
