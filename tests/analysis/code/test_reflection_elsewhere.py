"""Methods that are called by an annotation on them, or by a name that holds the app's own package."""

from __future__ import annotations

from tests.specimen import program, steps

BUS = """
class y.Subscribe
class y.Bus
  method public static post(~Object;~Object;)V 12
    invoke-virtual {p0}, ~Object;->getClass()~Class;
    move-result-object v0
    invoke-virtual {v0}, ~Class;->getDeclaredMethods()[~Method;
    move-result-object v1
    const/4 v2, 0
    aget-object v3, v1, v2
    const-class v4, Ly/Subscribe;
    invoke-virtual {v3, v4}, ~Method;->isAnnotationPresent(~Class;)Z
    move-result v5
    if-eqz v5, :end
    const/4 v6, 1
    new-array v6, v6, [~Object;
    aput-object p1, v6, v2
    invoke-virtual {v3, p0, v6}, ~Method;->invoke(~Object;[~Object;)~Object;
    :end
    return-void
class y.Listener
  method public order(~String;)V 3
    .annotation runtime Ly/Subscribe;
    .end annotation
    return-void
  method public other(~String;)V 3
    return-void
"""


def test_a_method_that_a_bus_finds_by_its_annotation_is_run() -> None:
    assert steps(program(BUS), "y.Bus.post") == {"y.Listener.order": "reflection"}


HIDDEN = """
class z.app.Hidden
  method public static go()V 1
class z.app.Screen < android.app.Activity
  method public start()V 6
    new-instance v0, Ljava/lang/StringBuilder;
    invoke-direct {v0}, Ljava/lang/StringBuilder;-><init>()V
    invoke-virtual {p0}, Lz/app/Screen;->getPackageName()~String;
    move-result-object v1
    invoke-virtual {v0, v1}, Ljava/lang/StringBuilder;->append(~String;)Ljava/lang/StringBuilder;
    const-string v1, ".Hidden"
    invoke-virtual {v0, v1}, Ljava/lang/StringBuilder;->append(~String;)Ljava/lang/StringBuilder;
    invoke-virtual {v0}, Ljava/lang/StringBuilder;->toString()~String;
    move-result-object v0
    invoke-static {v0}, ~Class;->forName(~String;)~Class;
    move-result-object v0
    const-string v1, "go"
    const/4 v2, 0
    invoke-virtual {v0, v1, v2}, ~Class;->getMethod(~String;[~Class;)~Method;
    move-result-object v0
    invoke-virtual {v0, v2, v2}, ~Method;->invoke(~Object;[~Object;)~Object;
"""


def test_a_name_put_together_with_the_apps_own_package_is_known() -> None:
    assert steps(program(HIDDEN, package="z.app"), "z.app.Screen.start") == {"z.app.Hidden.go": "reflection"}
    assert steps(program(HIDDEN), "z.app.Screen.start") == {}
