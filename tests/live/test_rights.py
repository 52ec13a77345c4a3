"""Rights are given up where sudo says whose to take instead."""

from __future__ import annotations

import os

import pytest

from gifthorse.live import rights


@pytest.mark.parametrize(
    ("effective", "environment", "expected"),
    [
        (0, {"SUDO_UID": "1000", "SUDO_GID": "1001", "SUDO_USER": "ann"}, [("ann", 1001), 1001, 1000]),
        (0, {}, []),
        (0, {"SUDO_UID": "0", "SUDO_GID": "0"}, []),
        (0, {"SUDO_UID": "x", "SUDO_GID": "1"}, []),
        (1000, {"SUDO_UID": "1000", "SUDO_GID": "1000"}, []),
    ],
)
def test_who_called_sudo(
    effective: int, environment: dict[str, str], expected: list[object], monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[object] = []
    for name in ("SUDO_UID", "SUDO_GID", "SUDO_USER"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(os, "geteuid", lambda: effective)
    monkeypatch.setattr(os, "initgroups", lambda *words: done.append(words))
    monkeypatch.setattr(os, "setgid", done.append)
    monkeypatch.setattr(os, "setuid", done.append)
    rights.drop()
    assert done == expected


def test_going_first_where_it_is_not_allowed(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_: int) -> int:
        raise PermissionError

    monkeypatch.setattr(os, "nice", refuse)
    rights.prefer()
