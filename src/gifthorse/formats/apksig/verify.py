"""Verify an APK: the newest signature scheme in it decides, as it does on Android.

An APK is verified if every Android release from its minSdk (at least Android 6.0) that knows the newest scheme in it
accepts it; that is what `apksigner verify` says with the minimum API level set to that scheme's first one.
"""

from __future__ import annotations

import mmap
from typing import Final

from msgspec.structs import replace

from gifthorse.errors import FormatError, LimitError
from gifthorse.formats.apksig import block, v1, v2, v3, v4
from gifthorse.formats.apksig.digests import Contents
from gifthorse.formats.apksig.signer import Record
from gifthorse.formats.apksig.verdict import INVALID, UNSIGNED, UNSUPPORTED, VERIFIED, Invalid, Signer, Verdict
from gifthorse.formats.x509 import Certificate
from gifthorse.formats.zip import Archive

OLDEST_LEVEL: Final = 23
V2_REQUIRED_TARGET: Final = 30
Why = Invalid | FormatError | None


def verify(
    archive: Archive,
    data: bytes | memoryview | mmap.mmap,
    *,
    idsig: bytes | None = None,
    min_sdk: int | None = None,
    target_sdk: int | None = None,
    target_sandbox: int | None = None,
    max_workers: int = 1,
) -> Verdict:
    """The verdict on an APK; never raises for what is wrong with it.

    `data` is the buffer that `archive` was opened over, `idsig` the bytes of the .idsig file beside it; the others are
    the manifest's minSdkVersion, targetSdkVersion and targetSandboxVersion, None if unknown.
    """
    view = data if isinstance(data, memoryview) else memoryview(data)
    min_sdk = max(min_sdk or 1, OLDEST_LEVEL)
    try:
        found, remnant = block.find(view, archive.sections)
    except LimitError as error:
        return _verdict(error, None, (), ())
    if found is None or not found.schemes:
        verdict = _jar(archive, remnant, min_sdk=min_sdk, max_workers=max_workers)
        if verdict.status != UNSIGNED:
            verdict = _policy(verdict, target_sdk, target_sandbox)
    else:
        verdict = _schemes(view, archive, found, idsig, min_sdk=min_sdk, max_workers=max_workers)
    if verdict.status == VERIFIED and "AndroidManifest.xml" not in archive:
        return replace(verdict, status=INVALID, reason="archive", sentence="The archive has no AndroidManifest.xml.")
    if verdict.status == VERIFIED and archive.refused:
        return replace(verdict, status=INVALID, reason="archive", sentence=archive.refused[0])
    return verdict


def _jar(archive: Archive, remnant: str | None, *, min_sdk: int, max_workers: int) -> Verdict:
    jar = v1.read(archive, min_sdk=min_sdk, max_workers=max_workers)
    if not jar.present:
        if remnant is None:
            return Verdict(UNSIGNED, None, "The app is not signed.")
        return Verdict(INVALID, None, f"Android sees no signature. {remnant}", "malformed")
    notes = (*jar.notes, *((remnant,) if remnant else ()))
    return replace(_verdict(jar.why, "v1", jar.rows(), ()), notes=notes)


def _policy(verdict: Verdict, target_sdk: int | None, target_sandbox: int | None) -> Verdict:
    if verdict.status != VERIFIED:
        return verdict
    if target_sdk is not None and target_sdk >= V2_REQUIRED_TARGET:
        sentence = f"The app targets API level {target_sdk}, for which Android wants scheme v2 or newer."
    elif target_sandbox is not None and target_sandbox > 1:
        sentence = f"The app targets security sandbox {target_sandbox}, for which Android wants scheme v2 or newer."
    else:
        return verdict
    return replace(verdict, status=INVALID, reason="policy", sentence=sentence)


