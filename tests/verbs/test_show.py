"""`gifthorse show`: the evidence behind a finding, read again from the sample phone."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

import pytest

from gifthorse.case import Case
from gifthorse.cli import run
from gifthorse.errors import CaseError
from gifthorse.evidence import open_evidence
from gifthorse.formats.dex import opcodes, read
from gifthorse.formats.dex.body import body
from gifthorse.formats.zip import open_zip
from gifthorse.report.document import Evidence
from gifthorse.tables import Rows, node_id
from gifthorse.verbs import code, excerpt, show

from .conftest import ROOT, add, document, finding

TREE = ROOT / "samples" / "gift-phone" / "tree"
APK = "tree/system/priv-app/DeviceCare/DeviceCare.apk"


@pytest.fixture(scope="module")
def step() -> str:
    """The place in the sample's DeviceCare where it starts a program, as a step."""
    dex = read(open_zip((TREE.parent / APK).read_bytes()).read("classes.dex"))
    for member, number in enumerate(dex.member_code.tolist()):
        found = body(dex, number) if number >= 0 else ()
        for row in range(len(found)):
            ref = found.ref[row]  # type: ignore[union-attr]  # an empty tuple has no rows
            is_call = opcodes.REF[found.op[row]] == opcodes.REF_METHOD  # type: ignore[union-attr]  # the fixture has code
            if is_call and dex.method_text(ref).startswith("Ljava/lang/Runtime;->exec"):
                method = int(dex.member_method[member])
                owner = dex.type_name(int(dex.method_class[method]))[1:-1].replace("/", ".")
                return f"{owner}.{dex.strings.text(int(dex.method_name[method]))}:{found.pc[row]}"  # type: ignore[union-attr]  # likewise
    raise AssertionError("the sample's DeviceCare starts no program")


def marked(reader: excerpt.Reader, *evidence: str) -> list[str]:
    path, locator, *detail = evidence
    found = reader.excerpts(Evidence(1, path, locator, "\n".join(detail)))
    return [line.text for snippet in found for line in snippet.lines if line.marked]


def test_instructions_around_a_step(step: str) -> None:
    reader = excerpt.Reader([TREE])
    (line,) = marked(reader, APK, step)
    assert line.endswith("java.lang.Runtime.exec(String)") and "invoke-virtual  {" in line
    assert marked(reader, APK, "", step, "java.lang.Runtime.exec") == [line]
    assert marked(reader, APK, "", "com.example.Nothing.here:4") == []
    assert marked(reader, APK, step.rpartition(":")[0] + ":99999") == []


def test_lines_and_bytes() -> None:
    reader = excerpt.Reader([TREE])
    prop = next(n for n in open_evidence([TREE]).nodes if n.kind == "properties")
    third = (TREE.parent / prop.path).read_text().split("\n")[2]
    assert marked(reader, prop.path, "line 3") == [f"    3  {third}"]
    (row,) = marked(reader, APK, "byte 0x2")
    assert row.startswith("00000000  50 4b 03 04") and "PK.." in row
    for locator in ("line 999999999", "byte 999999999999", "elsewhere", ""):
        assert marked(reader, prop.path, locator) == []
    assert marked(reader, "tree/gone", "line 1") == []


def test_every_instruction_of_the_sample_can_be_written() -> None:
    dex = read(open_zip((TREE.parent / APK).read_bytes()).read("classes.dex"))
    lines = []
    for number in range(len(dex.code_offset)):
        found = body(dex, number)
        lines += [code.instruction(dex, found, row) for row in range(len(found))]
    assert len(lines) == len(dex.insn_op)
    assert any(line.startswith("const-string  ") and '"' in line for line in lines)
    assert any(line.startswith("if-") and "→ 0x" in line for line in lines)
    assert any(line == "return-void" for line in lines)


@pytest.fixture
def case(make_case: Callable[..., Path], step: str) -> Path:
    rows = Rows()
    digest = hashlib.sha256((TREE.parent / APK).read_bytes()).hexdigest()
    add(rows, "evidence", node=node_id(APK), path=APK, kind="apk", sha256=digest, trust="extracted")
    found = finding(id="aa00000001", evidence=(Evidence(node_id(APK), APK, step, f"{step}\njava.lang.Runtime.exec"),))
    other = finding("low", id="ab00000002", says="\x1b[2Jnothing")
    return make_case(rows, document(found, other), evidence=(TREE,))


def test_the_list(case: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["show", str(case)]) == 0
    out = capsys.readouterr().out
    assert "com.example.agent  “Agent”" in out
    assert "aa00000001  critical  com.example.agent runs commands" in out
    assert r"\x1b[2Jnothing" in out and "\x1b" not in out


def test_one_finding_to_the_instructions(case: Path, step: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["show", str(case), "aa"]) == 0
    out = capsys.readouterr().out
    for part in (
        "Whoever runs commands as the system owns the phone.",
        "could be innocent: Test apps.",
        "Native code is not followed.",
        "(unchanged)",
        f"1  {step.rpartition(':')[0]} {int(step.rpartition(':')[2]):#x}",
        "▸ 0x",
        "java.lang.Runtime.exec(String)",
    ):
        assert part in out, part


def test_evidence_that_changed_is_not_passed_off(
    make_case: Callable[..., Path], capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    file = tmp_path / "build.prop"
    file.write_text("ro.build.version.sdk=29\nro.debuggable=1\n")
    rows = Rows()
    add(rows, "evidence", node=node_id("build.prop"), path="build.prop", kind="properties", sha256="00" * 32)
    found = finding(evidence=(Evidence(node_id("build.prop"), "build.prop", "line 2", ""),))
    case = make_case(rows, document(found), evidence=(file,))
    assert run(["show", str(case), "cr"]) == 0
    out = capsys.readouterr().out
    assert "CHANGED since the check" in out and "ro.debuggable" not in out
    file.unlink()
    assert run(["show", str(case), "cr"]) == 0
    assert "no longer where it was checked" in capsys.readouterr().out


def test_which_finding(case: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["show", str(case), "zz"]) == 2
    assert "has no finding zz" in capsys.readouterr().err
    assert run(["show", str(case), "a"]) == 2
    assert "2 findings begin with a" in capsys.readouterr().err
    with pytest.raises(CaseError, match="damaged"):
        (case / "document.json").write_text("{")
        show.load(Case.open(case))


def test_excerpts_for_the_report(step: str) -> None:
    serious = finding(evidence=(Evidence(1, APK, step, ""),))
    lesser = finding("low", evidence=(Evidence(1, APK, step, ""),))
    made = excerpt.of_findings([TREE], [serious, lesser])
    assert set(made) == {serious.id}
    assert excerpt.of_findings([TREE / "gone"], [serious]) == {}
    assert excerpt.of_findings([TREE], []) == {}


def test_damage_that_surprises_costs_the_excerpt_and_not_the_report(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def surprised(*_: object) -> None:
        raise IndexError("odd")

    app = ROOT / "samples/gift-phone/tree/system/app/KeyFlow"
    place = "com.example.Agent.run:0x12"
    monkeypatch.delenv("GIFTHORSE_DEBUG", raising=False)
    monkeypatch.setattr(code, "snippets", surprised)
    reader = excerpt.Reader([app])
    assert reader.excerpts(Evidence(1, "KeyFlow/KeyFlow.apk", place, place)) == []
    monkeypatch.setenv("GIFTHORSE_DEBUG", "1")
    with pytest.raises(IndexError):
        reader.excerpts(Evidence(1, "KeyFlow/KeyFlow.apk", place, place))
