"""Calls by name: constants, joined, decoded and passed ones; and names that cannot be known."""

from __future__ import annotations

from tests.specimen import one, program, steps

NAMED = """
class x.Target
  method public <init>()V 1
  method public static hidden()V 1
  method public act()V 1
class x.Plugin : java.lang.Runnable
  method public <init>()V 1
  method public run()V 1
class x.Codes
  field static KEY [B
  field static final CLASS Ljava/lang/String; = "x.Target"
  method static <clinit>()V 2
    const/4 v0, 3
    new-array v0, v0, [B
    fill-array-data v0, :data
    sput-object v0, Lx/Codes;->KEY:[B
    return-void
    :data
    .array-data 1
      5t
      6t
      7t
    .end array-data
  method public static xor(Ljava/lang/String;I)Ljava/lang/String; 6
    invoke-virtual {p0}, Ljava/lang/String;->toCharArray()[C
    move-result-object v0
    const/4 v1, 0
    :loop
    array-length v2, v0
    if-ge v1, v2, :done
    aget-char v3, v0, v1
    xor-int/2addr v3, p1
    int-to-char v3, v3
    aput-char v3, v0, v1
    add-int/lit8 v1, v1, 1
    goto :loop
    :done
    new-instance v1, Ljava/lang/String;
    invoke-direct {v1, v0}, Ljava/lang/String;-><init>([C)V
    return-object v1
  method public static base64(Ljava/lang/String;)Ljava/lang/String; 3
    const/4 v0, 0
    invoke-static {p0, v0}, Landroid/util/Base64;->decode(Ljava/lang/String;I)[B
    move-result-object v0
    new-instance v1, Ljava/lang/String;
    invoke-direct {v1, v0}, Ljava/lang/String;-><init>([B)V
    return-object v1
  method public static reverse(Ljava/lang/String;)Ljava/lang/String; 2
    new-instance v0, Ljava/lang/StringBuilder;
    invoke-direct {v0, p0}, Ljava/lang/StringBuilder;-><init>(Ljava/lang/String;)V
    invoke-virtual {v0}, Ljava/lang/StringBuilder;->reverse()Ljava/lang/StringBuilder;
    move-result-object v0
    invoke-virtual {v0}, Ljava/lang/StringBuilder;->toString()Ljava/lang/String;
    move-result-object v0
    return-object v0
  method public static keyed([B)Ljava/lang/String; 7
    sget-object v0, Lx/Codes;->KEY:[B
    const/4 v1, 0
    :loop
    array-length v2, p0
    if-ge v1, v2, :done
    aget-byte v3, p0, v1
    array-length v4, v0
    rem-int v4, v1, v4
    aget-byte v4, v0, v4
    sub-int/2addr v3, v4
    int-to-byte v3, v3
    aput-byte v3, p0, v1
    add-int/lit8 v1, v1, 1
    goto :loop
    :done
    new-instance v1, Ljava/lang/String;
    invoke-direct {v1, p0}, Ljava/lang/String;-><init>([B)V
    return-object v1
  method public static endless(Ljava/lang/String;)Ljava/lang/String; 2
    :again
    goto :again
class x.Helper
  method public static call(Ljava/lang/String;Ljava/lang/String;)Ljava/lang/Object; 6
    invoke-static {p0}, Ljava/lang/Class;->forName(Ljava/lang/String;)Ljava/lang/Class;
    move-result-object v0
    const/4 v1, 0
    invoke-virtual {v0, p1, v1}, ~Class;->getMethod(~String;[~Class;)~Method;
    move-result-object v0
    invoke-virtual {v0, v1, v1}, ~Method;->invoke(~Object;[~Object;)~Object;
    move-result-object v0
    return-object v0
  method public static outer(Ljava/lang/String;)V 3
    const-string v0, "x.Target"
    invoke-static {v0, p0}, Lx/Helper;->call(Ljava/lang/String;Ljava/lang/String;)Ljava/lang/Object;
  method public static of(Ljava/lang/Class;Ljava/lang/String;)Ljava/lang/reflect/Method; 4
    const/4 v0, 0
    invoke-virtual {p0, p1, v0}, ~Class;->getDeclaredMethod(~String;[~Class;)~Method;
    move-result-object v0
    return-object v0
"""

