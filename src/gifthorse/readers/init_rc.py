"""Init scripts: the services that a phone starts and what its triggers do."""

from __future__ import annotations

from pathlib import PurePosixPath

from gifthorse.errors import GifthorseError, kind
from gifthorse.evidence.node import Node
from gifthorse.formats.initrc import BYTES_LIMIT, Service, Socket, script
from gifthorse.readers import commands
from gifthorse.tables import Rows, node_id

NAME = "init_rc"
READS = ("init-rc",)
FILLS = ("init_services", "init_actions", "commands")
LIMITATIONS = [
    "Whether a file is imported at all depends on properties; every rc file of the evidence is read.",
    "What a service or an exec command runs is a row of commands only where it is no part of the recovery system.",
]


EXECUTES = frozenset({"exec", "exec_background"})
TELLING = frozenset({"chmod", "copy", "export", "insmod", "mount", "setprop", "symlink", "write"})


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
        if not recovery:
            words = (service.program, *service.arguments)
            commands.add_words(
                rows, evidence, node.place, words, source="service", name=service.name, line=service.line
            )
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
            if recovery:
                continue
            if command.name in EXECUTES:
                words, source = program_of(command.arguments), "exec"
            elif command.name in TELLING:
                words, source = (command.name, *command.arguments), "init"
            else:
                continue
            commands.add_words(rows, evidence, node.place, words, source=source, name=action.trigger, line=command.line)


def program_of(arguments: tuple[str, ...]) -> tuple[str, ...]:
    """The command of `exec [<seclabel> [<user> [<group>...]]] -- <command>`; before Android 5 it had no options."""
    return arguments[arguments.index("--") + 1 :] if "--" in arguments else arguments


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
        environment=[f"{name}={value}" for name, value in service.environment],
        started_by=[],
        recovery=recovery,
        line=service.line,
    )


def _socket(socket: Socket) -> str:
    return f"{socket.name}:{socket.type}:{socket.mode}:{socket.user}:{socket.group}"
