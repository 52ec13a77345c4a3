"""Messages of the core network as bytes: NAS of LTE, 5G and GSM, written by hand."""

from __future__ import annotations


def bcd(number: str, kind: int) -> bytes:
    """An IMSI or IMEI with its kind, as a mobile identity."""
    odd = len(number) % 2
    digits = [int(d) for d in number] + ([] if odd else [15])
    first = digits[0] << 4 | odd << 3 | kind
    return bytes([first]) + bytes(a | b << 4 for a, b in zip(digits[1::2], digits[2::2], strict=True))


def network(text: str) -> bytes:
    """999-01 in three bytes."""
    mcc, mnc = text.split("-")
    third = 15 if len(mnc) == 2 else int(mnc[2])
    return bytes([int(mcc[0]) | int(mcc[1]) << 4, int(mcc[2]) | third << 4, int(mnc[0]) | int(mnc[1]) << 4])


def guti(tmsi: int = 0xC0FFEE01, where: str = "999-01") -> bytes:
    """A temporary identity of LTE."""
    return b"\xf6" + network(where) + b"\x80\x01\x01" + tmsi.to_bytes(4)


IMSI = "999010000012345"
IMEI = "004999010640000"
CAPABILITIES = b"\x02\xf0\x70"
SESSION = b"\0\x04\x02\1\xd0\x11"  # PDN connectivity request


def attach_request(identity: bytes | None = None, *, emergency: bool = False) -> bytes:
    """A phone logs on, by its temporary identity unless another is given."""
    who = guti() if identity is None else identity
    return bytes([0x07, 0x41, 0x76 if emergency else 0x71, len(who)]) + who + CAPABILITIES + SESSION


def attach_accept(where: str = "999-01", tac: int = 100) -> bytes:
    """It is let in."""
    area = b"\0" + network(where) + tac.to_bytes(2)
    return b"\x07\x42\x01\x49" + bytes([len(area)]) + area + b"\0\x04\x52\1\xc1\1"


def attach_reject(cause: int) -> bytes:
    """It is not."""
    return bytes([0x07, 0x44, cause])


def area_request() -> bytes:
    """A phone has moved."""
    who = guti()
    return bytes([0x07, 0x48, 0x00, len(who)]) + who


def area_reject(cause: int) -> bytes:
    """And is refused."""
    return bytes([0x07, 0x4B, cause])


def identity_request(kind: int = 1) -> bytes:
    """1 IMSI, 2 IMEI, 3 IMEISV."""
    return bytes([0x07, 0x55, kind])


def identity_response(number: str = IMSI, kind: int = 1) -> bytes:
    """The phone tells."""
    value = bcd(number, kind)
    return bytes([0x07, 0x56, len(value)]) + value


def authentication_request() -> bytes:
    """The network proves who it is and asks the same."""
    return b"\x07\x52\0" + bytes(range(16)) + b"\x10" + bytes(range(16))


def authentication_response() -> bytes:
    """The SIM's answer."""
    return b"\x07\x53\x08" + bytes(8)


def authentication_failure(cause: int) -> bytes:
    """The SIM does not believe the network."""
    return bytes([0x07, 0x5C, cause])


def authentication_reject() -> bytes:
    """The network does not believe the SIM."""
    return b"\x07\x54"


def security_command(cipher: int = 2, integrity: int = 2) -> bytes:
    """Encryption begins; in its protection, as it must be."""
    return b"\x37" + bytes(4) + b"\0\x07\x5d" + bytes([cipher << 4 | integrity, 0]) + CAPABILITIES


def security_reject(cause: int) -> bytes:
    """The phone refuses it."""
    return bytes([0x07, 0x5F, cause])


def ciphered(body: bytes, *, new: bool = False) -> bytes:
    """A message in its protection; what it holds is taken for encrypted."""
    return (b"\x47" if new else b"\x27") + bytes(4) + b"\1" + bytes(b ^ 0xA5 for b in body)


def signed(body: bytes) -> bytes:
    """A message protected against changes alone."""
    return b"\x17" + bytes(4) + b"\1" + body


def call_request() -> bytes:
    """A call that LTE cannot carry: the phone asks to be sent to an older network for it."""
    return b"\x07\x4c\x00\x05\xf4" + (0xC0FFEE01).to_bytes(4)


def service_request() -> bytes:
    """A phone has something to send, or was called."""
    return b"\xc7\x01\x12\x34"


def detach(cause: int | None = None) -> bytes:
    """The network throws a phone out."""
    return b"\x07\x45\x02" + (b"" if cause is None else bytes([0x53, cause]))


def ciphering_mode(algorithm: int | None) -> bytes:
    """GSM: cipher A5/n, or none."""
    return b"\x06\x35" + bytes([0x10 if algorithm is None else 0x10 | (algorithm - 1) << 1 | 1])


def cm_service_request(*, emergency: bool = False) -> bytes:
    """GSM: a phone wants to call."""
    return bytes([0x05, 0x24, 2 if emergency else 1]) + b"\x03\x33\x19\xa2" + bytes([5, 0xF4]) + bytes(4)


def suci(*, concealed: bool) -> bytes:
    """A phone's identity in 5G, with the operator's key or by the null scheme."""
    head = b"\1" + network("999-01") + b"\xf0\xff"
    if concealed:
        return head + b"\1\1" + bytes(range(45))
    digits = [int(d) for d in IMSI[5:]]
    return head + b"\0\0" + bytes(a | b << 4 for a, b in zip(digits[::2], digits[1::2], strict=True))


def registration_request(identity: bytes, *, emergency: bool = False) -> bytes:
    """A phone logs on to 5G."""
    return bytes([0x7E, 0, 0x41, 0x74 if emergency else 0x71]) + len(identity).to_bytes(2) + identity


def five_security_command(cipher: int) -> bytes:
    """Encryption begins."""
    return b"\x7e\3" + bytes(4) + b"\0\x7e\0\x5d" + bytes([cipher << 4 | 2, 0]) + b"\2\xf0\xf0"


def five_authentication_request() -> bytes:
    """The network proves who it is."""
    return b"\x7e\0\x56\0\2\0\0" + b"\x21" + bytes(16) + b"\x20\x10" + bytes(16)


def five_authentication_response() -> bytes:
    """The SIM's answer."""
    return b"\x7e\0\x57\x2d\x10" + bytes(16)
