"""What `gifthorse watch` sees of real packets that pass at a given rate, and what that costs. Needs root and Linux.

    python -m bench.watch FOLDER [--seconds N] [--rates MBIT,...]

FOLDER holds captures. Their Ethernet frames are sent over and over through a pair of virtual cables between two network
namespaces, each time between other hosts, while `watch` listens at the far end. The namespaces are gone afterwards.
"""

from __future__ import annotations

import argparse
import os
import resource
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

from bench.measure import machine
from bench.repeated import elsewhere

from gifthorse.case import Case
from gifthorse.errors import FormatError
from gifthorse.formats.capture import open_capture

LARGEST = 65_000
STEP = 0.005


def frames(folder: Path) -> list[bytes]:
    """The Ethernet frames of all captures."""
    found = []
    for path in sorted(p for p in folder.rglob("*") if p.name.endswith((".pcap", ".pcapng", ".cap", ".gz"))):
        try:
            capture = open_capture(path.read_bytes())
            for packets in capture.chunks():
                for row, interface in enumerate(packets.interface.tolist()):
                    if capture.interfaces[interface].link_type == 1 and 14 < packets.captured[row] < LARGEST:
                        found.append(packets.bytes(row))
        except FormatError:
            continue
    if not found:
        raise SystemExit(f"There is no capture of Ethernet in {folder}.")
    return found


def send(folder: Path, interface: str, rate: float, seconds: float) -> None:
    """What `--send` does: send at `rate` megabits a second, then print how many frames and bytes those were."""
    held = frames(folder)
    os.nice(-10)  # as the watch does: what else the machine does must not decide the rate
    with socket.socket(socket.AF_PACKET, socket.SOCK_RAW) as line:
        line.bind((interface, 0))
        begin = time.monotonic()
        count = size = repetition = at = 0
        while (passed := time.monotonic() - begin) < seconds:
            due = min(passed, seconds) * rate * 125_000
            while size < due:
                frame = elsewhere(held[at], repetition)
                line.send(frame)
                size += len(frame)
                count += 1
                at += 1
                if at == len(held):
                    at, repetition = 0, repetition + 1
            time.sleep(STEP)
    print(count, size)


def watched(folder: Path, rate: float, seconds: float, names: tuple[str, str]) -> str:
    """Watch one sending; a line of the table."""
    sender, listener = names
    inside = ["ip", "netns", "exec"]
    with tempfile.TemporaryDirectory() as scratch:
        case = Path(scratch) / "case"
        watch = subprocess.Popen(
            [*inside, listener, sys.executable, "-m", "gifthorse", "watch", "-i", "line1", "--case", str(case)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )
        assert watch.stderr is not None
        watch.stderr.readline()
        command = [*inside, sender, sys.executable, "-m", "bench.watch", str(folder), "--send", "line0"]
        sending = subprocess.run(
            [*command, "--rates", str(rate), "--seconds", str(seconds)], capture_output=True, text=True, check=True
        )
        spent = resource.getrusage(resource.RUSAGE_CHILDREN)
        time.sleep(1)
        watch.terminate()
        watch.wait()
        watch.stderr.close()
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        (row,) = Case.open(case).tables()["captures"].to_pylist()
    sent, size = map(int, sending.stdout.split())
    cpu = after.ru_utime + after.ru_stime - spent.ru_utime - spent.ru_stime
    return (
        f"| {rate:.0f} | {size * 8 / seconds / 1e6:.0f} | {sent / seconds:,.0f} | {sent:,} | {row['packets']:,} "
        f"| {row['dropped']:,} | {sent - row['packets'] - row['dropped']:,} | {cpu:.1f} |"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--rates", default="50,100,200,400")
    parser.add_argument("--send", metavar="INTERFACE", help="send only, at the first of the rates")
    options = parser.parse_args()
    rates = [float(rate) for rate in options.rates.split(",")]
    if options.send:
        send(options.folder, options.send, rates[0], options.seconds)
        return
    if os.geteuid() != 0:
        raise SystemExit("Network namespaces need root.")
    names = f"gh-send-{os.getpid()}", f"gh-listen-{os.getpid()}"
    with ExitStack() as stack:
        for name in names:
            subprocess.run(["ip", "netns", "add", name], check=True)
            stack.callback(subprocess.run, ["ip", "netns", "del", name], check=False)
        mtu = ["mtu", str(LARGEST)]
        pair = ["link", "add", "line0", *mtu, "type", "veth", "peer", "name", "line1", *mtu, "netns", names[1]]
        subprocess.run(["ip", "-n", names[0], *pair], check=True)
        for name, device in zip(names, ("line0", "line1"), strict=True):
            quiet = ["sysctl", "-qw", "net.ipv6.conf.all.disable_ipv6=1"]  # else the kernel says things of its own
            subprocess.run(["ip", "netns", "exec", name, *quiet], check=True)
            subprocess.run(["ip", "-n", name, "link", "set", device, "up"], check=True)
        print(f"{machine()}; {options.folder.name} for {options.seconds:.0f} s at each rate\n")
        print("| Mbit/s wanted | sent | packets/s | packets sent | read | lost, as told | untold | CPU s |")
        print("|---|---|---|---|---|---|---|---|")
        for rate in rates:
            print(watched(options.folder, rate, options.seconds, names), flush=True)


if __name__ == "__main__":
    main()
