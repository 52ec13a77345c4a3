"""Intents inside an app: explicit targets by class, name and action; and components that are merely named."""

from __future__ import annotations

from tests.specimen import one, program, steps

from gifthorse.analysis.code.intents import alarmed, entered
from gifthorse.analysis.code.manifest import Component

SENT = """
class c.Main < android.app.Activity
  method public byClass()V 3
    new-instance v0, Landroid/content/Intent;
    const-class v1, Lc/Job;
    invoke-direct {v0, p0, v1}, Landroid/content/Intent;-><init>(Landroid/content/Context;Ljava/lang/Class;)V
    invoke-virtual {p0, v0}, Lc/Main;->startService(Landroid/content/Intent;)Landroid/content/ComponentName;
  method public byName()V 4
    new-instance v0, Landroid/content/Intent;
    invoke-direct {v0}, Landroid/content/Intent;-><init>()V
    const-string v1, "c.app"
    const-string v2, "c.Listener"
    invoke-virtual {v0, v1, v2}, ~Intent;->setClassName(~String;~String;)~Intent;
    invoke-virtual {p0, v0}, Landroid/content/Context;->sendBroadcast(Landroid/content/Intent;)V
  method public byAction()V 3
    new-instance v0, Landroid/content/Intent;
    const-string v1, "c.action.WORK"
    invoke-direct {v0, v1}, Landroid/content/Intent;-><init>(Ljava/lang/String;)V
    invoke-virtual {p0, v0}, Lc/Main;->sendBroadcast(Landroid/content/Intent;)V
  method public wrongKind()V 3
    new-instance v0, Landroid/content/Intent;
    const-class v1, Lc/Job;
    invoke-direct {v0, p0, v1}, Landroid/content/Intent;-><init>(Landroid/content/Context;Ljava/lang/Class;)V
    invoke-virtual {p0, v0}, Lc/Main;->startActivity(Landroid/content/Intent;)V
  method public merelyNamed()V 2
    const-class v0, Lc/Job;
    invoke-virtual {v0}, Ljava/lang/Class;->getName()Ljava/lang/String;
  method public prepared()Landroid/content/Intent; 3
    new-instance v0, Landroid/content/Intent;
    const-class v1, Lc/Job;
    invoke-direct {v0, p0, v1}, Landroid/content/Intent;-><init>(Landroid/content/Context;Ljava/lang/Class;)V
    return-object v0
  method public alarm(Landroid/app/AlarmManager;)V 6
    new-instance v0, Landroid/content/Intent;
    const-class v1, Lc/Listener;
    invoke-direct {v0, p0, v1}, Landroid/content/Intent;-><init>(Landroid/content/Context;Ljava/lang/Class;)V
    const/4 v2, 0
    invoke-static {p0, v2, v0, v2}, ~PendingIntent;->getBroadcast(~Context;I~Intent;I)~PendingIntent;
    move-result-object v0
    const-wide/16 v2, 0
    const/4 v1, 0
    invoke-virtual {p1, v1, v2, v3, v0}, Landroid/app/AlarmManager;->set(IJLandroid/app/PendingIntent;)V
  method public scheduled()V 5
    new-instance v0, Landroid/content/ComponentName;
    const-class v1, Lc/Later;
    invoke-direct {v0, p0, v1}, Landroid/content/ComponentName;-><init>(Landroid/content/Context;Ljava/lang/Class;)V
    new-instance v2, Landroid/app/job/JobInfo$Builder;
    const/4 v3, 1
    invoke-direct {v2, v3, v0}, Landroid/app/job/JobInfo$Builder;-><init>(ILandroid/content/ComponentName;)V
class c.Parent < android.app.Service
  method public onCreate()V 1
  method public onDestroy()V 1
class c.Job < c.Parent
  method public <init>()V 1
  method public onCreate()V 1
  method public onStartCommand(Landroid/content/Intent;II)I 4
    return p2
  method public other()V 1
class c.Later < android.app.job.JobService
  method public onStartJob(Landroid/app/job/JobParameters;)Z 2
    const/4 v0, 0
    return v0
class c.Listener < android.content.BroadcastReceiver
  method public <init>()V 1
  method public onReceive(Landroid/content/Context;Landroid/content/Intent;)V 3
"""
JOB = Component("service", "c.Job")
LISTENER = Component(
    "receiver", "c.Listener", actions=frozenset({"c.action.WORK", "android.intent.action.BOOT_COMPLETED"})
)
LATER = Component("service", "c.Later")


def sent(label: str) -> set[str]:
    app = program(SENT, JOB, LISTENER, LATER)
    return {target for target, kind in steps(app, label).items() if kind == "intent"}


def test_a_service_started_by_its_class_is_entered() -> None:
    assert sent("c.Main.byClass") == {
        "c.Job.<init>",
        "c.Job.onCreate",
        "c.Job.onStartCommand",
        "c.Parent.onDestroy",
    }


def test_a_receiver_named_by_text_is_entered() -> None:
    assert sent("c.Main.byName") == {"c.Listener.<init>", "c.Listener.onReceive"}


def test_an_action_that_only_the_app_knows_leads_to_its_receiver() -> None:
    assert sent("c.Main.byAction") == {"c.Listener.<init>", "c.Listener.onReceive"}


def test_a_verb_starts_only_components_of_its_kind() -> None:
    assert sent("c.Main.wrongKind") == set()


def test_naming_a_component_starts_nothing() -> None:
    assert sent("c.Main.merelyNamed") == set()


def test_making_an_intent_for_somebody_else_to_send_counts() -> None:
    assert "c.Job.onStartCommand" in sent("c.Main.prepared")


def test_alarms_and_jobs_lead_to_their_components() -> None:
    assert sent("c.Main.alarm") == {"c.Listener.<init>", "c.Listener.onReceive"}
    assert sent("c.Main.scheduled") == {"c.Later.onStartJob"}
    assert alarmed(program(SENT, JOB, LISTENER, LATER)) == [LISTENER]


def test_the_step_stands_at_the_call_that_sends() -> None:
    app = program(SENT, JOB, LISTENER, LATER)
    calls = [c for c in app.graph.callees(one(app, "c.Main.byClass")) if app.label(c.callee) == "c.Job.onCreate"]
    site = [p for p, n in zip(app.sites.pc, app.sites.callee, strict=True) if app.name(n) == "startService"]
    assert [c.pc for c in calls] == site


def test_what_is_entered_excludes_ordinary_methods() -> None:
    app = program(SENT, JOB)
    assert "c.Job.other" not in {app.label(m) for m in entered(app, JOB)}
