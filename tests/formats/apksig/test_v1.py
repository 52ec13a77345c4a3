"""JAR signatures, made here and then altered the way an attacker would."""

from __future__ import annotations

from typing import Any

import pytest

from gifthorse.formats.apksig import Verdict, v1, verify
from gifthorse.formats.zip import open_zip


def judge(data: bytes, **more: Any) -> Verdict:
    return verify(open_zip(data), data, **more)


def test_a_sound_signature(tools: Any, key: Any) -> None:
    files = tools.ENTRIES | {"META-INF/services/x": b"unprotected", "folder/": b""}
    verdict = judge(tools.zipped(files | tools.jar_files(tools.ENTRIES, key)))
    assert (verdict.status, verdict.scheme, verdict.sentence) == ("verified", "v1", None)
    (signer,) = verdict.signers
    assert (signer.certificate.sha256, signer.algorithm, signer.verified) == (key.sha256, "sha256-ecdsa", True)
    assert verdict.notes == ("1 file(s) in META-INF are not protected by the signature.",)


def test_an_altered_entry_is_named(tools: Any, key: Any) -> None:
    files = tools.ENTRIES | {"classes.dex": b"evil"} | tools.jar_files(tools.ENTRIES, key)
    verdict = judge(tools.zipped(files))
    assert (verdict.status, verdict.reason, verdict.altered) == ("invalid", "digest", ("classes.dex",))
    assert [s.verified for s in verdict.signers] == [False]
    assert verdict.signers[0].certificate.sha256 == key.sha256


def test_an_added_entry(tools: Any, key: Any) -> None:
    files = tools.ENTRIES | {"classes2.dex": b"added"} | tools.jar_files(tools.ENTRIES, key)
    verdict = judge(tools.zipped(files))
    assert (verdict.status, verdict.reason, verdict.altered) == ("invalid", "uncovered", ("classes2.dex",))


def test_a_removed_entry(tools: Any, key: Any) -> None:
    files = {"AndroidManifest.xml": tools.ENTRIES["AndroidManifest.xml"]} | tools.jar_files(tools.ENTRIES, key)
    verdict = judge(tools.zipped(files))
    assert (verdict.status, verdict.reason, verdict.altered) == ("invalid", "missing", ("'classes.dex'",))


def test_a_manifest_made_to_fit(tools: Any, key: Any) -> None:
    """Entry and manifest are changed together; the signature file still holds the old manifest's digests."""
    other = tools.ENTRIES | {"classes.dex": b"evil"}
    jar = tools.jar_files(tools.ENTRIES, key) | {
        "META-INF/MANIFEST.MF": tools.jar_files(other, key)["META-INF/MANIFEST.MF"]
    }
    verdict = judge(tools.zipped(other | jar))
    assert (verdict.status, verdict.reason) == ("invalid", "digest")
    assert "section on 'classes.dex'" in (verdict.sentence or "")


def test_a_signature_file_made_to_fit(tools: Any, key: Any, next_key: Any) -> None:
    other = tools.ENTRIES | {"classes.dex": b"evil"}
    jar = tools.jar_files(other, next_key) | {
        "META-INF/CERT.EC": tools.jar_files(tools.ENTRIES, key)["META-INF/CERT.EC"]
    }
    verdict = judge(tools.zipped(other | jar))
    assert (verdict.status, verdict.reason) == ("invalid", "signature")


def test_a_section_added_to_the_manifest(tools: Any, key: Any) -> None:
    """Another tool added lines behind: the whole manifest differs, its signed sections do not."""
    jar = tools.jar_files(tools.ENTRIES, key)
    jar["META-INF/MANIFEST.MF"] += b"Name: AndroidManifest.xml2\r\n\r\n"
    verdict = judge(tools.zipped(tools.ENTRIES | {"AndroidManifest.xml2": b""} | jar))
    assert (verdict.status, verdict.reason) == ("invalid", "uncovered")
    assert verdict.altered == ("AndroidManifest.xml2",)


