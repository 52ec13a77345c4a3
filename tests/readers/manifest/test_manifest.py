"""Manifests: every default, inheritance and refusal as Android's package parser has it."""

from __future__ import annotations

import re
import shutil
import subprocess
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.axmlwriter import IDS, Cell, Document, E, Entry, Raw, Ref, table
from tests.axmlwriter import manifest as tree

from gifthorse.formats import arsc
from gifthorse.readers import manifest
from gifthorse.readers.manifest import filling
from gifthorse.tables import Rows, node_id

FRAMEWORK = Path("/usr/share/android-framework-res/framework-res.apk")
TOOLS = pytest.mark.skipif(
    not (shutil.which("aapt") and FRAMEWORK.exists()), reason="aapt and android-framework-res are not installed"
)
PACKAGE = "org.example.app"


def read(root: E, /, **how: Any) -> tuple[manifest.ManifestFacts, Rows]:
    rows = Rows()
    facts = manifest.read("base.apk", Document(root).data(), rows=rows, **how)
    assert facts is not None
    return facts, rows


def app(*children: E, sdk: int | None = 30, **android: Cell) -> E:
    uses = [] if sdk is None else [E("uses-sdk", {"targetSdkVersion": sdk})]
    return tree(PACKAGE, *uses, application=E("application", dict(android), children=children))


def component(root: E, /, **how: Any) -> Mapping[str, Any]:
    (row,) = read(root, **how)[1].rows("components")
    return row


FILTER = E("intent-filter", children=[E("action", {"name": "org.example.GO"})])


@pytest.mark.parametrize("kind", ["activity", "service", "receiver", "activity-alias"])
@pytest.mark.parametrize(
    ("stated", "filtered", "exported"),
    [
        (None, False, False),
        (None, True, True),
        (False, True, False),
        (True, False, True),
        ("true", False, True),
        ("TRUE", False, True),
        ("True", True, False),
        ("1", False, True),
        ("0", True, False),
        (1, False, True),
        (-5, False, True),
        (0, True, False),
        (Raw(0x1C, 7), False, True),
        (Raw(0x00, 0), True, True),
        (Ref(0x7F010000), True, False),
    ],
)
def test_who_is_exported(kind: str, stated: Cell | None, filtered: bool, exported: bool) -> None:
    attributes: dict[str, Cell] = {"name": ".C", **({} if stated is None else {"exported": stated})}
    row = component(app(E(kind, attributes, children=[FILTER] if filtered else [])))
    assert row["exported"] is exported
    if stated is None or stated == Raw(0x00, 0):
        assert row["exported_stated"] is None
    else:
        assert row["exported_stated"] is exported


@pytest.mark.parametrize(
    ("low", "target", "exported"), [(None, None, True), (17, None, False), (4, 16, True), (4, 17, False)]
)
def test_providers_were_exported_before_android_4_2(low: int | None, target: int | None, exported: bool) -> None:
    sdks: dict[str, Cell] = {}
    if low is not None:
        sdks["minSdkVersion"] = low
    if target is not None:
        sdks["targetSdkVersion"] = target
    provider = E("provider", {"name": "P", "authorities": "a;b;;c"})
    row = component(tree(PACKAGE, E("uses-sdk", sdks), application=E("application", children=[provider])))
    assert row["exported"] is exported
    assert row["authorities"] == ("a", "b", "c")
    assert row["component"] == f"{PACKAGE}.P"


def test_permissions_are_inherited_unless_an_empty_one_lifts_them() -> None:
    def permission(kind: str, **stated: Cell) -> tuple[str | None, ...]:
        row = component(app(E(kind, {"name": ".C", **stated}), permission="APP"))
        return row["permission"], row["read_permission"], row["write_permission"]

    assert permission("service") == ("APP", None, None)
    assert permission("service", permission="OWN") == ("OWN", None, None)
    assert permission("service", permission="") == (None, None, None)
    assert permission("activity-alias", targetActivity=".X") == (None, None, None)
    assert permission("activity-alias", targetActivity=".X", permission="OWN") == ("OWN", None, None)
    assert permission("provider") == ("APP", "APP", "APP")
    assert permission("provider", permission="P", writePermission="W") == ("P", "P", "W")
    assert permission("provider", permission="P", readPermission="") == ("P", None, "P")


