"""Protocols by their first bytes. A name is only given where the bytes leave no doubt, or port and bytes agree."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from gifthorse.formats.protocols import adb, mqtt, stun, vpn

_Test = Callable[[bytes, tuple[int, int]], bool]

_TCP_STARTS: Final = (
    (b"SSH-", "ssh"),
    (b"\x13BitTorrent protocol", "bittorrent"),
    (b"RFB 003.", "vnc"),
    (b"RFB 004.", "vnc"),
    (b"\xc2\xfe\x00\x05", "mipush"),  # Xiaomi's push service: a protocol buffer behind it tells model and ROM
    (b"ED\x00\x01", "whatsapp"),
    (b"WA\x06", "whatsapp"),
    (b"WA\x05", "whatsapp"),
    (b"WA\x01", "whatsapp"),
    (b"\x16\xf1\x03", "mmtls"),  # WeChat's own
    (b"\x17\xf1\x03", "mmtls"),
    (b"\x19\xf1\x03", "mmtls"),
    (b"\x19\xf1\x04", "mmtls"),
    (b"\xef\xef\xef\xef", "mtproto"),
    (b"\xee\xee\xee\xee", "mtproto"),
    (b"*1\r\n$", "redis"),
    (b"*2\r\n$", "redis"),
    (b"*3\r\n$", "redis"),
    (b"\x00\x00\x00\x08\x04\xd2\x16\x2f", "postgresql"),
    (b"AMQP\x00", "amqp"),
)
_TEXT: Final = re.compile(rb"(?:<\?xml[^>]{0,200}>\s*)?<(?:stream:stream|iq|message|presence|open xmlns=)").match
_UDP_STARTS: Final = (
    (b"M-SEARCH * HTTP/1.1", "ssdp"),
    (b"NOTIFY * HTTP/1.1", "ssdp"),
    (b"d1:ad2:id20:", "bittorrent"),
    (b"d1:rd2:id20:", "bittorrent"),
    (b"SpotUdp", "spotify"),
)
_DHCP_COOKIE: Final = b"\x63\x82\x53\x63"


def tcp(out: bytes, into: bytes, ports: tuple[int, int]) -> str | None:
    """The protocol of a TCP connection by the first bytes of both sides."""
    for said in (out, into):
        if not said:
            continue
        for start, name in _TCP_STARTS:
            if said.startswith(start):
                return name
        if _TEXT(said[:600]):
            return "xmpp"
        if adb.is_message(said):
            return "adb"
        if said[4:8] in (b"\xffSMB", b"\xfeSMB") and said[:1] == b"\0":
            return "smb"
    if mqtt.is_connect(out):
        return "mqtt"
    if vpn.is_openvpn(out, framed=True):
        return "openvpn"
    if _is_telnet(out, into, ports):
        return "telnet"
    if out[:3] == b"\x03\x00\x00" and len(out) >= 7 and out[5:6] in (b"\xe0", b"\xd0") and out[3] == len(out) & 0xFF:
        return "rdp"
    return _tcp_lesser(out, into)


def _tcp_lesser(out: bytes, into: bytes) -> str | None:
    if len(into) > 10 and into[3:5] == b"\0\x0a" and int.from_bytes(into[:3], "little") + 4 == len(into):
        return "mysql"
    if out[:1] == b"\x03" and len(out) >= 1537 and out[5:9] == bytes(4) and into[:1] in (b"\x03", b""):
        return "rtmp"
    return None


def udp(out: bytes, into: bytes, ports: tuple[int, int]) -> str | None:
    """The protocol of a UDP flow by the first datagram of each side."""
    for said in (out, into):
        if not said:
            continue
        for start, name in _UDP_STARTS:
            if said.startswith(start):
                return name
        for name, test in _UDP_TESTS:
            if test(said, ports):
                return name
    return None


def _is_telnet(out: bytes, into: bytes, ports: tuple[int, int]) -> bool:
    """Negotiation: IAC, then WILL, WONT, DO, DONT or a subnegotiation, of an option that exists."""
    for said in (into, out):
        if len(said) >= 3 and said[0] == 0xFF and 0xFA <= said[1] <= 0xFE and said[2] <= 49:
            return len(said) == 3 or said[3] == 0xFF or 23 in ports or 2323 in ports
    return False


def _is_dhcp(data: bytes, ports: tuple[int, int]) -> bool:
    return bool({67, 68} & set(ports)) and len(data) >= 240 and data[236:240] == _DHCP_COOKIE and data[0] in (1, 2)


def _is_dhcp6(data: bytes, ports: tuple[int, int]) -> bool:
    return bool({546, 547} & set(ports)) and len(data) >= 8 and 1 <= data[0] <= 13


def _is_ntp(data: bytes, ports: tuple[int, int]) -> bool:
    return 123 in ports and len(data) >= 48 and 1 <= data[0] >> 3 & 7 <= 4 and 1 <= data[0] & 7 <= 5


def _is_netbios_datagram(data: bytes, ports: tuple[int, int]) -> bool:
    return 138 in ports and len(data) > 14 and 0x10 <= data[0] <= 0x16


def _is_syslog(data: bytes, ports: tuple[int, int]) -> bool:
    return re.match(rb"<\d{1,3}>[ -~]", data) is not None and (
        514 in ports or re.match(rb"<\d{1,3}>\w{3} ", data) is not None
    )


def _is_coap(data: bytes, ports: tuple[int, int]) -> bool:
    return bool({5683, 5684} & set(ports)) and len(data) >= 4 and data[0] >> 6 == 1 and data[0] & 15 <= 8


def _is_snmp(data: bytes, ports: tuple[int, int]) -> bool:
    return bool({161, 162} & set(ports)) and data[:1] == b"\x30"


def _is_rtp(data: bytes, ports: tuple[int, int]) -> bool:
    """Weak alone: version 2, a payload type in use, no marks of anything else; ports above the well-known ones."""
    if min(ports) < 1024 or len(data) < 12 or data[0] & 0xC0 != 0x80:
        return False
    kind = data[1] & 0x7F
    if 72 <= kind <= 77:  # RTCP: 200 to 205
        return data[1] >= 200 and 4 * ((data[2] << 8 | data[3]) + 1) <= len(data)
    return not data[0] & 0x0F and (kind <= 34 or 96 <= kind <= 127) and data[8:12] != bytes(4)


def _is_nat_pmp(data: bytes, ports: tuple[int, int]) -> bool:
    return 5351 in ports and data[:1] in (b"\0", b"\2") and len(data) <= 1100


def _is_dropbox(data: bytes, ports: tuple[int, int]) -> bool:
    return 17500 in ports and data[:1] == b"{"


_UDP_TESTS: Final[tuple[tuple[str, _Test], ...]] = (
    ("stun", lambda data, _: stun.is_message(data)),
    ("wireguard", lambda data, _: vpn.is_wireguard(data)),
    ("ike", lambda data, ports: bool({500, 4500} & set(ports)) and vpn.is_ike(data)),
    ("esp", vpn.is_esp),
    ("dhcp", _is_dhcp),
    ("dhcpv6", _is_dhcp6),
    ("ntp", _is_ntp),
    ("netbios", _is_netbios_datagram),
    ("nat-pmp", _is_nat_pmp),
    ("dropbox", _is_dropbox),
    ("syslog", _is_syslog),
    ("coap", _is_coap),
    ("snmp", _is_snmp),
    ("openvpn", lambda data, _: vpn.is_openvpn(data)),
    ("rtp", _is_rtp),
)
