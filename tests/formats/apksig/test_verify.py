"""Damaged and hostile APKs: always a verdict, never `verified`, never anything raised."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gifthorse.errors import FormatError
from gifthorse.formats.apksig import verify
from gifthorse.formats.zip import open_zip


@pytest.fixture(scope="module")
def sound(tools: Any, key: Any, next_key: Any) -> tuple[bytes, ...]:
    """One APK a scheme."""
    entries = {"AndroidManifest.xml": b"\x03\0\x08\0m", "classes.dex": b"dex" * 9}
    proof = ((0x3BA06F8C, tools.lineage(key, next_key)),)
    jar = tools.zipped(entries | tools.jar_files(entries, key))
    return (
        jar,
        tools.with_block(tools.zipped(entries), tools.Plan(tools.V2, key)),
        tools.with_block(tools.zipped(entries), tools.Plan(tools.V3, next_key, proof)),
    )


@settings(max_examples=300, deadline=None, derandomize=True)
@given(data=st.data())
def test_flips_and_cuts(data: st.DataObject, sound: tuple[bytes, ...]) -> None:
    whole = data.draw(st.sampled_from(sound))
    damaged = bytearray(whole)
    if data.draw(st.integers(0, 3)) == 0:
        del damaged[data.draw(st.integers(0, len(damaged))) :]
    for at in data.draw(st.lists(st.integers(0, max(len(damaged) - 1, 0)), max_size=3)):
        if damaged:
            damaged[at] ^= data.draw(st.integers(1, 255))
    try:
        archive = open_zip(bytes(damaged))
    except FormatError:
        return
    verdict = verify(archive, bytes(damaged), min_sdk=21, target_sdk=28)
    assert verdict.status in ("verified", "invalid", "unsigned", "unsupported")
    assert (verdict.sentence is None) == (verdict.status == "verified")
    if verdict.status == "verified" and b"APK Sig Block" in whole and len(damaged) == len(whole):
        # Only bytes that nothing protects may have changed: those of the signing block's own frame.
        start, end = whole.index(b"APK Sig Block") - 2000, whole.index(b"APK Sig Block") + 16
        changed = [i for i, (a, b) in enumerate(zip(whole, damaged, strict=True)) if a != b]
        assert all(start < i < end for i in changed)


@settings(max_examples=100, deadline=None, derandomize=True)
@given(block=st.binary(max_size=400), scheme=st.sampled_from(["V2", "V3", "V31"]))
def test_any_bytes_as_a_signature(block: bytes, scheme: str, tools: Any, key: Any) -> None:
    def filled(frame: bytes) -> bytes:
        pair = (len(block) + 4).to_bytes(8, "little") + getattr(tools, scheme).to_bytes(4, "little") + block
        size = (len(pair) + 24).to_bytes(8, "little")
        return b"".join((size, pair, size, frame[-16:]))

    data = tools.with_block(tools.zipped(tools.ENTRIES), tools.Plan(tools.V2, key), damage=filled)
    verdict = verify(open_zip(data), data, idsig=block)
    assert (verdict.status, verdict.signers) == ("invalid", ())


@settings(max_examples=100, deadline=None, derandomize=True)
@given(block=st.binary(max_size=200), file=st.binary(max_size=200), manifest=st.binary(max_size=200))
def test_any_bytes_as_a_jar_signature(block: bytes, file: bytes, manifest: bytes, tools: Any) -> None:
    parts = {"META-INF/MANIFEST.MF": manifest, "META-INF/A.SF": file, "META-INF/A.RSA": block}
    data = tools.zipped(tools.ENTRIES | parts)
    assert verify(open_zip(data), data).status == "invalid"
