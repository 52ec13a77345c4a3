"""Methods that decide about trust, or that web pages may call: what their bodies do."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np
from msgspec import Struct

from gifthorse.analysis.code.dataflow.code import CONST_NUMBERS, RETURNS, Code
from gifthorse.analysis.code.dataflow.flow import INVOKES, MOVES
from gifthorse.analysis.code.vocabulary import in_library

if TYPE_CHECKING:
    from gifthorse.analysis.code.program import Program
    from gifthorse.formats.dex.body import Body
    from gifthorse.formats.dex.gather import Bools
    from gifthorse.tables import Rows

RETURN_VOID, THROW = 0x0E, 0x27
IDLE = frozenset({0x00, RETURN_VOID, 0x28, 0x29, 0x2A, *RETURNS, *MOVES, *CONST_NUMBERS})
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
    {"checkServerTrusted", "checkClientTrusted", "isServerTrusted", "checkValidity", "verify", "validate", "check"}
)
"""Calls that look at a certificate or a name and throw or answer when it is wrong."""
HARMLESS = ("java.", "android.util.", "android.text.", "javax.net.ssl.TrustManagerFactory", "javax.security.")
"""Classes whose other methods refuse nothing to the caller."""
REFUSING = frozenset({"cancel", "onReceivedSslError", "show"})
DEEPEST, MOST_TARGETS = 3, 4


class Callback(Struct, frozen=True):
    """One row of `callbacks` before it is written."""

    role: str
    method: int
    body: str


def find_callbacks(code: Code) -> Iterator[Callback]:
    """Every such method that the app defines."""
    program = code.program
    for m in program.named(*_BY_NAME).tolist():
        role, above = _BY_NAME[program.name(m)]
        body = program.body(m) if any(code.kin(program.cls(m), name) for name in above) else None
        if body is not None and len(body) and (role != HOSTNAME or program.descriptor(m) in _VERIFY):
            yield Callback(role, m, _judged(role, code, m, body))
    for m in sorted(code.scripted):
        body = program.body(m) if m >= 0 else None
        if body is not None:
            yield Callback(JAVASCRIPT, m, "empty" if _idle(body) else "checks")


def _judged(role: str, code: Code, m: int, body: Body) -> str:
    if role == SSL_ERROR:
        return _ssl_error(code, m, body)
    if role == HOSTNAME and code.program.descriptor(m).endswith("Z"):
        return "returns-true" if _always_true(code, m, body) else "checks"
    if _idle(body):
        return "empty"
    return "checks" if _refuses(code, m, DEEPEST, set()) else "never-throws"


def _idle(body: Body) -> bool:
    return all(op in IDLE for op in body.op)


def _always_true(code: Code, m: int, body: Body) -> bool:
    """Whether every return gives the constant true; a throw on the way is a check."""
    flow = code.flow(m)
    rows = [row for row, op in enumerate(body.op) if op in RETURNS]
    if flow is None or not rows or THROW in body.op:
        return False
    for row in rows:
        events = flow.reaching(row, body.sources[row][0])
        if not events or any(e.row >= len(body) or body.literal[e.row] != 1 or body.dst[e.row] < 0 for e in events):
            return False
    return True


def _ssl_error(code: Code, m: int, body: Body) -> str:
    """`proceeds` when the page is shown without anything having been decided; a branch or a dialog decides."""
    names = {
        row: callee.name
        for row, op in enumerate(body.op)
        if op in INVOKES and (callee := code.callee(m, body, row)) is not None
    }
    proceeds = [row for row, name in names.items() if name == "proceed"]
    if not proceeds:
        return "empty" if _idle(body) else "checks"
    refuses = any(name in REFUSING for name in names.values())
    decides = any(len(body.successors[row]) > 1 for row in range(max(proceeds)))
    return "checks" if refuses and decides else "proceeds"


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
                return True
            callee = code.callee(m, body, row)
            targets = code.targets(m, body, row)
            if callee is None:
                continue
            if callee.name in CHECKING and not callee.own:
                return True
            if not targets and not callee.cls.startswith(HARMLESS):
                return True
            if targets and (depth <= 0 or any(_refuses(code, t, depth - 1, seen) for t in targets[:MOST_TARGETS])):
                return True
    return False


def _swallowed(body: Body, handlers: tuple[int, ...]) -> bool:
    """Whether what these handlers catch ends with the method returning as if nothing had been."""
    todo = list(handlers)
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


def write_callbacks(code: Code, reached: Bools, *, rows: Rows, evidence: int, package: str) -> None:
    """Fill `callbacks`."""
    program = code.program
    found = list(find_callbacks(code))
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
