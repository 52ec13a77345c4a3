"""Lists of indicators: what is understood is whole, what is not is counted."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gifthorse.errors import FormatError
from gifthorse.formats import stix

SHA256 = "ab" * 32


def bundle(*patterns: Any, more: tuple[dict[str, Any], ...] = ()) -> bytes:
    listed = [{"type": "indicator", "id": f"indicator--{n}", "pattern": p} for n, p in enumerate(patterns)]
    return json.dumps({"type": "bundle", "id": "bundle--1", "objects": [*listed, *more]}).encode()


def read(*patterns: Any) -> list[tuple[str, str]]:
    return [(i.kind, i.value) for i in stix.indicators(bundle(*patterns))[0]]


@pytest.mark.parametrize(
    ("pattern", "found"),
    [
        ("[app:id='com.spy']", [("package", "com.spy")]),
        ("[domain-name:value = 'Evil.Example']", [("domain", "evil.example")]),
        ("[file:hashes.sha256='" + SHA256.upper() + "']", [("file-sha256", SHA256)]),
        ("[file:hashes.'SHA-256' = '" + SHA256 + "']", [("file-sha256", SHA256)]),
        ("[app:cert.sha1='" + "0f" * 20 + "']", [("certificate-sha1", "0f" * 20)]),
        ("[file:name='a.apk' OR file:name='b.apk']", [("file-name", "a.apk"), ("file-name", "b.apk")]),
        ("[file:name='a.apk'] OR [ app:id = 'com.spy' ]", [("file-name", "a.apk"), ("package", "com.spy")]),
        ("[file:path='/data/it\\'s']", [("file-path", "/data/it's")]),
        ("[url:value='http://a.b/c?d=e']", [("url", "http://a.b/c?d=e")]),
        ("[ipv4-addr:value='203.0.113.7']", [("address", "203.0.113.7")]),
    ],
)
def test_what_is_read(pattern: str, found: list[tuple[str, str]]) -> None:
    assert read(pattern) == found


@pytest.mark.parametrize(
    "pattern",
    [
        None,
        7,
        "",
        "[]",
        "[app:id LIKE 'com.%']",
        "[app:id MATCHES '.*']",
        "[app:id != 'com.spy']",
        "[app:id='com.spy' AND file:name='x']",
        "[app:id='com.spy'] FOLLOWEDBY [app:id='x']",
        "[app:id='com.spy' OR nonsense:x='y']",
        "[app:id='com.spy",
        "[app:id='']",
        "[domain-name:value='com']",
        "[domain-name:value='*.evil.example/x']",
        "[file:hashes.sha256='abc']",
        "[file:hashes.md5='" + "0" * 32 + "']",
        "[url:value='/']",
        "[email-addr:value='a@b.c']",
        "[app:id='" + "x" * 501 + "']",
    ],
)
def test_what_is_not_understood_is_left_out_whole(pattern: Any) -> None:
    assert stix.indicators(bundle(pattern)) == ([], 1)


def test_names_and_references_come_from_what_is_indicated() -> None:
    more = (
        {"type": "malware", "id": "malware--1", "name": "Evil", "external_references": [{"url": "https://a/b"}, 3]},
        {
            "type": "relationship",
            "id": "relationship--1",
            "relationship_type": "indicates",
            "source_ref": "indicator--0",
            "target_ref": "malware--1",
        },
        {"type": "indicator", "id": "indicator--9", "pattern": "[app:id='gone']", "revoked": True},
    )
    (one,), left_out = stix.indicators(bundle("[app:id='com.spy']", more=more))
    assert (one.name, one.reference, left_out) == ("Evil", "https://a/b", 0)


@pytest.mark.parametrize("data", [b"", b"[]", b"{", b"{}", b'{"type": "bundle"}', b"\xff\xfe", b"[" * 100_000])
def test_what_is_no_bundle(data: bytes) -> None:
    with pytest.raises(FormatError):
        stix.indicators(data)


WHOLE = bundle("[app:id='com.spy' OR file:name='a'] OR [domain-name:value='evil.example']", "[file:name='x']")


@settings(max_examples=300, deadline=None, derandomize=True)
@given(st.data())
def test_flips_and_cuts(data: st.DataObject) -> None:
    damaged = bytearray(WHOLE)
    for at in data.draw(st.lists(st.integers(0, len(WHOLE) - 1), max_size=4)):
        damaged[at] ^= data.draw(st.integers(1, 255))
    damaged = damaged[: data.draw(st.integers(0, len(WHOLE)))] if data.draw(st.booleans()) else damaged
    try:
        found, left_out = stix.indicators(bytes(damaged))
    except FormatError:
        return
    assert left_out >= 0 and all(i.value and i.kind in stix.KINDS.values() for i in found)


@settings(max_examples=200, deadline=None, derandomize=True)
@given(st.recursive(st.none() | st.text(max_size=8) | st.integers(), lambda c: st.lists(c) | st.dictionaries(
    st.sampled_from(["type", "id", "pattern", "objects", "name", "source_ref", "target_ref", "external_references"]), c
), max_leaves=20))  # fmt: skip
def test_any_objects(value: Any) -> None:
    whole = {"type": "bundle", "objects": value if isinstance(value, list) else [value]}
    stix.indicators(json.dumps(whole).encode())
