"""Work handed to the framework: threads, messages, tasks, listeners, lambdas; and what is no hand-over."""

from __future__ import annotations

from tests.specimen import one, program, steps

from gifthorse.analysis.code.edges import HANDOVER

HANDED = """
class t.Worker < java.lang.Thread
  method public <init>()V 1
  method public run()V 1
  method public notCalled()V 1
class t.Job : java.lang.Runnable
  method public <init>()V 1
  method public run()V 1
  method public helper()V 1
class t.Main
  field worker Lt/Worker;
  method public starts()V 2
    iget-object v0, p0, Lt/Main;->worker:Lt/Worker;
    invoke-virtual {v0}, Lt/Worker;->start()V
  method public static posts(Landroid/os/Handler;)V 2
    {new t.Job v0}
    invoke-virtual {p0, v0}, Landroid/os/Handler;->post(Ljava/lang/Runnable;)Z
  method public static submits(Ljava/util/concurrent/Executor;)V 2
    {new t.Job v0}
    invoke-interface {p0, v0}, Ljava/util/concurrent/Executor;->execute(Ljava/lang/Runnable;)V
  method public static plain()V 1
    {new t.Bean v0}
class t.Bean
  method public <init>()V 1
  method public run()V 1
  method public onReceive()V 1
class h.Screen < android.app.Activity
  field handler Landroid/os/Handler;
  method public <init>()V 2
    {new h.Screen$Mine v0}
    iput-object v0, p0, Lh/Screen;->handler:Landroid/os/Handler;
  method public send()V 2
    iget-object v0, p0, Lh/Screen;->handler:Landroid/os/Handler;
    const/4 v1, 1
    invoke-virtual {v0, v1}, Landroid/os/Handler;->sendEmptyMessage(I)Z
class h.Screen$Mine < android.os.Handler
  method public <init>()V 1
  method public handleMessage(Landroid/os/Message;)V 2
class h.Other$Theirs < android.os.Handler
  method public <init>()V 1
  method public handleMessage(Landroid/os/Message;)V 2
class h.Other
  method public static make()V 1
    {new h.Other$Theirs v0}
class a.Fetch < android.os.AsyncTask
  method public <init>()V 1
  method protected varargs doInBackground([Ljava/lang/Object;)Ljava/lang/Object; 3
    const/4 v0, 0
    return-object v0
  method protected onPostExecute(Ljava/lang/Object;)V 2
  method public later()V 1
class a.Main
  method public static go(La/Fetch;)V 2
    const/4 v0, 0
    invoke-virtual {p0, v0}, La/Fetch;->execute([Ljava/lang/Object;)Landroid/os/AsyncTask;
class r.Tick < java.util.TimerTask
  method public <init>()V 1
  method public run()V 1
class r.Main
  method public static plan(Ljava/util/Timer;J)V 5
    {new r.Tick v0}
    invoke-virtual {p0, v0, p1, p2}, Ljava/util/Timer;->schedule(Ljava/util/TimerTask;J)V
class l.Main
  method public static listen(Landroid/view/View;)V 2
    {new l.Main$1 v0}
    invoke-virtual {p0, v0}, Landroid/view/View;->setOnClickListener(Landroid/view/View$OnClickListener;)V
  method public static lambda(Landroid/view/View;)V 2
    sget-object v0, Ll/Lambda;->INSTANCE:Ll/Lambda;
    invoke-virtual {p0, v0}, Landroid/view/View;->setOnClickListener(Landroid/view/View$OnClickListener;)V
class l.Main$1 : android.view.View$OnClickListener
  method public <init>()V 1
  method public onClick(Landroid/view/View;)V 2
class l.Lambda : android.view.View$OnClickListener
  field static INSTANCE Ll/Lambda;
  method static <clinit>()V 1
    {new l.Lambda v0}
    sput-object v0, Ll/Lambda;->INSTANCE:Ll/Lambda;
  method public <init>()V 1
  method public onClick(Landroid/view/View;)V 2
class p.BaseTask : java.lang.Runnable
  method public <init>()V 1
  method public run()V 1
class p.Task < p.BaseTask
  method public <init>()V 1
class p.Louder < p.BaseTask
  method public <init>()V 1
  method public run()V 1
class p.Main
  method public static inherits()V 1
    {new p.Task v0}
  method public static overrides()V 1
    {new p.Louder v0}
class v.Panel < vendor.app.Panel
  method public <init>()V 1
  method public onVendorThing()V 1
class v.Main
  method public static make()V 1
    {new v.Panel v0}
class j.Worker < androidx.work.Worker
  method public doWork()V 1
class j.Main
  method public static plan(Ljava/lang/Object;)V 2
    const-class v0, Lj/Worker;
    invoke-static {v0}, Landroidx/work/OneTimeWorkRequest;->from(Ljava/lang/Class;)V
class k.Closure < kotlin.coroutines.jvm.internal.SuspendLambda
  method public <init>()V 1
  method public invokeSuspend(Ljava/lang/Object;)Ljava/lang/Object; 2
    return-object p1
class k.Main
  method public static launch()V 1
    {new k.Closure v0}
"""


