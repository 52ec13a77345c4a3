"""Small programs for the tests of code analysis: a short notation, made into a DEX by Debian's smali.

    class a.Main < android.app.Activity : java.lang.Runnable
    field static name Ljava/lang/String;
    method public run()V 2
      const-string v0, "hello"

A class has `interface` or `abstract` before its name where that applies. The number behind a method is its count of
registers; without one it has no body. `return-void` is added where a method returns nothing and does not say so;
`{new a.B v0}` stands for making an object with its constructor without arguments, `~String;` and a few more for the
descriptors of much used classes.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import tempfile
from functools import cache
from pathlib import Path

import pytest

from gifthorse.analysis.code.manifest import Component, Manifest
from gifthorse.analysis.code.program import Program
from gifthorse.formats.dex import Dex, read

_SHORT = {
    "String": "java/lang/String",
    "Class": "java/lang/Class",
    "Object": "java/lang/Object",
    "Method": "java/lang/reflect/Method",
    "Intent": "android/content/Intent",
    "Context": "android/content/Context",
    "Receiver": "android/content/BroadcastReceiver",
    "Filter": "android/content/IntentFilter",
    "Runnable": "java/lang/Runnable",
    "PendingIntent": "android/app/PendingIntent",
}
_CLASS = re.compile(
    r"class (?P<flags>(?:(?:interface|abstract|final) )*)(?P<name>\S+)(?: < (?P<super>\S+))?(?: : (?P<faces>.+))?$"
)
_METHOD = re.compile(r"method (?P<head>.*?\S+\(.*?\)\S+)(?: (?P<registers>\d+))?$")


@cache
def assembled(text: str, api: int = 28) -> bytes:
    """The DEX file of a specimen; skips the test where smali is not installed."""
    if shutil.which("smali") is None:
        pytest.skip("smali (package libsmali-java) is not installed")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for number, source in enumerate(_classes(text)):
            (folder / f"c{number}.smali").write_text(source, encoding="utf-8")
        out = folder / "classes.dex"
        done = subprocess.run(
            ["smali", "a", "--api", str(api), str(folder), "-o", str(out)],
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert out.exists(), done.stderr or done.stdout
        return out.read_bytes()


def program(text: str, *components: Component, **manifest: object) -> Program:
    """The specimen as a program; components and what else the manifest says."""
    return Program.build([dex(text)], None, Manifest(components, **manifest))  # type: ignore[arg-type]  # parts of several types


@cache
def dex(text: str) -> Dex:
    """The specimen read."""
    return read(assembled(text))


def one(app: Program, label: str, descriptor: str | None = None) -> int:
    """The method `Class.name` of the program."""
    cls, _, name = label.rpartition(".")
    found = app.find(cls, name, descriptor)
    assert len(found) == 1, (label, found)
    return found[0]


def steps(app: Program, label: str) -> dict[str, str]:
    """What a method leads to, by label, with the kind of step."""
    from gifthorse.analysis.code.edges import KINDS

    return {app.label(c.callee): KINDS[c.kind] for c in app.graph.callees(one(app, label))}


def _slashed(name: str) -> str:
    return "L" + name.replace(".", "/") + ";"


def _classes(text: str) -> list[str]:
    sources: list[list[str]] = []
    open_method: tuple[str, bool] | None = None

    def close() -> None:
        nonlocal open_method
        if open_method is not None:
            if (
                open_method[1]
                and open_method[0].endswith(")V")
                and not sources[-1][-1].strip().startswith(("return", "throw", "goto", ".end", ".array"))
            ):
                sources[-1].append("return-void")
            sources[-1].append(".end method")
            open_method = None

    for raw in text.splitlines():
        line = re.sub(r"~(\w+);", lambda m: f"L{_SHORT[m[1]]};", raw.strip())
        if not line:
            continue
        if match := _CLASS.match(line):
            close()
            flags = match["flags"] + ("abstract " if "interface" in match["flags"] else "")
            head = [
                f".class public {flags}{_slashed(match['name'])}",
                f".super {_slashed(match['super'] or 'java.lang.Object')}",
            ]
            head += [f".implements {_slashed(face)}" for face in (match["faces"] or "").split()]
            sources.append(head)
        elif match := _METHOD.match(line):
            close()
            special = "constructor " if "<" in match["head"] and "constructor" not in match["head"] else ""
            name = re.sub(r"(<\w+>|\S+)(\(.*)$", rf"{special}\1\2", match["head"], count=1)
            sources[-1].append(f".method {name}")
            open_method = match["head"], match["registers"] is not None
            if match["registers"] is not None:
                sources[-1].append(f".registers {match['registers']}")
        elif line.startswith("field "):
            close()
            *flags_, name, kind = line[6:].split(" ", line[6:].split(" = ")[0].count(" "))
            sources[-1].append(f".field {' '.join(['public', *flags_])} {name}:{kind}")
        elif match := re.match(r"\{new (\S+) (\w+)\}$", line):
            cls, register = _slashed(match[1]), match[2]
            sources[-1] += [f"new-instance {register}, {cls}", f"invoke-direct {{{register}}}, {cls}-><init>()V"]
        else:
            sources[-1].append(line)
    close()
    return ["\n".join(source) + "\n" for source in sources]
