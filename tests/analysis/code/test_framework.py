"""The table of framework classes: its form, and what it says of classes that matter."""

from __future__ import annotations

import re

import pytest

from gifthorse.analysis.code.framework import OBJECT, framework, raw_table


def test_every_parent_is_an_entry() -> None:
    table = framework()
    missing = {p for parents in table.parents.values() for p in parents} - table.parents.keys() - {OBJECT}
    assert missing == set()


def test_nothing_is_its_own_ancestor() -> None:
    table = framework()
    for name, parents in table.parents.items():
        assert all(name not in table.ancestors(p) for p in parents), name


def test_lines_have_the_documented_form() -> None:
    raw = raw_table()
    form = re.compile(r"@?[\w$.]+( < [\w$.]+( [\w$.]+)*)?( : [\w$]+( [\w$]+)*)?$")
    for section in ("classes", "hidden"):
        for package, text in raw[section].items():
            for entry in text.strip("\n").replace("\n  ", " ").split("\n"):
                assert form.match(entry), (package, entry)


def test_interfaces_extend_interfaces_only() -> None:
    table = framework()
    assert {p for i in table.interfaces for p in table.parents[i]} <= table.interfaces


def test_hand_over_leads_to_overridable_methods() -> None:
    table = framework()
    below = {name: [c for c in table.parents if name in table.ancestors(c)] for name in table.parents}
    for call, targets in table.handover.items():
        cls = call.rpartition(".")[0]
        for target in targets:
            base, _, name = target.rpartition(".")
            names = {n for c in below.get(base or cls, [base or cls]) for n in table.overridable(c) or ()}
            assert name in names, (call, target)


@pytest.mark.parametrize(
    ("cls", "ancestor"),
    [
        ("android.app.Activity", "android.content.Context"),
        ("android.app.IntentService", "android.app.Service"),
        ("android.app.admin.DeviceAdminReceiver", "android.content.BroadcastReceiver"),
        ("android.inputmethodservice.InputMethodService", "android.app.Service"),
        ("dalvik.system.DexClassLoader", "java.lang.ClassLoader"),
        ("javax.net.ssl.SSLServerSocket", "java.net.ServerSocket"),
        ("javax.net.ssl.HttpsURLConnection", "java.net.URLConnection"),
        ("j$.util.Map", "java.util.Map"),
        ("some.vendor.IThing$Stub", "android.os.IBinder"),
    ],
)
def test_ancestors(cls: str, ancestor: str) -> None:
    assert ancestor in framework().ancestors(cls)


@pytest.mark.parametrize(
    ("cls", "name"),
    [
        ("java.lang.Thread", "run"),
        ("android.os.AsyncTask", "doInBackground"),
        ("android.os.Handler", "handleMessage"),
        ("android.os.Binder", "onTransact"),
        ("android.content.ContentProvider", "call"),
        ("android.app.IntentService", "onHandleIntent"),
        ("android.app.job.JobService", "onStartJob"),
        ("android.content.ServiceConnection", "onServiceConnected"),
        ("android.telephony.PhoneStateListener", "onCallStateChanged"),
        ("android.database.ContentObserver", "onChange"),
        ("android.webkit.WebViewClient", "shouldOverrideUrlLoading"),
        ("android.accessibilityservice.AccessibilityService", "onAccessibilityEvent"),
        ("android.service.notification.NotificationListenerService", "onNotificationPosted"),
        ("javax.net.ssl.X509TrustManager", "checkServerTrusted"),
        ("javax.net.ssl.HostnameVerifier", "verify"),
        ("java.util.concurrent.Callable", "call"),
        ("java.io.InputStream", "read"),
    ],
)
def test_overridable_methods(cls: str, name: str) -> None:
    assert name in (framework().overridable(cls) or ())


def test_what_the_table_does_not_know_is_not_guessed() -> None:
    table = framework()
    assert table.overridable("vendor.Unknown") is None
    assert not table.known("vendor.Unknown")
    assert table.direct("vendor.Unknown") == ()


def test_ordinary_methods_are_not_callbacks() -> None:
    names = framework().overridable("java.lang.Runnable") or frozenset()
    assert names == {"run"}
    assert "toString" not in (framework().overridable("android.app.Activity") or ())


def test_lifecycles_name_real_methods() -> None:
    table = framework()
    assert "onStartCommand" in table.lifecycle["service"]
    assert {"activity", "service", "receiver", "provider", "application"} <= table.lifecycle.keys()
