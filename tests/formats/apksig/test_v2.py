"""Scheme v2 with blocks made here."""

from __future__ import annotations

import struct
from typing import Any

import pytest

from gifthorse.formats.apksig import Verdict, verify
from gifthorse.formats.apksig.v2 import MAX_SIGNERS
from gifthorse.formats.zip import open_zip


def judge(data: bytes, **more: Any) -> Verdict:
    return verify(open_zip(data), data, **more)


def test_a_sound_signature(tools: Any, key: Any) -> None:
    data = tools.with_block(tools.zipped(tools.ENTRIES), tools.Plan(tools.V2, key))
    verdict = judge(data)
    assert (verdict.status, verdict.scheme, verdict.sentence, verdict.lineage) == ("verified", "v2", None, ())
    assert [(s.certificate.sha256, s.verified, s.algorithm) for s in verdict.signers] == [
        (key.sha256, True, "sha256-ecdsa")
    ]
    assert judge(data, target_sdk=35, target_sandbox=2).status == "verified"


@pytest.mark.parametrize("where", ["entry", "directory", "end"])
def test_one_bit_anywhere(tools: Any, key: Any, where: str) -> None:
    data = bytearray(tools.with_block(tools.zipped(tools.ENTRIES), tools.Plan(tools.V2, key)))
    at = {"entry": 12, "directory": data.index(b"PK\x01\x02") + 12, "end": data.rindex(b"PK\x05\x06") + 4}[where]
    data[at] ^= 1
    verdict = judge(bytes(data))
    assert (verdict.status, verdict.reason) == ("invalid", "digest")
    assert [s.verified for s in verdict.signers] == [False]


def test_another_key(tools: Any, key: Any, next_key: Any) -> None:
    data = tools.with_block(tools.zipped(tools.ENTRIES), tools.Plan(tools.V2, key))
    start = data.rindex(key.spki)  # the one outside of what is signed
    verdict = judge(data[:start] + next_key.spki + data[start + len(key.spki) :])
    assert (verdict.status, verdict.reason) == ("invalid", "signature")


def test_every_signer_counts(tools: Any, key: Any, next_key: Any) -> None:
    archive = tools.zipped(tools.ENTRIES)
    plans = [tools.Plan(tools.V2, key), tools.Plan(tools.V2, next_key)]
    data = tools.with_block(archive, *plans)
    assert [s.certificate.sha256 for s in judge(data).signers] == [key.sha256, next_key.sha256]
    start = data.rindex(next_key.spki) - 20
    broken = judge(data[:start] + bytes([data[start] ^ 1]) + data[start + 1 :])
    assert (broken.status, [s.verified for s in broken.signers]) == ("invalid", [True, False])
    many = judge(tools.with_block(archive, *[tools.Plan(tools.V2, key)] * (MAX_SIGNERS + 1)))
    assert (many.status, many.reason) == ("invalid", "policy")


def test_a_removed_v3_signature(tools: Any, key: Any) -> None:
    mark = ((0xBEEFF00D, struct.pack("<I", 3)),)
    archive = tools.zipped(tools.ENTRIES)
    verdict = judge(tools.with_block(archive, tools.Plan(tools.V2, key, mark)))
    assert (verdict.status, verdict.reason) == ("invalid", "stripped")
    assert verdict.signers[0].verified
    both = judge(tools.with_block(archive, tools.Plan(tools.V2, key, mark), tools.Plan(tools.V3, key)))
    assert (both.status, both.scheme) == ("verified", "v3")
    assert [s.scheme for s in both.others] == ["v2"]


def test_no_fall_back_to_the_jar_signature(tools: Any, key: Any) -> None:
    archive = tools.zipped(tools.ENTRIES | tools.jar_files(tools.ENTRIES, key))
    data = bytearray(tools.with_block(archive, tools.Plan(tools.V2, key)))
    data[12] ^= 1
    assert judge(bytes(data)).scheme == "v2"


def test_empty_blocks(tools: Any, key: Any) -> None:
    def emptied(block: bytes) -> bytes:
        pair = struct.pack("<QI", 8, tools.V2) + struct.pack("<I", 0)
        size = struct.pack("<Q", len(pair) + 24)
        return size + pair + size + block[-16:]

    data = tools.with_block(tools.zipped(tools.ENTRIES), tools.Plan(tools.V2, key), damage=emptied)
    assert judge(data).sentence == "The v2 signature has no signer."
