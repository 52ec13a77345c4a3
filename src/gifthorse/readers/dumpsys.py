"""What the phone's own services say of its traffic: counters by app, the screen, user ids, networks."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from io import BytesIO
from typing import Final
from zoneinfo import ZoneInfo

from gifthorse.errors import GifthorseError, kind
from gifthorse.evidence.node import Node
from gifthorse.formats.dumpsys import LINE_LIMIT
from gifthorse.formats.dumpsys.battery import Battery
from gifthorse.formats.dumpsys.connectivity import Connectivity
from gifthorse.formats.dumpsys.netstats import NetStats
from gifthorse.formats.dumpsys.packages import Packages
from gifthorse.tables import Rows, node_id

NAME = "dumpsys"
READS = ("dumpsys",)
FILLS = ("traffic_by_app", "app_uids", "screen_times", "networks")
LIMITATIONS = [
    "Of all services only netstats, batterystats, package and connectivity are read, and of those these facts.",
    "The history of the battery has no time zone; where the phone names none elsewhere, times are its own.",
    "The phone counts whole hours or two, and says so of itself.",
]
LIMIT: Final = 512 << 20
_ZONE: Final = re.compile(r"\[?persist\.sys\.timezone\]?\s*[:=]\s*\[?([A-Za-z]+(?:[/_+-][\w+-]+)*)\]?")


def read(node: Node, rows: Rows) -> None:
    """One pass over the lines, each given to every service's reader."""
    try:
        data = node.read(LIMIT)
    except GifthorseError as error:
        rows.problem(node.path, NAME, str(error), error=kind(error))
        return
    netstats, battery, packages, connectivity = NetStats(), Battery(), Packages(), Connectivity()
    readers = (netstats.feed, battery.feed, packages.feed, connectivity.feed)
    zone: str | None = None
    for raw in BytesIO(data):
        line = raw[:LINE_LIMIT].decode("utf-8", "replace").rstrip("\r\n")
        for feed in readers:
            feed(line)
        if "persist.sys.timezone" in line and (found := _ZONE.search(line)):
            zone = found[1]
    battery.finish()
    _fill(node, rows, netstats, packages, connectivity)
    _screen(node, rows, battery, zone)
    for reader, what in ((netstats, "netstats"), (battery, "batterystats"), (packages, "package")):
        if reader.unread:
            rows.problem(node.path, NAME, f"Lines of {what} that could not be understood: {reader.unread}.")


def _fill(node: Node, rows: Rows, netstats: NetStats, packages: Packages, connectivity: Connectivity) -> None:
    evidence = node_id(node.path)
    for span in netstats.found:
        rows.add(
            "traffic_by_app",
            evidence=evidence,
            uid=span.uid,
            network=span.network,
            network_name=span.name or None,
            metered=span.metered,
            foreground=span.foreground,
            start=span.start * 1_000_000,
            seconds=span.seconds,
            bytes_in=span.bytes_in,
            bytes_out=span.bytes_out,
            packets_in=span.packets_in,
            packets_out=span.packets_out,
        )
    for uid, package in packages.found:
        rows.add("app_uids", evidence=evidence, uid=uid, package=package)
    for network in connectivity.found.values():
        rows.add(
            "networks",
            evidence=evidence,
            interface=network.interface,
            transports=list(network.transports),
            addresses=list(network.addresses),
            resolvers=list(network.resolvers),
            private_dns=network.private_dns or None,
            proxy=network.proxy or None,
        )


def _screen(node: Node, rows: Rows, battery: Battery, zone: str | None) -> None:
    place = zone_of(zone)
    for span in battery.found:
        rows.add(
            "screen_times",
            evidence=node_id(node.path),
            lit=span.lit,
            since=_moment(span.since, place),
            until=_moment(span.until, place),
            zone=zone if place else None,
        )


def zone_of(name: str | None) -> ZoneInfo | None:
    """A time zone by its name, if this machine knows it."""
    try:
        return ZoneInfo(name) if name else None
    except (OSError, ValueError, KeyError):
        return None


def _moment(local: datetime, zone: ZoneInfo | None) -> int:
    return int(local.replace(tzinfo=zone or UTC).timestamp() * 1000) * 1000