def test_an_application_that_is_disabled_disables_everything() -> None:
    assert component(app(E("service", {"name": ".S", "enabled": True}), enabled=False))["enabled"] is False
    assert component(app(E("service", {"name": ".S", "enabled": False})))["enabled"] is False
    assert component(app(E("service", {"name": ".S"})))["enabled"] is True


def test_an_alias_takes_after_its_activity() -> None:
    root = app(
        E("activity", {"name": ".Real", "process": ":ui", "excludeFromRecents": True, "theme": Ref(0x01030055)}),
        E("activity-alias", {"name": "Other", "targetActivity": ".Real", "exported": True}),
    )
    real, alias = read(root)[1].rows("components")
    assert (real["component"], real["target"]) == (f"{PACKAGE}.Real", f"{PACKAGE}.Real")
    assert (alias["component"], alias["target"]) == (f"{PACKAGE}.Other", f"{PACKAGE}.Real")
    for row in (real, alias):
        assert row["process"] == f"{PACKAGE}:ui"
        assert row["exclude_from_recents"]
        assert row["no_display"]


@pytest.mark.parametrize(
    ("written", "full"), [(".a.B", f"{PACKAGE}.a.B"), ("B", f"{PACKAGE}.B"), ("com.other.B", "com.other.B")]
)
def test_class_names(written: str, full: str) -> None:
    assert component(app(E("receiver", {"name": written})))["component"] == full


def test_components_elsewhere_or_without_a_name_are_none() -> None:
    root = tree(
        PACKAGE,
        E("service", {"name": ".Outside"}),
        application=E(
            "application",
            children=[E("box", children=[E("service", {"name": ".Boxed"})]), E("service"), E("service", {"name": ""})],
        ),
    )
    root = E(
        root.tag,
        root.android,
        root.attributes,
        [*root.children, E("application", children=[E("service", {"name": ".Second"})])],
    )
    assert read(root)[1].rows("components") == []


def test_filters() -> None:
    first = E(
        "intent-filter",
        {"priority": 999},
        children=[
            E("action", {"name": "A"}),
            E("action", {"name": "B"}),
            E("action", {"name": "A"}),
            E("category", {"name": "C"}),
            E("data", {"scheme": "https", "host": "example.org", "port": "8443"}),
            E("data", {"mimeType": "text/plain", "host": "h"}),
        ],
    )
    root = app(E("activity", {"name": ".M"}, children=[first, E("intent-filter"), E("nothing")]))
    rows = read(root)[1].rows("intent_filters")
    assert [(r["filter"], r["action"]) for r in rows] == [(0, "A"), (0, "B"), (1, None)]
    assert rows[0]["categories"] == ("C",)
    assert rows[0]["schemes"] == ("https",)
    assert rows[0]["hosts"] == ("example.org:8443", "h")
    assert rows[0]["mime_types"] == ("text/plain",)
    assert [r["priority"] for r in rows] == [999, 999, 0]


def test_actions_are_asked_for_by_name_as_android_does() -> None:
    odd = E("action", attributes=[("name", Raw(0x03, 0), IDS["name"])])
    tampered = E("intent-filter", children=[odd])
    root = Document(app(E("receiver", {"name": ".R"}, children=[tampered])), blank_names=True)
    rows = Rows()
    assert manifest.read("x", root.data(), rows=rows) is not None
    assert len(rows.rows("intent_filters")) == 1


def test_the_rest_of_a_component() -> None:
    service = E(
        "service",
        {
            "name": ".S",
            "process": "com.shared",
            "directBootAware": True,
            "isolatedProcess": True,
            "foregroundServiceType": Raw(0x11, 0xC0),
        },
        children=[
            E("meta-data", {"name": "a", "value": "text"}),
            E("meta-data", {"name": "b", "value": Ref(0x7F020001)}),
            E("meta-data", {"name": "c", "resource": Ref(0x7F020002)}),
            E("meta-data", {"name": "d", "value": 7}),
            E("meta-data", {"value": "nameless"}),
        ],
    )
    row = component(app(service))
    assert row["process"] == "com.shared"
    assert row["direct_boot_aware"]
    assert row["isolated"]
    assert row["foreground_service_type"] == 0xC0
    assert row["metadata"] == ("a=text", "b=@0x7f020001", "c=@0x7f020002", "d=7")
    provider = E("provider", {"name": ".P", "grantUriPermissions": True}, children=[E("path-permission")] * 2)
    row = component(app(provider))
    assert row["grant_uri_permissions"]
    assert row["path_permissions"] == 2


