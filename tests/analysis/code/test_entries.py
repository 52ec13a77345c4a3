"""The ways in: components and their kinds, binders, receivers made at run time, bridges, sockets, mains."""

from __future__ import annotations

from tests.specimen import one, program

from gifthorse.analysis.code.entries import Entry, component_kinds, entries
from gifthorse.analysis.code.manifest import Component
from gifthorse.analysis.code.program import Program

WAYS = """
class n.Receiver < android.content.BroadcastReceiver
  method public <init>()V 1
  method public onReceive(~Context;~Intent;)V 3
  method public helper()V 1
class n.Base < android.app.Activity
  method protected onCreate(Landroid/os/Bundle;)V 2
class n.Screen < n.Base
  method public <init>()V 1
  method public onResume()V 1
  method public clicked(Landroid/view/View;)V 2
  method public helper(I)V 2
  method private secret(Landroid/view/View;)V 2
  method static <clinit>()V 1
class n.Vendor < vendor.app.Screen
  method public onCreate(Landroid/os/Bundle;)V 2
  method public onVendorEvent()V 1
  method public compute()V 1
class n.Provider < android.content.ContentProvider
  method public call(~String;~String;Landroid/os/Bundle;)Landroid/os/Bundle; 5
    return-object p3
class n.App < android.app.Application
  method public onCreate()V 1
  method public tool()V 1
class n.Both < android.app.Application : java.lang.Runnable
  method public onCreate()V 1
  method public run()V 1
  method public tool()V 1
class n.Agent < android.app.backup.BackupAgent
  method public onRestore(Landroid/app/backup/BackupDataInput;ILandroid/os/ParcelFileDescriptor;)V 4
class n.Push < com.google.firebase.messaging.FirebaseMessagingService
  method public onMessageReceived(~Object;)V 2
class n.Job < android.app.job.JobService
  method public onStartJob(Landroid/app/job/JobParameters;)Z 2
    const/4 v0, 0
    return v0
class b.Service < android.app.Service
  method public onBind(~Intent;)Landroid/os/IBinder; 3
    {new b.Impl v0}
    return-object v0
class b.Other < android.app.Service
  method public onBind(~Intent;)Landroid/os/IBinder; 3
    invoke-static {}, Lb/Nobody;->make()V
    const/4 v0, 0
    return-object v0
class interface b.IThing : android.os.IInterface
  method public abstract run(~String;)V
class abstract b.Stub < android.os.Binder : b.IThing
  method public <init>()V 1
  method public onTransact(ILandroid/os/Parcel;Landroid/os/Parcel;I)Z 6
    const-string v0, ""
    invoke-virtual {p0, v0}, Lb/Stub;->run(~String;)V
    const/4 v0, 1
    return v0
class b.Impl < b.Stub
  method public <init>()V 1
  method public run(~String;)V 2
class b.Publisher
  method public static publish()V 2
    {new b.Published v0}
    const-string v1, "thing"
    invoke-static {v1, v0}, Landroid/os/ServiceManager;->addService(~String;Landroid/os/IBinder;)V
class b.Published < android.os.Binder
  method public <init>()V 1
  method protected onTransact(ILandroid/os/Parcel;Landroid/os/Parcel;I)Z 6
    const/4 v0, 1
    return v0
class b.Local < android.os.Binder
  method public <init>()V 1
  method protected onTransact(ILandroid/os/Parcel;Landroid/os/Parcel;I)Z 6
    const/4 v0, 1
    return v0
class b.Nobody
  method public static make()V 1
    {new b.Local v0}
class r.Main
  method public static register(~Context;)V 4
    {new r.Main$Sms v0}
    new-instance v1, Landroid/content/IntentFilter;
    const-string v2, "android.provider.Telephony.SMS_RECEIVED"
    invoke-direct {v1, v2}, Landroid/content/IntentFilter;-><init>(~String;)V
    invoke-virtual {p0, v0, v1}, ~Context;->registerReceiver(~Receiver;~Filter;)~Intent;
class r.Main$Sms < android.content.BroadcastReceiver
  method public <init>()V 1
  method public onReceive(~Context;~Intent;)V 3
class r.Plain
  method public static register(~Context;)V 4
    {new r.Plain$1 v0}
    const/4 v1, 0
    invoke-virtual {p0, v0, v1}, ~Context;->registerReceiver(~Receiver;~Filter;)~Intent;
class r.Plain$1 < android.content.BroadcastReceiver
  method public <init>()V 1
  method public onReceive(~Context;~Intent;)V 3
class r.Never < android.content.BroadcastReceiver
  method public <init>()V 1
  method public onReceive(~Context;~Intent;)V 3
class w.Bridge
  method public <init>()V 1
  method public marked(~String;)V 2
    .annotation runtime Landroid/webkit/JavascriptInterface;
    .end annotation
    return-void
  method public unmarked(~String;)V 2
  method private internal()V 1
class w.Main
  method public static open(Landroid/webkit/WebView;)V 3
    {new w.Bridge v0}
    const-string v1, "app"
    invoke-virtual {p0, v0, v1}, Landroid/webkit/WebView;->addJavascriptInterface(~Object;~String;)V
class s.Server
  method public static listen(Ljava/net/ServerSocket;)V 1
    invoke-virtual {p0}, Ljava/net/ServerSocket;->accept()Ljava/net/Socket;
  method public static secure(Ljavax/net/ssl/SSLServerSocket;)V 1
    invoke-virtual {p0}, Ljavax/net/ssl/SSLServerSocket;->accept()Ljava/net/Socket;
  method public static asks(Ljava/io/FileFilter;)V 2
    const/4 v0, 0
    invoke-interface {p0, v0}, Ljava/io/FileFilter;->accept(Ljava/io/File;)Z
class z.Tool
  method public static main([~String;)V 1
  method public static other([~String;)V 1
"""


