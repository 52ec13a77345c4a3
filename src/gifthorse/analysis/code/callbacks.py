"""Methods that decide about trust, or that web pages may call: what their bodies do."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from gifthorse.analysis.code.dataflow.flow import INVOKES, MOVES
from gifthorse.analysis.code.dataflow.steps import CONST_NUMBERS, RETURNS, Steps
from gifthorse.analysis.code.vocabulary import in_library

if TYPE_CHECKING:
    from gifthorse.analysis.code.program import Program
    from gifthorse.formats.dex.body import Body
    from gifthorse.formats.dex.gather import Bools
    from gifthorse.tables import Rows

RETURN_VOID, THROW, GOTO = 0x0E, 0x27, frozenset({0x28, 0x29, 0x2A})
IDLE = frozenset({0x00, RETURN_VOID, *RETURNS, *MOVES, *CONST_NUMBERS, *GOTO})
NEW_INSTANCE = np.arange(256) == 0x22

TRUST, HOSTNAME, SSL_ERROR, JAVASCRIPT = "trust-manager", "hostname-verifier", "ssl-error", "javascript"
_BY_NAME = {
    "checkServerTrusted": (TRUST, ("javax.net.ssl.X509TrustManager",)),
    "verify": (HOSTNAME, ("javax.net.ssl.HostnameVerifier", "org.apache.http.conn.ssl.X509HostnameVerifier")),
    "onReceivedSslError": (SSL_ERROR, ("android.webkit.WebViewClient", "com.tencent.smtt.sdk.WebViewClient")),
}
_VERIFY = frozenset(
    {
        "(Ljava/lang/String;Ljavax/net/ssl/SSLSession;)Z",
        "(Ljava/lang/String;Ljavax/net/ssl/SSLSocket;)V",
        "(Ljava/lang/String;[Ljava/lang/String;[Ljava/lang/String;)V",
    }
)
CHECKING = frozenset(
    {
        "checkServerTrusted",
        "checkClientTrusted",
        "isServerTrusted",
        "checkValidity",
        "verify",
        "validate",
        "check",
        "getInstance",
    }
)
"""Calls that look at a certificate or a name and throw or answer when it is wrong."""
HARMLESS = ("java.lang.", "java.util.", "java.io.", "android.util.Log", "java.security.cert.X509Certificate")
DEEPEST = 3


@dataclass(frozen=True, slots=True)
class Callback:
    """One row of `callbacks` before it is written."""

    role: str
    method: int
    body: str


def find_callbacks(program: Program, steps: Steps) -> Iterator[Callback]:
    """Every such method that the app defines."""
    for m in program.named(*_BY_NAME).tolist():
        role, above = _BY_NAME[program.name(m)]
        if program.code(m) is None or not any(steps.kin(program.cls(m), name) for name in above):
            continue
        body = program.body(m)
        if body is not None and len(body) and (role != HOSTNAME or program.descriptor(m) in _VERIFY):
            yield Callback(role, m, _of(role, program, steps, m, body))
    for m in sorted(steps.scripted):
        body = program.body(m) if m >= 0 else None
        if body is not None:
            yield Callback(JAVASCRIPT, m, "empty" if _idle(body) else "checks")


def _of(role: str, program: Program, steps: Steps, m: int, body: Body) -> str:
    if role == SSL_ERROR:
        return _ssl_error(steps, m, body)
    if role == HOSTNAME and program.descriptor(m).endswith("Z"):
        return "returns-true" if _always_true(steps, m, body) else "checks"
    if _idle(body):
        return "empty"
    return "checks" if _checks(program, steps, m, body, 0, set()) else "never-throws"


def _idle(body: Body) -> bool:
    return all(op in IDLE for op in body.op)


def _always_true(steps: Steps, m: int, body: Body) -> bool:
    """Whether every return gives the constant true; a throw on the way is a check."""
    rows = [row for row, op in enumerate(body.op) if op in RETURNS]
    if not rows or THROW in body.op:
        return False
    flow = steps.flow(m)
    for row in rows:
        events = flow.reaching(row, body.sources[row][0]) if flow is not None else ()
        if not events or any(steps.literal(m, e.row + 1, e.register) != 1 for e in events):
            return False
    return True


def _ssl_error(steps: Steps, m: int, body: Body) -> str:
    """`proceeds` when the page is shown without anything having been decided; a branch or a dialog decides."""
    names = {
        row: callee.name for row, op in enumerate(body.op) if op in INVOKES and (callee := steps.callee(m, body, row))
    }
    proceeds = [row for row, name in names.items() if name == "proceed"]
    if not proceeds:
        return "empty" if _idle(body) else "checks"
    refuses = any(name in ("cancel", "onReceivedSslError", "show") for name in names.values())
    return "checks" if refuses and any(len(body.successors[row]) > 1 for row in range(max(proceeds))) else "proceeds"


def _checks(program: Program, steps: Steps, m: int, body: Body, depth: int, seen: set[int]) -> bool:
    """Whether something in the method, or in what it calls, can refuse a certificate to the caller."""
    seen.add(m)
    for row, op in enumerate(body.op):
        if op != THROW and op not in INVOKES:
            continue
        if _swallowed(body, row):
            continue
        if op == THROW:
            return True
        callee = steps.callee(m, body, row)
        if callee is None:
            continue
        targets = steps.targets(m, body, row, steps.named(m, body, row))
        if not targets:
            if callee.name in CHECKING or not callee.cls.startswith(HARMLESS):
                return callee.name in CHECKING or callee.name not in ("<init>",)
            continue
        for target in targets[:4]:
            inner = program.body(target)
            if target in seen or inner is None:
                continue
            if depth >= DEEPEST or _checks(program, steps, target, inner, depth + 1, seen):
                return True
    return False


def _swallowed(body: Body, row: int) -> bool:
    """Whether what a row throws is caught by a handler from which the method returns as if nothing had been."""
    todo = list(body.catches[row])
    if not todo:
        return False
    seen = set(todo)
    while todo:
        at = todo.pop()
        if body.op[at] in RETURNS or body.op[at] == RETURN_VOID:
            return True
        for onward in body.successors[at]:
            if onward not in seen:
                seen.add(onward)
                todo.append(onward)
    return False


def write_callbacks(program: Program, steps: Steps, reached: Bools, *, rows: Rows, evidence: int, package: str) -> None:
    """Fill `callbacks`."""
    made = _made(program, reached)
    for one in find_callbacks(program, steps):
        cls = program.cls(one.method)
        number = program.hierarchy.find(cls)
        rows.add(
            "callbacks",
            evidence=evidence,
            package=package,
            role=one.role,
            **{"class": cls},
            name=program.name(one.method),
            body=one.body,
            in_library=in_library(cls),
            used=number >= 0 and bool(made[program.hierarchy.first[number] : program.hierarchy.last[number]].any()),
        )


def _made(program: Program, reached: Bools) -> Bools:
    """Which classes, by pre-order number, reached code makes objects of."""
    hierarchy = program.hierarchy
    uses = program.uses(NEW_INSTANCE)
    made = np.zeros(len(hierarchy.names), np.bool_)
    made[hierarchy.first[program.types_of(uses)[reached[uses.method]]]] = True
    return made
