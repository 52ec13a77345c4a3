"""Tags, written by ExifTool."""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path


def tagged(base: bytes, *arguments: str, files: Mapping[str, bytes] | None = None) -> bytes:
    """A photo to which ExifTool has written tags; `{name}` in an argument stands for the path of that file."""
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / ("photo.png" if base[:4] == b"\x89PNG" else "photo.jpg")
        target.write_bytes(base)
        named = {}
        for name, data in (files or {}).items():
            named[name] = str(Path(folder) / name)
            Path(named[name]).write_bytes(data)
        ready = [a.format(**named) if named else a for a in arguments]
        command = ["exiftool", "-q", "-n", "-overwrite_original", "-F", *ready, str(target)]
        subprocess.run(command, check=True, capture_output=True)
        return target.read_bytes()