def handed(label: str) -> set[str]:
    return {target for target, kind in steps(program(HANDED), label).items() if kind == "handover"}


def test_a_thread_of_the_app_runs_where_it_is_started() -> None:
    assert handed("t.Main.starts") == {"t.Worker.run"}


def test_a_runnable_runs_where_it_is_made_and_handed_over() -> None:
    assert handed("t.Main.posts") == {"t.Job.run"}
    assert handed("t.Main.submits") == {"t.Job.run"}


def test_an_object_that_implements_nothing_hands_nothing_over() -> None:
    assert handed("t.Main.plain") == set()


def test_a_message_goes_to_the_handler_of_the_same_class_file() -> None:
    assert handed("h.Screen.send") == {"h.Screen$Mine.handleMessage"}
    assert handed("h.Other.make") == {"h.Other$Theirs.handleMessage"}


def test_an_async_task_runs_in_the_background_and_comes_back() -> None:
    assert handed("a.Main.go") == {"a.Fetch.doInBackground", "a.Fetch.onPostExecute"}


def test_a_timer_task_runs() -> None:
    assert handed("r.Main.plan") == {"r.Tick.run"}


def test_a_listener_is_called() -> None:
    assert handed("l.Main.listen") == {"l.Main$1.onClick"}


def test_a_lambda_without_captures_is_made_by_its_class_initialiser() -> None:
    app = program(HANDED)
    assert steps(app, "l.Main.lambda") == {"l.Lambda.<clinit>": "init"}
    assert steps(app, "l.Lambda.<clinit>")["l.Lambda.onClick"] == "handover"


def test_inherited_callbacks_count_and_overridden_ones_do_not() -> None:
    assert handed("p.Main.inherits") == {"p.BaseTask.run"}
    assert handed("p.Main.overrides") == {"p.Louder.run"}


def test_every_method_below_an_unknown_framework_class_may_be_called() -> None:
    assert handed("v.Main.make") == {"v.Panel.onVendorThing"}


def test_a_class_that_is_only_named_is_made_by_whoever_gets_it() -> None:
    assert handed("j.Main.plan") == {"j.Worker.doWork"}


def test_a_coroutine_runs() -> None:
    assert handed("k.Main.launch") == {"k.Closure.invokeSuspend"}


def test_callbacks_are_overrides_only() -> None:
    app = program(HANDED)
    assert app.graph.callbacks[one(app, "t.Job.run")]
    assert not app.graph.callbacks[one(app, "t.Job.helper")]
    assert not app.graph.callbacks[one(app, "t.Bean.onReceive")]


def test_hand_over_is_told_apart_from_calls() -> None:
    app = program(HANDED)
    kinds = {c.kind for c in app.graph.callers(one(app, "t.Job.run"))}
    assert kinds == {HANDOVER}
