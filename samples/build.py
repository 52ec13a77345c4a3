"""Builds the sample phone and the rules' fixtures from their sources: `python -m samples.build [FOLDER.src ...]`."""

from __future__ import annotations

import sys

from samples.specimen.apk import PACKAGES, missing_tools
from samples.specimen.tree import main

if __name__ == "__main__":
    if lacking := missing_tools():
        sys.exit(f"Building specimens needs {', '.join(lacking)}: apt-get install {PACKAGES}.")
    sys.exit(main(sys.argv[1:]))
