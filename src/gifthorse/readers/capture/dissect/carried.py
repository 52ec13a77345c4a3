"""Rows of `carried`: what the bytes of an unknown protocol turn out to hold."""

from __future__ import annotations

from typing import Any, Final

from gifthorse.formats import noise, programs
from gifthorse.formats.http.kinds import kind
from gifthorse.readers.capture.dissect import tokens
from gifthorse.readers.capture.dissect.dissector import OUT, Context, Flow

MIXED: Final = 0.96
"""Likeness to chance from which bytes count as noise; 64 random bytes reach it 199 times of 200."""
_SHARE: Final = (0.35, 0.65)
_OPEN: Final = programs.PROGRAMS | {"zip", "tar", None}
_PACKED: Final = frozenset({"gzip", "zip", "xz", "bzip2", "zstd", "7z", "jpeg", "png", "webp", "mp4", "mp3", "heif"})


def add(context: Context, flow: Flow, side: int, said: bytes, mark: tuple[int, int]) -> None:
    """Rows for the first bytes of one side."""
    held = _held(flow, side, said)
    if held is not None:
        context.rows.add(
            "carried",
            evidence=context.evidence,
            connection=flow.number,
            packet=mark[0],
            seen=tokens.moment(mark[1]),
            side="out" if side == OUT else "in",
            bytes=len(said),
            **held,
        )


def add_hidden(context: Context, flow: Flow, answer: bytes, about: str | None, mark: tuple[int, int]) -> None:
    """A row for a program inside an answer that calls itself, or looks like, something else."""
    if about in _OPEN or flow.over == "tls":
        return
    program = programs.hidden(answer)
    if program is not None:
        columns = {"evidence": context.evidence, "connection": flow.number, "packet": mark[0], "side": "in"}
        seen = tokens.moment(mark[1])
        context.rows.add("carried", seen=seen, bytes=len(answer), **columns, **program._asdict())


def _held(flow: Flow, side: int, said: bytes) -> dict[str, Any] | None:
    program = programs.found(said)
    if program is not None:
        return program._asdict()
    if programs.is_shell(said):
        return {"kind": "shell", "encoding": "raw", "offset": 0}
    if side != OUT or flow.protocol != "unknown" or _is_quic_midway(flow, said):
        return None
    likeness = noise.likeness(said)
    mixed = likeness is not None and likeness >= MIXED and _SHARE[0] <= noise.halves(said) <= _SHARE[1]
    if not mixed or kind(said) in _PACKED:
        return None
    return {"kind": "noise", "encoding": "raw", "offset": 0, "likeness": likeness}


def _is_quic_midway(flow: Flow, said: bytes) -> bool:
    """A packet with a short header (RFC 9000, 17.3) on QUIC's port: the capture began later than the connection."""
    return flow.transport == "udp" and flow.server_port == 443 and said[0] & 0xC0 == 0x40