LOOKUP = """
    invoke-static {{v0}}, Ljava/lang/Class;->forName(Ljava/lang/String;)Ljava/lang/Class;
    move-result-object v0
    const/4 v2, 0
    invoke-virtual {{v0, v1, v2}}, ~Class;->getMethod(~String;[~Class;)~Method;
    move-result-object v0
    invoke-virtual {{v0, v2, v2}}, ~Method;->invoke(~Object;[~Object;)~Object;
""".replace("{{", "{").replace("}}", "}")


def _decoded(cls: str, text: str, decoder: str, more: str = "", take: str = "v0") -> str:
    return f"""
class {cls}
  method public static go()V 5
    const-string v0, "{text}"
    {more}
    invoke-static {{{take}}}, Lx/Codes;->{decoder}
    move-result-object v0
    const-string v1, "hidden"
    {LOOKUP}
"""


MAINS = (
    f"""
class m.Plain
  method public static go()V 5
    const-string v0, "x.Target"
    const-string v1, "hidden"
    {LOOKUP}
class m.Joined
  method public static go()V 5
    new-instance v0, Ljava/lang/StringBuilder;
    invoke-direct {{v0}}, Ljava/lang/StringBuilder;-><init>()V
    const-string v1, "x."
    invoke-virtual {{v0, v1}}, Ljava/lang/StringBuilder;->append(Ljava/lang/String;)Ljava/lang/StringBuilder;
    move-result-object v0
    const-string v1, "Target"
    invoke-virtual {{v0, v1}}, Ljava/lang/StringBuilder;->append(Ljava/lang/String;)Ljava/lang/StringBuilder;
    invoke-virtual {{v0}}, Ljava/lang/StringBuilder;->toString()Ljava/lang/String;
    move-result-object v0
    const-string v1, "hid"
    const-string v2, "den"
    invoke-virtual {{v1, v2}}, Ljava/lang/String;->concat(Ljava/lang/String;)Ljava/lang/String;
    move-result-object v1
    {LOOKUP}
class m.Constant
  method public static go()V 5
    sget-object v0, Lx/Codes;->CLASS:Ljava/lang/String;
    const-string v1, "hidden"
    {LOOKUP}
class m.Unknown
  method public static go(Ljava/lang/String;)V 6
    invoke-static {{}}, Lm/Unknown;->server()Ljava/lang/String;
    move-result-object v0
    const-string v1, "hidden"
    {LOOKUP}
  method public static server()Ljava/lang/String; 2
    const-string v0, "some.property"
    invoke-static {{v0}}, Ljava/lang/System;->getProperty(Ljava/lang/String;)Ljava/lang/String;
    move-result-object v0
    return-object v0
class m.Tainted
  method public static go(Ljava/lang/String;)V 6
    new-instance v0, Ljava/lang/StringBuilder;
    const-string v1, "x."
    invoke-direct {{v0, v1}}, Ljava/lang/StringBuilder;-><init>(Ljava/lang/String;)V
    invoke-virtual {{v0, p0}}, Ljava/lang/StringBuilder;->append(Ljava/lang/String;)Ljava/lang/StringBuilder;
    invoke-virtual {{v0}}, Ljava/lang/StringBuilder;->toString()Ljava/lang/String;
    move-result-object v0
    const-string v1, "hidden"
    {LOOKUP}
class m.Direct
  method public static go()V 3
    const-string v0, "x.Target"
    const-string v1, "hidden"
    invoke-static {{v0, v1}}, Lx/Helper;->call(Ljava/lang/String;Ljava/lang/String;)Ljava/lang/Object;
class m.Nested
  method public static go()V 3
    const-string v0, "hidden"
    invoke-static {{v0}}, Lx/Helper;->outer(Ljava/lang/String;)V
class m.Returned
  method public static go()V 4
    const-class v0, Lx/Target;
    const-string v1, "act"
    invoke-static {{v0, v1}}, Lx/Helper;->of(Ljava/lang/Class;Ljava/lang/String;)Ljava/lang/reflect/Method;
    move-result-object v0
    const/4 v1, 0
    invoke-virtual {{v0, v1, v1}}, ~Method;->invoke(~Object;[~Object;)~Object;
class m.Loaded
  method public static go(Ldalvik/system/DexClassLoader;)V 4
    const-string v0, "x.Plugin"
    invoke-virtual {{p0, v0}}, Ldalvik/system/DexClassLoader;->loadClass(Ljava/lang/String;)Ljava/lang/Class;
    move-result-object v0
    invoke-virtual {{v0}}, Ljava/lang/Class;->newInstance()Ljava/lang/Object;
class m.Platform
  method public static go(Landroid/content/Context;)V 5
    const-string v0, "phone"
    invoke-virtual {{p0, v0}}, Landroid/content/Context;->getSystemService(Ljava/lang/String;)Ljava/lang/Object;
    move-result-object v0
    check-cast v0, Landroid/telephony/TelephonyManager;
    invoke-virtual {{v0}}, Ljava/lang/Object;->getClass()Ljava/lang/Class;
    move-result-object v1
    const-string v2, "getITelephony"
    const/4 v3, 0
    invoke-virtual {{v1, v2, v3}}, ~Class;->getDeclaredMethod(~String;[~Class;)~Method;
class m.Listed
  method public static go(Landroid/content/Context;Landroid/net/Uri;)V 12
    invoke-virtual {{p0}}, Landroid/content/Context;->getPackageManager()Landroid/content/pm/PackageManager;
    move-result-object v0
    invoke-virtual {{v0}}, Ljava/lang/Object;->getClass()Ljava/lang/Class;
    move-result-object v1
    invoke-virtual {{v1}}, Ljava/lang/Class;->getMethods()[Ljava/lang/reflect/Method;
    move-result-object v1
    const/4 v2, 0
    const/4 v6, 0
    :loop
    array-length v3, v1
    if-ge v2, v3, :done
    aget-object v4, v1, v2
    invoke-virtual {{v4}}, Ljava/lang/reflect/Method;->getName()Ljava/lang/String;
    move-result-object v5
    const-string v7, "egakcaPllatsni"
    invoke-static {{v7}}, Lx/Codes;->reverse(Ljava/lang/String;)Ljava/lang/String;
    move-result-object v7
    invoke-virtual {{v5, v7}}, Ljava/lang/String;->equals(Ljava/lang/Object;)Z
    move-result v8
    if-eqz v8, :next
    move-object v6, v4
    :next
    add-int/lit8 v2, v2, 1
    goto :loop
    :done
    filled-new-array {{p1}}, [Ljava/lang/Object;
    move-result-object v3
    invoke-virtual {{v6, v0, v3}}, ~Method;->invoke(~Object;[~Object;)~Object;
class m.Counted
  method public static go(Landroid/content/Context;Ljava/lang/reflect/Method;)V 6
    invoke-virtual {{p1}}, Ljava/lang/reflect/Method;->getName()Ljava/lang/String;
    move-result-object v0
    const-string v1, "installPackage"
    invoke-virtual {{v0, v1}}, Ljava/lang/String;->equals(Ljava/lang/Object;)Z
    move-result v0
    const/4 v2, 0
    invoke-virtual {{p1, v2, v2}}, ~Method;->invoke(~Object;[~Object;)~Object;
class m.Bytes
  method public static go()V 5
    const/16 v0, 8
    new-array v0, v0, [B
    fill-array-data v0, :data
    invoke-static {{v0}}, Lx/Codes;->keyed([B)Ljava/lang/String;
    move-result-object v0
    const-string v1, "hidden"
    {LOOKUP}
    return-void
    :data
    .array-data 1
      125t
      52t
      91t
      102t
      120t
      110t
      106t
      122t
    .end array-data
"""
    + _decoded(
        "m.Xor",
        "".join(chr(ord(c) ^ 3) for c in "x.Target"),
        "xor(Ljava/lang/String;I)Ljava/lang/String;",
        "const/4 v1, 3",
        "v0, v1",
    )
    + _decoded("m.Base64", "eC5UYXJnZXQ=", "base64(Ljava/lang/String;)Ljava/lang/String;")
    + _decoded("m.Reverse", "tegraT.x", "reverse(Ljava/lang/String;)Ljava/lang/String;")
    + _decoded("m.Endless", "x.Target", "endless(Ljava/lang/String;)Ljava/lang/String;")
)
TEXT = NAMED + MAINS


