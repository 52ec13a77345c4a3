"""Families by digest, and the phone's own platform key."""

from __future__ import annotations

from typing import Any

from gifthorse.analysis import signers
from gifthorse.tables import Rows

TESTKEY = "a40da80a59d170caa950cf15c18c454d47a39b26989d8b640ecd745ba71bf5dc"
ANDROID = "EMAILADDRESS=android@android.com,CN=Android,O=Android,C=US"


def families(*keys: tuple[str, str]) -> list[str | None]:
    rows = Rows()
    for sha256, subject in keys:
        rows.add("signers", evidence=1, package="p", scheme="v2", position=0, sha256=sha256, subject=subject)
    found: list[str | None] = signers.name_families(dict(rows.tables())["signers"])["family"].to_pylist()
    return found


def keys(*apps: dict[str, Any]) -> list[str]:
    rows = Rows()
    for number, app in enumerate(apps):
        rows.add("apps", evidence=number, **({"partition": "system"} | app))
    found: list[str] = signers.platform_keys(dict(rows.tables())["apps"])["sha256"].to_pylist()
    return found


def test_a_digest_tells_the_test_key_and_a_subject_does_not() -> None:
    assert families((TESTKEY, ANDROID), ("00" * 32, ANDROID)) == ["aosp-test", None]


def test_a_debug_key_is_told_by_its_own_subject() -> None:
    debug, other = "C=US,O=Android,CN=Android Debug", "C=US,O=Android Debugging,CN=Somebody"
    assert families(("11" * 32, debug), ("22" * 32, other)) == ["android-debug", None]


def test_the_framework_package_names_the_platform_key() -> None:
    assert keys({"package": "android", "signer": "aa", "uid": "system"}, {"package": "x", "signer": "bb"}) == ["aa"]


def test_without_it_most_of_the_system_apps_must_agree() -> None:
    system = [{"package": f"p{i}", "uid": "system", "signer": "aa"} for i in range(3)]
    assert keys(*system, {"package": "q", "uid": "system", "signer": "bb"}) == ["aa"]
    assert keys(*system[:2]) == []


def test_an_app_from_elsewhere_cannot_name_the_platform_key() -> None:
    assert keys({"package": "android", "signer": "aa", "uid": "system", "partition": None}) == []
