from __future__ import annotations

from base64 import b64encode
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

import pytest
from samples.traffic.certificates import issued

from gifthorse.analysis.line import chains, destinations, signing
from gifthorse.formats import x509
from gifthorse.readers.certificates import public_roots
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
    keys, names = public_roots()
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


def presented(position: int, der: bytes) -> dict[str, Any]:
    read = x509.certificate(der)
    return certificate(
        position,
        sha256=read.sha256,
        spki_sha256=read.spki_sha256,
        subject=read.subject,
        issuer=read.issuer,
        is_ca=read.is_ca,
        damaged=False,
        der=b64encode(der).decode(),
    )


OWN = issued("CN=Own CA", own="brightleaf", ca=True)
LEAF = issued("CN=api.example.org", "CN=Own CA")
ROOT = "CN=ISRG Root X1,O=Internet Security Research Group,C=US"


def test_a_signature_of_another_key_is_forged() -> None:
    found = judged(presented(0, LEAF), presented(1, OWN))
    assert (found["verdict"], found["fault"], found["chain"]) == ("unknown", None, ["CN=api.example.org", "CN=Own CA"])
    forged = issued("CN=api.example.org", "CN=Own CA", by="debug")
    found = judged(presented(0, forged), presented(1, OWN))
    assert (found["verdict"], found["fault"]) == ("forged", "signature")


def test_a_root_sent_along_makes_nobody_public() -> None:
    key = next(iter(public_roots()[0]))
    appended = certificate(1, subject="CN=Another", issuer="CN=Another", spki_sha256=key)
    assert judged(certificate(issuer="CN=Somebody"), appended)["verdict"] == "unknown"


def test_a_roots_name_is_checked_by_its_key() -> None:
    found = judged(presented(0, issued("CN=api.example.org", ROOT)))
    assert (found["verdict"], found["fault"], found["authority"]) == ("forged", "signature", ROOT)
    assert judged(certificate(issuer=ROOT))["verdict"] == "named"  # the certificate itself was not kept


def test_who_may_not_issue_has_not_issued() -> None:
    shop = issued("CN=shop.example", own="brightleaf")
    found = judged(presented(0, issued("CN=api.example.org", "CN=shop.example")), presented(1, shop))
    assert (found["verdict"], found["fault"]) == ("forged", "no-authority")


def test_keys_of_roots_are_those_that_are_known() -> None:
    keys, _ = public_roots()
    assert all(sha256(key).hexdigest() in keys for found in signing.keys_of_roots().values() for key in found)


def test_what_cannot_be_checked_is_not_called_wrong() -> None:
    assert signing.signs(b"", LEAF) is None
    assert signing.signs(x509.certificate(OWN).spki or b"", LEAF[:-40]) is None
    assert signing.signs(x509.certificate(OWN).spki or b"", LEAF) is True


def test_an_authority_with_a_curve_of_its_own() -> None:
    """The key of CVE-2020-0601 says what curve it lies on instead of naming it."""
    named = bytes.fromhex("301006072a8648ce3d020106052b81040022")
    explicit = bytes.fromhex("301106072a8648ce3d02013006020101020102")
    assert chains.own_curve(b"\x30" + bytes((len(explicit) + 4,)) + explicit + b"\x03\x02\x00\x04")
    assert not chains.own_curve(b"\x30" + bytes((len(named) + 4,)) + named + b"\x03\x02\x00\x04")
    for broken in (None, b"", b"\x30\x02\x30\x00", x509.certificate(OWN).spki):
        assert not chains.own_curve(broken)