def _schemes(
    view: memoryview, archive: Archive, found: block.Block, idsig: bytes | None, *, min_sdk: int, max_workers: int
) -> Verdict:
    sections = archive.sections
    contents = Contents(view, found.start, sections.directory, sections.end, max_workers=max_workers)
    rows: dict[str, list[Signer]] = {}
    whys: dict[str, Why] = {}
    records: dict[str, list[Record]] = {}
    lineage: tuple[Certificate, ...] = ()
    v31 = v30 = None
    if block.V31 in found.schemes:
        v31 = v3.read(found.schemes[block.V31], contents, min_sdk=min_sdk, is_v31=True)
        rows["v3.1"], whys["v3.1"], records["v3.1"] = _rows(v31.records, "v3.1"), v31.why, v31.records
        if whys["v3.1"] is None and block.V3 not in found.schemes:
            whys["v3.1"] = Invalid("The app has a v3.1 signature without the v3 signature that goes with it.")
    if block.V3 in found.schemes:
        v30 = v3.read(found.schemes[block.V3], contents, min_sdk=min_sdk, v31=v31)
        rows["v3"], whys["v3"], records["v3"] = _rows(v30.records, "v3"), v30.why, v30.records
    if block.V2 in found.schemes:
        listed, why = v2.read(found.schemes[block.V2], contents, v3_found=v30 is not None or v31 is not None)
        rows["v2"], whys["v2"], records["v2"] = _rows(listed, "v2"), why, listed
    # A v3.1 signer may be meant for a later Android than any there is: then v3 decides, if both hold.
    order = [name for name in ("v3.1", "v3", "v2") if name in whys]
    decides = order[0]
    if v31 is not None and v30 is not None and v31.why is None and (v31.applying() is None or v30.why is not None):
        decides = "v3"
    applying = 0
    for name, scheme in (("v3.1", v31), ("v3", v30)):
        if name == decides and scheme is not None:
            applying = scheme.applying() or 0
            lineage = max((v31.lineages if v31 else []) + scheme.lineages, key=len, default=())
    signers = sorted(rows[decides], key=lambda s: s.position != applying) if decides != "v2" else rows["v2"]
    others = [signer for name in order if name != decides for signer in rows[name]]
    verdict = replace(_verdict(whys[decides], decides, signers, others), lineage=lineage, notes=_notes(v31, v30))
    if idsig is not None and verdict.status == VERIFIED:
        accepted = {kind: value for name in order for r in records[name] for kind, value in r.digests.items()}
        mine = tuple(s.certificate for s in (*verdict.signers, *verdict.others))
        fourth, why = v4.read(idsig, view, accepted, mine)
        verdict = replace(verdict, others=(*verdict.others, *((fourth,) if fourth else ())))
        if why is not None:
            status, reason = _status(why)
            verdict = replace(verdict, status=status, scheme="v4", sentence=str(why), reason=reason)
    return verdict


def _rows(records: list[Record], scheme: str) -> list[Signer]:
    return [row for row in (record.row(scheme) for record in records) if row is not None]


def _notes(v31: v3.Scheme | None, v30: v3.Scheme | None) -> tuple[str, ...]:
    if v31 is None or v30 is None:
        return ()
    protected = any(kind == v3.ROTATION_MIN_SDK for record in v30.records for kind, _ in record.attributes)
    return (
        () if protected else ("The v3.1 signature could be removed unnoticed: the v3 signature does not mention it.",)
    )


def _status(why: Why) -> tuple[str, str | None]:
    if why is None:
        return VERIFIED, None
    if isinstance(why, Invalid):
        return INVALID, why.reason
    return UNSUPPORTED, "limit" if isinstance(why, LimitError) else "algorithm"


def _verdict(
    why: Why, scheme: str | None, signers: list[Signer] | tuple[()], others: list[Signer] | tuple[()]
) -> Verdict:
    status, reason = _status(why)
    altered = why.altered if isinstance(why, Invalid) else ()
    return Verdict(
        status, scheme, None if why is None else str(why), reason, tuple(signers), tuple(others), (), altered
    )