def test_the_application_row() -> None:
    root = E(
        "manifest",
        {
            "sharedUserId": "android.uid.system",
            "sharedUserMaxSdkVersion": 32,
            "versionCode": -1,
            "versionCodeMajor": 2,
            "versionName": "1.0",
        },
        [("package", PACKAGE), ("coreApp", True)],
        [
            E("uses-sdk", {"minSdkVersion": 5}),
            E("uses-sdk", {"minSdkVersion": 21, "targetSdkVersion": "Tiramisu"}),
            E("original-package", {"name": "old.one"}),
            E("overlay", {"targetPackage": "android"}),
            E("instrumentation", {"name": ".Run", "targetPackage": PACKAGE}),
            E(
                "application",
                {
                    "name": "App",
                    "label": Ref(0x7F010000),
                    "backupAgent": ".Backup",
                    "debuggable": True,
                    "persistent": True,
                    "testOnly": True,
                    "allowBackup": False,
                    "hasCode": False,
                    "process": ":p",
                    "appComponentFactory": "x.Factory",
                },
                children=[E("uses-library", {"name": "lib"})],
            ),
        ],
    )
    strings = table(0x7F, [("string", [(b"", [Entry("Etikett")])])])
    facts, rows = read(root, arsc_bytes=strings)
    manifest.add_app("base.apk", facts, rows=rows, path="/system/app/A.apk", installed_as="app", sha256="00")
    (row,) = rows.rows("apps")
    assert row == row | {
        "evidence": node_id("base.apk"),
        "package": PACKAGE,
        "label": "Etikett",
        "version_code": 2 << 32 | 0xFFFFFFFF,
        "version_name": "1.0",
        "shared_user_id": "android.uid.system",
        "uid": "system",
        "min_sdk": 21,
        "target_sdk": 33,
        "debuggable": True,
        "test_only": True,
        "allow_backup": False,
        "persistent": True,
        "has_code": False,
        "core_app": True,
        "process": f"{PACKAGE}:p",
        "application_class": f"{PACKAGE}.App",
        "backup_agent": f"{PACKAGE}.Backup",
        "overlay_target": "android",
        "uses_libraries": ["lib"],
        "original_packages": ["old.one"],
        "path": "/system/app/A.apk",
    }
    assert facts.instrumentation == (f"{PACKAGE}.Run",)
    assert facts.factory == "x.Factory"
    assert facts.shared_user_max_sdk == 32
    assert len(list(rows.tables())) == 1


def test_defaults_of_an_empty_manifest() -> None:
    facts, rows = read(tree(PACKAGE))
    assert facts.app == {
        **facts.app,
        "label": None,
        "version_code": None,
        "min_sdk": 1,
        "target_sdk": 1,
        "debuggable": False,
        "allow_backup": True,
        "has_code": False,
        "cleartext_permitted": True,
        "user_cas_trusted": True,
        "has_launcher": False,
    }
    assert rows.rows("components") == []


@pytest.mark.parametrize(
    ("target", "stated", "cleartext", "user"),
    [
        (23, None, True, True),
        (27, None, True, False),
        (28, None, False, False),
        (28, True, True, False),
        (27, False, False, False),
    ],
)
def test_cleartext_and_user_cas_without_a_configuration(
    target: int, stated: bool | None, cleartext: bool, user: bool
) -> None:
    root = app(sdk=target, **({} if stated is None else {"usesCleartextTraffic": stated}))
    facts = read(root)[0]
    assert facts.app["cleartext_permitted"] is cleartext
    assert facts.app["user_cas_trusted"] is user


