"""Schemes v3 and v3.1 with rotated keys, made here."""

from __future__ import annotations

import struct
from typing import Any

import pytest

from gifthorse.formats.apksig import Verdict, verify
from gifthorse.formats.apksig.v3 import NEWEST_LEVEL
from gifthorse.formats.zip import open_zip

LINEAGE, ROTATION_MIN_SDK = 0x3BA06F8C, 0x559F8B02
ALL = (24, 0x7FFFFFFF)


def judge(data: bytes, **more: Any) -> Verdict:
    return verify(open_zip(data), data, **more)


def digests(verdict: Verdict) -> list[str]:
    return [c.sha256 for c in verdict.lineage]


def rotated(tools: Any, key: Any, next_key: Any, level: int, *, stated: int | None = None) -> bytes:
    """v3 by the old key up to `level`, v3.1 by the new one from there on."""
    mark = () if stated == 0 else ((ROTATION_MIN_SDK, struct.pack("<I", stated or level)),)
    proof = ((LINEAGE, tools.lineage(key, next_key)),)
    data: bytes = tools.with_block(
        tools.zipped(tools.ENTRIES),
        tools.Plan(tools.V31, next_key, proof, (level, 0x7FFFFFFF)),
        tools.Plan(tools.V3, key, mark, (24, level - 1)),
    )
    return data


def test_one_key(tools: Any, key: Any) -> None:
    verdict = judge(tools.with_block(tools.zipped(tools.ENTRIES), tools.Plan(tools.V3, key)))
    assert (verdict.status, verdict.scheme, verdict.lineage) == ("verified", "v3", ())
    assert (verdict.signers[0].min_sdk, verdict.signers[0].max_sdk) == ALL


def test_a_lineage(tools: Any, key: Any, next_key: Any) -> None:
    proof = ((LINEAGE, tools.lineage(key, next_key)),)
    verdict = judge(tools.with_block(tools.zipped(tools.ENTRIES), tools.Plan(tools.V3, next_key, proof)))
    assert verdict.status == "verified"
    assert digests(verdict) == [key.sha256, next_key.sha256]
    assert verdict.signers[0].certificate.sha256 == next_key.sha256


@pytest.mark.parametrize(
    ("reason", "make"),
    [
        ("malformed", lambda tools, a, b: tools.lineage(b, a)),  # ends with another certificate
        ("malformed", lambda tools, a, b: tools.lineage(b, a, b)),  # a certificate twice
        ("malformed", lambda tools, a, b: tools.lineage(a, b)[:-3]),
        ("malformed", lambda tools, a, b: struct.pack("<I", 2) + tools.lineage(a, b)[4:]),
        ("signature", lambda tools, a, b: tools.lineage(a, b)[:-1] + b"\0"),
    ],
)
def test_a_lineage_that_does_not_hold(tools: Any, key: Any, next_key: Any, reason: str, make: Any) -> None:
    proof = ((LINEAGE, make(tools, key, next_key)),)
    verdict = judge(tools.with_block(tools.zipped(tools.ENTRIES), tools.Plan(tools.V3, next_key, proof)))
    assert (verdict.status, verdict.reason) == ("invalid", reason)
    assert not verdict.signers[0].verified


def test_rotation_for_newer_releases(tools: Any, key: Any, next_key: Any) -> None:
    verdict = judge(rotated(tools, key, next_key, 33))
    assert (verdict.status, verdict.scheme) == ("verified", "v3.1")
    assert verdict.signers[0].certificate.sha256 == next_key.sha256
    assert [(s.scheme, s.certificate.sha256, s.max_sdk) for s in verdict.others] == [("v3", key.sha256, 32)]
    assert digests(verdict) == [key.sha256, next_key.sha256]
    assert verdict.notes == ()


def test_rotation_for_a_release_yet_to_come(tools: Any, key: Any, next_key: Any) -> None:
    verdict = judge(rotated(tools, key, next_key, NEWEST_LEVEL + 1))
    assert (verdict.status, verdict.scheme) == ("verified", "v3")
    assert verdict.signers[0].certificate.sha256 == key.sha256
    assert [s.scheme for s in verdict.others] == ["v3.1"]


def test_removed_and_contradicting_rotations(tools: Any, key: Any, next_key: Any) -> None:
    mark = ((ROTATION_MIN_SDK, struct.pack("<I", 33)),)
    stripped = tools.with_block(tools.zipped(tools.ENTRIES), tools.Plan(tools.V3, key, mark))
    for data in (stripped, rotated(tools, key, next_key, 34, stated=33)):
        verdict = judge(data)
        assert (verdict.status, verdict.scheme, verdict.reason) == ("invalid", "v3", "stripped")
    assert "could be removed unnoticed" in judge(rotated(tools, key, next_key, 33, stated=0)).notes[0]
    alone = tools.with_block(tools.zipped(tools.ENTRIES), tools.Plan(tools.V31, key, (), (33, 0x7FFFFFFF)))
    assert judge(alone).status == "invalid"


def test_levels_inside_and_outside(tools: Any, key: Any) -> None:
    data = tools.with_block(tools.zipped(tools.ENTRIES), tools.Plan(tools.V3, key))
    levels = struct.pack("<II", *ALL)
    outside = data.rindex(levels)
    assert outside != data.index(levels)
    verdict = judge(data[:outside] + struct.pack("<II", 25, ALL[1]) + data[outside + 8 :])
    assert verdict.sentence == "A signer's API levels differ inside and outside of what is signed."


@pytest.mark.parametrize("ranges", [[(24, 28), (30, ALL[1])], [(24, 30), (28, ALL[1])], [(24, 30)], [(30, ALL[1])]])
def test_levels_must_be_covered_once(tools: Any, key: Any, ranges: list[tuple[int, int]]) -> None:
    plans = [tools.Plan(tools.V3, key, (), levels) for levels in ranges]
    assert judge(tools.with_block(tools.zipped(tools.ENTRIES), *plans)).status == "invalid"


def test_several_levels(tools: Any, key: Any, next_key: Any) -> None:
    proof = ((LINEAGE, tools.lineage(key, next_key)),)
    plans = [tools.Plan(tools.V3, key, (), (24, 29)), tools.Plan(tools.V3, next_key, proof, (30, ALL[1]))]
    verdict = judge(tools.with_block(tools.zipped(tools.ENTRIES), *plans))
    assert verdict.status == "verified"
    assert [s.certificate.sha256 for s in verdict.signers] == [next_key.sha256, key.sha256]


def test_an_app_for_new_releases_only(tools: Any, key: Any) -> None:
    plan = tools.Plan(tools.V3, key, (), (31, ALL[1]))
    assert judge(tools.with_block(tools.zipped(tools.ENTRIES), plan), min_sdk=31).status == "verified"
