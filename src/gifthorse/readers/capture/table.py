"""The table `connections`, made of the flows at the end of a capture."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import numpy.typing as npt

from gifthorse.formats.capture import Capture
from gifthorse.formats.net import Category
from gifthorse.formats.scattered import among
from gifthorse.readers.capture import address
from gifthorse.readers.capture.conversations import Conversations
from gifthorse.readers.capture.flows import FIN, RST, SYN, Flows
from gifthorse.tables import Rows

BATCH: Final = 20_000
_TRANSPORT: Final = {
    Category.TCP: "tcp",
    Category.UDP: "udp",
    Category.ICMP: "icmp",
    Category.SCTP: "sctp",
    Category.ESP: "esp",
}
_PORTS: Final = (Category.TCP, Category.UDP, Category.SCTP)


def fill(rows: Rows, evidence: int, flows: Flows, found: Conversations, capture: Capture) -> None:
    """One row a connection."""
    for begin in range(0, flows.count, BATCH):
        part = slice(begin, min(begin + BATCH, flows.count))
        rows.put("connections", {"evidence": evidence, **_columns(part, flows, found, capture)})


def _columns(part: slice, flows: Flows, found: Conversations, capture: Capture) -> dict[str, Any]:
    numbers = range(part.start, part.stop)
    category, ports = flows.category[part], among(flows.category[part], _PORTS)
    uid = flows.uid[part].tolist()
    apps = [capture.apps.get(u, ("", "")) for u in uid]
    facts = [found.facts.get(n, ("", "", "")) for n in numbers]
    columns: dict[str, Any] = {
        "connection": [flows.public(n) for n in numbers],
        "transport": [
            _TRANSPORT.get(Category(c), f"ip-{p}")
            for c, p in zip(category.tolist(), flows.protocol[part].tolist(), strict=True)
        ],
        "client": address.texts(flows.client[part]),
        "client_port": _where(flows.client_port[part], ports),
        "server": address.texts(flows.server[part]),
        "server_port": _where(flows.server_port[part], ports),
        "first": moments(flows.first[part]),
        "last": moments(flows.last[part]),
        "state": _states(flows, part),
        "protocol": [protocol or None for protocol, _, _ in facts],
        "uid": [u if u >= 0 else None for u in uid],
        "app": [app or None for _, app in apps],
        "package": [package or None for package, _ in apps],
        "name": [name or None for _, name, _ in facts],
        "name_source": [source or None for _, _, source in facts],
        "local": [address.local(high, low) for high, low in flows.server[part].tolist()],
        "entropy": [found.entropy.get(n) for n in numbers],
        "first_packet": flows.first_packet[part],
        "tunnels": flows.depth[part].astype(np.int32),
    }
    for name, counted in (("packets", flows.packets), ("bytes", flows.payload), ("wire", flows.wire)):
        columns[f"{name}_out"], columns[f"{name}_in"] = counted[part, 0].copy(), counted[part, 1].copy()
    return columns


def moments(time: npt.NDArray[np.int64]) -> list[int | None]:
    """Nanoseconds as the microseconds that tables hold; what is unknown is NULL."""
    return [t // 1000 if t >= 0 else None for t in time.tolist()]


def _where(values: npt.NDArray[np.int32], known: npt.NDArray[np.bool_]) -> list[int | None]:
    return [v if k else None for v, k in zip(values.tolist(), known.tolist(), strict=True)]


def _states(flows: Flows, part: slice) -> list[str]:
    out, into = flows.flags[part, 0], flows.flags[part, 1]
    tcp = flows.category[part] == Category.TCP
    opened, answered = out & SYN != 0, into & SYN != 0
    reset = (out | into) & RST != 0
    conditions = [
        ~tcp & (flows.packets[part, 1] > 0),
        ~tcp,
        ~opened & ~answered,
        opened & ~answered & (into & RST != 0),
        opened & ~answered & (flows.packets[part, 1] == 0),
        reset & (out & into & FIN == 0),
    ]
    names = ["answered", "unanswered", "midway", "refused", "unanswered", "reset"]
    states: list[str] = np.select(conditions, names, "established").tolist()
    return states
