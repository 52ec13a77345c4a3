"""Network security configurations: inheritance and defaults as XmlConfigSource has them."""

from __future__ import annotations

import pytest
from tests.axmlwriter import Document, E, Entry, Raw, Ref, table
from tests.axmlwriter import manifest as tree

from gifthorse.errors import FormatError
from gifthorse.formats import arsc, axml
from gifthorse.readers import manifest, network_config
from gifthorse.readers.network_config import Config, Rule
from gifthorse.tables import Rows


def config(*children: E, target: int = 30) -> Config:
    data = Document(E("network-security-config", children=children)).data()
    return network_config.config(axml.parse(data).root, target_sdk=target)


def anchors(*sources: str | Ref) -> E:
    return E("trust-anchors", children=[E("certificates", attributes=[("src", source)]) for source in sources])


def domain(name: str, subdomains: bool | None = None) -> E:
    return E("domain", attributes=[] if subdomains is None else [("includeSubdomains", subdomains)], text=name)


def test_an_empty_configuration_has_the_defaults_of_its_target() -> None:
    assert config(target=23).rules == (Rule(None, False, None, True, 0),)
    assert config(target=24).rules == (Rule(None, False, None, False, 0),)


def test_base_domains_and_debug_overrides() -> None:
    found = config(
        E("base-config", attributes=[("cleartextTrafficPermitted", False)], children=[anchors("system", "user")]),
        E("domain-config", children=[domain(" Example.ORG\n", True), domain("b.example"), domain("  ")]),
        E(
            "domain-config",
            attributes=[("cleartextTrafficPermitted", True)],
            children=[domain("own.example"), anchors(Ref(0x7F010000)), E("pin-set", children=[E("pin"), E("pin")])],
        ),
        E("debug-overrides", children=[anchors("user")]),
    )
    assert found.rules == (
        Rule(None, False, False, True, 0),
        Rule("example.org", True, None, True, 0),
        Rule("b.example", False, None, True, 0),
        Rule("own.example", False, True, False, 2),
        Rule(None, False, None, True, 0, debug_only=True),
    )
    assert found.debug_trusts_user


def test_inner_domains_inherit_from_outer_ones() -> None:
    inner = E("domain-config", children=[domain("inner.example")])
    outer = E(
        "domain-config", children=[domain("outer.example"), anchors("user"), E("pin-set", children=[E("pin")]), inner]
    )
    after = E("domain-config", children=[domain("after.example")])
    assert [(r.domain, r.trusts_user, r.pins) for r in config(outer, after).rules] == [
        (None, False, 0),
        ("outer.example", True, 1),
        ("inner.example", True, 1),
        ("after.example", False, 0),
    ]


@pytest.mark.parametrize(
    ("written", "read"), [("true", True), ("false", False), (1, True), (Raw(0x12, 5), True), (Raw(0x00, 0), None)]
)
def test_booleans_of_any_type(written: str | int | Raw, read: bool | None) -> None:
    found = config(E("base-config", attributes=[("cleartextTrafficPermitted", written)]))
    assert found.base.cleartext is read


def test_nothing_but_a_configuration_is_read() -> None:
    with pytest.raises(FormatError, match="another element"):
        network_config.config(axml.parse(Document(E("manifest")).data()).root, target_sdk=30)


def test_domains_without_end_are_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(network_config, "MAX_DOMAINS", 5)
    assert len(config(E("domain-config", children=[domain(f"d{i}") for i in range(20)])).rules) == 6


FILE = Document(
    E(
        "network-security-config",
        children=[
            E("base-config", children=[anchors("system")]),
            E("domain-config", attributes=[("cleartextTrafficPermitted", True)], children=[domain("clear.example")]),
            E("debug-overrides", children=[anchors("user")]),
        ],
    )
).data()
TABLE = table(0x7F, [("xml", [(b"", [Entry("res/net.xml")])])])


def app(target: int, **attributes: bool) -> bytes:
    uses = E("uses-sdk", {"targetSdkVersion": target})
    stated = E("application", {"networkSecurityConfig": Ref(0x7F010000), **attributes})
    return Document(tree("org.example.app", uses, application=stated)).data()


@pytest.mark.parametrize(
    ("target", "attributes", "cleartext", "user"),
    [
        (30, {}, False, False),
        (30, {"usesCleartextTraffic": True}, False, False),
        (27, {"usesCleartextTraffic": False}, True, False),
        (23, {}, True, False),
        (30, {"debuggable": True}, False, True),
    ],
)
def test_it_takes_the_place_of_what_the_manifest_says(
    target: int, attributes: dict[str, bool], cleartext: bool, user: bool
) -> None:
    rows = Rows()
    files = {"res/net.xml": FILE}
    facts = manifest.read("a.apk", app(target, **attributes), rows=rows, arsc_bytes=TABLE, entry=files.get)
    assert facts is not None
    assert facts.app["cleartext_permitted"] is cleartext
    assert facts.app["user_cas_trusted"] is user
    assert [(r["domain"], r["cleartext"], r["debug_only"]) for r in rows.rows("network_config")] == [
        (None, None, False),
        ("clear.example", True, False),
        (None, None, True),
    ]


@pytest.mark.parametrize("content", [None, b"", b"<text/>", Document(E("wrong")).data()])
def test_a_configuration_that_cannot_be_read_is_a_problem(content: bytes | None) -> None:
    rows = Rows()
    facts = manifest.read("a.apk", app(30), rows=rows, arsc_bytes=TABLE, entry=lambda _: content)
    assert facts is not None
    assert facts.app["cleartext_permitted"] is False
    assert [p["reader"] for p in rows.rows("problems")] == ["network_config"]
    assert rows.rows("problems")[0]["error"] == ("missing" if content is None else "format")


def test_without_a_table_its_place_is_unknown() -> None:
    rows = Rows()
    assert manifest.read("a.apk", app(30), rows=rows, entry={"res/net.xml": FILE}.get) is not None
    assert "@0x7f010000 was not found" in rows.rows("problems")[0]["sentence"]
    assert arsc.open_table(TABLE).name(0x7F010000) == "xml/key0"
