"""Android's init language: services, actions and imports of init*.rc files.

Source: AOSP system/core/init/README.md, tokenizer.cpp, parser.cpp, service_parser.cpp. Options this does not know are
passed over, as a newer init may have more of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from gifthorse.errors import LimitError

BYTES_LIMIT = 4 << 20
WORDS_LIMIT = 400_000


@dataclass(frozen=True, slots=True)
class Command:
    """One command of an action; `line` from 1."""

    name: str
    arguments: tuple[str, ...]
    line: int


@dataclass(frozen=True, slots=True)
class Action:
    """`on <trigger>`: the trigger's words joined by a blank, and the commands it runs."""

    trigger: str
    commands: tuple[Command, ...]
    line: int


@dataclass(frozen=True, slots=True)
class Socket:
    """A socket that init makes for a service; user and group are root where not stated."""

    name: str
    type: str
    mode: str
    user: str
    group: str


@dataclass(frozen=True, slots=True)
class Service:
    """`service <name> <program> <arguments>` with its options; `user` is None where the file does not say."""

    name: str
    program: str
    arguments: tuple[str, ...]
    line: int
    user: str | None = None
    groups: tuple[str, ...] = ()
    classes: tuple[str, ...] = ("default",)
    seclabel: str | None = None
    disabled: bool = False
    oneshot: bool = False
    override: bool = False
    critical: bool = False
    console: bool = False
    sockets: tuple[Socket, ...] = ()
    capabilities: tuple[str, ...] = ()
    environment: tuple[tuple[str, str], ...] = ()
    onrestart: tuple[Command, ...] = ()


@dataclass(frozen=True, slots=True)
class Script:
    """A whole rc file. `imports` are paths with their lines; `damage` has a sentence for each broken service.

    Lines that belong to no section are passed over, as init does.
    """

    services: tuple[Service, ...]
    actions: tuple[Action, ...]
    imports: tuple[tuple[str, int], ...]
    damage: tuple[str, ...]


@dataclass(slots=True)
class _Making:
    services: list[Service] = field(default_factory=list)
    actions: list[Action] = field(default_factory=list)
    imports: list[tuple[str, int]] = field(default_factory=list)
    damage: list[str] = field(default_factory=list)


def script(data: bytes) -> Script:
    """Read an rc file. Raises LimitError when it is larger than any real one (4 MiB, 400,000 words)."""
    if len(data) > BYTES_LIMIT:
        raise LimitError(f"The rc file has {len(data):,} bytes, more than the {BYTES_LIMIT:,} that are read.")
    made = _Making()
    section: list[tuple[int, list[str]]] = []
    for line, words in _lines(data):
        if words[0] in SECTIONS:
            _close(section, made)
            section = []
        section.append((line, words))
    _close(section, made)
    return Script(tuple(made.services), tuple(made.actions), tuple(made.imports), tuple(made.damage))


SECTIONS = frozenset({"service", "on", "import", "subsystem", "devname"})

_WORD = re.compile(r'#.*|(?:"[^"]*"?|\\.|\\$|[^\s\\"])+', re.DOTALL)
_QUOTED = re.compile(r'"([^"]*)"?|\\(.?)', re.DOTALL)
_NAMED = {"n": "\n", "r": "\r", "t": "\t"}


def _lines(data: bytes) -> Iterator[tuple[int, list[str]]]:
    """Logical lines as (number of their first line, words); a backslash at the end joins the next line."""
    total = 0
    joined, first = "", 0
    text = data.decode("utf-8", "replace").removeprefix("\ufeff").replace("\0", " ")
    for number, line in enumerate([*text.split("\n"), ""], 1):
        bare = line.rstrip("\r")
        if first:
            bare = bare.lstrip(" \t")
        if bare.endswith("\\") and not bare.endswith("\\\\"):
            joined += bare[:-1]
            first = first or number
            continue
        words = _words(joined + bare)
        total += len(words)
        if total > WORDS_LIMIT:
            raise LimitError(f"The rc file has more than the {WORDS_LIMIT:,} words that are read.")
        if words:
            yield first or number, words
        joined, first = "", 0


def _words(line: str) -> list[str]:
    words: list[str] = []
    for match in _WORD.finditer(line):
        word = match[0]
        if word[0] == "#":
            break
        if '"' in word or "\\" in word:
            word = _QUOTED.sub(lambda m: m[1] if m[1] is not None else _NAMED.get(m[2], m[2]), word)
        words.append(word)
    return words


def _close(section: list[tuple[int, list[str]]], made: _Making) -> None:
    """Turn the lines since the last section keyword into what they declare."""
    if not section:
        return
    line, words = section[0]
    if words[0] == "import":
        made.imports += [(path, line) for path in words[1:2]]
    elif words[0] == "on":
        commands = tuple(Command(w[0], tuple(w[1:]), n) for n, w in section[1:])
        made.actions.append(Action(" ".join(words[1:]), commands, line))
    elif words[0] == "service":
        if len(words) < 3:
            made.damage.append(f"The service in line {line} has no name or no program.")
        else:
            made.services.append(_service(words, line, section[1:]))


def _service(words: list[str], line: int, options: list[tuple[int, list[str]]]) -> Service:
    values: dict[str, tuple[str, ...]] = {}
    flags: set[str] = set()
    sockets: list[Socket] = []
    capabilities: tuple[str, ...] = ()
    onrestart: list[Command] = []
    environment: dict[str, str] = {}
    for number, (name, *rest) in options:
        if name in ("user", "group", "class", "seclabel") and rest:
            values[name] = tuple(rest)
        elif name == "socket" and rest:
            kind, mode, user, group = (*rest[1:5], *("", "", "root", "root")[len(rest[1:5]) :])
            sockets.append(Socket(rest[0], kind, mode, user, group))
        elif name == "capabilities":
            capabilities = tuple(rest)
        elif name == "setenv" and len(rest) > 1:
            environment[rest[0]] = rest[1]
        elif name == "onrestart" and rest:
            onrestart.append(Command(rest[0], tuple(rest[1:]), number))
        else:
            flags.add(name)
    return Service(
        words[1],
        words[2],
        tuple(words[3:]),
        line,
        user=values["user"][0] if "user" in values else None,
        groups=values.get("group", ()),
        classes=values.get("class", ("default",)),
        seclabel=values["seclabel"][0] if "seclabel" in values else None,
        disabled="disabled" in flags,
        oneshot="oneshot" in flags,
        override="override" in flags,
        critical="critical" in flags,
        console="console" in flags,
        sockets=tuple(sockets),
        capabilities=capabilities,
        environment=tuple(environment.items()),
        onrestart=tuple(onrestart),
    )
