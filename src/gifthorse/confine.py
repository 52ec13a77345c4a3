"""What a process that deals with hostile input may take: it ends with its parent, and memory is bounded."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
from pathlib import Path

COLLECT_EVERY = 10_000_000
"""New objects between two looks of the garbage collector: 700, as Python has it, cost a tenth of the time."""


def confine(memory: int) -> None:
    """Let this process end with its parent, and before anything else on the machine where memory runs out.

    `memory` is what may be resident, in bytes. A single allocation can outrun whoever looks at that twice a second;
    allocators and threads reserve much that they never use, hence twice as much may be allocated.
    """
    if sys.platform != "linux":
        return
    import ctypes  # only confined processes need them
    import resource

    ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG
    with contextlib.suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text("1000")
    with contextlib.suppress(OSError, ValueError, StopIteration):
        status = Path("/proc/self/status").read_text()
        now = next(int(line.split()[1]) << 10 for line in status.splitlines() if line.startswith("VmData:"))
        hard = resource.getrlimit(resource.RLIMIT_DATA)[1]
        resource.setrlimit(resource.RLIMIT_DATA, (now + 2 * memory, hard))


def resident(pid: int | None) -> int:
    """Resident memory of a process in bytes; 0 where the system does not say."""
    try:
        with Path(f"/proc/{pid}/statm").open("rb") as file:
            return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, ValueError, IndexError):
        return 0
