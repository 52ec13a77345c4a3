"""Code that is not where the app is: in OAT files, images and APEXes, or missing altogether."""

from __future__ import annotations

from gifthorse.evidence.walk import Walk


def complete(found: Walk) -> None:
    """Add a problem for everything that holds code but is not opened."""
    for node in found.nodes:
        if node.kind == "apex":
            found.problem(node.path, "unsupported", "An APEX (updatable system module) is not opened in this version.")
        elif node.kind == "image":
            found.problem(
                node.path,
                "unsupported",
                "A partition image is not opened in this version; hand over its extracted files.",
            )
