"""JAR manifests: Android's reading of lines, sections and digests."""

from __future__ import annotations

import pytest

from gifthorse.errors import LimitError
from gifthorse.formats.apksig import manifest
from gifthorse.formats.apksig.manifest import sections


def test_sections_and_their_bytes() -> None:
    data = (
        b"Manifest-Version: 1.0\r\nCreated-By: x\r\n\r\nName: a b \r\nSHA1-Digest: AAAA\r\n\r\n\r\nName: c\n\nName: d"
    )
    main, a, c, d = sections(data)
    assert data[main.start : main.end].endswith(b"x\r\n\r\n")
    assert main.name is None
    assert (a.name, a.digests("-digest")) == (b"a b ", [("sha1", b"\0\0\0")])
    assert data[a.start : a.end] == b"Name: a b \r\nSHA1-Digest: AAAA\r\n\r\n"
    assert data[c.start : c.end] == b"Name: c\n\n"
    assert data[d.start : d.end] == b"Name: d"


def test_continued_lines_of_every_ending() -> None:
    (only,) = sections(b"NAME: long\r\n  na\r me\n\r\n")
    assert only.name == b"long name"
    assert only.end == 23


def test_the_first_of_two_attributes_counts() -> None:
    (only,) = sections(b"Name: a\nSHA-256-Digest: AAAA\nsha-256-digest: BBBB\nSHA-512-Digest: !!\n")
    assert only.digests("-digest") == [("sha512", b""), ("sha256", b"\0\0\0")]


def test_a_section_must_begin_with_its_name() -> None:
    (only,) = sections(b"SHA1-Digest: AAAA\nName: a\n")
    assert only.name is None


def test_nothing() -> None:
    assert list(sections(b"")) == []
    assert list(sections(b"\r\n\n\r")) == []


def test_one_endless_line_costs_no_endless_time() -> None:
    (only,) = sections(b"Name: a" + b"\n b" * 200_000)
    assert len(only.name or b"") == 200_001


def test_beyond_measure() -> None:
    with pytest.raises(LimitError):
        list(sections(b"\n" * (manifest.MAX_LINES + 1)))