def reflected(label: str) -> set[str]:
    return {target for target, kind in steps(program(TEXT), label).items() if kind == "reflection"}


def names(label: str) -> set[tuple[str, str]]:
    app = program(TEXT)
    return {(c.cls, c.name) for c in app.graph.reflected if app.label(c.method) == label}


def test_a_constant_name_leads_to_the_method() -> None:
    assert reflected("m.Plain.go") == {"x.Target.hidden"}
    assert names("m.Plain.go") == {("x.Target", "hidden")}


def test_joined_and_static_texts_are_followed() -> None:
    assert reflected("m.Joined.go") == {"x.Target.hidden"}
    assert reflected("m.Constant.go") == {"x.Target.hidden"}


def test_texts_are_decoded_by_the_apps_own_code() -> None:
    for cls in ("m.Xor", "m.Base64", "m.Reverse", "m.Bytes"):
        assert reflected(f"{cls}.go") == {"x.Target.hidden"}, cls


def test_an_unknown_name_leads_nowhere() -> None:
    for cls in ("m.Unknown", "m.Tainted", "m.Endless"):
        assert reflected(f"{cls}.go") == set(), cls
        assert names(f"{cls}.go") == set(), cls


def test_a_helpers_argument_is_known_from_its_caller() -> None:
    assert reflected("m.Direct.go") == {"x.Target.hidden"}
    assert reflected("m.Nested.go") == {"x.Target.hidden"}
    assert reflected("x.Helper.call") == set()


