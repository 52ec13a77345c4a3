from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from gifthorse.analysis.line import chains, destinations
from gifthorse.tables import Rows

SEEN = datetime(2024, 5, 6, tzinfo=UTC)


def certificate(position: int = 0, **more: Any) -> dict[str, Any]:
    return {
        "evidence": 1,
        "connection": 1,
        "position": position,
        "seen": SEEN,
        "sha256": f"{position:02}",
        "spki_sha256": f"k{position}",
        "subject": "CN=api.example.org",
        "issuer": "CN=Somebody",
        "names": ["api.example.org"],
        "self_signed": False,
        "not_before": datetime(2024, 1, 1, tzinfo=UTC),
        "not_after": datetime(2024, 12, 31, tzinfo=UTC),
    } | more


def judged(*presented: dict[str, Any], sni: str | None = "api.example.org") -> dict[str, Any]:
    rows = Rows()
    for one in presented:
        rows.add("presented_certificates", **one)
    rows.add("tls", evidence=1, connection=1, sni=sni)
    found: list[dict[str, Any]] = chains.complete(dict(rows.tables())).to_pylist()
    assert len(found) == 1
    return found[0]


def test_validity_is_that_of_the_capture() -> None:
    assert judged(certificate())["validity"] == "valid"
    late = judged(certificate(seen=datetime(2025, 1, 30, tzinfo=UTC)))
    assert (late["validity"], late["days"]) == ("expired", 30)
    assert judged(certificate(seen=datetime(2023, 12, 31, tzinfo=UTC)))["validity"] == "early"
    assert judged(certificate(seen=None))["validity"] is None


def test_what_a_chain_leads_to() -> None:
    keys, names = chains.roots()
    root = certificate(1, subject="CN=Root", spki_sha256=next(iter(keys)))
    assert judged(certificate(issuer="CN=Root"), root)["verdict"] == "public"
    assert judged(certificate(issuer=f"CN={sorted(names)[5]}"))["verdict"] == "named"
    assert judged(certificate(issuer="CN=mitmproxy"))["verdict"] == "unknown"
    assert judged(certificate(issuer="CN=api.example.org", self_signed=True))["verdict"] == "self-signed"
    loop = certificate(issuer="CN=B"), certificate(1, subject="CN=B", issuer="CN=api.example.org")
    assert judged(*loop)["verdict"] == "unknown"


@pytest.mark.parametrize(
    ("asked", "names", "right"),
    [
        ("a.example.org", ["*.example.org"], True),
        ("a.b.example.org", ["*.example.org"], False),
        ("example.org", ["*.example.org"], False),
        ("EXAMPLE.org", ["example.org."], True),
        ("192.0.2.1", ["192.0.2.1"], True),
        ("evil.org", ["example.org"], False),
    ],
)
def test_names(asked: str, names: list[str], right: bool) -> None:
    assert chains.matches(asked, names, "CN=unused") is right


def test_the_subject_counts_only_without_names() -> None:
    assert chains.matches("old.example.org", None, "CN=old.example.org,O=X")
    assert not chains.matches("old.example.org", ["new.example.org"], "CN=old.example.org")


@pytest.mark.parametrize(
    ("name", "domain"),
    [
        ("a.b.example.co.uk", "example.co.uk"),
        ("example.org.", "example.org"),
        ("192.0.2.1", None),
        ("2001:db8::1", None),
        ("localhost", None),
        ("x.y.nosuchtld0", None),
    ],
)
def test_registrable_domains(name: str, domain: str | None) -> None:
    assert destinations.registrable(name) == domain


def test_owners_are_registrable_domains_once() -> None:
    assert destinations.owners()["google.com"] == ("Google", "platform")
