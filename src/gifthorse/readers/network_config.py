"""Network security configurations: what an app may send in clear and whom it trusts, domain by domain.

As android.security.net.config.XmlConfigSource reads them (Android 7 and later).
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from gifthorse.errors import FormatError
from gifthorse.formats.axml import Element, value
from gifthorse.tables import Rows, node_id

NAME = "network_config"
READS = ("apk",)
FILLS = ("network_config",)
LIMITATIONS = ["Whether a pin set has expired is not looked at.", "Certificates of the app's own are not told apart."]
MAX_DOMAINS = 2_000
NOUGAT = 24
PIE = 28


class Rule(Struct, frozen=True):
    """The base configuration (`domain` None), one domain, or the debug overrides. Trust and pins are inherited,
    `cleartext` is None where it is."""

    domain: str | None
    include_subdomains: bool
    cleartext: bool | None
    trusts_user: bool
    pins: int
    debug_only: bool = False


class Config(Struct, frozen=True):
    """A configuration: the base rule first, then domains in document order, then the debug overrides."""

    rules: tuple[Rule, ...]

    @property
    def base(self) -> Rule:
        """The base configuration, stated or not."""
        return self.rules[0]

    @property
    def debug_trusts_user(self) -> bool:
        """Whether debug overrides trust the user's CAs."""
        return any(rule.trusts_user for rule in self.rules if rule.debug_only)


def config(root: Element, *, target_sdk: int) -> Config:
    """Read a network-security-config element. Raises FormatError where it is none."""
    if root.name != "network-security-config":
        raise FormatError("The network security configuration begins with another element.")
    stated = root.find("base-config")
    base = _rule(stated[0] if stated else None, _Inherited(target_sdk < NOUGAT, 0))
    rules = [base]
    inherited = _Inherited(base.trusts_user, 0)
    for rule in _domains(root, inherited):
        rules.append(rule)
        if len(rules) > MAX_DOMAINS:
            break
    rules += [_rule(element, _Inherited(False, 0), debug=True) for element in root.find("debug-overrides")[:1]]
    return Config(tuple(rules))


def fill(rows: Rows, path: str, package: str, found: Config) -> None:
    """Add a configuration to the table `network_config`."""
    for rule in found.rules:
        rows.add(
            "network_config",
            evidence=node_id(path),
            package=package,
            domain=rule.domain,
            include_subdomains=rule.include_subdomains,
            cleartext=rule.cleartext,
            trusts_user=rule.trusts_user,
            pins=rule.pins,
            debug_only=rule.debug_only,
        )


class _Inherited(Struct, frozen=True):
    trusts_user: bool
    pins: int


def _domains(root: Element, inherited: _Inherited) -> Iterator[Rule]:
    """Domain configurations may lie in each other; the inner ones inherit from the outer."""
    waiting = [(child, inherited) for child in reversed(root.find("domain-config"))]
    while waiting:
        element, outer = waiting.pop()
        rule = _rule(element, outer)
        for child in element.find("domain"):
            name = child.text.strip().lower()
            if name:
                subdomains = _flag(child, "includeSubdomains") or False
                yield Rule(name, subdomains, rule.cleartext, rule.trusts_user, rule.pins)
        own = _Inherited(rule.trusts_user, rule.pins)
        waiting += [(child, own) for child in reversed(element.find("domain-config"))]


def _rule(element: Element | None, outer: _Inherited, *, debug: bool = False) -> Rule:
    trusts, pins, cleartext = outer.trusts_user, outer.pins, None
    if element is not None:
        cleartext = _flag(element, "cleartextTrafficPermitted")
        anchors = element.find("trust-anchors")
        if anchors:
            trusts = any(_source(c) == "user" for a in anchors for c in a.find("certificates"))
        sets = element.find("pin-set")
        if sets:
            pins = sum(len(s.find("pin")) for s in sets)
    return Rule(None, False, cleartext, trusts, pins, debug)


def _flag(element: Element, name: str) -> bool | None:
    found = element.by_name(name)
    if found is None or found.type == value.NULL:
        return None
    return value.to_bool(found.type, found.data, found.text, False)


def _source(element: Element) -> str | None:
    found = element.by_name("src")
    return found.as_text() if found is not None else None
