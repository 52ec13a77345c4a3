"""Giving up root's rights once an interface is open: what strangers send is read with those of who called sudo."""

from __future__ import annotations

import os
from contextlib import suppress

PREFERRED = -10


def prefer() -> None:
    """Go before other programs, where that is allowed: packets do not wait for a busy machine."""
    with suppress(AttributeError, OSError):
        os.nice(PREFERRED)


def drop() -> None:
    """Become the user who called sudo, for good; nothing happens where nobody did."""
    user, group = os.environ.get("SUDO_UID", ""), os.environ.get("SUDO_GID", "")
    if not hasattr(os, "geteuid") or os.geteuid() != 0 or not (user.isdecimal() and group.isdecimal()) or user == "0":
        return
    name = os.environ.get("SUDO_USER", "")
    try:
        os.initgroups(name, int(group))
    except OSError:
        os.setgroups([])
    os.setgid(int(group))
    os.setuid(int(user))
