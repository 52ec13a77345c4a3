"""The real captures beside the project, for tests that compare; they are skipped where the folder is absent."""

from __future__ import annotations

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FOLDER = Path(os.environ.get("GIFTHORSE_EVIDENCE") or ROOT.parent / "shared" / "evidence") / "pcap"


def real() -> list[Path]:
    """Every real capture."""
    if not FOLDER.is_dir():
        return []
    return sorted(p for p in FOLDER.glob("*/*") if p.name.endswith((".pcap", ".pcapng", ".cap", ".pcap.gz")))
