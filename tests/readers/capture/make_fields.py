"""Writes fields.json anew: what tshark reads of DNS, TLS and HTTP in the real captures, each value with its count.

    python -m tests.readers.capture.make_fields

Of TLS, the first hello of each side of a connection counts, and no HelloRetryRequest. Names asked over DNS are a set.
"""

from __future__ import annotations

import hashlib
import json
import subprocess
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from tests.captures import real

MANY = 60
FIELDS = Path(__file__).with_name("fields.json")
ASKED = (
    "tcp.stream",
    "udp.stream",
    "tls.handshake.type",
    "dtls.handshake.type",
    "tls.handshake.extensions_server_name",
    "dtls.handshake.extensions_server_name",
    "tls.handshake.ja3",
    "tls.handshake.ja3s",
    "tls.handshake.ciphersuite",
    "dtls.handshake.ciphersuite",
    "tls.handshake.random",
    "http.request.method",
    "http.host",
    "http.response.code",
    "dns.qry.name",
)
FILTER = (
    "tls.handshake.type in {1,2} || dtls.handshake.type in {1,2} || (http && tcp) "
    "|| (dns && (udp.port == 53 || tcp.port == 53))"
)
RETRY = "cf21ad74e59a6111be1d8c021e65b891c2a211167abb8c5e079e09e2c8a8339c"


def read(path: Path) -> dict[str, dict[str, int]]:
    """What tshark reads of one capture."""
    options = [part for field in ASKED for part in ("-e", field)]
    command = ["tshark", "-n", "-o", "tcp.reassemble_out_of_order:TRUE", "-r", str(path), "-Y", FILTER, "-T", "fields"]
    command += ["-E", "aggregator=|", *options]
    done = subprocess.run(command, capture_output=True, text=True, errors="backslashreplace", check=False)
    found: dict[str, Counter[str]] = {
        kind: Counter() for kind in ("sni", "ja3", "ja3s", "cipher", "asked", "status", "dns")
    }
    seen: set[tuple[str, str]] = set()
    for line in done.stdout.splitlines():
        row = dict(zip(ASKED, line.split("\t"), strict=True))
        _tls(row, found, seen)
        hosts = row["http.host"].split("|")
        for number, method in enumerate(filter(None, row["http.request.method"].split("|"))):
            found["asked"][f"{method} {hosts[number] if number < len(hosts) else ''}"] += 1
        found["status"].update(c for c in row["http.response.code"].split("|") if (c and c[0] != "1") or c == "101")
        for name in filter(None, row["dns.qry.name"].split("|")):
            found["dns"][name] = 1
    found["dns"] = names(found["dns"])
    return {kind: dict(sorted(values.items())) for kind, values in found.items() if values}


def names(found: Iterable[str]) -> Counter[str]:
    """Names asked for, without those with odd bytes, which both sides write in their own way; many as a digest."""
    plain = sorted({n for n in found if n.isascii() and n.isprintable() and "\\" not in n and n not in ("", "<Root>")})
    if len(plain) > MANY:
        return Counter({hashlib.sha256("\n".join(plain).encode()).hexdigest(): len(plain)})
    return Counter(plain)


def _tls(row: dict[str, str], found: dict[str, Counter[str]], seen: set[tuple[str, str]]) -> None:
    types = (row["tls.handshake.type"] or row["dtls.handshake.type"]).split("|")
    stream = row["tcp.stream"] or "u" + row["udp.stream"]
    for kind in ("1", "2"):
        if kind not in types or (stream, kind) in seen or (kind == "2" and RETRY in row["tls.handshake.random"]):
            continue
        seen.add((stream, kind))
        if kind == "1":
            name = row["tls.handshake.extensions_server_name"] or row["dtls.handshake.extensions_server_name"]
            found["sni"][name.split("|")[0]] += 1
            if row["tls.handshake.ja3"]:
                found["ja3"][row["tls.handshake.ja3"].split("|")[0]] += 1
        else:
            suite = row["tls.handshake.ciphersuite"] or row["dtls.handshake.ciphersuite"]
            if suite:
                found["cipher"][suite.split("|")[-1]] += 1
            if row["tls.handshake.ja3s"]:
                found["ja3s"][row["tls.handshake.ja3s"].split("|")[-1]] += 1


if __name__ == "__main__":
    FIELDS.write_text(
        json.dumps({p.name: read(p) for p in real()}, separators=(",", ":"), ensure_ascii=True).replace('},"', '},\n"')
        + "\n"
    )
