"""The specimens: their compiler, their ELF files, and that what is committed is what the sources say."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest
from samples.specimen.apk import Source, build_apk, expand, missing_tools
from samples.specimen.compile import compile_classes
from samples.specimen.elf import build_elf
from samples.specimen.syntax import SourceError, parse
from samples.specimen.tree import LOCK, places, stale

from gifthorse.formats import elf


def smali(body: str, *, around: str = "") -> str:
    """The smali of one static method `m(Intent i, int n)` with this body."""
    source = f"package t; class A {{ static void m(Intent i, int n) {{ {body} }} }} {around}"
    return compile_classes(parse(source))["t/A.smali"]


def test_a_call_names_the_receivers_class_and_takes_its_result() -> None:
    text = smali('String s = i.getStringExtra("cmd"); Runtime.getRuntime().exec(s);')
    lines = [line.strip() for line in text.splitlines()]
    at = lines.index('const-string v1, "cmd"')
    assert lines[at + 1 : at + 3] == [
        "invoke-virtual {p0, v1}, Landroid/content/Intent;->getStringExtra(Ljava/lang/String;)Ljava/lang/String;",
        "move-result-object v0",
    ]
    assert "invoke-virtual {v1, v0}, Ljava/lang/Runtime;->exec(Ljava/lang/String;)Ljava/lang/Process;" in lines


def test_constants_of_the_platform_are_copied_and_text_is_joined_by_a_builder() -> None:
    text = smali('Settings.Global.putInt(null, Settings.Global.ADB_ENABLED, n); Log.i("x", "n" + n);')
    assert 'const-string v1, "adb_enabled"' in text
    assert "Landroid/provider/Settings$Global;->putInt" in text
    assert "append(I)Ljava/lang/StringBuilder;" in text


def test_longs_take_two_registers_and_long_calls_a_range() -> None:
    text = smali("new Timer().schedule(null, 60000, 86400000);")
    assert "const-wide v3, 60000" in text
    assert "invoke-virtual/range {v1 .. v6}, Ljava/util/Timer;->schedule(Ljava/util/TimerTask;JJ)V" in text


def test_loops_conditions_and_handlers_have_their_labels() -> None:
    text = smali("for (int k = 0; k < n && n > 1; k++) { try { m(i, k); } catch (Exception e) { return; } }")
    for label in (":loop_1", ":done_2", ":try_3", ":tried_4", ":catch_5"):
        assert text.count(label) >= 2
    assert ".catch Ljava/lang/Exception; {:try_3 .. :tried_4} :catch_5" in text


def test_classes_of_a_specimen_know_each_other() -> None:
    text = smali("new B(n).go();", around="class B { int n; B(int n) { this.n = n; } void go() { } }")
    assert "invoke-direct {v0, p1}, Lt/B;-><init>(I)V" in text
    assert "invoke-virtual {v0}, Lt/B;->go()V" in text


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("i.fly();", "no method android.content.Intent.fly"),
        ("Nonsense x = null;", "no class Nonsense"),
        ("String s = n;", "int where java.lang.String is needed"),
        ("if (n", "expected"),
        ("§", "cannot read"),
    ],
)
def test_mistakes_are_told_with_their_place(body: str, said: str) -> None:
    with pytest.raises(SourceError, match=said):
        smali(body)


def test_a_short_manifest_is_expanded() -> None:
    text, said = expand('<manifest package="a.b" sign="debug" coreApp="true"><application label="X"/></manifest>')
    assert said == {"sign": "debug"}
    assert 'package="a.b" coreApp="true"' in text
    assert '<application android:label="X"/>' in text


def test_an_elf_file_says_what_its_description_says() -> None:
    data = build_elf(
        'soname = "libx.so"\nneeded = ["libc.so"]\nimports = ["socket"]\nexports = ["go"]\nstrings = ["/bin/sh"]'
    )
    read = elf.read(data)
    assert (read.soname, tuple(read.needed)) == ("libx.so", ("libc.so",))
    names = dict(zip(read.symbols.names(), read.symbols.defined.tolist(), strict=True))
    assert names == {b"socket": False, b"go": True}


@pytest.mark.skipif(bool(missing_tools()), reason=f"not installed: {', '.join(missing_tools())}")
def test_building_twice_gives_the_same_bytes(tmp_path: Path) -> None:
    manifest, _ = expand('<manifest package="a.b" versionCode="1"><application hasCode="true"/></manifest>')
    source = Source(
        manifest, compile_classes(parse("package a; class B { void c() { } }")), {}, {}, "debug", ("v1", "v2")
    )
    build_apk(source, tmp_path / "one.apk")
    build_apk(source, tmp_path / "two.apk")
    assert (tmp_path / "one.apk").read_bytes() == (tmp_path / "two.apk").read_bytes()
    with zipfile.ZipFile(tmp_path / "one.apk") as archive:
        assert {"AndroidManifest.xml", "classes.dex", "META-INF/CERT.RSA"} <= set(archive.namelist())


@pytest.mark.parametrize("sources", places(), ids=lambda p: "/".join(p.parts[-3:]))
def test_what_is_committed_is_what_the_sources_say(sources: Path) -> None:
    built = json.loads(LOCK.read_text(encoding="utf-8"))
    assert stale(sources, sources.with_suffix(""), built) == [], "run `python -m samples.build`"
