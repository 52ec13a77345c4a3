"""`gifthorse photo match`: was this photo taken with this phone."""

from __future__ import annotations

import json
import sys
from argparse import Namespace

from gifthorse.errors import EvidenceError
from gifthorse.photo.match.match import Answer, Matcher, digest, photos
from gifthorse.photo.match.phone import open_phone

AGREED, CONTRADICTED, FAILED = 0, 1, 2


def run(args: Namespace) -> int:
    """Match photos; 1 when one of them contradicts the phone, 2 when one of them could not be used."""
    phone = open_phone(args.phone)
    others = open_phone(args.others) if args.others else None
    asked = list(photos(args.photos))
    nodes = [one for one in asked if not isinstance(one, Answer)]
    if not nodes:
        raise EvidenceError(next(one.problem or "" for one in asked if isinstance(one, Answer)))
    matcher = Matcher(phone, others=others, asked=[d for d in map(digest, nodes) if d], tell=_tell)
    answers = [one if isinstance(one, Answer) else matcher.answer(one) for one in asked]
    if args.json:
        sys.stdout.write(_json(answers, matcher.few))
    else:
        from rich.console import Console

        from gifthorse.report import matches

        told = [(a.path, a.verdict, a.problem) for a in answers]
        matches.render(told, matcher.few, Console(highlight=False))
    if any(a.verdict is None for a in answers):
        return FAILED
    return CONTRADICTED if any(a.verdict and a.verdict.verdict == "contradiction" for a in answers) else AGREED


def _tell(sentence: str) -> None:
    print(f"gifthorse: {sentence}", file=sys.stderr)


def _json(answers: list[Answer], few: list[str]) -> str:
    photos_ = [
        {
            "path": a.path,
            "verdict": a.verdict.verdict,
            "pce": a.verdict.pce,
            "search_size": a.verdict.search_size,
            "false_alarm_rate": a.verdict.false_alarm_rate,
            "because": a.verdict.because,
        }
        for a in answers
        if a.verdict
    ]
    problems = [{"path": a.path, "reader": "photo match", "sentence": a.problem} for a in answers if a.problem]
    problems += [{"path": "", "reader": "photo match", "sentence": sentence} for sentence in few]
    return json.dumps({"photos": photos_, "problems": problems}, indent=1) + "\n"