def test_a_removed_newer_signature(tools: Any, key: Any) -> None:
    jar = tools.jar_files(tools.ENTRIES, key, head="X-Android-APK-Signed: 2, 3\r\n")
    verdict = judge(tools.zipped(tools.ENTRIES | jar))
    assert (verdict.status, verdict.reason) == ("invalid", "stripped")
    assert verdict.signers[0].verified, "the JAR signature itself holds"
    broken = judge(tools.zipped(tools.ENTRIES | {"classes.dex": b"evil"} | jar))
    assert (broken.status, broken.reason) == ("invalid", "digest")
    later = tools.jar_files(tools.ENTRIES, key, head="X-Android-APK-Signed: 7, x\r\n")
    assert judge(tools.zipped(tools.ENTRIES | later)).status == "verified"


def test_a_signature_file_without_version_is_ignored(tools: Any, key: Any) -> None:
    jar = tools.jar_files(tools.ENTRIES, key)
    without = tools.jar_files(tools.ENTRIES, key, head="")
    assert judge(tools.zipped(tools.ENTRIES | without)).status == "verified"
    for name in ("META-INF/CERT.SF", "META-INF/CERT.EC"):
        verdict = judge(tools.zipped(tools.ENTRIES | {k: v for k, v in jar.items() if k != name}))
        assert (verdict.status, verdict.reason) == ("invalid", "stripped")


def test_two_signers_must_sign_the_same(tools: Any, key: Any, next_key: Any) -> None:
    first = tools.jar_files(tools.ENTRIES, key)
    second = {k.replace("CERT", "NEXT"): v for k, v in tools.jar_files(tools.ENTRIES, next_key).items()}
    verdict = judge(tools.zipped(tools.ENTRIES | first | second))
    assert verdict.status == "verified"
    assert [s.certificate.sha256 for s in verdict.signers] == [key.sha256, next_key.sha256]
    fewer = {"classes.dex": tools.ENTRIES["classes.dex"]}
    partial = {k.replace("CERT", "NEXT"): v for k, v in tools.jar_files(fewer, next_key).items()}
    partial["META-INF/MANIFEST.MF"] = first["META-INF/MANIFEST.MF"]
    verdict = judge(tools.zipped(tools.ENTRIES | first | partial))
    assert (verdict.status, verdict.reason) == ("invalid", "uncovered")


def test_names_in_lower_case_count(tools: Any, key: Any) -> None:
    jar = {k.replace("CERT.EC", "cert.ec"): v for k, v in tools.jar_files(tools.ENTRIES, key).items()}
    assert judge(tools.zipped(tools.ENTRIES | jar)).status == "verified"


def test_no_signature(tools: Any) -> None:
    verdict = judge(tools.zipped(tools.ENTRIES | {"META-INF/MANIFEST.MF": b"Manifest-Version: 1.0\r\n\r\n"}))
    assert (verdict.status, verdict.scheme, verdict.signers) == ("unsigned", None, ())


def test_policies(tools: Any, key: Any) -> None:
    data = tools.zipped(tools.ENTRIES | tools.jar_files(tools.ENTRIES, key))
    assert judge(data, target_sdk=29, target_sandbox=1).status == "verified"
    for more in ({"target_sdk": 30}, {"target_sandbox": 2}):
        verdict = judge(data, **more)
        assert (verdict.status, verdict.reason, verdict.signers[0].verified) == ("invalid", "policy", True)


def test_entries_without_end(tools: Any, key: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    data = tools.zipped(tools.ENTRIES | tools.jar_files(tools.ENTRIES, key))
    monkeypatch.setattr(v1, "MAX_INFLATED", 1000)
    verdict = judge(data)
    assert (verdict.status, verdict.reason) == ("unsupported", "limit")


def test_an_archive_that_android_does_not_open(tools: Any, key: Any) -> None:
    data = tools.zipped(tools.ENTRIES | tools.jar_files(tools.ENTRIES, key)) + b"trailing"
    verdict = judge(data)
    assert (verdict.status, verdict.reason, verdict.signers[0].verified) == ("invalid", "archive", True)
    nothing = {"a": b"b"}
    verdict = judge(tools.zipped(nothing | tools.jar_files(nothing, key)))
    assert (verdict.reason, verdict.sentence) == ("archive", "The archive has no AndroidManifest.xml.")
