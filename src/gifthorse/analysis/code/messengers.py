"""Handlers that other processes reach through a `Messenger` that a service gives away."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gifthorse.analysis.code.flags import ABSTRACT
from gifthorse.formats.dex import order

if TYPE_CHECKING:
    from gifthorse.analysis.code.program import Program

MESSENGER, HANDLER, CALLBACK = "android.os.Messenger", "android.os.Handler", "android.os.Handler$Callback"


def messenger_handlers(program: Program) -> list[int]:
    """Methods `handleMessage` of the handlers made in files (outermost classes) where a messenger is made and its
    binder is asked for."""
    made = _homes(program, "<init>", "(Landroid/os/Handler;)V") & _homes(program, "getBinder", None)
    if not made:
        return []
    hierarchy, index = program.hierarchy, program.index
    found = []
    for m in program.named("handleMessage").tolist():
        owner = int(index.method_class[m])
        name = hierarchy.names[owner]
        runs = program.code(m) is not None and not program.flags(m) & ABSTRACT
        if runs and (hierarchy.is_subclass(owner, HANDLER) or hierarchy.is_subclass(owner, CALLBACK)):
            homes = {name.partition("$")[0], *_makers(program, owner)}
            if homes & made:
                found.append(m)
    return found


def _homes(program: Program, name: str, descriptor: str | None) -> set[str]:
    """Outermost classes that call this method of a messenger."""
    named = [
        m
        for m in program.named(name).tolist()
        if program.cls(m) == MESSENGER and descriptor in (None, program.descriptor(m))
    ]
    methods = order.distinct(program.sites.method[program.sites_naming(named)]) if named else ()
    return {program.cls(int(m)).partition("$")[0] for m in methods}


def _makers(program: Program, kind: int) -> set[str]:
    """Outermost classes that make objects of a class."""
    made = program.graph.made
    return {program.cls(int(m)).partition("$")[0] for m in order.distinct(made.method[made.kind == kind])}
