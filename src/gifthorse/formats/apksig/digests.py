"""Content digests of the APK signature schemes: of the whole file but the signing block.

https://source.android.com/docs/security/features/apksigning/v2#integrity-protected-contents and, for verity,
https://source.android.com/docs/security/features/apksigning/v4 (a Merkle tree as in fs-verity).
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from itertools import chain
from typing import Any, Final

CHUNK: Final = 1 << 20
PAGE: Final = 4096
_APK_SALT: Final = bytes(8)


class Contents:
    """The bytes that schemes v2 and later protect; digests are computed once each.

    `start` is the signing block's offset: the end record counts as pointing there.
    """

    __slots__ = ("_done", "_parts", "_workers", "size")

    def __init__(self, data: memoryview, start: int, directory: int, end: int, *, max_workers: int = 1) -> None:
        record = bytearray(data[end:])
        record[16:20] = start.to_bytes(4, "little")
        self._parts = (data[:start], data[directory:end], memoryview(bytes(record)))
        self._workers = max_workers
        self._done: dict[str, bytes] = {}
        self.size = sum(map(len, self._parts))

    def digest(self, kind: str) -> bytes:
        """By kind: sha256, sha512 (of 1 MiB chunks), or verity (Merkle root, then the size in eight bytes)."""
        if kind not in self._done:
            if kind == "verity":
                root, _ = merkle_tree(self._parts, _APK_SALT)
                self._done[kind] = root + self.size.to_bytes(8, "little")
            else:
                self._done[kind] = self._chunked(getattr(hashlib, kind))
        return self._done[kind]

    def _chunked(self, new: Callable[..., Any]) -> bytes:
        chunks = [part[i : i + CHUNK] for part in self._parts for i in range(0, len(part), CHUNK)]

        def one(chunk: memoryview) -> bytes:
            running = new(b"\xa5" + len(chunk).to_bytes(4, "little"))
            running.update(chunk)
            found: bytes = running.digest()
            return found

        if self._workers > 1 and len(chunks) > 4:
            with ThreadPoolExecutor(self._workers) as pool:
                parts = list(pool.map(one, chunks))
        else:
            parts = [one(chunk) for chunk in chunks]
        found: bytes = new(b"\x5a" + len(chunks).to_bytes(4, "little") + b"".join(parts)).digest()
        return found


def merkle_tree(parts: Iterable[memoryview], salt: bytes) -> tuple[bytes, bytes]:
    """SHA-256 Merkle tree over the joined parts in pages of 4096 bytes, the last padded with zeros.

    Returns the root, and the tree as it is stored: every level in whole pages, the one below the root first.
    """
    salted = hashlib.sha256(salt)
    levels = [b"".join(_page_digests(parts, salted))]
    while len(levels[0]) > PAGE:
        levels.insert(0, b"".join(_page_digests((memoryview(levels[0]),), salted)))
    tree = b"".join(level.ljust(-(-len(level) // PAGE) * PAGE, b"\0") for level in levels)
    return _one(salted, tree[:PAGE]), tree


def _one(salted: Any, page: bytes | memoryview) -> bytes:
    running = salted.copy()
    running.update(page)
    found: bytes = running.digest()
    return found


def _page_digests(parts: Iterable[memoryview], salted: Any) -> Iterable[bytes]:
    """Digests of the pages of the joined parts; pages that lie in one part are not copied."""
    left = b""
    for part in parts:
        start = 0
        if left:
            start = min(PAGE - len(left), len(part))
            left += bytes(part[:start])
            if len(left) < PAGE:
                continue
            yield _one(salted, left)
        whole = start + (len(part) - start) // PAGE * PAGE
        yield from (_one(salted, part[at : at + PAGE]) for at in range(start, whole, PAGE))
        left = bytes(part[whole:])
    yield from chain((_one(salted, left.ljust(PAGE, b"\0")),) if left else ())
