"""`python -m gifthorse`."""

from __future__ import annotations

import contextlib
import gc
import os
import sys


def main() -> int:
    """Run the command line and end the process with its exit status."""
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # no algebra here, and its idle threads spin for 30 ms
    gc.set_threshold(1_000_000, 20, 10)
    from gifthorse.cli import run  # --help and --version must not pay for the pipeline

    status = run(sys.argv[1:])
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(OSError):
            stream.flush()
    os._exit(status)  # all is written and closed; taking hundreds of modules apart would cost 60 ms


if __name__ == "__main__":
    main()