@pytest.mark.parametrize("kind", ["activity", "activity-alias"])
@pytest.mark.parametrize(
    ("category", "enabled", "expected"),
    [("LAUNCHER", True, True), ("LEANBACK_LAUNCHER", True, True), ("LAUNCHER", False, False), ("DEFAULT", True, False)],
)
def test_launchers(kind: str, category: str, enabled: bool, expected: bool) -> None:
    main = E(
        "intent-filter",
        children=[
            E("action", {"name": "android.intent.action.MAIN"}),
            E("category", {"name": f"android.intent.category.{category}"}),
        ],
    )
    facts = read(app(E(kind, {"name": ".M", "enabled": enabled}, children=[main])))[0]
    assert facts.app["has_launcher"] is expected


def test_themes_that_hide_are_followed_to_the_framework() -> None:
    styles = table(
        0x7F,
        [
            (
                "style",
                [
                    (
                        b"",
                        [
                            Entry(None, parent=0x7F010001),
                            Entry(None, parent=0x0103000F),
                            Entry(None, parent=0x01030005),
                        ],
                    )
                ],
            )
        ],
    )
    root = app(
        E("activity", {"name": ".A", "theme": Ref(0x7F010000)}),
        E("activity", {"name": ".B", "theme": Ref(0x7F010002)}),
        E("activity", {"name": ".C"}),
        theme=Ref(0x01030010),
    )
    assert [r["no_display"] for r in read(root, arsc_bytes=styles)[1].rows("components")] == [True, False, True]


def test_permissions() -> None:
    root = tree(
        PACKAGE,
        E("permission", {"name": "P.normal"}),
        E("permission", {"name": "P.old", "protectionLevel": Raw(0x11, 3), "permissionGroup": "G"}),
        E("permission", {"name": "P.sig", "protectionLevel": Raw(0x11, 0x32)}),
        E("permission", {"name": "P.internal", "protectionLevel": Raw(0x11, 0x4000004)}),
        E("permission", {"name": Ref(0x7F010000)}),
        E("uses-permission", {"name": "U.one", "maxSdkVersion": 22}),
        E("uses-permission", {"name": "U.one"}),
        E("uses-permission", {"name": "U.two", "maxSdkVersion": 18}),
        E("uses-permission", {"name": "U.two", "maxSdkVersion": 28}),
        E("uses-permission-sdk-23", {"name": "U.three"}),
        E("uses-permission", {"name": Ref(0x7F010000)}),
        application=E("application", children=[E("uses-permission", {"name": "U.inside"})]),
    )
    facts, rows = read(root, arsc_bytes=table(0x7F, [("string", [(b"", [Entry("by.reference")])])]))
    assert [(r["name"], r["protection_level"], r["base_level"]) for r in rows.rows("permissions_declared")] == [
        ("P.normal", "normal", "normal"),
        ("P.old", "signature|privileged", "signature"),
        ("P.sig", "signature|privileged|development", "signature"),
        ("P.internal", "internal|role", "internal"),
    ]
    assert rows.rows("permissions_declared")[1]["permission_group"] == "G"
    used = {r["name"]: r["max_sdk"] for r in rows.rows("permissions_used")}
    assert used == {"U.one": None, "U.two": 28, "U.three": None}
    assert facts.permissions_used == ("U.one", "U.two", "U.three")


@pytest.mark.parametrize(
    ("package", "system", "listed"), [(PACKAGE, True, True), (PACKAGE, False, False), ("android", False, True)]
)
def test_system_apps_alone_protect_broadcasts(package: str, system: bool, listed: bool) -> None:
    _, rows = read(tree(package, E("protected-broadcast", {"name": "A"})), system=system)
    expected = [{"action": "A", "declared_by": package, "source": "phone"}] if listed else []
    assert rows.rows("protected_broadcasts") == expected


def test_splits_add_their_components_to_the_base() -> None:
    base = app(permission="APP", sdk=16)
    split = E(
        "manifest",
        {},
        [("package", PACKAGE), ("split", "feature")],
        [E("application", children=[E("provider", {"name": ".P"})])],
    )
    alien = tree("other.app", application=E("application", children=[E("service", {"name": ".S"})]))
    facts, rows = read(
        base,
        splits=[
            manifest.Split("feature.apk", Document(split).data()),
            manifest.Split("alien.apk", Document(alien).data()),
            manifest.Split("broken.apk", b"nothing"),
        ],
    )
    (row,) = rows.rows("components")
    assert row["evidence"] == node_id("feature.apk")
    assert (row["permission"], row["exported"], row["package"]) == ("APP", True, PACKAGE)
    assert [c.component for c in facts.components] == [f"{PACKAGE}.P"]
    assert [(p["path"], p["error"]) for p in rows.rows("problems")] == [
        ("alien.apk", "format"),
        ("broken.apk", "format"),
    ]


