"""What is known of programs that scripts call: which only start another, which run a file or a text, what they save."""

from __future__ import annotations

import base64
import re

DEPTH_LIMIT = 8


def basename(path: str) -> str:
    """A program's name without its folder."""
    return path.rpartition("/")[2]


SHELLS = frozenset({"sh", "bash", "mksh", "ash", "dash", "ksh", "zsh", "rbash"})
ASSIGNMENT = re.compile(r"([A-Za-z_]\w{0,127})\+?=(.*)", re.DOTALL)
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?[smhd]?$")

# Programs that start another one, with those of their options that take a value.
_STARTERS: dict[str, frozenset[str]] = {
    "exec": frozenset({"-a"}),
    "nohup": frozenset(),
    "setsid": frozenset(),
    "command": frozenset(),
    "builtin": frozenset(),
    "busybox": frozenset(),
    "toybox": frozenset(),
    "toolbox": frozenset(),
    "env": frozenset({"-u", "-C"}),
    "nice": frozenset({"-n"}),
    "ionice": frozenset({"-c", "-n", "-p"}),
    "chrt": frozenset({"-p"}),
    "timeout": frozenset({"-s", "-k"}),
    "logwrapper": frozenset(),
    "xargs": frozenset({"-n", "-I", "-P", "-s", "-d"}),
    "watch": frozenset({"-n"}),
    "start-stop-daemon": frozenset({"-p", "-n", "-u", "-c", "-g"}),
    "runcon": frozenset({"-u", "-r", "-t"}),
    "chroot": frozenset(),
    "strace": frozenset({"-p", "-o"}),
}
_LEADING = {"timeout": 1, "runcon": 1, "chroot": 1}  # words of their own before the other program


def unwrapped(words: list[str]) -> tuple[list[str], list[tuple[str, str]]]:
    """The command without the programs that only start it, and what `env` sets for it."""
    assigned: list[tuple[str, str]] = []
    for _ in range(DEPTH_LIMIT):
        if not words or (name := basename(words[0])) not in _STARTERS or len(words) < 2:
            return words, assigned
        rest = words[1:]
        leading = _LEADING.get(name, 0)
        while rest:
            if rest[0] == "--":
                rest = rest[1:]
            elif rest[0].startswith("-") and len(rest[0]) > 1:
                rest = rest[2:] if rest[0] in _STARTERS[name] else rest[1:]
            elif name == "env" and (match := ASSIGNMENT.match(rest[0])):
                assigned.append((match[1], match[2]))
                rest = rest[1:]
            elif leading:
                rest, leading = rest[1:], leading - 1
            elif name in ("nice", "ionice", "chrt") and _NUMBER.match(rest[0]):
                rest = rest[1:]
            else:
                break
        if not rest:
            return words, assigned
        words = rest
    return words, assigned


def carried(program: str, words: list[str]) -> str | None:
    """The commands that a command carries in its own words: sh -c, su -c, eval."""
    if program == "eval":
        return " ".join(words[1:])
    if program in SHELLS or program == "su":
        for at, word in enumerate(words[1:], 1):
            if word.startswith("-") and not word.startswith("--") and "c" in word[1:] and at + 1 < len(words):
                return words[at + 1]
        if program == "su":  # Android's own: su WHO COMMAND...
            plain = [w for w in words[1:] if not w.startswith("-")]
            if len(plain) > 1 and re.fullmatch(r"[\w,]+", plain[0]):
                return " ".join(plain[1:])
    return None


def printed(words: tuple[str, ...], taken: str | None) -> str | None:
    """What a command prints, where that is written in the script; `taken` is what it reads from another."""
    program, rest = basename(words[0]), [w for w in words[1:] if not re.fullmatch(r"-[neE]+", w)]
    if program in ("echo", "printf"):
        text = " ".join(rest[1:] if program == "printf" and rest[:1] == ["%s"] else rest)
        return None if not text or "$" in text or "`" in text else text
    if taken is None:
        return None
    if program == "base64" and any(w in ("-d", "-D", "--decode", "-di", "-id") for w in words[1:]):
        try:
            return base64.b64decode(taken, validate=False).decode("utf-8", "replace").replace("\0", "")
        except ValueError:
            return None
    if program == "xxd" and "-r" in words and "-p" in words:
        try:
            return bytes.fromhex(taken).decode("utf-8", "replace").replace("\0", "")
        except ValueError:
            return None
    if program == "rev":
        return taken[::-1]
    return None


def saved(program: str, words: list[str]) -> list[str]:
    """Files that a download or a copy makes, by the program's own options."""
    options = {"curl": ("-o", "--output"), "wget": ("-O", "--output-document"), "busybox": ("-O",)}.get(program, ())
    found = []
    for at, word in enumerate(words):
        for option in options:
            if option.startswith("--"):
                if word == option:
                    found += words[at + 1 : at + 2]
                elif word.startswith(option + "="):
                    found.append(word[len(option) + 1 :])
            elif match := re.fullmatch(rf"-[A-Za-z46]*?{option[1]}(.*)", word, re.DOTALL):  # -oF, -o F, -sLo F
                found += [match[1]] if match[1] else words[at + 1 : at + 2]
    if not found and (program == "wget" or (program == "curl" and any(re.fullmatch(r"-\w*O\w*", w) for w in words))):
        found += [w.rstrip("/").rpartition("/")[2] for w in words[1:] if "://" in w][:1]
    if program in ("cp", "mv", "ln", "install") and len(words) > 2:
        found.append(words[-1])
    if program == "dd":
        found += [w[3:] for w in words[1:] if w.startswith("of=")]
    if program == "tee":
        found += [w for w in words[1:] if not w.startswith("-")]
    return [f for f in dict.fromkeys(found) if f != "-"]


_CLASS_PATH = re.compile(r"-(?:D)?java\.class\.path=(.+)|-Djava\.class\.path=(.+)")


def loaded(words: list[str], environment: dict[str, str]) -> list[str]:
    """Files that a command executes or loads."""
    program, found = basename(words[0]), []
    if "/" in words[0]:
        found.append(words[0])
    plain = [w for w in words[1:] if not w.startswith("-")]
    if program in SHELLS and not any(w.startswith("-") and "c" in w for w in words[1:]):
        found += plain[:1]
    elif program in (".", "source"):
        found += words[1:2]
    elif program in ("insmod", "linker", "linker64"):
        found += plain[:1]
    elif program.startswith(("app_process", "dalvikvm")):
        given = [m[1] or m[2] for w in words if (m := _CLASS_PATH.match(w))]
        for at, word in enumerate(words[:-1]):
            if word in ("-cp", "-classpath"):
                given.append(words[at + 1])
        found += [f for path in given or [environment.get("CLASSPATH", "")] for f in path.split(":") if f]
    if "LD_PRELOAD" in environment:
        found += [f for f in re.split(r"[: ]", environment["LD_PRELOAD"]) if f]
    return [f for f in dict.fromkeys(found) if f]