def labels(app: Program, kind: str, component: str | None = None) -> set[str]:
    return {app.label(e.method) for e in entries(app) if e.kind == kind and e.component == component}


def test_a_component_is_entered_by_what_it_overrides_and_its_constructor() -> None:
    app = program(WAYS, Component("activity", "n.Screen"), Component("receiver", "n.Receiver"))
    assert labels(app, "activity", "n.Screen") == {
        "n.Screen.<init>",
        "n.Screen.<clinit>",
        "n.Screen.onResume",
        "n.Screen.clicked",
        "n.Base.onCreate",
    }
    assert labels(app, "receiver", "n.Receiver") == {"n.Receiver.<init>", "n.Receiver.onReceive"}


def test_a_component_below_an_unknown_class_is_entered_by_its_lifecycle() -> None:
    app = program(WAYS, Component("activity", "n.Vendor"))
    assert labels(app, "activity", "n.Vendor") == {"n.Vendor.onCreate", "n.Vendor.onVendorEvent"}


def test_a_component_whose_class_is_missing_gives_nothing() -> None:
    app = program(WAYS, Component("activity", "gone.Screen"))
    assert labels(app, "activity", "gone.Screen") == set()


def test_providers_application_and_backup() -> None:
    app = program(WAYS, Component("provider", "n.Provider"), application="n.App", backup="n.Agent")
    assert labels(app, "provider", "n.Provider") == {"n.Provider.call"}
    assert labels(app, "application") == {"n.App.onCreate", "n.Agent.onRestore"}


def test_kinds_come_from_filters_superclass_and_permission() -> None:
    app = program(WAYS)

    def kinds(kind: str, target: str, *actions: str, permission: str | None = None) -> list[str]:
        return component_kinds(app, Component(kind, target, permission, frozenset(actions)))

    assert kinds("receiver", "n.Receiver") == ["receiver"]
    assert kinds("receiver", "n.Receiver", "android.provider.Telephony.SMS_RECEIVED") == ["sms"]
    assert kinds("receiver", "n.Receiver", "android.intent.action.BOOT_COMPLETED", "x.OWN") == ["boot", "receiver"]
    assert kinds("receiver", "n.Receiver", "android.provider.Telephony.SECRET_CODE") == ["secret-code"]
    assert kinds("service", "n.Push") == ["push"]
    assert kinds("service", "n.Job", permission="android.permission.BIND_JOB_SERVICE") == ["job"]
    assert kinds("service", "gone.Keys", permission="android.permission.BIND_INPUT_METHOD") == ["input-method"]
    assert kinds("service", "b.Service", "x.OWN") == ["service"]


def test_a_binder_belongs_to_the_service_that_returns_it() -> None:
    app = program(WAYS, Component("service", "b.Service"), Component("service", "b.Other"))
    assert labels(app, "binder", "b.Service") == {"b.Stub.onTransact"}
    assert labels(app, "binder", "b.Other") == {"b.Local.onTransact"}


def test_a_binder_that_another_component_makes_is_not_what_the_service_returns() -> None:
    app = program(WAYS, Component("service", "b.Other"), Component("activity", "b.Nobody"))
    assert labels(app, "binder", "b.Other") == set()


def test_a_published_binder_is_entered_without_a_component_and_a_local_one_is_not() -> None:
    app = program(WAYS, Component("service", "b.Service"))
    assert labels(app, "binder") == {"b.Published.onTransact"}


def test_every_binder_of_a_framework_jar_counts() -> None:
    assert labels(program(WAYS), "binder") >= {"b.Stub.onTransact", "b.Published.onTransact", "b.Local.onTransact"}


def test_what_a_component_overrides_of_an_interface_is_entered_too() -> None:
    app = program(WAYS, application="n.Both")
    assert {m for m in labels(app, "application") if m.startswith("n.Both")} >= {"n.Both.onCreate", "n.Both.run"}
    assert "n.Both.tool" not in labels(app, "application")


def test_receivers_registered_at_run_time() -> None:
    app = program(WAYS, Component("activity", "n.Screen"))
    assert labels(app, "sms", "r.Main$Sms") == {"r.Main$Sms.onReceive"}
    assert labels(app, "receiver", "r.Plain$1") == {"r.Plain$1.onReceive"}


def test_javascript_bridges() -> None:
    new = program(WAYS, Component("activity", "n.Screen"), target_sdk=30)
    old = program(WAYS, Component("activity", "n.Screen"), target_sdk=15)
    assert labels(new, "javascript") == {"w.Bridge.marked"}
    assert labels(old, "javascript") == {"w.Bridge.marked", "w.Bridge.unmarked"}


def test_whoever_waits_for_a_connection_is_entered_by_it() -> None:
    assert labels(program(WAYS), "socket") == {"s.Server.listen", "s.Server.secure"}


def test_mains_count_in_jars_only() -> None:
    assert labels(program(WAYS), "main") == {"z.Tool.main"}
    assert labels(program(WAYS, Component("activity", "n.Screen")), "main") == set()


def test_entries_are_told_once() -> None:
    app = program(WAYS, Component("service", "b.Service"))
    found = entries(app)
    assert len(found) == len(set(found))
    assert Entry("binder", "b.Service", one(app, "b.Stub.onTransact")) in found
