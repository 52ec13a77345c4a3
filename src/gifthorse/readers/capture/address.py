"""Addresses as text."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from ipaddress import IPv6Address, ip_network

import numpy as np
import numpy.typing as npt

_MAPPED = 0xFFFF
_LOCAL = tuple(
    ip_network(net)
    for net in (
        "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16", "127.0.0.0/8", "224.0.0.0/4",
        "255.255.255.255/32", "100.64.0.0/10", "0.0.0.0/8", "fe80::/10", "fc00::/7", "ff00::/8", "::1/128", "::/128",
    )
)  # fmt: skip


@lru_cache(maxsize=1 << 14)
def text(high: int, low: int) -> str:
    """An address of two halves, IPv4 as ::ffff:a.b.c.d."""
    if not high and low >> 32 == _MAPPED:
        return f"{low >> 24 & 255}.{low >> 16 & 255}.{low >> 8 & 255}.{low & 255}"
    return str(IPv6Address(high << 64 | low))


_MASKED = tuple((net.version, int(net.netmask), int(net.network_address)) for net in _LOCAL)


@lru_cache(maxsize=1 << 14)
def local(high: int, low: int) -> bool:
    """Whether it is private, shared by a provider's customers, link-local, loopback, multicast or none."""
    four = not high and low >> 32 == _MAPPED
    version, address = (4, low & 0xFFFFFFFF) if four else (6, high << 64 | low)
    return any(kind == version and address & mask == net for kind, mask, net in _MASKED)


def texts(addresses: npt.NDArray[np.uint64]) -> Iterable[str]:
    """Many of them."""
    return [text(high, low) for high, low in addresses.tolist()]
