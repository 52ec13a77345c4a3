"""NAS: what phone and core network say to each other, by small parsers of our own."""

from __future__ import annotations

from gifthorse.formats.cell.nas import eps, five, old
from gifthorse.formats.cell.signal import Said


def read(rat: str, data: bytes, up: bool | None, *, unciphered: bool = False) -> Said | None:
    """One NAS message, or RR message of GSM; None for what is none. Which protocol it is, its first byte says.

    `unciphered`: the security in force encrypts nothing, so that messages marked as ciphered can be read.
    """
    if not data:
        return None
    if rat in ("gsm", "umts"):
        return old.read(data, up)
    if data[0] in (five.MM, five.SM) and rat == "nr":
        return five.read(data, up, unciphered=unciphered)
    return eps.read(data, up, unciphered=unciphered)
