"""Builds the sample phone and the rules' fixtures from their sources: `python -m samples.build [FOLDER.src ...]`."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from specimen.apk import PACKAGES, missing_tools  # the package lies beside this file
from specimen.tree import main

if __name__ == "__main__":
    if lacking := missing_tools():
        sys.exit(f"Building specimens needs {', '.join(lacking)}: apt-get install {PACKAGES}.")
    sys.exit(main(sys.argv[1:]))
