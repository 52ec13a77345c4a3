"""Init scripts: the services that a phone starts and what its triggers do."""

from __future__ import annotations

from pathlib import PurePosixPath

from gifthorse.errors import GifthorseError, kind
from gifthorse.evidence.node import Node
from gifthorse.formats.initrc import BYTES_LIMIT, Service, Socket, script
from gifthorse.tables import Rows, node_id

NAME = "init_rc"
READS = ("init-rc",)
FILLS = ("init_services", "init_actions")
LIMITATIONS = [
    "Whether a file is imported at all depends on properties; every rc file of the evidence is read.",
    "Scripts that a service or an exec command runs are not read.",
]


def read(node: Node, rows: Rows) -> None:
    """One row a service and one a command; an import is a command named import without a trigger.

    `started_by` is left empty here: analysis.init_triggers fills it over all files.
    """
    try:
        found = script(node.read(BYTES_LIMIT))
    except GifthorseError as error:
        rows.problem(node.path, NAME, str(error), error=kind(error))
        return
    evidence = node_id(node.path)
    recovery = node.recovery or PurePosixPath(node.place).name.startswith("init.recovery.")
    for sentence in found.damage[:1]:
        rows.problem(node.path, NAME, sentence)
    for service in found.services:
        _service(service, evidence, recovery, rows)
    for path, line in found.imports:
        rows.add(
            "init_actions",
            evidence=evidence,
            trigger="",
            command="import",
            arguments=[path],
            recovery=recovery,
            line=line,
        )
    for action in found.actions:
        for command in action.commands:
            rows.add(
                "init_actions",
                evidence=evidence,
                trigger=action.trigger,
                command=command.name,
                arguments=list(command.arguments),
                recovery=recovery,
                line=command.line,
            )


def _service(service: Service, evidence: int, recovery: bool, rows: Rows) -> None:
    rows.add(
        "init_services",
        evidence=evidence,
        service=service.name,
        program=service.program,
        arguments=list(service.arguments),
        user=service.user or "root",
        user_stated=service.user is not None,
        groups=list(service.groups),
        **{"class": " ".join(service.classes)},
        seclabel=service.seclabel,
        disabled=service.disabled,
        oneshot=service.oneshot,
        sockets=[_socket(socket) for socket in service.sockets],
        capabilities=list(service.capabilities),
        started_by=[],
        recovery=recovery,
        line=service.line,
    )


def _socket(socket: Socket) -> str:
    return f"{socket.name}:{socket.type}:{socket.mode}:{socket.user}:{socket.group}"
