"""`gifthorse rules`: list the detections, run them against their fixtures, begin a new one."""

from __future__ import annotations

import json
import re
import sys
from argparse import Namespace
from collections.abc import Sequence
from pathlib import Path

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from gifthorse import judge
from gifthorse.errors import GifthorseError, RuleError
from gifthorse.report.text import LEVEL_STYLE
from gifthorse.report.words import count
from gifthorse.verbs import template

RULES = Path("src", "gifthorse", "rules")


def run(args: Namespace) -> int:
    """Do what `args.what` names."""
    if args.what == "list":
        return _list(judge.load(), as_json=args.json)
    if args.what == "test":
        return _test(args.id, args.root)
    return _new(args.id, args.root)


def _list(rules: Sequence[judge.Rule], *, as_json: bool) -> int:
    if as_json:
        keys = ("id", "title", "question", "category", "level", "confidence", "basis", "sha256")
        sys.stdout.write(json.dumps([{k: getattr(r, k) for k in keys} for r in rules], indent=1) + "\n")
        return 0
    console = Console(highlight=False)
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for name in ("rule", "level", "category", "what it finds", "SHA-256"):
        table.add_column(name, overflow="fold", no_wrap=name in ("level", "SHA-256"))
    for rule in rules:
        level = Text(rule.level, style=LEVEL_STYLE[rule.level])
        table.add_row(Text(rule.id), level, Text(rule.category), Text(rule.title), Text(rule.sha256[:12], style="dim"))
    console.print(table)
    console.print(Text(f"{count(len(rules), 'rule')}; --json has the whole SHA-256 of each.", style="dim"))
    return 0


def _test(wanted: str | None, root: Path) -> int:
    from gifthorse import ruletest  # the pipeline is loaded only to be run

    checkout = _checkout(root)
    fixtures = checkout / "tests" / "rules"
    rules = [r for r in judge.load(checkout / RULES) if wanted is None or r.id == wanted]
    if not rules:
        raise RuleError(f"There is no rule {wanted}; `gifthorse rules list` lists them.")
    console = Console(highlight=False)
    failed = 0
    for rule in rules:
        for result in ruletest.run(rule, fixtures):
            failed += bool(result.wrong)
            line = Text("wrong " if result.wrong else "right ", style="bold red" if result.wrong else "green")
            line.append(f"{result.rule}  {result.fixture}: ", style="not bold default")
            line.append(result.wrong or (result.findings[0] if result.findings else "silent, as it should be"), "dim")
            console.print(line, soft_wrap=True)
    console.print(Text(f"{count(len(rules), 'rule')}, {count(failed, 'failure')}."))
    return int(failed > 0)


def _new(wanted: str, root: Path) -> int:
    question, _, name = wanted.partition("/")
    if question not in judge.QUESTIONS or not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", name):
        raise RuleError(
            f"A rule is named <question>/<words-with-hyphens>, such as backdoor/exposed-exec; not {wanted!r}."
        )
    checkout = _checkout(root)
    made = template.files(question, name)
    for file in made:
        if (checkout / file).exists():
            raise RuleError(f"{checkout / file} exists already; nothing was written.")
    for file, text in made.items():
        (checkout / file).parent.mkdir(parents=True, exist_ok=True)
        (checkout / file).write_text(text, encoding="utf-8")
        print(file)
    folder = f"tests/rules/{wanted}"
    print("Next: write the SELECT, the hit and the twin. Build them and run the rule:")
    print(f"  .venv/bin/python -m samples.build {folder}/hit.src {folder}/twin.src")
    print(f"  .venv/bin/gifthorse rules test {wanted}")
    return 0


def _checkout(root: Path) -> Path:
    if not (root / RULES).is_dir():
        raise GifthorseError(f"{root.resolve()} is no checkout of gifthorse; go to one or name it with --root.")
    return root
