"""An app's analysis as a whole: what it leaves behind."""

from __future__ import annotations

import gc

from tests.analysis.code import test_guards
from tests.specimen import assembled

from gifthorse.analysis.code import app
from gifthorse.analysis.code.manifest import Manifest
from gifthorse.analysis.code.program import Program
from gifthorse.formats.dex import read
from gifthorse.formats.dex.merged import merge
from gifthorse.tables import Rows


def programs() -> int:
    return sum(isinstance(one, Program) for one in gc.get_objects())


def test_what_an_analysis_leaves_is_freed_without_the_garbage_collector() -> None:
    dex = read(assembled("".join(test_guards.CASES.texts)))
    gc.collect()
    before = programs()
    gc.disable()
    try:
        app.analyse("a.apk", "a", [dex], merge([dex]), Manifest(), rows=Rows())
        assert programs() == before + 1, "its parts hold each other; if they no longer do, `let_go` can go"
        app.let_go()
        assert programs() == before
    finally:
        gc.enable()
