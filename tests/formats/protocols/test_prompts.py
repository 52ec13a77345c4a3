"""Logins that are asked for line by line."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gifthorse.formats.protocols.dialogue import Dialogue
from gifthorse.formats.protocols.prompts import Prompts


def told(*said: tuple[bool, bytes]) -> list[tuple[str, str]]:
    prompts = Prompts()
    for outward, data in said:
        prompts.feed(outward, data)
    return prompts.credentials


@pytest.mark.parametrize(
    ("said", "credentials"),
    [
        (
            [(False, b"\xff\xfd\x18router login: "), (True, b"an"), (False, b"an"), (True, b"nx\x08a\r\0"),
             (False, b"\r\nPassword: "), (True, b"sesame5\r\n")],
            [("anna", "sesame5")],
        ),
        ([(False, b"Enter PIN: "), (True, b"4711\n")], [("", "4711")]),
        ([(False, b"Username: "), (True, b"anna\nsesame5\n")], [("anna", "sesame5")]),
        ([(False, b"Password required for anna.\r\n"), (True, b"NOOP\r\n")], []),
        ([(False, b"hello\r\n"), (True, b"sesame5\r\n")], []),
        ([(False, b"Password: "), (True, b"\r\n")], []),
    ],
)  # fmt: skip
def test_prompts(said: list[tuple[bool, bytes]], credentials: list[tuple[str, str]]) -> None:
    assert told(*said) == credentials


@pytest.mark.parametrize(
    "lines",
    [
        [b"a1 LOGIN {4}\r\n", b"anna {8}\r\n", b"ses ame5\r\n"],
        [b"a1 LOGIN anna {8+}\r\n", b"ses ame5\r\n"],
        [b'a1 login {4+}\r\nanna "ses ame5"\r\n'],
    ],
)
def test_literals_of_imap(lines: list[bytes]) -> None:
    dialogue = Dialogue("imap")
    for line in lines:
        dialogue.feed(True, line)
    assert dialogue.credentials == [("anna", "ses ame5")]


def test_base64_without_its_padding() -> None:
    dialogue = Dialogue("smtp")
    dialogue.feed(True, b"AUTH PLAIN AGFubmEAc2VzYW1lNQ\r\n")
    assert dialogue.credentials == [("anna", "sesame5")]


@given(st.lists(st.tuples(st.booleans(), st.binary(max_size=60))))
def test_nonsense(said: list[tuple[bool, bytes]]) -> None:
    told(*said)
    dialogue = Dialogue("imap")
    for outward, data in said:
        dialogue.feed(outward, b"a LOGIN {3}\r\n" + data + b"\n")
