"""What every HTML page of ours shares: templates that escape and bound values, and a policy naming its parts."""

from __future__ import annotations

import base64
import hashlib
from importlib.resources import files
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from gifthorse.report.escape import visible


def environment(longest: int) -> Environment:
    """Templates in which a text goes through `visible`, cut at `longest` characters, and is then escaped."""

    def finalize(value: Any) -> Any:
        return visible(value, longest) if isinstance(value, str) and not isinstance(value, Markup) else value

    return Environment(
        loader=PackageLoader("gifthorse.report"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=finalize,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def asset(name: str) -> str:
    """A style or script that is put into a page."""
    return (files("gifthorse.report") / "templates" / name).read_text(encoding="utf-8")


def digest(text: str) -> str:
    """A style or script as a content security policy names it."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
