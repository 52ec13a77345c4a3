"""`dumpsys connectivity`: the networks that the phone was on (AOSP NetworkAgentInfo)."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

_INTERFACE: Final = re.compile(r"InterfaceName: (\S{1,32})")
_ADDRESSES: Final = re.compile(r"LinkAddresses: \[([^\]]{0,4096})\]")
_RESOLVERS: Final = re.compile(r"DnsAddresses: \[([^\]]{0,4096})\]")
_TRANSPORTS: Final = re.compile(r"Transports: ([A-Z_|&]{2,64})")
_PROXY: Final = re.compile(r"HttpProxy: (\[[^\]]{1,256}\](?: \d{1,5})?)")
_PRIVATE: Final = re.compile(r"PrivateDnsServerName: ([\w.-]{1,253})")
_SPLIT: Final = re.compile(r"[,\s]+")
NETWORKS_LIMIT: Final = 1000


class Network(NamedTuple):
    """One network."""

    interface: str
    transports: tuple[str, ...]
    addresses: tuple[str, ...]
    resolvers: tuple[str, ...]
    private_dns: str
    proxy: str


class Connectivity:
    """`found`: each network once, as it is described first."""

    def __init__(self) -> None:
        self.found: dict[str, Network] = {}
        self.unread = 0

    def feed(self, line: str) -> None:
        """One line."""
        if "NetworkAgentInfo" not in line:
            return
        interface = _INTERFACE.search(line)
        if interface is None or interface[1] in self.found or len(self.found) >= NETWORKS_LIMIT:
            return
        private, proxy = _PRIVATE.search(line), _PROXY.search(line)
        transports = _TRANSPORTS.search(line)
        self.found[interface[1]] = Network(
            interface[1],
            tuple(re.split(r"[|&]", transports[1])) if transports else (),
            _list(_ADDRESSES, line),
            _list(_RESOLVERS, line),
            private[1] if private and private[1] != "null" else "",
            proxy[1] if proxy else "",
        )


def _list(pattern: re.Pattern[str], line: str) -> tuple[str, ...]:
    found = pattern.search(line)
    return tuple(part.lstrip("/") for part in _SPLIT.split(found[1].strip()) if part) if found else ()
