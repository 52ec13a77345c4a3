"""`python -m gifthorse`."""

from __future__ import annotations

import sys


def main() -> int:
    """Run the command line; returns the exit status."""
    from gifthorse.cli import run  # noqa: PLC0415  # --help and --version must not pay for the pipeline

    return run(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
