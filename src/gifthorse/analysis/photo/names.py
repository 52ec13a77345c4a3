"""Whether what a photo says of its camera agrees with what a phone says of itself."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

MODELS: Final = re.compile(
    r"ro\.(?:product|vendor\.product)\.(?:\w+\.)?(?:model|marketname)|ro\.product\.(?:\w+\.)?market_?name|"
    r"ro\.(?:vendor|config)\.marketing_?name|ro\.(?:oppo|vivo|config)\.market\.(?:e?n)?name|bluetooth\.device\.default_name"
)
MAKES: Final = re.compile(r"ro\.product\.(?:\w+\.)?(?:brand|manufacturer)")
BUILDS: Final = re.compile(
    r"ro\.(?:\w+\.)?build\.(?:display\.id|id|fingerprint|version\.incremental)|ro\.bootimage\.build\.fingerprint"
)
_NO_MODEL: Final = frozenset({"mainline", "aosp", "generic", "unknown"})
"""What the system partition says where it is the same for every model."""


def plain(name: str, make: str | None = None) -> str:
    """A name without case, spaces and the maker in front of it."""
    text = re.sub(r"[\s_\-]+", " ", name.strip().casefold())
    front = re.sub(r"[\s_\-]+", " ", (make or "").strip().casefold())
    return text.removeprefix(front).strip() if front and text != front else text


def models(properties: Iterable[tuple[str, str]]) -> frozenset[str]:
    """Every name that a phone's properties give its model, made plain."""
    pairs = list(properties)
    makes = {value for name, value in pairs if MAKES.fullmatch(name)}
    found = {plain(value) for name, value in pairs if MODELS.fullmatch(name) and value}
    found |= {plain(name, make) for name in set(found) for make in makes}
    return frozenset(found - _NO_MODEL - {""})


def makes(properties: Iterable[tuple[str, str]]) -> frozenset[str]:
    """Every name that a phone's properties give its maker, made plain."""
    return frozenset(plain(value) for name, value in properties if MAKES.fullmatch(name) and value) - _NO_MODEL


def model_agrees(names: Iterable[str | None], make: str | None, known: frozenset[str]) -> bool | None:
    """Whether any of a photo's names for its camera is one of the phone's; None where either says nothing."""
    said = {form for name in names if name for form in (plain(name), plain(name, make))} - {""}
    return bool(said & known) if said and known else None


def make_agrees(make: str | None, known: frozenset[str]) -> bool | None:
    """Whether the maker a photo names is the phone's; None where either says nothing."""
    said = plain(make or "")
    if not said or not known:
        return None
    return any(said in maker or maker in said for maker in known)


def build_agrees(software: str | None, builds: Iterable[str]) -> bool | None:
    """Whether the firmware a photo names is the phone's; None where it names none that looks like a build."""
    text = (software or "").strip().casefold()
    if len(text) < 4 or not any(c.isdigit() for c in text):
        return None
    known = {b.strip().casefold() for b in builds if len(b.strip()) >= 4}
    if not known:
        return None
    return any(text in build or build in text for build in known)
