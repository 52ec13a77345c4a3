"""Against Debian's tools: smali writes a DEX, dexdump says what is in it."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from gifthorse.formats import dex
from gifthorse.formats.dex import opcodes
from gifthorse.formats.dex.body import body

SMALI = """
.class public abstract La/Shapes;
.super Ljava/lang/Object;
.implements Ljava/lang/Runnable;
.implements Ljava/io/Closeable;

.field public static final NAME:Ljava/lang/String; = "gr\\u00fcn \\ud83d\\ude00"
.field public static final N:I = 0x12345
.field private static final D:D = 1.5
.field public static final LAST:Ljava/lang/String; = "last"
.field private volatile count:J

.method public constructor <init>()V
    .registers 1
    invoke-direct {p0}, Ljava/lang/Object;-><init>()V
    return-void
.end method

.method public native work([[ILjava/lang/String;)J
.end method

.method public abstract draw()V
    .annotation runtime Landroid/webkit/JavascriptInterface;
    .end annotation
.end method

.method public static mixed(JDLjava/lang/String;[B)I
    .registers 20
    :begin
    const-string v0, "tab\\t"
    const-wide v2, 0x7fffffffffffffffL
    const-wide/high16 v4, 0x4000000000000000L
    const/high16 v6, -0x10000
    add-long/2addr v2, v4
    shl-long v2, v2, v6
    cmp-long v7, v2, v4
    long-to-int v8, v2
    invoke-static {v2, v3, v4, v5}, La/Shapes;->pair(JD)V
    invoke-static/range {p0 .. p5}, La/Shapes;->mixed(JDLjava/lang/String;[B)I
    move-result v9
    rsub-int v9, v9, 0x10
    mul-int/lit8 v9, v9, -0x2
    packed-switch v9, :table
    sparse-switch v9, :sparse
    :end
    .catch Ljava/io/IOException; {:begin .. :end} :io
    .catchall {:begin .. :end} :all
    const/4 v10, 0x4
    new-array v10, v10, [I
    fill-array-data v10, :data
    filled-new-array {v8, v9}, [I
    move-result-object v11
    aget v12, v11, v8
    if-nez v12, :begin
    goto/32 :out
    :one
    monitor-enter v11
    aput-wide v2, v11, v8
    monitor-exit v11
    :out
    return v9
    :io
    move-exception v1
    throw v1
    :all
    move-exception v1
    check-cast v1, Ljava/lang/Error;
    instance-of v1, v1, Ljava/lang/Error;
    goto :out
    :table
    .packed-switch -0x1
        :one
        :out
    .end packed-switch
    :sparse
    .sparse-switch
        -0x5 -> :one
        0x7000 -> :begin
    .end sparse-switch
    :data
    .array-data 0x4
        0x1
        -0x1
        0x7fffffff
    .end array-data
.end method

.method public static pair(JD)V
    .registers 6
    invoke-custom {}, CALL_SITE
    move-result-object v0
    invoke-polymorphic {v0, p0, p1}, INVOKE_EXACT, (J)V
    const-method-handle v0, static-get@La/Shapes;->N:I
    const-method-type v1, (I)V
    return-void
.end method

.method public static body()V
    .registers 1
    sget-wide v0, La/Other;->wide:J
    return-void
.end method
"""

CALL_SITE = (
    'call_site_0("run", ()Ljava/lang/Runnable;, ()V, invoke-static@La/Shapes;->body()V, ()V)@Lf/F;->make('
    "Ljava/lang/invoke/MethodHandles$Lookup;Ljava/lang/String;Ljava/lang/invoke/MethodType;"
    "Ljava/lang/invoke/MethodType;Ljava/lang/invoke/MethodHandle;Ljava/lang/invoke/MethodType;)"
    "Ljava/lang/invoke/CallSite;"
)
INVOKE_EXACT = "Ljava/lang/invoke/MethodHandle;->invokeExact([Ljava/lang/Object;)Ljava/lang/Object;"

PAYLOADS = ("packed-switch-data", "sparse-switch-data", "array-data")
INSTRUCTION = re.compile(r"^[0-9a-f]+: [0-9a-f. ]+\|([0-9a-f]{4,}): (\S+)(.*)$")


@pytest.fixture(scope="module")
def assembled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The class above as a DEX 038, by Debian's smali (package libsmali-java)."""
    for tool in ("smali", "dexdump"):
        if shutil.which(tool) is None:
            pytest.skip(f"Debian's {tool} is not installed")
    folder = tmp_path_factory.mktemp("smali")
    text = SMALI.replace("CALL_SITE", CALL_SITE).replace("INVOKE_EXACT", INVOKE_EXACT)
    (folder / "Shapes.smali").write_text(text, encoding="utf-8")
    out = folder / "out.dex"
    done = subprocess.run(
        ["smali", "a", "--api", "28", str(folder / "Shapes.smali"), "-o", str(out)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr + done.stdout
    return out


@pytest.fixture(scope="module")
def dumped(assembled: Path) -> dict[str, list[tuple[int, str, str]]]:
    """What dexdump prints: by method, its instructions as (pc, name, operands)."""
    done = subprocess.run(["dexdump", "-j", "-d", str(assembled)], capture_output=True, check=True)
    found: dict[str, list[tuple[int, str, str]]] = {}
    name = ""
    for line in done.stdout.decode("utf-8", "replace").splitlines():
        if line.startswith("      name  "):
            name = line.split("'")[1]
            found[name] = []
        elif match := INSTRUCTION.match(line):
            found[name].append((int(match[1], 16), match[2], match[3]))
    return found


def test_instructions_are_dexdumps(assembled: Path, dumped: dict[str, list[tuple[int, str, str]]]) -> None:
    read = dex.read(assembled.read_bytes())
    assert read.truncated == []
    for method, code in zip(read.member_method.tolist(), read.member_code.tolist(), strict=True):
        name = read.strings.text(int(read.method_name[method]))
        wanted = [row for row in dumped[name] if row[1] not in PAYLOADS]
        if code < 0:
            assert wanted == []
            continue
        found = body(read, code)
        assert [(pc, opcodes.NAME[op]) for pc, op in zip(found.pc, found.op, strict=True)] == [r[:2] for r in wanted]
        for row, (_, mnemonic, operands) in enumerate(wanted):
            if mnemonic.startswith("invoke-") or "/2addr" in mnemonic:
                continue
            registers = [int(r) for r in re.findall(r"\bv(\d+)\b", operands.split(" L")[0])]
            mine = [found.dst[row]] * (found.dst[row] >= 0) + list(found.sources[row])
            assert mine == registers, mnemonic + operands


def test_calls_and_references(assembled: Path) -> None:
    read = dex.read(assembled.read_bytes())
    named = {read.strings.text(int(read.method_name[m])): m for m in read.member_method.tolist()}
    codes = dict(zip(read.member_method.tolist(), read.member_code.tolist(), strict=True))
    mixed = body(read, codes[named["mixed"]])
    first = mixed.op.index(0x71)
    assert read.method_text(mixed.ref[first]) == "La/Shapes;->pair(JD)V"
    assert mixed.sources[first] == (2, 4)
    assert mixed.sources[first + 1] == (14, 16, 18, 19)
    assert mixed.result_of[first + 2] == first + 1
    assert [set(keys) for keys in mixed.cases.values()] == [{-1, 0}, {-5, 0x7000}]
    assert list(mixed.arrays.values()) == [(4, b"\1\0\0\0\xff\xff\xff\xff\xff\xff\xff\x7f")]
    assert mixed.broken == []
    pair = body(read, codes[named["pair"]])
    site = pair.ref[pair.op.index(0xFC)]
    assert read.strings.text(int(read.call_site_name[site])) == "run"
    assert read.method_text(int(read.call_site_target[site])) == "La/Shapes;->body()V"
    assert read.method_text(int(read.method_handle_target[read.call_site_bootstrap[site]])).startswith("Lf/F;->make(")
    polymorphic = pair.op.index(0xFA)
    assert read.descriptor(pair.protos[polymorphic]) == "(J)V"
    assert pair.sources[polymorphic] == (0, 2)
    assert read.descriptor(pair.ref[pair.op.index(0xFF)]) == "(I)V"


def test_values_annotations_and_tries(assembled: Path) -> None:
    read = dex.read(assembled.read_bytes())
    fields = read.strings.texts(read.field_name[read.static_field])
    texts = read.strings.texts(read.static_string)
    assert dict(zip(fields, texts, strict=True)) == {"NAME": "grün 😀", "LAST": "last"}
    assert [read.method_text(int(m)) for m in read.annotation_method] == ["La/Shapes;->draw()V"]
    assert [read.type_name(int(t)) for t in read.annotation_type] == ["Landroid/webkit/JavascriptInterface;"]
    kinds = [read.type_name(int(t)) if t >= 0 else None for t in read.handler_type]
    assert kinds == ["Ljava/io/IOException;", None]
    assert [read.type_name(int(t)) for t in read.class_interface] == ["Ljava/lang/Runnable;", "Ljava/io/Closeable;"]
