"""Check every extracted system tree in a folder and print what was found: `python -m bench.field FOLDER`.

For each tree: the answers, the count of findings by level, and every critical and high finding in a line; at the end a
table of all. A tree that cannot be checked is a line and does not stop the others.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

LEVELS = ("critical", "high", "medium", "low", "info")
PARTITIONS = ("system", "vendor", "product", "boot")
APPS, CODE = "apps whose manifest was read", "apps whose code was read"
_NAMED = re.compile(r"^ro\.(?:system\.)?build\.(?:fingerprint|display\.id)=(.+)$", re.MULTILINE)


def check(tree: Path, case: Path) -> dict[str, Any]:
    """The JSON document of a full check."""
    command = [sys.executable, "-m", "gifthorse", "check", str(tree), "--json", "--case", str(case)]
    done = subprocess.run([*command, "--fail-on", "never"], capture_output=True, check=True)
    document: dict[str, Any] = json.loads(done.stdout)
    return document


def build(tree: Path) -> str:
    """What the build calls itself."""
    for name in ("system/system/build.prop", "system/build.prop", "build.prop"):
        try:
            found = _NAMED.findall((tree / name).read_text("utf-8", "replace"))
        except OSError:
            continue
        if found:
            return str(found[-1]).strip()
    return "unknown"


def told(tree: Path, document: dict[str, Any]) -> str:
    """Print what was found in a tree; returns its line of the table."""
    findings, seconds = document["findings"], document["seconds"]
    counts = Counter(finding["level"] for finding in findings)
    coverage = {c["what"]: f"{c['examined']}/{c['total']}" for a in document["answers"] for c in a["coverage"]}
    print("; ".join(f"{answer['question']}: {answer['answer']}" for answer in document["answers"]))
    print(f"{seconds:.1f} s; " + ", ".join(f"{counts[level]} {level}" for level in LEVELS))
    for finding in findings:
        if finding["level"] in ("critical", "high"):
            print(f"- **{finding['level']}** `{finding['rule']}` {finding['says']} ({finding['id']})")
    cells = [tree.name, build(tree), coverage.get(APPS, "-"), coverage.get(CODE, "-"), f"{seconds:.1f}"]
    return "| " + " | ".join([*cells, *(str(counts[level]) for level in LEVELS[:3])]) + " |"


def main() -> None:
    root = Path(sys.argv[1])
    if not root.is_dir():
        sys.exit(f"{root} is no folder.")
    trees = sorted(p for p in root.iterdir() if p.is_dir() and any((p / n).is_dir() for n in PARTITIONS))
    trees = [root] if any((root / n).is_dir() for n in PARTITIONS) or not trees else trees
    lines = []
    for tree in trees:
        print(f"\n## {tree.name}", flush=True)
        with tempfile.TemporaryDirectory() as folder:
            try:
                lines.append(told(tree, check(tree, Path(folder) / "case")))
            except subprocess.CalledProcessError as error:
                print(error.stderr.decode("utf-8", "replace").strip() or f"It ended with {error.returncode}.")
                lines.append(f"| {tree.name} | not checked |")
    print("\n| tree | build | apps read | code read | seconds | critical | high | medium |")
    print("|---|---|---|---|---|---|---|---|\n" + "\n".join(lines))


if __name__ == "__main__":
    main()
