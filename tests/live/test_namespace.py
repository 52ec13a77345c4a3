"""A pretend phone in one network namespace, the world in another, and `watch` on the line between them."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from tests import contract

from gifthorse.formats.capture import open_capture

HERE = Path(__file__).parent
TOOLS = ("ip", "curl", "openssl", "dig")
MISSING = [tool for tool in TOOLS if shutil.which(tool) is None]
PATIENCE = 60
"""Seconds after which something counts as hanging; all of it takes a few."""
ADDRESSES = ("203.0.113.10", "203.0.113.20", "203.0.113.21", "203.0.113.30", "203.0.113.53")


def _ip(*words: str) -> None:
    subprocess.run(["ip", *words], check=True, capture_output=True, timeout=PATIENCE)


class Line:
    """A phone and the world, each in a namespace of its own, joined by a cable whose world's end is `line0`."""

    def __init__(self, stack: ExitStack, folder: Path) -> None:
        self._stack = stack
        self.phone, self.world = f"gh-phone-{os.getpid()}", f"gh-world-{os.getpid()}"
        for name in (self.phone, self.world):
            _ip("netns", "add", name)
            stack.callback(subprocess.run, ["ip", "netns", "del", name], capture_output=True)
        _ip("-n", self.world, "link", "add", "line0", "type", "veth", "peer", "name", "wlan0", "netns", self.phone)
        for name, device, address in ((self.world, "line0", "10.71.0.1/24"), (self.phone, "wlan0", "10.71.0.2/24")):
            _ip("-n", name, "address", "add", address, "dev", device)
            for one in ("lo", device):
                _ip("-n", name, "link", "set", one, "up")
        for address in ADDRESSES:
            _ip("-n", self.world, "address", "add", f"{address}/32", "dev", "lo")
        _ip("-n", self.phone, "route", "add", "default", "via", "10.71.0.1")
        server = self.start(self.world, sys.executable, str(HERE / "world.py"), str(folder))
        assert server.stdout is not None and server.stdout.readline() == "ready\n"

    def start(self, where: str, *command: str) -> subprocess.Popen[str]:
        """A program in a namespace; it is ended when the line goes."""
        process = subprocess.Popen(
            ["ip", "netns", "exec", where, *command],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        self._stack.callback(_end, process)
        return process

    def act(self, script: str) -> None:
        """Let the phone do what the script says, to its end."""
        phone = self.start(self.phone, "sh", str(HERE / script))
        _, said = phone.communicate(timeout=PATIENCE)
        assert phone.returncode == 0 and "curl" not in said, said


def _end(process: subprocess.Popen[str]) -> None:
    if process.stdin is not None and not process.stdin.closed:
        process.stdin.close()
    try:
        process.wait(2)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    for pipe in (process.stdout, process.stderr):
        if pipe is not None:
            pipe.close()


@pytest.fixture(scope="module")
def line(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Line]:
    if os.name != "posix" or os.geteuid() != 0 or MISSING:
        pytest.skip(f"needs root, and the programs {', '.join(MISSING or TOOLS)}")
    with ExitStack() as stack:
        try:
            made = Line(stack, tmp_path_factory.mktemp("world"))
        except subprocess.CalledProcessError as error:
            pytest.skip(f"this machine makes no network namespaces: {error.stderr!r}")
        yield made


class Watching:
    """`gifthorse watch --json` on the line's end in the world."""

    def __init__(self, line: Line, *options: str) -> None:
        command = [sys.executable, "-m", "gifthorse", "watch", "-i", "line0", "--json", *options]
        self.process = line.start(line.world, *command)
        assert self.process.stderr is not None
        assert self.process.stderr.readline().startswith("Watching the interface line0")
        self.lines: list[dict[str, Any]] = []
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        for text in self.process.stdout:
            self.lines.append(json.loads(text))

    @property
    def rules(self) -> set[str]:
        """The rules of which a finding was told so far."""
        return {one["finding"]["rule"].partition("/")[2] for one in list(self.lines) if "finding" in one}

    def until(self, wanted: set[str]) -> None:
        """Wait until findings of these rules were told."""
        end = time.monotonic() + PATIENCE
        while not wanted <= self.rules:
            assert time.monotonic() < end and self.process.poll() is None, wanted - self.rules
            time.sleep(0.1)

    def stop(self) -> dict[str, Any]:
        """Ctrl-C; returns the report."""
        self.process.send_signal(signal.SIGINT)
        self.process.wait(PATIENCE)
        self._reader.join(PATIENCE)
        return self.lines[-1]


OVERFLOW = """
import sys, threading
from gifthorse.live.ring import Ring
ring = Ring("line0", blocks=4)
print("listening", flush=True)
sys.stdin.readline()
threading.Timer(1, ring.stop).start()
read = sum(len(piece) for piece in ring.packets())
print(read, ring.lost(), ring.received)
ring.close()
"""


def test_what_the_kernel_had_no_room_for_is_counted(line: Line) -> None:
    ring = line.start(line.world, sys.executable, "-c", OVERFLOW)
    assert ring.stdout is not None and ring.stdout.readline() == "listening\n"
    line.act("large-download.sh")
    said, wrong = ring.communicate("go\n", timeout=PATIENCE)
    assert ring.returncode == 0, wrong
    read, lost, received = map(int, said.split())
    assert lost > 0 and read > 0 and read + lost == received


PLANTED = {
    "identifier-seen-in-clear",
    "password-in-clear",
    "program-over-http",
    "update-asked-over-http",
    "certificate-self-made",
    "certificate-expired",
    "own-resolver",
}


def test_planted_leaks_are_told_while_they_happen(line: Line, tmp_path: Path) -> None:
    kept, case = tmp_path / "line.pcapng", tmp_path / "case"
    watching = Watching(line, "--write", str(kept), "--case", str(case))
    line.act("leaky-phone.sh")
    watching.until(PLANTED)
    report = watching.stop()
    assert watching.process.returncode == 1
    contract.check(report)
    told = [one["finding"]["id"] for one in watching.lines[:-1]]
    assert len(told) == len(set(told)) and set(told) >= {f["id"] for f in report["findings"]}
    assert not report["problems"]
    assert next(a["answer"] for a in report["answers"] if a["question"] == "line") == "found"
    ours = "490154203237518"
    assert ours not in json.dumps(watching.lines), "identifiers are masked"
    # What was written aside says the same to a check
    again = subprocess.run(
        [sys.executable, "-m", "gifthorse", "check", str(kept), "--case", str(tmp_path / "again"), "--json"],
        capture_output=True,
        timeout=PATIENCE,
        check=False,
    )
    assert {f["id"] for f in json.loads(again.stdout)["findings"]} == {f["id"] for f in report["findings"]}
    packets = sum(len(piece) for piece in open_capture(kept.read_bytes()).chunks())
    query = "SELECT c.packets, dropped, format, sum(l.bytes) AS bytes FROM captures c, packet_ledger l GROUP BY ALL"
    asked = subprocess.run(
        [sys.executable, "-m", "gifthorse", "ask", str(case), query, "--json"],
        capture_output=True,
        timeout=PATIENCE,
        check=True,
    )
    size = kept.stat().st_size
    assert json.loads(asked.stdout) == [{"packets": packets, "dropped": 0, "format": "pcapng", "bytes": size}]


def test_a_phone_that_gives_nothing_away_raises_no_alarm(line: Line) -> None:
    watching = Watching(line)
    line.act("tight-phone.sh")
    time.sleep(3)
    report = watching.stop()
    assert watching.process.returncode == 0
    levels = {f["rule"]: f["level"] for f in report["findings"]}
    assert not {"high", "critical"} & set(levels.values()), levels
    assert not PLANTED & {rule.partition("/")[2] for rule in levels}, levels
    packets = next(a["coverage"] for a in report["answers"] if a["question"] == "line")[1]
    assert packets["what"] == "packets read" and packets["examined"] == packets["total"] > 60
