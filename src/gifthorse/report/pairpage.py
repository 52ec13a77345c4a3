"""Compared photos as one HTML page that opens offline: both side by side, the places of the changes outlined.

The pictures are small JPEGs of our own making; no byte of the originals is in the page, and nothing in it can act.
"""

from __future__ import annotations

import base64
import hashlib
from importlib.resources import files
from typing import Any, Final

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from gifthorse.report.escape import visible
from gifthorse.report.pairs import Compared

PAIRS: Final = 300
WORDS: Final = {True: "the same photo", None: "cannot be told", False: "not the same"}


def render(compared: Compared) -> str:
    """The page."""
    style = files("gifthorse.report").joinpath("templates/pairs.css").read_text(encoding="utf-8")
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    order = (True, None, False)
    told = sorted(compared.pairs, key=lambda p: order.index(p.same))
    return (
        _environment()
        .get_template("pairs.html")
        .render(
            compared=compared,
            pairs=told[:PAIRS],
            more=max(0, len(told) - PAIRS),
            words=WORDS,
            style=Markup(style),  # noqa: S704  # our own file, no value in it
            policy=f"default-src 'none'; img-src data:; style-src 'sha256-{digest}'; base-uri 'none'; "
            "form-action 'none'",
        )
    )


def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("gifthorse.report"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_finalize,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["picture"] = _picture
    return environment


def _picture(data: bytes) -> Markup:
    return Markup("data:image/jpeg;base64," + base64.b64encode(data).decode())  # noqa: S704  # of its alphabet alone


def _finalize(value: Any) -> Any:
    return visible(value, 600) if isinstance(value, str) and not isinstance(value, Markup) else value
