"""Instructions around a place in code, as text: what a step of a finding's path stands on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from gifthorse.formats.dex import Dex, opcodes
from gifthorse.formats.dex.body import Body, body
from gifthorse.report.context import CodeLine, Snippet
from gifthorse.report.steps import Step, parse

BEFORE, AFTER = 5, 3
_BASE = {
    "V": "void", "Z": "boolean", "B": "byte", "S": "short", "C": "char", "I": "int", "J": "long", "F": "float",
    "D": "double",
}  # fmt: skip


def snippets(dexes: Sequence[Dex], lines: Sequence[str]) -> list[Snippet]:
    """The instructions around every step among `lines` whose method is found, in their order."""
    steps = [(line.strip(), step) for line in lines if (step := parse(line)) and step.pc is not None]
    made = []
    for number, (line, step) in enumerate(steps):
        onward = steps[number + 1][1].name if number + 1 < len(steps) else ""
        found = _find(dexes, step, onward)
        if found:
            made.append(_snippet(*found, step=step, line=line))
    return made


def _find(dexes: Sequence[Dex], step: Step, onward: str) -> tuple[Dex, int, Body, int] | None:
    """The step's method (DEX, method), its body and row; of several forms the one that calls the next step's method."""
    best: tuple[int, tuple[Dex, int, Body, int]] | None = None
    for dex in dexes:
        for method, code in _forms(dex, step):
            found = body(dex, code)
            row = found.row(step.pc or 0)
            if row < 0:
                continue
            score = int(bool(onward) and _called(dex, found, row) == onward)
            if best is None or score > best[0]:
                best = (score, (dex, method, found, row))
        if best:
            break  # of a class defined twice Android loads the first
    return best[1] if best else None


def _forms(dex: Dex, step: Step) -> Iterator[tuple[int, int]]:
    """(method, code) of every method of that class and name with a body."""
    types = np.flatnonzero(dex.type_string == dex.strings.find(f"L{step.cls.replace('.', '/')};"))
    name = dex.strings.find(step.name)
    if not len(types) or name < 0:
        return
    methods = dex.member_method
    named = (dex.method_name[methods] == name) & np.isin(dex.method_class[methods], types) & (dex.member_code >= 0)
    for member in np.flatnonzero(named).tolist():
        yield int(methods[member]), int(dex.member_code[member])


def _called(dex: Dex, found: Body, row: int) -> str:
    ref = found.ref[row]
    is_call = opcodes.REF[found.op[row]] == opcodes.REF_METHOD
    return dex.strings.text(int(dex.method_name[ref])) if is_call and ref >= 0 else ""


def _snippet(dex: Dex, method: int, found: Body, row: int, *, step: Step, line: str) -> Snippet:
    rows = range(max(row - BEFORE, 0), min(row + AFTER + 1, len(found)))
    lines = [CodeLine(f"{found.pc[r]:#06x}  {instruction(dex, found, r)}", r == row) for r in rows]
    return Snippet(f"{_method(dex, method)} at {step.place}", tuple(lines), line)


def instruction(dex: Dex, found: Body, row: int) -> str:
    """One instruction in words close to smali, with names in Java's notation."""
    registers = [found.dst[row]] if found.dst[row] >= 0 else []
    parts = [_register(found, r) for r in (*registers, *found.sources[row])]
    name = found.name(row)
    if name.startswith(("invoke-", "filled-new-array")):
        parts = [f"{{{', '.join(parts)}}}"]
    literal = found.literal[row]
    if literal is not None:
        parts.append(f"#{literal}")
    pool = _pool(dex, int(opcodes.REF[found.op[row]]), found.ref[row])
    if pool:
        parts.append(pool)
    parts += [f"→ {pc:#x}" for pc in found.targets[row][:8]]
    return f"{name}  {', '.join(parts)}".rstrip()


def _register(found: Body, register: int) -> str:
    """Parameters are the last registers of a method and named p0, p1, ... as smali does."""
    first = found.registers - found.ins
    return f"p{register - first}" if register >= first else f"v{register}"


def _pool(dex: Dex, kind: int, ref: int) -> str:
    if ref < 0:
        return ""
    if kind == opcodes.REF_STRING:
        return f'"{dex.strings.text(ref)}"'
    if kind == opcodes.REF_TYPE:
        return _type(dex.type_name(ref))
    if kind == opcodes.REF_FIELD:
        owner = _type(dex.type_name(int(dex.field_class[ref])))
        return f"{owner}.{dex.strings.text(int(dex.field_name[ref]))}"
    if kind == opcodes.REF_METHOD:
        return _method(dex, ref)
    if kind == opcodes.REF_CALL_SITE:
        return dex.strings.text(int(dex.call_site_name[ref]))
    return ""


def _method(dex: Dex, method: int) -> str:
    proto = int(dex.method_proto[method])
    params = dex.proto_param[dex.proto_start[proto] : dex.proto_start[proto + 1]].tolist() if proto >= 0 else []
    shown = ", ".join(_type(dex.type_name(p)).rpartition(".")[2] for p in params)
    owner = _type(dex.type_name(int(dex.method_class[method])))
    return f"{owner}.{dex.strings.text(int(dex.method_name[method]))}({shown})"


def _type(descriptor: str) -> str:
    """`[Ljava/lang/String;` as java.lang.String[]."""
    depth = len(descriptor) - len(descriptor.lstrip("["))
    inner = descriptor[depth:]
    name = _BASE.get(inner) or inner.removeprefix("L").removesuffix(";").replace("/", ".")
    return name + "[]" * depth
