"""What the line page takes from the tables: bounded, masked, and told honestly."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import duckdb
import numpy as np
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from gifthorse import judge
from gifthorse.analysis import line as analysis
from gifthorse.overview import line
from gifthorse.overview.line import chains, hours, talks
from gifthorse.report.traffic import Traffic
from gifthorse.tables import Rows, specs

BEGIN = datetime(2026, 1, 5, 8, tzinfo=UTC)
IMEI = "356938035643809"


def capture(rows: Rows) -> None:
    rows.add(
        "captures",
        evidence=1,
        format="pcap",
        link_types=["ethernet"],
        packets=100,
        bytes=9_000,
        first=BEGIN,
        last=BEGIN + timedelta(hours=1),
        seconds=3_600.0,
        cut_short=0,
        named_apps=0,
        keys=0,
        clock_jumps=0,
    )


def connection(rows: Rows, number: int, **columns: Any) -> None:
    row: dict[str, Any] = {
        "evidence": 1,
        "connection": number,
        "transport": "tcp",
        "client": "10.0.0.2",
        "client_port": 40_000 + number % 20_000,
        "server": "198.51.100.7",
        "server_port": 443,
        "first": BEGIN + timedelta(seconds=number),
        "last": BEGIN + timedelta(seconds=number),
        "packets_out": 5,
        "packets_in": 5,
        "bytes_out": 100,
        "bytes_in": 900,
        "wire_out": 300,
        "wire_in": 1_200,
        "state": "established",
        "protocol": "tls",
        "local": False,
        "first_packet": number,
        "tunnels": 0,
        "resolved_before": True,
    }
    rows.add("connections", **row | columns)


@contextmanager
def asked(rows: Rows) -> Iterator[duckdb.DuckDBPyConnection]:
    tables = {name: spec.schema().empty_table() for name, spec in specs().items()} | dict(rows.tables())
    tables |= analysis.complete(tables)
    with judge.connect(tables) as found:
        yield found


def told(rows: Rows, **options: Any) -> Traffic:
    with asked(rows) as found:
        made = line.traffic(found, **options)
    assert made is not None
    return made


def test_without_a_capture_nothing_is_told() -> None:
    with asked(Rows()) as found:
        assert line.traffic(found) is None


def test_what_others_could_read_depends_on_how_it_went() -> None:
    rows = Rows()
    capture(rows)
    connection(rows, 1, protocol="http", server_port=80, name="news.example.com", name_source="http")
    connection(rows, 2, name="mail.example.com", name_source="sni")
    rows.add("tls", evidence=1, connection=2, packet=9, over="tcp", sni="mail.example.com", cut=False, decrypted=False)
    connection(rows, 3, server="198.51.100.9", protocol="wireguard", transport="udp")
    connection(rows, 4, server="198.51.100.10", protocol="unknown")
    connection(rows, 5, server="192.168.1.1", protocol="dns", local=True)
    made = told(rows)
    assert {(t.whom, t.readable) for t in made.talks} == {
        ("example.com", "contents"),
        ("example.com", "name"),
        ("addresses without a name", "address"),
        ("addresses without a name", "unknown"),
    }
    assert made.talks[0].readable == "contents"
    assert (made.totals.connections, made.totals.local, made.totals.servers) == (5, 1, 4)
    hidden = " ".join(made.onlookers[0].hidden)
    assert "2 encrypted connections" in hidden and "tunnel to 198.51.100.9" in hidden
    assert "1 connection spoke something that is not recognised here" in hidden


def test_an_encrypted_hello_is_told_as_a_doubt() -> None:
    rows = Rows()
    capture(rows)
    connection(rows, 1, name="cover.example.com", name_source="sni")
    rows.add(
        "tls",
        evidence=1,
        connection=1,
        packet=9,
        over="tcp",
        sni="cover.example.com",
        ech="ech",
        cut=False,
        decrypted=False,
    )
    assert "Perhaps the true name behind 1 hello with ECH" in " ".join(told(rows).onlookers[0].hidden)


def secret(rows: Rows) -> None:
    capture(rows)
    connection(rows, 1, protocol="http", server_port=80, name="stats.example.net", name_source="http")
    token = {"evidence": 1, "connection": 1, "packet": 5, "encoding": "raw", "offset": 0, "length": 15}
    rows.add("payload_tokens", place="url", field="imei", kind="imei", value=IMEI, decrypted=False, **token)
    rows.add(
        "payload_tokens", place="body", field="mail", kind="email", value="a.b@example.org", decrypted=True, **token
    )
    rows.add(
        "http",
        evidence=1,
        connection=1,
        packet=5,
        method="GET",
        scheme="http",
        host="stats.example.net",
        path=f"/r/{IMEI.lower()}/x",
        url="",
        version="1.1",
        status=200,
        request_bytes=0,
        response_bytes=4,
        decrypted=False,
    )
    rows.add(
        "dns",
        evidence=1,
        connection=9,
        packet=2,
        transport="udp",
        resolver="10.0.0.1",
        type="A",
        response=True,
        name=f"d{IMEI}.stats.example.net",
        answers=["198.51.100.7"],
    )


def test_identifiers_are_masked_wherever_they_stand() -> None:
    rows = Rows()
    secret(rows)
    made = told(rows)
    assert IMEI not in repr(made) and "35…09" in repr(made)
    assert any(
        "the IMEI 35…09 to stats.example.net (in the URL, field imei)" in e
        for i in made.onlookers[0].reads
        for e in i.examples
    )
    assert IMEI in repr(told(rows, reveal=True))


def test_what_only_a_key_log_showed_is_not_readable_by_others() -> None:
    rows = Rows()
    secret(rows)
    cafe, operator, receivers = told(rows, reveal=True).onlookers
    assert "e-mail" not in repr((cafe, operator)) and "an e-mail address" in repr(receivers)


def test_the_operator_does_not_see_what_stays_in_the_local_network() -> None:
    rows = Rows()
    secret(rows)
    connection(rows, 2, server="224.0.0.251", protocol="mdns", transport="udp", local=True)
    cafe, operator, _ = told(rows).onlookers
    assert any(i.what.startswith("What the phone calls out") for i in cafe.reads)
    assert not any(i.what.startswith("What the phone calls out") for i in operator.reads)
    assert operator.hidden[0] == "What stays in the local network: 1 connection."


def test_the_phones_maker_comes_first_among_those_who_receive() -> None:
    rows = Rows()
    capture(rows)
    connection(rows, 1, name="big.example.com", name_source="sni", wire_out=900_000)
    connection(rows, 2, name="log.lumio.com", name_source="sni")
    token = {"evidence": 1, "connection": 2, "packet": 5, "encoding": "raw", "offset": 0, "length": 15}
    rows.add("payload_tokens", place="body", field="d", kind="imei", value=IMEI, decrypted=True, **token)
    vendor = told(rows, maker="Lumio").onlookers[2]
    assert vendor.reads[0].examples[0].endswith("; in it the IMEI")
    assert vendor.reads[0].what.startswith("The phone's maker") and vendor.reads[0].examples[0].startswith(
        "lumio.com: "
    )


def test_a_hundred_thousand_connections_make_a_small_page() -> None:
    rows = Rows()
    capture(rows)
    for number in range(100_000):
        connection(
            rows,
            number,
            server=f"198.{number >> 16}.{number >> 8 & 255}.{number & 255}",
            name=f"n{number}.example{number % 5000}.com",
            name_source="sni",
            package=f"app{number % 700}",
        )
    made = told(rows)
    assert len(made.talks) == talks.TALKS and dict(made.left_out)["talks"] > 1_000
    assert sum(len(s.out) for s in made.stretches) <= 2 * hours.PARTS + 2
    assert len(repr(made)) < 200_000


@pytest.mark.parametrize("count", [1, 7])
def test_bytes_spread_over_time_add_up(count: int) -> None:
    random = np.random.default_rng(4)
    first = random.uniform(0, count, 50)
    last = np.minimum(first + random.exponential(1.0, 50), count - 1e-6)
    last[::5] = first[::5]
    amount = random.integers(1, 1_000_000, 50).astype(float)
    parts = hours.spread(first, np.maximum(first, last), amount, count)
    assert len(parts) == count and sum(parts) == amount.sum()


def test_a_connection_over_several_parts_gives_each_its_share() -> None:
    assert hours.spread(np.array([0.5]), np.array([3.0]), np.array([1_000.0]), 4) == (200, 400, 400, 0)


def test_silence_of_an_hour_cuts_the_axis() -> None:
    rows = Rows()
    capture(rows)
    connection(rows, 1)
    connection(rows, 2, first=BEGIN + timedelta(hours=9), last=BEGIN + timedelta(hours=9, minutes=3))
    made = told(rows)
    assert len(made.stretches) == 2
    assert sum(sum(s.out) for s in made.stretches) == 600


def issued(name: str, issuer: str, key: ec.EllipticCurvePrivateKey, by: ec.EllipticCurvePrivateKey) -> dict[str, Any]:
    def rdn(common: str) -> x509.Name:
        return x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, common)])

    made = (
        x509.CertificateBuilder()
        .subject_name(rdn(name))
        .issuer_name(rdn(issuer))
        .public_key(key.public_key())
        .serial_number(7)
        .not_valid_before(BEGIN - timedelta(days=90))
        .not_valid_after(BEGIN - timedelta(days=9))
        .sign(by, hashes.SHA256())
    )
    der = made.public_bytes(serialization.Encoding.DER)
    return {
        "sha256": made.fingerprint(hashes.SHA256()).hex(),
        "spki_sha256": "00",
        "subject": f"CN={name}",
        "issuer": f"CN={issuer}",
        "not_before": made.not_valid_before_utc,
        "not_after": made.not_valid_after_utc,
        "seen": BEGIN,
        "key_type": "EC",
        "key_bits": 256,
        "signature_algorithm": "sha256-ecdsa",
        "is_ca": name == "Some CA",
        "self_signed": name == issuer,
        "damaged": False,
        "der": base64.b64encode(der).decode(),
    }


@pytest.mark.parametrize(("forged", "link"), [(False, "signed"), (True, "broken")])
def test_a_chain_says_which_link_is_broken(forged: bool, link: str) -> None:
    leaf, authority, other = (ec.generate_private_key(ec.SECP256R1()) for _ in range(3))
    rows = Rows()
    capture(rows)
    connection(rows, 1, name="shop.example.com", name_source="sni")
    rows.add("tls", evidence=1, connection=1, packet=9, over="tcp", sni="shop.example.com", cut=False, decrypted=False)
    for place, one in enumerate(
        (
            issued("shop.example.com", "Some CA", leaf, other if forged else authority),
            issued("Some CA", "Root", authority, other),
        )
    ):
        rows.add("presented_certificates", evidence=1, connection=1, position=place, **one)
    (chain,) = told(rows).chains
    assert chain.troubles[0] == "expired 9 days before it was used"
    assert chain.troubles[1] == ("forged" if forged else "leads to no public authority")
    assert [c.link for c in chain.certificates] == [link, "missing"] and chain.packet == 9
    assert chain.certificates[0].troubles == ("expired",)


def test_certificates_that_name_each_other_in_a_ring_end() -> None:
    rows = Rows()
    capture(rows)
    connection(rows, 1, name="shop.example.com", name_source="sni")
    key = ec.generate_private_key(ec.SECP256R1())
    for place, one in enumerate((issued("a", "b", key, key), issued("b", "a", key, key))):
        rows.add(
            "presented_certificates", evidence=1, connection=1, position=place, **one | {"der": "!!" if place else None}
        )
    assert len(told(rows).chains[0].certificates) == 2


def test_a_beacon_comes_with_its_times() -> None:
    rows = Rows()
    capture(rows)
    for number in range(40):
        at = BEGIN + timedelta(seconds=number * 120)
        connection(rows, number, first=at, last=at, name="orders.example.net", name_source="dns", server_port=8080)
    (beacon,) = told(rows).beacons
    assert beacon.period == 120 and len(beacon.times) == beacon.count == 40
    assert np.diff(beacon.times).tolist() == [120.0] * 39


def test_bounds_are_told() -> None:
    rows = Rows()
    capture(rows)
    key = ec.generate_private_key(ec.SECP256R1())
    for number in range(chains.CHAINS + 3):
        connection(rows, number, name=f"n{number}.example.com", name_source="sni")
        rows.add(
            "presented_certificates",
            evidence=1,
            connection=number,
            position=0,
            **issued(f"n{number}", f"n{number}", key, key),
        )
    made = told(rows)
    assert len(made.chains) == chains.CHAINS and dict(made.left_out)["chains"] == 3


def test_what_a_recording_on_the_phone_opened_is_not_open_to_others() -> None:
    rows = Rows()
    capture(rows)
    connection(rows, 1, protocol="http", name="api.example.com", name_source="http", wire_out=0, wire_in=0)
    page = {"method": "GET", "scheme": "https", "host": "api.example.com", "path": "/secret", "url": ""}
    rows.add(
        "http",
        evidence=1,
        connection=1,
        packet=5,
        status=200,
        request_bytes=0,
        response_bytes=4,
        decrypted=True,
        **page,
    )
    made = told(rows)
    assert made.talks[0].readable == "name" and made.talks[0].out == 100
    assert "/secret" not in repr(made.onlookers)
