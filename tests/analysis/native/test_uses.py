"""What native code runs and who decides it, on specimens that are assembled here."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from samples.specimen.elf import build_elf

from gifthorse.analysis.native.effects import effects
from gifthorse.analysis.native.uses import analyse
from gifthorse.errors import GifthorseError
from gifthorse.formats import elf
from gifthorse.tables import Rows


def rows_of(data: bytes) -> list[dict[str, object]]:
    rows = Rows()
    analyse("dump/x", "/system/bin/x", data, elf.read(data), rows)
    tables = dict(rows.tables())
    return tables["native_uses"].to_pylist() if "native_uses" in tables else []


def uses(code: str) -> list[tuple[object, object, object]]:
    data = build_elf(f"needed = [\"libc.so\"]\ncode = '''\n{code}'''\n")
    return [(row["callee"], row["text"], row["sources"]) for row in rows_of(data)]


def test_a_constant_command() -> None:
    assert uses('main:\n  system "id"\n') == [("system", "id", [])]
    assert uses('main:\n  execl "/system/bin/e2fsck" "e2fsck" "-y" 0\n') == [("execl", "/system/bin/e2fsck -y", [])]


@pytest.mark.parametrize(
    ("code", "sources"),
    [
        ("  socket 2 1 0 -> r19\n  recv r19 @64 255 0\n", ["network"]),
        ("  socket 1 1 0 -> r19\n  accept r19 0 0 -> r20\n  read r20 @64 255\n", ["local socket"]),
        ('  android_get_control_socket "care" -> r19\n  recv r19 @64 9 0\n', ["init socket:care"]),
        ('  __system_property_get "persist.x" @64\n', ["property:persist.x"]),
        ('  fopen "/sdcard/x.sh" "r" -> r19\n  fgets @64 255 r19\n', ["file:/sdcard/x.sh"]),
        ("  socket 2 1 0 -> r19\n  recv r19 @400 255 0\n  strcpy @64 @400\n", ["network"]),
        ('  socket 2 1 0 -> r19\n  recv r19 @400 9 0\n  sprintf @64 "ping %s" @400\n', ["format:ping %s", "network"]),
        ("  recv r19 @64 255 0\n", ["socket"]),
    ],
)  # fmt: skip
def test_who_decides_a_command(code: str, sources: list[str]) -> None:
    assert uses(f"main:\n{code}  system @64\n") == [("system", None, sources)]


def test_across_functions() -> None:
    code = """
main:
  listen_on 4444 -> r19
  accept r19 0 0 -> r20
  take r20 @64
  run @64
listen_on:
  socket 2 1 0
take:
  read r0 r1 255
run:
  popen r0 "r"
"""
    assert [(callee, sources) for callee, _, sources in uses(code)] == [("popen", ["network"])]


def test_a_thread_is_given_its_connection() -> None:
    # the thread's function is named by address alone, which the notation cannot write: the argument is what counts here
    code = 'main:\n  socket 2 1 0 -> r19\n  accept r19 0 0 -> r20\n  pthread_create 0 0 0 r20\n  system "id"\n'
    assert uses(code) == [("system", "id", [])]


def test_a_connection_in_the_place_of_the_keyboard() -> None:
    code = 'main:\n  socket 2 1 0 -> r19\n  accept r19 0 0 -> r20\n  dup2 r20 0\n  execl "/system/bin/sh" "sh" 0\n'
    assert uses(code) == [("dup2", None, ["network"]), ("execl", "/system/bin/sh", [])]


def test_what_is_fetched_is_saved_and_run() -> None:
    code = """
main:
  socket 2 1 0 -> r19
  open "/data/misc/task" 66 -> r20
  recv r19 @64 255 0
  write r20 @64 255
  dlopen "/data/misc/task" 2
"""
    assert uses(code) == [("save", "/data/misc/task", ["network"]), ("dlopen", "/data/misc/task", [])]


def test_nothing_is_said_of_files_that_run_nothing() -> None:
    assert uses("main:\n  socket 2 1 0 -> r19\n  recv r19 @64 255 0\n") == []


def test_every_effect_names_arguments_that_calls_have() -> None:
    table = effects()
    assert all(0 <= use.argument < 8 for use in table.use.values())
    assert all(-1 <= copy.to < 8 and all(0 <= n < 8 for n in copy.of) for c in table.copy.values() for copy in c)
    assert not table.use.keys() & table.fill.keys()


@settings(max_examples=60, deadline=None)
@given(st.integers(64, 2400), st.binary(min_size=1, max_size=8), st.integers(200, 3000))
def test_damage_ends_in_one_sentence(at: int, more: bytes, end: int) -> None:
    code = 'main:\n  socket 2 1 0 -> r19\n  recv r19 @64 255 0\n  snprintf @300 99 "a %s" @64\n  system @300\n  main\n'
    data = bytearray(build_elf(f"code = '''\n{code}'''\n"))
    data[at : at + len(more)] = more
    try:
        rows_of(bytes(data[:end]))
    except GifthorseError as error:
        assert str(error).endswith(".")
