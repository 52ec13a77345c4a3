"""Check every extracted system tree in a folder and print what was found: `python -m bench.field FOLDER`.

For each tree: the answers, the count of findings by level, and every critical and high finding in a line.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

LEVELS = ("critical", "high", "medium", "low", "info")


def check(tree: Path, case: Path) -> dict[str, object]:
    """The JSON document of a full check."""
    command = [
        sys.executable,
        "-m",
        "gifthorse",
        "check",
        str(tree),
        "--json",
        "--case",
        str(case),
        "--fail-on",
        "never",
    ]
    done = subprocess.run(command, capture_output=True, check=True)
    document: dict[str, object] = json.loads(done.stdout)
    return document


def main() -> None:
    root = Path(sys.argv[1])
    trees = sorted(p for p in root.iterdir() if p.is_dir() and any((p / n).is_dir() for n in ("system", "vendor")))
    for tree in trees or [root]:
        with tempfile.TemporaryDirectory() as folder:
            document = check(tree, Path(folder) / "case")
        findings: list[dict[str, object]] = document["findings"]  # type: ignore[assignment]  # the JSON contract
        answers: list[dict[str, object]] = document["answers"]  # type: ignore[assignment]  # the JSON contract
        counts = Counter(f["level"] for f in findings)
        print(f"\n## {tree.name}: {document['seconds']:.1f} s")
        print("; ".join(f"{a['question']}: {a['answer']}" for a in answers))
        print(", ".join(f"{counts[level]} {level}" for level in LEVELS))
        for finding in findings:
            if finding["level"] in ("critical", "high"):
                print(f"- **{finding['level']}** `{finding['rule']}` {finding['says']}")


if __name__ == "__main__":
    main()
