"""Run a command and measure the whole of it: every process it starts."""

from __future__ import annotations

import os
import platform
import resource
import statistics
import subprocess
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Cost:
    """Wall and CPU seconds, and the peak of the proportional memory of all its processes together, in bytes."""

    wall: float
    cpu: float
    memory: int
    status: int


def measure(command: Sequence[str], *, environment: dict[str, str] | None = None) -> Cost:
    """Run `command`, output discarded, and return what it cost. CPU includes all descendants that were waited for."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    begin = time.monotonic()
    process = subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={**os.environ, **(environment or {})},
    )
    peak = _Peak(process.pid)
    peak.start()
    status = process.wait()
    wall = time.monotonic() - begin
    peak.stop()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Cost(wall, cpu, peak.bytes, status)


def median(costs: Sequence[Cost]) -> Cost:
    """The median of each measure; the worst exit status."""
    return Cost(
        statistics.median(c.wall for c in costs),
        statistics.median(c.cpu for c in costs),
        int(statistics.median(c.memory for c in costs)),
        max(c.status for c in costs),
    )


def machine() -> str:
    """One line: date, processor, cores, Python."""
    model = "unknown processor"
    for line in Path("/proc/cpuinfo").read_text().splitlines() if Path("/proc/cpuinfo").exists() else ():
        if line.startswith("model name"):
            model = line.partition(":")[2].strip()
            break
    today = datetime.now(UTC).date()
    return f"{today}, {model}, {os.cpu_count()} cores, Python {platform.python_version()}, {platform.system()}"


class _Peak(threading.Thread):
    """Samples the memory of a process and its descendants. PSS counts a page shared by n processes as 1/n."""

    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self._pid = pid
        self._stopped = threading.Event()
        self.bytes = 0

    def run(self) -> None:
        while not self._stopped.wait(0.1):
            self.bytes = max(self.bytes, sum(_pss(pid) for pid in _descendants(self._pid)))

    def stop(self) -> None:
        self._stopped.set()
        self.join()


def _descendants(pid: int) -> list[int]:
    found, todo = [], [pid]
    while todo:
        current = todo.pop()
        found.append(current)
        try:
            for task in Path(f"/proc/{current}/task").iterdir():
                todo += [int(c) for c in (task / "children").read_text().split()]
        except OSError:
            continue
    return found


def _pss(pid: int) -> int:
    try:
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) << 10
    except (OSError, ValueError):
        pass
    return 0
