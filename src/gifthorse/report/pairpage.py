"""Compared photos as one HTML page that opens offline: both side by side, the places of the changes outlined.

The pictures are small JPEGs of our own making; no byte of the originals is in the page, and nothing in it can act.
"""

from __future__ import annotations

import base64
from typing import Final

from jinja2 import Environment
from markupsafe import Markup

from gifthorse.report import pages
from gifthorse.report.pairs import Compared

PAIRS: Final = 300
TEXT: Final = 600
WORDS: Final = {True: "the same photo", None: "cannot be told", False: "not the same"}


def render(compared: Compared) -> str:
    """The page."""
    style = pages.asset("pairs.css")
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
            policy=f"default-src 'none'; img-src data:; style-src {pages.digest(style)}; base-uri 'none'; "
            "form-action 'none'",
        )
    )


def _environment() -> Environment:
    environment = pages.environment(TEXT)
    environment.filters["picture"] = _picture
    return environment


def _picture(data: bytes) -> Markup:
    return Markup("data:image/jpeg;base64," + base64.b64encode(data).decode())  # noqa: S704  # of its alphabet alone
