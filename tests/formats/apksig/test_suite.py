"""Android's own signature suite: every APK's verdict is Android's, and so are its signers."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pytest

from gifthorse.errors import FormatError
from gifthorse.formats.apksig import Verdict, verify
from gifthorse.formats.zip import open_zip

TABLE = Path(__file__).with_name("expected.tsv")


def rows() -> list[dict[str, str]]:
    with TABLE.open(newline="") as file:
        return list(csv.DictReader(file, delimiter="\t"))


def judge(path: Path, row: dict[str, str], **more: Any) -> Verdict | None:
    """The verdict, None if the archive cannot be opened at all."""
    data = path.read_bytes()
    try:
        archive = open_zip(data)
    except FormatError:
        return None
    levels: dict[str, Any] = {name: int(row[name]) for name in ("min_sdk", "target_sdk", "target_sandbox") if row[name]}
    return verify(archive, data, **levels, **more)


@pytest.mark.parametrize("row", rows(), ids=lambda row: row["name"])
def test_verdict_is_androids(row: dict[str, str], evidence_dir: Path) -> None:
    verdict = judge(evidence_dir / "apksig" / row["name"], row)
    if row["expected"] == "invalid":
        assert verdict is None or verdict.status in ("invalid", "unsigned")
        return
    assert verdict is not None
    assert (verdict.status, verdict.sentence, verdict.reason) == ("verified", None, None)
    assert all(signer.verified for signer in verdict.signers)
    if row["certificates"]:
        assert {s.certificate.sha256 for s in verdict.signers} == set(row["certificates"].split(","))


def test_the_table_is_about_every_file(evidence_dir: Path) -> None:
    assert {row["name"] for row in rows()} == {p.name for p in (evidence_dir / "apksig").glob("*.apk")}


@pytest.mark.parametrize(
    ("name", "scheme", "reason"),
    [
        ("v2-only-with-ecdsa-sha256-p256-digest-mismatch.apk", "v2", "digest"),
        ("v2-only-with-rsa-pss-sha256-2048-sig-does-not-verify.apk", "v2", "signature"),
        ("v2-only-apk-sig-block-size-mismatch.apk", None, "malformed"),
        ("v3-only-signatures-and-digests-block-mismatch.apk", "v3", "malformed"),
        ("v3-only-cert-and-public-key-mismatch.apk", "v3", "certificate"),
        ("v3-only-no-supported-sig-algs.apk", "v3", "algorithm"),
        ("v2-stripped.apk", "v1", "stripped"),
        ("v3-stripped.apk", "v2", "stripped"),
        ("v1-only-targetSandboxVersion-2.apk", "v1", "policy"),
        ("v1-sha1-sha256-manifest-and-sf-with-sha256-wrong-in-manifest.apk", "v1", "digest"),
        ("v1-only-with-signed-attrs-wrong-signature.apk", "v1", "signature"),
    ],
)
def test_reasons(name: str, scheme: str | None, reason: str, evidence_dir: Path) -> None:
    row = next(r for r in rows() if r["name"] == name)
    verdict = judge(evidence_dir / "apksig" / name, row)
    assert verdict is not None
    assert (verdict.status, verdict.scheme, verdict.reason) == ("invalid", scheme, reason)
    assert verdict.sentence


def test_lineage_is_read_oldest_first(evidence_dir: Path) -> None:
    name = "v1v2v3-with-rsa-2048-lineage-3-signers.apk"
    row = next(r for r in rows() if r["name"] == name)
    verdict = judge(evidence_dir / "apksig" / name, row)
    assert verdict is not None
    assert len(verdict.lineage) == 3
    assert verdict.lineage[-1].sha256 == verdict.signers[0].certificate.sha256
    older = [s for s in verdict.others if s.scheme == "v2"]
    assert older[0].certificate.sha256 == verdict.lineage[0].sha256
    assert older[0].verified


def test_threads_come_to_the_same(evidence_dir: Path) -> None:
    for name in ("original.apk", "golden-rsa-out.apk", "v1-only-two-signers.apk"):
        row = next(r for r in rows() if r["name"] == name)
        one = judge(evidence_dir / "apksig" / name, row)
        assert one == judge(evidence_dir / "apksig" / name, row, max_workers=3)
