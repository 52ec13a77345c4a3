"""The simple commands of a shell script, with what they are wrapped in, piped into and written to.

Branches, loops and functions are taken as if all of them ran; a variable has the value that was given to it last, and
that of a loop its first word. So a command is what the script can run, not what it will.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from gifthorse.errors import LimitError
from gifthorse.formats.shell.programs import (
    ASSIGNMENT,
    DEPTH_LIMIT,
    SHELLS,
    basename,
    carried,
    loaded,
    printed,
    saved,
    unwrapped,
)
from gifthorse.formats.shell.words import WORD_LIMIT, Lexer, Token

BYTES_LIMIT = 1 << 20
COMMANDS_LIMIT = 20_000
WORDS_LIMIT = 256
TOKENS_LIMIT = 200_000
VARIABLES_LIMIT = 4_096


@dataclass(frozen=True, slots=True)
class Command:
    """One simple command.

    `words` are its words without assignments and without programs that only start another one (nohup, busybox, env);
    `program` is the first without its folder. `piped_to` is the program that takes its output, by a pipe or by
    substitution. `reads` and `writes` are files by redirection, `writes` also a download's output. `runs` are files
    that it executes or loads. `assigned` holds what is set for it alone. `line` from 1.
    """

    words: tuple[str, ...]
    line: int
    piped_to: str | None = None
    reads: tuple[str, ...] = ()
    writes: tuple[str, ...] = ()
    runs: tuple[str, ...] = ()
    assigned: tuple[tuple[str, str], ...] = ()

    @property
    def program(self) -> str:
        """The program's name without its folder."""
        return basename(self.words[0])

    @property
    def text(self) -> str:
        """The command as one line."""
        return " ".join(self.words)


@dataclass(frozen=True, slots=True)
class Script:
    """All commands in the order of the text, and whether there were more than are kept."""

    commands: tuple[Command, ...]
    more: bool


def read(data: bytes | str, *, line: int = 1) -> Script:
    """Read a script. Raises LimitError beyond 1 MiB; at most 20,000 commands are kept."""
    if len(data) > BYTES_LIMIT:
        raise LimitError(f"The script has {len(data):,} bytes, more than the {BYTES_LIMIT:,} that are read.")
    text = data if isinstance(data, str) else data.decode("utf-8", "replace").removeprefix("\ufeff")
    reader = _Reader()
    reader.read(text.replace("\0", " ").replace("\r\n", "\n"), line, None, 0)
    return Script(tuple(reader.found), reader.more)


_OPENING = frozenset({"then", "do", "else", "elif", "if", "while", "until", "!", "{", "}", "time", "fi", "done"})
_DECLARING = frozenset({"export", "local", "readonly", "declare", "typeset", "setenv"})


@dataclass(slots=True)
class _Open:
    """A simple command in the making."""

    line: int
    words: list[Token] = field(default_factory=list)
    reads: list[str] = field(default_factory=list)
    writes: list[str] = field(default_factory=list)


@dataclass(slots=True)
class _Stream:
    """Where reading stands: the open command, those whose output goes into it, and whether a pattern of `case` is open
    (between `in` or `;;` and its ')')."""

    current: _Open
    pipeline: list[int] = field(default_factory=list)
    redirection: str = ""
    pattern: bool = False
    cases: int = 0

    def word(self, token: Token) -> None:
        """Take a word into the open command; patterns of `case` are passed over."""
        words = self.current.words
        if not words and token.text == "esac" and not token.quoted:
            self.cases, self.pattern = max(0, self.cases - 1), False
        elif not self.pattern:
            if not words:
                self.current.line = token.line
            if len(words) < WORDS_LIMIT:
                words.append(token)
            if len(words) == 3 and words[0].text == "case" and token.text == "in" and not token.quoted:
                self.current, self.pattern, self.cases = _Open(token.line), True, self.cases + 1


