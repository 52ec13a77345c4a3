"""Manifests beside what aapt reads of them."""

from __future__ import annotations

import re
import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest

from gifthorse.formats import arsc
from gifthorse.readers import manifest
from gifthorse.tables import Rows

FRAMEWORK = Path("/usr/share/android-framework-res/framework-res.apk")
TOOLS = pytest.mark.skipif(
    not (shutil.which("aapt") and FRAMEWORK.exists()), reason="aapt and android-framework-res are not installed"
)


XML = """\
<manifest xmlns:android="http://schemas.android.com/apk/res/android" package="org.example.oracle"
    android:versionCode="7" android:versionName="@string/version">
  <uses-sdk android:minSdkVersion="19" android:targetSdkVersion="29"/>
  <uses-permission android:name="android.permission.INTERNET"/>
  <uses-permission android:name="android.permission.READ_SMS" android:maxSdkVersion="22"/>
  <permission android:name="org.example.P" android:protectionLevel="signature|privileged"/>
  <application android:label="@string/app" android:debuggable="@bool/debug" android:name=".App">
    <activity android:name=".Main"><intent-filter>
      <action android:name="android.intent.action.MAIN"/><category android:name="android.intent.category.LAUNCHER"/>
    </intent-filter></activity>
  </application>
</manifest>
"""


@TOOLS
def test_an_apk_of_aapt_reads_as_aapt_reads_it(tmp_path: Path) -> None:
    (tmp_path / "AndroidManifest.xml").write_text(XML)
    for folder, text in (("values", "Plain"), ("values-de", "Deutsch")):
        (tmp_path / "res" / folder).mkdir(parents=True)
        (tmp_path / "res" / folder / "v.xml").write_text(
            f'<resources><string name="app">{text}</string><string name="version">4.2</string>'
            '<bool name="debug">true</bool></resources>'
        )
    apk = tmp_path / "a.apk"
    subprocess.run(
        [
            "aapt",
            "package",
            "-f",
            "-M",
            tmp_path / "AndroidManifest.xml",
            "-S",
            tmp_path / "res",
            "-I",
            FRAMEWORK,
            "-F",
            apk,
        ],
        check=True,
        capture_output=True,
    )
    said = subprocess.run(["aapt", "dump", "badging", apk], check=True, capture_output=True, text=True).stdout
    with zipfile.ZipFile(apk) as archive:
        rows = Rows()
        facts = manifest.read(
            "a", archive.read("AndroidManifest.xml"), rows=rows, arsc_bytes=archive.read("resources.arsc")
        )
    assert facts is not None
    package = re.search(r"^package: name='(.*?)' versionCode='(.*?)' versionName='(.*?)'", said, re.MULTILINE)
    assert package is not None
    assert package.groups() == (facts.package, str(facts.app["version_code"]), facts.app["version_name"])
    assert f"sdkVersion:'{facts.min_sdk}'" in said
    assert f"targetSdkVersion:'{facts.target_sdk}'" in said
    assert f"application-label:'{facts.app['label']}'" in said
    assert ("application-debuggable" in said) is facts.debuggable is True
    assert re.findall(r"^uses-permission: name='(.*?)'", said, re.MULTILINE) == list(facts.permissions_used)
    assert f"launchable-activity: name='{facts.components[0].target}'" in said
    assert rows.rows("permissions_declared")[0]["protection_level"] == "signature|privileged"


@TOOLS
def test_the_frameworks_own_manifest() -> None:
    with zipfile.ZipFile(FRAMEWORK) as archive:
        framework = arsc.open_table(archive.read("resources.arsc"))
        rows = Rows()
        facts = manifest.read("f", archive.read("AndroidManifest.xml"), rows=rows, framework=framework, system=True)
    said = subprocess.run(["aapt", "dump", "permissions", FRAMEWORK], check=True, capture_output=True, text=True).stdout
    assert facts is not None
    assert facts.app["label"] == "Android System"
    declared = [r["name"] for r in rows.rows("permissions_declared")]
    assert sorted(declared) == sorted(re.findall(r"^permission: (.*)$", said, re.MULTILINE))
    levels = {r["name"]: r["protection_level"] for r in rows.rows("permissions_declared")}
    assert levels["android.permission.INSTALL_PACKAGES"] == "signature|privileged"
    assert levels["android.permission.READ_SMS"] == "dangerous"
    assert levels["android.permission.INTERNET"] == "normal|instant"
    assert "android.intent.action.BOOT_COMPLETED" in {r["action"] for r in rows.rows("protected_broadcasts")}
