"""Rows of signers, from the signature suite."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from gifthorse.formats.apksig import Verdict
from gifthorse.formats.zip import open_zip
from gifthorse.readers import signatures
from gifthorse.tables import Rows, node_id


def read(path: Path, rows: Rows, target_sdk: int | None = None) -> Verdict:
    data = path.read_bytes()
    return signatures.read(path.name, "a.b", open_zip(data), data, rows, min_sdk=21, target_sdk=target_sdk)


def test_a_row_for_every_signer_and_step(evidence_dir: Path) -> None:
    rows = Rows()
    path = evidence_dir / "apksig" / "v1v2v3-with-rsa-2048-lineage-3-signers.apk"
    verdict = read(path, rows)
    assert verdict.status == "verified"
    found = rows.rows("signers")
    assert [(r["scheme"], r["position"]) for r in found] == [("v3", 0), ("v2", 0), ("lineage", 0), ("lineage", 1)]
    assert {r["evidence"] for r in found} == {node_id(path.name)}
    assert {(r["package"], r["verified"], r["key_type"], r["key_bits"]) for r in found} == {("a.b", True, "RSA", 2048)}
    assert found[1]["sha256"] == found[2]["sha256"] != found[0]["sha256"]
    (table,) = [t for name, t in rows.tables() if name == "signers"]
    assert table.num_rows == 4


def test_the_aosp_test_key_by_digest(evidence_dir: Path) -> None:
    rows = Rows()
    read(evidence_dir / "apksig" / "debuggable-boolean.apk", rows)
    first = rows.rows("signers")[0]
    assert first["sha256"] == "a40da80a59d170caa950cf15c18c454d47a39b26989d8b640ecd745ba71bf5dc"
    assert first["sha1"] == "61ed377e85d386a8dfee6b864bd85b0bfaa5af81"
    assert first["subject"].startswith("emailAddress=android@android.com,CN=Android,OU=Android")
    assert first["not_before"].isoformat() == "2008-02-29T01:33:46+00:00"


def test_an_invalid_signature_still_names_its_signer(evidence_dir: Path) -> None:
    rows = Rows()
    verdict = read(evidence_dir / "apksig" / "v2-only-with-ecdsa-sha256-p256-digest-mismatch.apk", rows)
    assert verdict.status == "invalid"
    assert [(r["scheme"], r["verified"]) for r in rows.rows("signers")] == [("v2", False)]
    assert rows.rows("problems") == []


def test_unsigned(evidence_dir: Path) -> None:
    rows = Rows()
    assert read(evidence_dir / "apksig" / "golden-aligned-in.apk", rows).status == "unsigned"
    assert rows.rows("signers") == []


def test_what_cannot_be_decided_is_a_problem(evidence_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = Rows()
    monkeypatch.setattr("gifthorse.formats.apksig.v1.MAX_INFLATED", 10)
    path = evidence_dir / "apksig" / "v1-only-two-signers.apk"
    assert read(path, rows).status == "unsupported"
    (problem,) = rows.rows("problems")
    assert (problem["path"], problem["reader"], problem["error"]) == (path.name, "signatures", "limit")


def test_limitations_are_sentences() -> None:
    assert signatures.FILLS == ("signers",)
    assert all(text.endswith(".") for text in signatures.LIMITATIONS)


def test_every_signer_in_the_suite_has_a_whole_certificate(evidence_dir: Path) -> None:
    table = Path(__file__).parents[1] / "formats" / "apksig" / "expected.tsv"
    with table.open(newline="") as file:
        names = [row["name"] for row in csv.DictReader(file, delimiter="\t") if row["expected"] == "verified"]
    rows = Rows()
    for name in names:
        read(evidence_dir / "apksig" / name, rows)
    assert rows.rows("problems") == []
    assert len(rows.rows("signers")) > len(names)
