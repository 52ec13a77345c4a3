"""Fixtures that several rooms' tests share."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def evidence_dir() -> Path:
    """The folder of public evidence (signature suite, captures); tests that need it are skipped without it."""
    folder = Path(os.environ.get("GIFTHORSE_EVIDENCE", ROOT.parent / "shared" / "evidence"))
    if not folder.is_dir():
        pytest.skip(f"the evidence folder {folder} is not there (set GIFTHORSE_EVIDENCE)")
    return folder
