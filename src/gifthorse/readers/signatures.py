"""Who signed an APK, and whether the signature holds: fills `signers` and gives the verdict for the app's own row."""

from __future__ import annotations

import mmap
from typing import Final

from gifthorse.formats.apksig import Signer, Verdict, verify
from gifthorse.formats.zip import Archive
from gifthorse.tables import Rows, node_id

NAME: Final = "signatures"
READS: Final = ("apk",)
FILLS: Final = ("signers",)
LIMITATIONS: Final = [
    "Where a newer scheme decides, an older JAR signature in the same APK is not looked at.",
    "Source stamps are not read.",
    "Signatures with ML-DSA keys are not checked.",
    "The rules are those of Android 6.0 and later; what older releases accept is not considered.",
]


def read(
    node_path: str,
    package: str | None,
    archive: Archive,
    data: bytes | memoryview | mmap.mmap,
    rows: Rows,
    *,
    min_sdk: int | None = None,
    target_sdk: int | None = None,
    target_sandbox: int | None = None,
    idsig: bytes | None = None,
) -> Verdict:
    """Verify the APK that `archive` was opened over `data`, and add a row a signer and a step of its lineage.

    `min_sdk`, `target_sdk` and `target_sandbox` are the manifest's, None if unknown. What cannot be decided becomes a
    problem; nothing is raised for what is wrong with the APK.
    """
    verdict = verify(
        archive,
        data,
        idsig=idsig,
        min_sdk=min_sdk,
        target_sdk=target_sdk,
        target_sandbox=target_sandbox,
    )
    for signer in (*verdict.signers, *verdict.others):
        _add(rows, node_path, package, signer)
    current = verdict.signers[0].certificate.sha256 if verdict.signers else None
    for step, certificate in enumerate(verdict.lineage):
        if certificate.sha256 == current:
            break  # what follows is meant for a later Android
        _add(rows, node_path, package, Signer("lineage", step, certificate, verdict.status == "verified"))
    if verdict.status == "unsupported":
        rows.problem(
            node_path,
            NAME,
            verdict.sentence or "The signature cannot be checked.",
            error="limit" if verdict.reason == "limit" else "unsupported",
        )
    for signer in verdict.signers:
        _damage(rows, node_path, signer)
    return verdict


def _damage(rows: Rows, node_path: str, signer: Signer) -> None:
    for sentence in signer.certificate.damage[:3]:
        rows.problem(node_path, NAME, f"A signer's certificate is partly unreadable: {sentence}")


def _add(rows: Rows, node_path: str, package: str | None, signer: Signer) -> None:
    certificate = signer.certificate
    rows.add(
        "signers",
        evidence=node_id(node_path),
        package=package,
        scheme=signer.scheme,
        position=signer.position,
        sha256=certificate.sha256,
        sha1=certificate.sha1,
        spki_sha256=certificate.spki_sha256,
        subject=certificate.subject,
        issuer=certificate.issuer,
        not_before=certificate.not_before,
        not_after=certificate.not_after,
        key_type=certificate.key_type,
        key_bits=certificate.key_bits,
        verified=signer.verified,
        family=None,
    )
