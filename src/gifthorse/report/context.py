"""What the renderers for people tell beyond the contract: rules' reasons, the device, the apps, who reaches what."""

from __future__ import annotations

import json
from collections.abc import Mapping

from msgspec import Struct, ValidationError, convert, field, to_builtins

from gifthorse.errors import CaseError
from gifthorse.report.album import Album
from gifthorse.report.traffic import Traffic


class RuleInfo(Struct, frozen=True):
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


class AppInfo(Struct, frozen=True):
    """What a reader should know of an app that has findings; empty where unknown."""

    package: str
    label: str = ""
    version: str = ""
    uid: str = ""
    path: str = ""
    installed_as: str = ""
    signer: str = ""
    sha256: str = ""


class Edge(Struct, frozen=True):
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


class Device(Struct, frozen=True):
    """The phone as its properties describe it; empty where they are silent."""

    model: str = ""
    brand: str = ""
    android: str = ""
    fingerprint: str = ""
    patch_level: str = ""
    build_type: str = ""

    @property
    def name(self) -> str:
        """Brand and model, as people write them; the brand once."""
        brand = self.brand.capitalize() if self.brand.islower() else self.brand
        return self.model if self.model.lower().startswith(brand.lower()) else f"{brand} {self.model}".strip()


class Group(Struct, frozen=True):
    """A number of apps that lie in one place: a row of the summary."""

    partition: str
    installed_as: str
    apps: int
    code_read: int


class Timing(Struct, frozen=True):
    """Seconds spent in one stage of the check."""

    stage: str
    seconds: float


class CodeLine(Struct, frozen=True):
    """One line of a disassembly; `marked` where it is the instruction that a step names."""

    text: str
    marked: bool = False


class Snippet(Struct, frozen=True):
    """Instructions (or lines, or bytes) around one place.

    `title` names it for people; `step` is the line of the finding's path it belongs to, empty for none.
    """

    title: str
    lines: tuple[CodeLine, ...]
    step: str = ""


class Context(Struct, frozen=True):
    """Everything the text and HTML reports need and the contract does not hold. All parts may be empty.

    `certificates` holds the name in each certificate that has findings, by its SHA-256.
    `code` and `album` are made from the evidence when a report is; no case keeps them.
    """

    device: Device = Device()
    rules: Mapping[str, RuleInfo] = field(default_factory=dict)
    apps: Mapping[str, AppInfo] = field(default_factory=dict)
    certificates: Mapping[str, str] = field(default_factory=dict)
    groups: tuple[Group, ...] = ()
    edges: tuple[Edge, ...] = ()
    timings: tuple[Timing, ...] = ()
    inputs: tuple[str, ...] = ()
    code: Mapping[str, tuple[Snippet, ...]] = field(default_factory=dict)
    traffic: Traffic | None = None
    album: Album | None = None

    def label(self, kind: str, name: str) -> str:
        """What people call an app or a certificate; empty where that is its name, or not known."""
        if kind == "certificate":
            return self.certificates.get(name, "")
        app = self.apps.get(name) if kind == "app" else None
        return app.label if app and app.label != name else ""


def context_to_json(context: Context) -> str:
    """The context as JSON text, for the case folder (no contract: read back by the same version only)."""
    return json.dumps(to_builtins(context), ensure_ascii=True, indent=1) + "\n"


def context_from_json(text: str | bytes) -> Context:
    """Read a context back.

    Raises CaseError where it is none, or one that another version wrote.
    """
    try:
        raw = json.loads(text)
        if raw.keys() != set(Context.__struct_fields__):
            raise ValueError("other parts than this version's")
        return convert(raw, Context)
    except (TypeError, ValueError, AttributeError, RecursionError, ValidationError) as error:
        raise CaseError(
            "The report's context in this case is damaged or from another version; run the check again."
        ) from error
