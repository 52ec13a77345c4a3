"""Shell commands as rows: those of scripts, and those that start-up files hand to a shell."""

from __future__ import annotations

import re
import shlex
from collections.abc import Sequence

from gifthorse.errors import GifthorseError, kind
from gifthorse.evidence.node import Node
from gifthorse.formats import shell
from gifthorse.tables import Rows, node_id

NAME = "commands"
READS = ("script",)
FILLS = ("commands",)
LIMITATIONS = [
    "Conditions are not weighed: a command counts although its branch may never be taken.",
    "Variables with a constant value are put in; what is read while the script runs stays as it is written.",
    "Scripts for other interpreters than a shell are not read.",
    "Scripts inside apps are not read.",
]

BYTES_LIMIT = 1 << 20
ARGUMENTS_LIMIT = 64
WORD_LIMIT = 512
_INTERPRETER = re.compile(rb"#![ \t]*(\S*/)?(\S+)(?:[ \t]+(\S+))?")
_SHELLS = re.compile(rb"(?:ba|mk|a|da|k|z|rba)?sh|busybox|toybox|env")


def read(node: Node, rows: Rows) -> None:
    """One row a command of a shell script; a script of the recovery system or for another interpreter has none."""
    if node.recovery:
        return
    try:
        data = node.read(BYTES_LIMIT)
        if not is_shell(data[:256]):
            return
        script = shell.read(data)
    except GifthorseError as error:
        rows.problem(node.path, NAME, str(error), error=kind(error))
        return
    if script.more:
        rows.problem(node.path, NAME, "The script has more commands, or deeper ones, than are read.", error="limit")
    for command in script.commands:
        add(rows, node_id(node.path), node.place, command, source="script", line=command.line)


def is_shell(head: bytes) -> bool:
    """Whether a script is for a shell: its first line says so or says nothing."""
    match = _INTERPRETER.match(head)
    if match is None:
        return True
    if match[2] == b"env":
        return match[3] is None or _SHELLS.fullmatch(match[3].rpartition(b"/")[2]) is not None
    return _SHELLS.fullmatch(match[2]) is not None


def add_words(rows: Rows, evidence: int, path: str, words: Sequence[str], *, source: str, name: str, line: int) -> None:
    """The rows of a command line that a start-up file gives as words."""
    try:
        script = shell.read(shlex.join(words), line=line)
    except GifthorseError:
        return  # the words of an rc file are bounded already: they are never too long
    for command in script.commands:
        add(rows, evidence, path, command, source=source, line=line, name=name)


def add(
    rows: Rows,
    evidence: int,
    path: str,
    command: shell.Command,
    *,
    source: str,
    line: int,
    name: str | None = None,
) -> None:
    """One row."""
    rows.add(
        "commands",
        evidence=evidence,
        path=path,
        source=source,
        name=name,
        line=line,
        program=command.program[:WORD_LIMIT],
        arguments=[word[:WORD_LIMIT] for word in command.words[1 : ARGUMENTS_LIMIT + 1]],
        piped_to=command.piped_to,
        writes=list(command.writes),
        runs=list(command.runs),
        run_by=[],
    )