def test_a_booby_trapped_manifest_says_to_us_what_it_says_to_android() -> None:
    decoy = ("exported", True, IDS["exported"])
    root = app(
        E("service", {"name": ".S", "permission": "android.permission.DUMP", "exported": False}, [decoy]),
        E("uses-permission", {"name": "not.here"}),
    )
    whole = Document(root, blank_names=True, no_namespace=True, attribute_size=24, extra_ids=9)
    rows = Rows()
    facts = manifest.read("x", whole.data(kind=0, tail=b"PADDING" * 9), rows=rows)
    assert facts is not None
    (row,) = rows.rows("components")
    assert (row["component"], row["exported"], row["permission"]) == (f"{PACKAGE}.S", False, "android.permission.DUMP")
    assert rows.rows("problems") == []


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "too short"),
        (Document(E("resources")).data(), "begins with another element"),
        (Document(E("manifest")).data(), "names no package"),
    ],
)
def test_what_is_no_manifest_is_a_problem(data: bytes, sentence: str) -> None:
    rows = Rows()
    assert manifest.read("a!b.apk", data, rows=rows) is None
    (problem,) = rows.rows("problems")
    assert sentence in problem["sentence"]
    assert (problem["path"], problem["reader"]) == ("a!b.apk", "manifest")


def test_a_damaged_table_costs_the_references_alone() -> None:
    facts, rows = read(app(E("service", {"name": ".S"}), label=Ref(0x7F010000)), arsc_bytes=b"rubbish rubbish")
    assert facts.app["label"] is None
    assert len(rows.rows("components")) == 1
    assert len(rows.rows("problems")) == 1


def test_a_manifest_made_of_filters_upon_filters_stays_small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(filling, "MAX_CELLS", 500)
    data = [E("data", {"host": f"h{i}"}) for i in range(60)]
    actions = [E("action", {"name": f"A{i}"}) for i in range(60)]
    _, rows = read(app(E("activity", {"name": ".M"}, children=[E("intent-filter", children=[*actions, *data])])))
    assert len(rows.rows("intent_filters")) < 10
    assert [p["error"] for p in rows.rows("problems")] == ["limit"]


def test_text_is_cut_to_what_a_reader_can_use() -> None:
    facts, _ = read(app(label="x" * 200_000))
    assert len(facts.app["label"]) == 32_768


SAMPLE = Document(
    app(
        E("activity", {"name": ".M", "theme": Ref(0x7F020000)}, children=[FILTER]),
        E("provider", {"name": ".P", "authorities": "a"}, children=[E("meta-data", {"name": "a", "value": 1})]),
        label=Ref(0x7F010000),
        networkSecurityConfig=Ref(0x7F010000),
    )
).data()
RESOURCES = table(0x7F, [("string", [(b"", [Entry("text")])]), ("style", [(b"", [Entry(None, parent=0x01030055)])])])


@settings(max_examples=150, deadline=None, derandomize=True)
@given(
    st.integers(0, 1500),
    st.lists(st.tuples(st.integers(0, 4000), st.integers(0, 255)), max_size=40),
    st.lists(st.tuples(st.integers(0, 4000), st.integers(0, 255)), max_size=10),
)
def test_damage_never_escapes(cut: int, flips: list[tuple[int, int]], bends: list[tuple[int, int]]) -> None:
    data, resources = bytearray(SAMPLE[: len(SAMPLE) - cut] if cut < 700 else SAMPLE), bytearray(RESOURCES)
    for place, byte in flips:
        data[place % len(data)] = byte
    for place, byte in bends:
        resources[place % len(resources)] = byte
    rows = Rows()
    facts = manifest.read("x.apk", bytes(data), rows=rows, arsc_bytes=bytes(resources), entry=lambda _: bytes(data))
    if facts is None:
        assert rows.rows("problems")
    else:
        manifest.add_app("x.apk", facts, rows=rows, path="x", installed_as="single", sha256="")
    list(rows.tables())


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
