"""What library calls do to values, from `data/transfers.toml` and `data/sources.toml`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import Any

import rtoml
from msgspec import Struct

from gifthorse.analysis.code.notation import ByName, Pattern, parse

RESULT, OBJECT, ARGUMENTS = "result", "this", "args"

INERT = re.compile(
    r"(byte|short|int|long|float|double|boolean|void|"
    r"android\.(app\.(Activity|Application|Service|PendingIntent|\w*Manager|Dialog|Fragment)|content\.(\w*Context\w*|"
    r"ContentResolver|IntentFilter|ServiceConnection|res\.(Resources|AssetManager|Configuration|Resources\$Theme))|"
    r"content\.pm\.PackageManager|os\.(Handler|Looper|HandlerThread|UserHandle|IBinder|Messenger|CancellationSignal)|"
    r"view\.\w+|widget\.\w+|graphics\.\w+|webkit\.\w+|telephony\.TelephonyManager|net\.wifi\.WifiManager|"
    r"location\.LocationManager|database\.sqlite\.SQLiteDatabase|net\.ConnectivityManager)|"
    r"java\.(lang\.(Class|ClassLoader|Thread|Runnable|Throwable|\w*Exception|Runtime)|util\.(Locale|TimeZone|Comparator|"
    r"concurrent\.(Executor\w*|TimeUnit|\w*ExecutorService))|nio\.charset\.Charset|security\.\w+)|"
    r"javax\.(net|crypto)\.[\w.]+)"
)
"""Types whose objects carry no content worth following through a call that nothing is known of."""

OPEN = re.compile(
    r"(byte|char|java\.lang\.(String|Object))\[\]|java\.lang\.String(Builder|Buffer)|org\.json\.JSON(Object|Array)|"
    r"java\.util\.[\w.]*(List|Map|Set|Collection|Vector|Properties|Queue|Deque|Hashtable|Stack)|java\.io\.\w*(OutputStream|Writer)|"
    r"android\.os\.(Base)?Bundle|android\.content\.(Intent|ContentValues)|"
    r"java\.util\.concurrent\.atomic\.AtomicReference|java\.lang\.ThreadLocal"
)
"""Types of objects whose content is changed by those who hold them, other methods included."""


class Flow(Struct, frozen=True):
    """One way content takes through a call: from these operands to those, with what becomes of a constant text."""

    sources: tuple[str, ...]
    sinks: tuple[str, ...]
    text: str


class Source(Struct, frozen=True):
    """A call (or field, or parameter) whose value comes from somewhere worth naming."""

    kind: str
    outside: bool
    key: int | None
    fills: int | None
    label: str


class Named(Struct, frozen=True):
    """Another kind for a source whose key matches."""

    kinds: frozenset[str]
    key: re.Pattern[str]
    kind: str


class Prefix(Struct, frozen=True):
    """Kind of a text (an address, a path) by its beginning."""

    begins: tuple[str, ...]
    kind: str
    outside: bool


class Model(Struct, frozen=True):
    """Both files as loaded. `parameters` gives the roles' argument numbers with the source; `texts` constant fields;
    `passing` the carriers whose own content is followed all the same."""

    flows: ByName[Flow]
    sources: ByName[Source]
    parameters: ByName[Source]
    carriers: ByName[str]
    passing: ByName[str]
    named: tuple[Named, ...]
    addresses: tuple[Prefix, ...]
    paths: tuple[Prefix, ...]
    texts: Mapping[str, str]
    handed: ByName[str]
    delivered: ByName[tuple[Pattern, ...]]
    given: ByName[tuple[Pattern, ...]]
    stored: Mapping[str, tuple[Pattern, ...]]
    kept: Mapping[str, tuple[Pattern, ...]]
    written: ByName[None]

    def address(self, text: str) -> Prefix | None:
        """Which data a content address leads to."""
        return next((p for p in self.addresses if text.startswith(p.begins)), None)

    def path(self, text: str) -> Prefix | None:
        """Whose file a path names."""
        return next((p for p in self.paths if text.startswith(p.begins)), None)

    def renamed(self, kind: str, key: str | None) -> str:
        """The kind after the rules for keys."""
        if key is not None:
            for rule in self.named:
                if kind in rule.kinds and rule.key.search(key):
                    return rule.kind
        return kind


@cache
def model() -> Model:
    """The data files, read once a process."""
    transfers = _load("transfers.toml")
    raw = _load("sources.toml")
    return Model(
        ByName((parse(c), f) for c, f in _flows(transfers)),
        ByName(_sources(raw["source"], "calls")),
        ByName(_sources(raw["parameter"], "methods")),
        ByName((parse(c), e["kind"]) for e in raw["carrier"] if not e.get("passes") for c in e["calls"]),
        ByName((parse(c), e["kind"]) for e in raw["carrier"] if e.get("passes") for c in e["calls"]),
        tuple(Named(frozenset(e["from"]), re.compile(e["key"]), e["kind"]) for e in raw["named"]),
        _prefixes(raw["uri"]),
        _prefixes(raw["path"]),
        raw["text"],
        ByName((parse(e["parameter"]), e["returned"]) for e in raw["handed"]),
        ByName((parse(e["parameter"]), tuple(map(parse, e["calls"]))) for e in raw["delivered"]),
        ByName((parse(e["returned"]), tuple(map(parse, e["calls"]))) for e in raw["given"]),
        {e["field"]: tuple(map(parse, e["calls"])) for e in raw["stored"]},
        {e["kind"]: tuple(map(parse, e["calls"])) for e in raw["kept"]},
        ByName((parse(c), None) for e in raw["written"] for c in e["calls"]),
    )


def _load(name: str) -> dict[str, Any]:
    return rtoml.loads((files("gifthorse.data") / name).read_text(encoding="utf-8"))


def _flows(raw: dict[str, Any]) -> Iterator[tuple[str, Flow]]:
    for entry in raw["transfer"]:
        flow = Flow(tuple(entry["from"]), tuple(entry["to"]), entry.get("text", ""))
        for call in entry["calls"]:
            yield call, flow


def _sources(entries: list[dict[str, Any]], field: str) -> Iterator[tuple[Pattern, Source]]:
    for entry in entries:
        for call in entry[field]:
            pattern = parse(call)
            key = next((argument for role, argument in pattern.roles if role == "key"), None)
            label = f"{pattern.cls.rpartition('.')[2]}.{pattern.name}"
            yield pattern, Source(entry["kind"], entry.get("outside", False), key, pattern.fills, label)


def _prefixes(entries: list[dict[str, Any]]) -> tuple[Prefix, ...]:
    return tuple(Prefix(tuple(e["begins"]), e["kind"], e.get("outside", False)) for e in entries)
