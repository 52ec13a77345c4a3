"""The heaps that packets are put on: each packet of a capture is in exactly one of them."""

from __future__ import annotations

from enum import IntEnum
from typing import Final


class Category(IntEnum):
    """What became of a packet. UNSET is what nobody has looked at yet; no packet keeps it."""

    UNSET = 0
    TCP = 1
    UDP = 2
    ICMP = 3
    SCTP = 4
    ESP = 5
    OTHER_IP = 6
    FRAGMENT = 7
    FRAGMENT_LOST = 8
    GSMTAP = 9
    ARP = 10
    EAPOL = 11
    LLC = 12
    ETHERTYPE = 13
    PPP = 14
    PPPOE = 15
    WIFI_MANAGEMENT = 16
    WIFI_CONTROL = 17
    WIFI_ENCRYPTED = 18
    WIFI_EMPTY = 19
    LINK = 20
    EMPTY = 21
    CUT = 22
    DAMAGED = 23
    DEEP = 24

    @property
    def key(self) -> str:
        """Its name in tables."""
        return self.name.lower().replace("_", "-")


SAYS: Final[dict[Category, str]] = {
    Category.TCP: "TCP segments, each in a connection.",
    Category.UDP: "UDP datagrams, each in a connection.",
    Category.ICMP: "ICMP messages, each in a connection.",
    Category.SCTP: "SCTP packets, each in a connection.",
    Category.ESP: "IPsec packets, encrypted, each in a connection.",
    Category.OTHER_IP: "IP packets of other protocols, each in a connection.",
    Category.FRAGMENT: "Fragments of IP packets that were put together; the whole is in a connection.",
    Category.FRAGMENT_LOST: "Fragments of IP packets whose other pieces are missing.",
    Category.GSMTAP: "Messages of the radio network, wrapped by GSMTAP.",
    Category.ARP: "ARP and RARP: which hardware address has which IP address.",
    Category.EAPOL: "Logging on to a network (EAPOL).",
    Category.LLC: "Frames of bridges and switches (LLC).",
    Category.ETHERTYPE: "Frames of protocols other than IP.",
    Category.PPP: "Setting up a PPP link.",
    Category.PPPOE: "Finding and leaving a PPPoE server.",
    Category.WIFI_MANAGEMENT: "Wi-Fi management frames.",
    Category.WIFI_CONTROL: "Wi-Fi control frames.",
    Category.WIFI_ENCRYPTED: "Wi-Fi data that is encrypted.",
    Category.WIFI_EMPTY: "Wi-Fi data frames without data.",
    Category.LINK: "Packets of a link type that is not read.",
    Category.EMPTY: "Packets of which no byte was captured.",
    Category.CUT: "Packets captured too short to hold their headers.",
    Category.DAMAGED: "Packets whose headers contradict themselves.",
    Category.DEEP: "Packets in more tunnels within each other than are followed.",
}
