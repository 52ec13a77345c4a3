"""What the numbers of TLS are called: versions, cipher suites, alerts, groups; which are GREASE (RFC 8701)."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Final

import rtoml

SSL2: Final = 0x0002
SSL3: Final = 0x0300
TLS10: Final = 0x0301
TLS12: Final = 0x0303
TLS13: Final = 0x0304

GREASE: Final = frozenset(n << 12 | 0xA00 | n << 4 | 0xA for n in range(16))

_VERSIONS: Final = {
    SSL2: "SSL 2.0",
    SSL3: "SSL 3.0",
    TLS10: "TLS 1.0",
    0x0302: "TLS 1.1",
    TLS12: "TLS 1.2",
    TLS13: "TLS 1.3",
    0x0100: "DTLS 1.0 (OpenSSL)",
    0xFEFF: "DTLS 1.0",
    0xFEFD: "DTLS 1.2",
    0xFEFC: "DTLS 1.3",
}
# In order of strength, whatever the numbers say; drafts of 1.3 count as 1.3.
_RANKS: Final = {SSL2: 0, SSL3: 1, TLS10: 2, 0x0100: 2, 0xFEFF: 3, 0x0302: 3, TLS12: 4, 0xFEFD: 4, TLS13: 5, 0xFEFC: 5}

GROUPS: Final = {
    21: "secp224r1",
    22: "secp256k1",
    23: "secp256r1",
    24: "secp384r1",
    25: "secp521r1",
    26: "brainpoolP256r1",
    27: "brainpoolP384r1",
    28: "brainpoolP512r1",
    29: "x25519",
    30: "x448",
    41: "curveSM2",
    256: "ffdhe2048",
    257: "ffdhe3072",
    258: "ffdhe4096",
    259: "ffdhe6144",
    260: "ffdhe8192",
    0x11EB: "SecP256r1MLKEM768",
    0x11EC: "X25519MLKEM768",
    0x11ED: "SecP384r1MLKEM1024",
    0x6399: "X25519Kyber768Draft00",
    0x639A: "SecP256r1Kyber768Draft00",
}
_ALERTS: Final = {
    0: "close_notify",
    1: "end_of_early_data",
    10: "unexpected_message",
    20: "bad_record_mac",
    21: "decryption_failed",
    22: "record_overflow",
    30: "decompression_failure",
    40: "handshake_failure",
    41: "no_certificate",
    42: "bad_certificate",
    43: "unsupported_certificate",
    44: "certificate_revoked",
    45: "certificate_expired",
    46: "certificate_unknown",
    47: "illegal_parameter",
    48: "unknown_ca",
    49: "access_denied",
    50: "decode_error",
    51: "decrypt_error",
    60: "export_restriction",
    70: "protocol_version",
    71: "insufficient_security",
    80: "internal_error",
    86: "inappropriate_fallback",
    90: "user_canceled",
    100: "no_renegotiation",
    109: "missing_extension",
    110: "unsupported_extension",
    111: "certificate_unobtainable",
    112: "unrecognized_name",
    113: "bad_certificate_status_response",
    114: "bad_certificate_hash_value",
    115: "unknown_psk_identity",
    116: "certificate_required",
    120: "no_application_protocol",
    121: "ech_required",
}


def version_name(version: int) -> str:
    """A version for a reader, such as TLS 1.2; a number that nobody defined in hexadecimal."""
    known = _VERSIONS.get(version)
    if known:
        return known
    high = version >> 8
    if high in (0x7F, 0xFB):  # IETF drafts, and Facebook's own
        return f"TLS 1.3 (draft {version & 0xFF})"
    return f"0x{version:04x}"


def is_known_version(version: int) -> bool:
    """Whether somebody defined this version."""
    return version in _VERSIONS or version >> 8 in (0x7F, 0xFB)


def version_rank(version: int) -> int:
    """Order of versions across SSL, TLS, DTLS and drafts; -1 for what nobody defined."""
    rank = _RANKS.get(version)
    if rank is not None:
        return rank
    return 5 if version >> 8 in (0x7F, 0xFB) else -1


@cache
def _ciphers() -> dict[int, str]:
    table = rtoml.loads(files("gifthorse.data").joinpath("tls_ciphers.toml").read_text(encoding="utf-8"))
    return {int(number, 16): name for number, name in table["cipher"].items()}


def cipher_name(number: int) -> str:
    """A cipher suite's registered name, GREASE, or its number in hexadecimal."""
    name = _ciphers().get(number)
    if name:
        return name
    return "GREASE" if number in GREASE else f"0x{number:04x}"


def alert_name(number: int) -> str:
    """An alert's description, such as unknown_ca."""
    return _ALERTS.get(number, str(number))
