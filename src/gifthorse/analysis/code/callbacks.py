"""Methods that decide about trust, or that web pages may call: what their bodies do."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np
from msgspec import Struct

from gifthorse.analysis.code.dataflow.code import CONST_NUMBERS, ENDS, RETURNS, Code
from gifthorse.analysis.code.dataflow.flow import DEFINED, ENTERED, INVOKES, MOVES, Event, MethodFlow
from gifthorse.analysis.code.vocabulary import in_library

if TYPE_CHECKING:
    from gifthorse.analysis.code.dataflow.lambdas import Lambdas
    from gifthorse.analysis.code.program import Program
    from gifthorse.formats.dex.body import Body
    from gifthorse.formats.dex.gather import Bools
    from gifthorse.tables import Rows

NEW, THROW = 0x22, 0x27
IDLE = frozenset({0x00, 0x28, 0x29, 0x2A, *ENDS, *MOVES, *CONST_NUMBERS})
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
CHECKING = frozenset({"checkServerTrusted", "checkClientTrusted", "isServerTrusted", "verify", "validate", "check"})
"""Calls that look at a certificate or a name and throw or answer when it is wrong."""
DATES = "checkValidity"
"""A certificate's dates are the forger's to choose."""
HARMLESS = ("java.", "android.util.", "android.text.", "javax.net.ssl.TrustManagerFactory", "javax.security.")
"""Classes whose other methods refuse nothing to the caller."""
REFUSING = frozenset({"cancel", "onReceivedSslError", "show"})
ASKING = frozenset({"show", "startActivity", "startActivityForResult", "onReceivedSslError"})
WEIGHING = frozenset({"getCertificate", "checkServerTrusted", "equals", "contains", "verify"})
"""Calls by which a wrong certificate is shown to the user, or looked at again."""
ARGUMENTS = frozenset({"java.lang.IllegalArgumentException", "java.lang.NullPointerException"})
KINDS = frozenset({"getPrimaryError", "hasError"})
DEEPEST, MOST_TARGETS = 3, 4


class Callback(Struct, frozen=True):
    """One row of `callbacks` before it is written."""

    role: str
    method: int
    body: str


def find_callbacks(code: Code, lambdas: Lambdas) -> Iterator[Callback]:
    """Every such method that the app defines."""
    program = code.program
    for m in program.named(*_BY_NAME).tolist():
        role, above = _BY_NAME[program.name(m)]
        body = program.body(m) if any(code.kin(program.cls(m), name) for name in above) else None
        if body is not None and len(body) and (role != HOSTNAME or program.descriptor(m) in _VERIFY):
            yield Callback(role, m, _judged(role, code, lambdas, m, body))
    for target in lambdas.standing_for("javax.net.ssl.HostnameVerifier", "verify"):
        body = program.body(target)
        if body is not None and len(body):
            yield Callback(HOSTNAME, target, _verifies(code, target, body))
    for m in sorted(code.scripted):
        body = program.body(m) if m >= 0 else None
        if body is not None:
            yield Callback(JAVASCRIPT, m, "empty" if _idle(body) else "checks")


def _judged(role: str, code: Code, lambdas: Lambdas, m: int, body: Body) -> str:
    if role == SSL_ERROR:
        return _ssl_error(code, lambdas, m, body)
    if role == HOSTNAME and code.program.descriptor(m).endswith("Z"):
        return _verifies(code, m, body)
    if _idle(body):
        return "empty"
    if not _refuses(code, m, DEEPEST, set()):
        return "never-throws"
    return "may-skip" if role == TRUST and _skips(code, m, body) else "checks"


def _verifies(code: Code, m: int, body: Body) -> str:
    """What a check of names does: accepts all, looks at the name asked for alone, or at the certificate too."""
    if _always(code, m, 1, DEEPEST):
        return "returns-true"
    if _always(code, m, 0, DEEPEST) or _looks_at_certificate(code, m, body, DEEPEST):
        return "checks"
    return "ignores-certificate"


def _looks_at_certificate(code: Code, m: int, body: Body, depth: int) -> bool:
    """Whether the session, the last argument, is used at all, here or in a helper that it is handed to."""
    session, flow = body.registers - 1, code.flow(m)
    for row, op in enumerate(body.op):
        if op == THROW:
            return True
        if session not in body.sources[row] or not _given(flow, row, session):
            continue
        targets = code.targets(m, body, row) if op in INVOKES else []
        inner = code.program.body(targets[0]) if len(targets) == 1 and depth > 0 else None
        last = body.sources[row][-1] == session and body.sources[row].count(session) == 1
        if inner is None or not last or _looks_at_certificate(code, targets[0], inner, depth - 1):
            return True
    return False


def _given(flow: MethodFlow | None, row: int, register: int) -> bool:
    """Whether a register still holds what the method was given in it."""
    return flow is not None and any(e.kind == ENTERED for e in flow.reaching(row, register))


def _skips(code: Code, m: int, body: Body) -> bool:
    """Whether there is a way to the end on which the certificates are not even looked at."""
    chain, flow = code.callees.register(m, 1, body.registers - body.ins), code.flow(m)
    todo, seen = [0], {0}
    while todo:
        at = todo.pop()
        if body.op[at] == THROW or (chain in body.sources[at] and _given(flow, at, chain)):
            continue
        if body.op[at] in INVOKES and any(_refuses(code, t, DEEPEST, set()) for t in code.targets(m, body, at)):
            continue
        if body.op[at] in ENDS:
            return True
        for onward in body.successors[at]:
            if onward not in seen:
                seen.add(onward)
                todo.append(onward)
    return False


def _idle(body: Body) -> bool:
    return all(op in IDLE for op in body.op)


def _always(code: Code, m: int, answer: int, depth: int) -> bool:
    """Whether every return gives this constant, or what a helper always returns; a throw on the way is a check."""
    flow = code.flow(m)
    rows = [row for row, op in enumerate(flow.body.op) if op in RETURNS] if flow is not None else []
    if flow is None or not rows or THROW in flow.body.op:
        return False
    return all(
        events and all(_gives(code, m, event, answer, depth) for event in events)
        for events in (flow.reaching(row, flow.body.sources[row][0]) for row in rows)
    )


def _gives(code: Code, m: int, event: Event, answer: int, depth: int) -> bool:
    flow = code.flow(m)
    if flow is None or event.kind != DEFINED:
        return False
    body, call = flow.body, flow.body.result_of[event.row]
    if call >= 0 and body.op[call] in INVOKES:
        targets = code.targets(m, body, call)
        return len(targets) == 1 and depth > 0 and _always(code, targets[0], answer, depth - 1)
    return body.literal[event.row] == answer


def _ssl_error(code: Code, lambdas: Lambdas, m: int, body: Body) -> str:
    """`proceeds` when the page is shown though nobody is asked, be it for some kinds of errors alone."""
    names = _called(code, lambdas, m, body, DEEPEST)
    if "proceed" not in names:
        return "empty" if _idle(body) else "checks"
    if not names.isdisjoint(ASKING):
        return "checks"
    chooses = not names.isdisjoint(REFUSING) and any(len(onward) > 1 for onward in body.successors)
    return "checks" if chooses and (names.isdisjoint(KINDS) or not names.isdisjoint(WEIGHING)) else "proceeds"


def _called(code: Code, lambdas: Lambdas, m: int, body: Body, depth: int) -> set[str]:
    """Names of what a method calls, its helpers and the small objects that it makes included."""
    found: set[str] = set()
    for row, op in enumerate(body.op):
        targets: list[int] = []
        if op in INVOKES:
            callee = code.callee(m, body, row)
            found.update((callee.name,) if callee is not None and not callee.own else ())
            targets = code.targets(m, body, row) or [one.target for one in lambdas.made_at(m, row)]
        elif op == NEW and depth > 0:
            cls = code.program.hierarchy.find(code.type_name(m, body.ref[row]) or "")
            targets = [t for t in code.program.methods_of(cls).tolist() if cls >= 0]
        for target in targets[:MOST_TARGETS] if depth > 0 else ():
            inner = code.program.body(target)
            if inner is not None:
                found |= _called(code, lambdas, target, inner, depth - 1)
    return found


def _refuses(code: Code, m: int, depth: int, seen: set[int]) -> bool:
    """Whether something in the method, or in what it calls, can refuse a certificate to the caller."""
    body = code.program.body(m)
    if m in seen or body is None:
        return False
    seen.add(m)
    swallowed = {handlers: _swallowed(body, handlers) for handlers in set(body.catches)}
    for row, op in enumerate(body.op):
        if (op == THROW or op in INVOKES) and not swallowed[body.catches[row]]:
            if op == THROW:
                if not _about_arguments(code, m, row):
                    return True
                continue
            callee = code.callee(m, body, row)
            targets = code.targets(m, body, row)
            if callee is None:
                continue
            if callee.name in CHECKING and not callee.own:
                return True
            if callee.name == DATES:
                continue
            if not targets and not callee.cls.startswith(HARMLESS):
                return True
            if targets and (depth <= 0 or any(_refuses(code, t, depth - 1, seen) for t in targets[:MOST_TARGETS])):
                return True
    return False


def _about_arguments(code: Code, m: int, row: int) -> bool:
    """Whether a throw complains of how the method was called, which says nothing of the certificate."""
    flow = code.flow(m)
    events = flow.reaching(row, flow.body.sources[row][0]) if flow is not None else ()
    if flow is None or not events or any(e.kind == ENTERED or flow.body.op[e.row] not in INVOKES for e in events):
        return False
    made = [code.callee(m, flow.body, event.row) for event in events]
    return all(callee is not None and callee.cls in ARGUMENTS for callee in made)


def _swallowed(body: Body, handlers: tuple[int, ...]) -> bool:
    """Whether what these handlers catch ends with the method returning as if nothing had been."""
    todo = list(handlers)
    seen = set(todo)
    while todo:
        at = todo.pop()
        if body.op[at] in ENDS:
            return True
        for onward in body.successors[at]:
            if onward not in seen:
                seen.add(onward)
                todo.append(onward)
    return False


def write_callbacks(code: Code, lambdas: Lambdas, reached: Bools, *, rows: Rows, evidence: int, package: str) -> None:
    """Fill `callbacks`."""
    program = code.program
    found = list(find_callbacks(code, lambdas))
    made = _made(program, reached) if found else None
    for one in found:
        cls = program.cls(one.method)
        number = program.hierarchy.find(cls)
        first, last = program.hierarchy.first[number], program.hierarchy.last[number]
        rows.add(
            "callbacks",
            evidence=evidence,
            package=package,
            role=one.role,
            **{"class": cls},
            name=program.name(one.method),
            body=one.body,
            in_library=in_library(cls),
            used=made is not None and bool(made[first:last].any()),
        )


def _made(program: Program, reached: Bools) -> Bools:
    """Which classes, by pre-order number, reached code makes objects of."""
    hierarchy = program.hierarchy
    uses = program.uses(NEW_INSTANCE)
    made = np.zeros(len(hierarchy.names), np.bool_)
    made[hierarchy.first[program.types_of(uses)[reached[uses.method]]]] = True
    return made