class _Reader:
    def __init__(self) -> None:
        self.found: list[Command] = []
        self.more = False
        self._seen: dict[tuple[int, tuple[str, ...]], int] = {}
        self._variables: dict[str, str] = {}
        self._exported: dict[str, str] = {}
        self._outputs: dict[int, str] = {}  # of commands that print what is written in the script
        self._folder = ""
        self._tokens = 0

    def read(self, text: str, line: int, into: str | None, depth: int) -> str | None:
        """The commands of `text`; `into` is the program that takes the output of all of them.

        Returns what the last command prints, where that is written in the script.
        """
        if depth > DEPTH_LIMIT:
            self.more = True
            return None
        begin = len(self.found)
        stream = _Stream(_Open(line))
        for token in Lexer(text, self._variables, line=line).tokens():
            self._tokens += 1
            if len(self.found) >= COMMANDS_LIMIT or self._tokens > TOKENS_LIMIT:
                self.more = True
                return None
            if token.kind == "redirection":
                stream.redirection = token.text
            elif token.kind == "word" and stream.redirection:
                self._redirect(stream.current, stream.redirection, token, depth)
                stream.redirection = ""
            elif token.kind == "word":
                stream.word(token)
            else:
                self._operator(stream, token, depth)
        last = self._end(stream, depth)
        if into is not None and len(self.found) > begin and self.found[-1].piped_to is None:
            self.found[-1] = replace(self.found[-1], piped_to=into)
        return None if last is None else self._outputs.get(last)

    def _operator(self, stream: _Stream, token: Token, depth: int) -> None:
        stream.redirection = ""
        if stream.pattern:
            stream.pattern = token.text != ")"
            return
        begin = len(self.found)
        made = self._end(stream, depth)
        stream.current = _Open(token.line)
        if token.text in ("|", "|&"):
            stream.pipeline += range(begin, len(self.found)) if made is None else [made]
        elif token.text != "\n":
            stream.pipeline = []
        stream.pattern = token.text in (";;", ";&", ";;&") and stream.cases > 0

    def _end(self, stream: _Stream, depth: int) -> int | None:
        """The command that ends here; whatever was piped goes into it."""
        made = self._close(stream.current, depth)
        if made is not None:
            for before in stream.pipeline:
                self.found[before] = replace(self.found[before], piped_to=self.found[made].program)
            taken = self._outputs.get(stream.pipeline[-1]) if stream.pipeline else None
            stream.pipeline = []
            self._printed(made, taken, depth)
        return made

    def _printed(self, number: int, taken: str | None, depth: int) -> None:
        """Note what a command prints, given what it reads; a shell reads commands."""
        command = self.found[number]
        if taken is not None and command.program in SHELLS and len(command.words) == 1:
            self.read(taken, command.line, None, depth + 1)
        output = printed(command.words, taken)
        if output is not None:
            self._outputs[number] = output

    def _redirect(self, current: _Open, operator: str, word: Token, depth: int) -> None:
        self._substitutions(word, None, depth)
        if operator.lstrip("0123456789").startswith(("<<", "<&")) or word.text.isdigit() or word.text == "-":
            return
        target = self._place(word.text)
        if "<" in operator and operator.lstrip("0123456789") != "<>":
            current.reads.append(target)
        elif target != "/dev/null":
            current.writes.append(target)

    def _place(self, name: str) -> str:
        """A file's name, joined to the folder that the script changed to."""
        return f"{self._folder}/{name}" if self._folder and not name.startswith(("/", "$", "-", "&")) else name

    def _substitutions(self, word: Token, into: str | None, depth: int) -> str:
        """Read the commands that stand inside a word; returns its text with those that print a known text replaced."""
        text = word.text
        for body in word.inner:
            output = self.read(body, word.line, into, depth + 1)
            if output is not None:
                for written in (f"$({body})", f"`{body}`"):
                    text = text.replace(written, output)
        return text[:WORD_LIMIT]

    def _close(self, current: _Open, depth: int) -> int | None:
        """Add the command that ends here; returns its number, None where there was none."""
        words = current.words
        while words and not words[0].quoted and words[0].text in _OPENING:
            words = words[1:]
        if words and not words[0].quoted and words[0].text == "for":
            self._loop(words, depth)
            return None
        assigned: list[tuple[str, str]] = []
        while words and (match := ASSIGNMENT.match(words[0].text)) and words[0].text[0] not in "'\"":
            text = self._substitutions(words[0], None, depth)
            assigned.append((match[1], text.partition("=")[2]))
            words = words[1:]
        if not words:
            self._assign(assigned)
            return None
        return self._add(words, current, assigned, depth)

    def _loop(self, words: list[Token], depth: int) -> None:
        for word in words[1:]:
            self._substitutions(word, None, depth)
        if len(words) > 3 and words[2].text == "in":
            self._assign([(words[1].text, words[3].text)])

    def _assign(self, pairs: Iterable[tuple[str, str]], *, exported: bool = False) -> None:
        for name, value in pairs:
            if len(self._variables) < VARIABLES_LIMIT or name in self._variables:
                self._variables[name] = value
                if exported or name in self._exported or name in ("CLASSPATH", "LD_PRELOAD"):
                    self._exported[name] = value

    def _add(self, words: list[Token], current: _Open, assigned: list[tuple[str, str]], depth: int) -> int | None:
        name = basename(words[0].text)
        if name in _DECLARING:
            pairs = [(m[1], m[2]) for w in words[1:] if (m := ASSIGNMENT.match(w.text))]
            self._assign(pairs, exported=name in ("export", "setenv"))
        texts, more = unwrapped([w.text for w in words])
        receiver = None if not texts or texts[0].startswith(("$", "`")) else basename(texts[0])
        known = [self._substitutions(word, receiver, depth) for word in words]
        if known != [w.text for w in words]:
            texts, more = unwrapped(known)
        assigned = assigned + more
        if not texts:
            return None
        if texts[0].startswith(("$(", "`")):
            if depth:
                return None  # whoever carries it is a row already
            texts = ["eval", *texts]  # what it prints is run
        if not words[0].quoted and " " in texts[0].strip():
            texts = [*texts[0].split(), *texts[1:]]  # a variable that holds several words
        program = basename(texts[0])
        if program == "cd" and len(texts) > 1:
            self._folder = "" if texts[1].startswith("-") else self._place(texts[1]).rstrip("/")
        environment = self._exported | dict(assigned)
        writes = [*current.writes, *(self._place(f) for f in saved(program, texts))]
        runs = [self._place(f) if f.startswith("./") or "/" not in f else f for f in loaded(texts, environment)]
        number = self._seen.setdefault((current.line, tuple(texts)), len(self.found))
        if number < len(self.found):
            return number  # read before, where its text was put together
        self.found.append(
            Command(
                tuple(texts),
                current.line,
                reads=tuple(current.reads),
                writes=tuple(writes),
                runs=tuple(f.replace("/./", "/") for f in runs),
                assigned=tuple(assigned),
            )
        )
        script = carried(program, texts)
        if script is not None:
            self.read(script, current.line, None, depth + 1)
        return number
