"""What the renderers for people tell beyond the contract: rules' reasons, the device, the apps, who reaches what."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, is_dataclass
from typing import Any, TypeVar, get_args, get_type_hints

from gifthorse.errors import CaseError
from gifthorse.report.album import Album
from gifthorse.report.traffic import Traffic

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class RuleInfo:
    """What a rule's front matter says to a reader; `sha256` is that of the rule's file."""

    id: str
    title: str
    question: str
    category: str
    level: str
    because: str
    falsepositives: tuple[str, ...] = ()
    limits: str = ""
    references: tuple[str, ...] = ()
    sha256: str = ""


@dataclass(frozen=True, slots=True)
class AppInfo:
    """What a reader should know of an app that has findings; empty where unknown."""

    package: str
    label: str = ""
    version: str = ""
    uid: str = ""
    path: str = ""
    installed_as: str = ""
    signer: str = ""
    sha256: str = ""


@dataclass(frozen=True, slots=True)
class Edge:
    """One way from somebody outside an app, through the app, to what it can do; the picture is made of these.

    `entry` is the entry kind of the `reach` table, `open_to` that of `exposure` (empty for entries without
    component), `category` the API's category, `level` the finding's level.
    """

    package: str
    uid: str
    entry: str
    open_to: str
    category: str
    level: str


@dataclass(frozen=True, slots=True)
class Device:
    """The phone as its properties describe it; empty where they are silent."""

    model: str = ""
    brand: str = ""
    android: str = ""
    fingerprint: str = ""
    patch_level: str = ""
    build_type: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """A number of apps that lie in one place: a row of the summary."""

    partition: str
    installed_as: str
    apps: int
    code_read: int


@dataclass(frozen=True, slots=True)
class Timing:
    """Seconds spent in one stage of the check."""

    stage: str
    seconds: float


@dataclass(frozen=True, slots=True)
class CodeLine:
    """One line of a disassembly; `marked` where it is the instruction that a step names."""

    text: str
    marked: bool = False


@dataclass(frozen=True, slots=True)
class Snippet:
    """Instructions (or lines, or bytes) around one place.

    `title` names it for people; `step` is the line of the finding's path it belongs to, empty for none.
    """

    title: str
    lines: tuple[CodeLine, ...]
    step: str = ""


@dataclass(frozen=True, slots=True)
class Context:
    """Everything the text and HTML reports need and the contract does not hold. All parts may be empty.

    `code` and `album` are made from the evidence when a report is; no case keeps them.
    """

    device: Device = Device()
    rules: Mapping[str, RuleInfo] = field(default_factory=dict)
    apps: Mapping[str, AppInfo] = field(default_factory=dict)
    groups: tuple[Group, ...] = ()
    edges: tuple[Edge, ...] = ()
    timings: tuple[Timing, ...] = ()
    inputs: tuple[str, ...] = ()
    code: Mapping[str, tuple[Snippet, ...]] = field(default_factory=dict)
    traffic: Traffic | None = None
    album: Album | None = None


def context_to_json(context: Context) -> str:
    """The context as JSON text, for the case folder (no contract: read back by the same version only)."""
    return json.dumps(asdict(context), ensure_ascii=True, indent=1) + "\n"


def context_from_json(text: str | bytes) -> Context:
    """Read a context back.

    Raises CaseError where it is none, or one that another version wrote.
    """
    try:
        raw = json.loads(text)
        return Context(
            device=Device(**raw["device"]),
            rules={k: _rule(v) for k, v in raw["rules"].items()},
            apps={k: AppInfo(**v) for k, v in raw["apps"].items()},
            groups=tuple(Group(**v) for v in raw["groups"]),
            edges=tuple(Edge(**v) for v in raw["edges"]),
            timings=tuple(Timing(**v) for v in raw["timings"]),
            inputs=tuple(raw["inputs"]),
            code={k: tuple(_snippet(s) for s in v) for k, v in raw["code"].items()},
            traffic=None if raw["traffic"] is None else _made(Traffic, raw["traffic"]),
        )
    except (KeyError, TypeError, ValueError, AttributeError, RecursionError) as error:
        raise CaseError(
            "The report's context in this case is damaged or from another version; run the check again."
        ) from error


def _rule(raw: dict[str, Any]) -> RuleInfo:
    lists = {k: tuple(raw[k]) for k in ("falsepositives", "references")}
    return RuleInfo(**{**raw, **lists})


def _snippet(raw: dict[str, Any]) -> Snippet:
    return Snippet(raw["title"], tuple(CodeLine(**line) for line in raw["lines"]), raw["step"])


def _made(kind: type[T], raw: dict[str, Any]) -> T:
    """A dataclass from its plain form; tuples of dataclasses within it likewise."""
    hints = get_type_hints(kind)
    return kind(**{name: _value(hints[name], value) for name, value in raw.items()})


def _value(hint: Any, value: Any) -> Any:
    inner = next((a for a in (hint, *get_args(hint)) if isinstance(a, type) and is_dataclass(a)), None)
    if inner is None:
        return _tuples(value)
    return tuple(_made(inner, v) for v in value) if isinstance(value, list) else _made(inner, value)


def _tuples(value: Any) -> Any:
    return tuple(_tuples(v) for v in value) if isinstance(value, list) else value