def test_a_method_that_a_helper_returns_is_called_where_it_is_invoked() -> None:
    assert ("x.Target", "act") in names("m.Returned.go")
    assert reflected("m.Returned.go") == {"x.Target.act"}


def test_a_class_made_by_name_counts_as_made_and_hands_over_its_callbacks() -> None:
    app = program(TEXT)
    found = steps(app, "m.Loaded.go")
    assert found["x.Plugin.<init>"] == "reflection"
    assert found["x.Plugin.run"] == "handover"
    assert app.graph.created[app.hierarchy.find("x.Plugin")]


def test_a_hidden_method_of_the_platform_is_named() -> None:
    assert names("m.Platform.go") == {("android.telephony.TelephonyManager", "getITelephony")}


def test_a_method_picked_by_its_name_from_all_of_a_class_is_named() -> None:
    assert names("m.Listed.go") == {("android.content.pm.PackageManager", "installPackage")}
    assert names("m.Counted.go") == set()  # of which class is not known


def test_the_place_is_where_the_call_happens() -> None:
    app = program(TEXT)
    call = next(c for c in app.graph.reflected if app.label(c.method) == "m.Plain.go")
    m = one(app, "m.Plain.go")
    places = {
        int(p): app.name(int(n))
        for s, p, n in zip(app.sites.method, app.sites.pc, app.sites.callee, strict=True)
        if s == m
    }
    assert places[call.pc] == "invoke"
