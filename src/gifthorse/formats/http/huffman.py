"""HPACK's Huffman code (RFC 7541 appendix B), which is canonical: the lengths of its codes are all there is to know."""

from __future__ import annotations

from bisect import bisect_right
from functools import lru_cache
from typing import Final

from gifthorse.errors import FormatError

# The length of each symbol's code, 0 to 256 (the end), as a letter: A is 5 bits.
_LENGTHS: Final = (
    "ISXXXXXXXTZXXZXXXXXXXXZXXXXXXXXXBFFHIBDGFFDGDBBBAAABBBBBBBCDKBHFIBCCCCCCCCCCCCCCCCCCCCCCDCDIOIJB"
    "KABABABBBACCBBBABCBAABCCCCCKGJIXPRPPRRRSRSSSSSTSTTRSTSSSSQRSRSSTRQPRRSSQSRRTQRSSQQRQSRSSPRRRSRRS"
    "VVPORSRUVVVWWVTUOQVWWVWTQQVVXWWWPTPQRQQSRRUUTTVSVWVVWWWWWXWWWWWVZ"
)
_LONGEST: Final = 30
_END: Final = 256


def _tables() -> tuple[list[int], list[int], list[int], list[int]]:
    """For each length in use: its first code moved to the left of 30 bits, the length, and the rank of that code."""
    symbols = sorted(range(257), key=lambda s: (_LENGTHS[s], s))
    firsts: list[int] = []
    lengths: list[int] = []
    ranks: list[int] = []
    code = 0
    for rank, symbol in enumerate(symbols):
        length = ord(_LENGTHS[symbol]) - 60
        if not lengths or length != lengths[-1]:
            code <<= length - (lengths[-1] if lengths else 0)
            firsts.append(code << _LONGEST - length)
            lengths.append(length)
            ranks.append(rank)
        code += 1
    return firsts, lengths, ranks, symbols


_FIRSTS, _CODE_BITS, _RANKS, _SYMBOLS = _tables()


@lru_cache(4096)
def decode(data: bytes) -> bytes:
    """The text behind a Huffman-coded string; raises FormatError for codes that must not be there."""
    out = bytearray()
    window = bits = 0
    for byte in data:
        window = window << 8 | byte
        bits += 8
        while bits >= 5:
            aligned = window << _LONGEST - bits if bits < _LONGEST else window >> bits - _LONGEST
            place = bisect_right(_FIRSTS, aligned) - 1
            length = _CODE_BITS[place]
            if length > bits:
                break
            symbol = _SYMBOLS[_RANKS[place] + (aligned - _FIRSTS[place] >> _LONGEST - length)]
            if symbol == _END:
                raise FormatError("An HTTP/2 string holds the code for its end.")
            out.append(symbol)
            bits -= length
            window &= (1 << bits) - 1
    if bits > 7 or window != (1 << bits) - 1:
        raise FormatError("An HTTP/2 string is padded with something else than ones.")
    return bytes(out)
