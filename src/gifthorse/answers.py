"""Findings and coverage → one answer a question."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from gifthorse import gates
from gifthorse.report.document import Answer, Coverage, Finding

if TYPE_CHECKING:
    import duckdb

QUESTIONS = ("backdoor", "line", "photo")
SERIOUS = ("critical", "high")
CODE = "apps whose code was read"

# Counts files that only their names call by this ending: too damaged to be recognised, or named by a listing alone.
_UNREAD = """CREATE OR REPLACE TEMP MACRO unread(ending) AS (
    SELECT count(*) FROM evidence
    WHERE ends_with(lower(path), ending)
      AND (kind = 'missing' OR (kind IN ('zip', 'other') AND node IN (SELECT evidence FROM problems))))"""

# One line of coverage: what, the count examined, the count in all, the note, which question it serves.
_COVERAGE = (
    (
        ("backdoor", "line"),
        "apps whose manifest was read",
        """SELECT count(*), count(*) + unread('.apk') + (
               SELECT count(*) FROM evidence e
               WHERE kind = 'apk' AND node NOT IN (SELECT evidence FROM apps)
                 AND NOT EXISTS (
                     SELECT 1 FROM apps a JOIN evidence b ON b.node = a.evidence
                     WHERE b.parent IS NOT DISTINCT FROM e.parent
                       AND list_contains(a.splits, regexp_extract(e.path, '[^/!]+$'))))
           FROM apps""",
        "",
    ),
    (
        ("backdoor", "line"),
        CODE,
        """SELECT count(*) FILTER (code_read = 'yes'), count(*) FILTER (code_read != 'none') FROM apps""",
        "apps without code of their own are not counted; one that lost a part of its code does not count as read",
    ),
    (
        ("backdoor",),
        "apps whose signature verified",
        "SELECT count(*) FILTER (signature = 'verified'), count(*) FROM apps",
        "",
    ),
    (
        ("backdoor",),
        "framework jars whose code was read",
        """SELECT count(*) FILTER (
                      node IN (SELECT DISTINCT evidence FROM classes)
                      AND node NOT IN (SELECT evidence FROM problems WHERE reader = 'worker')
                      AND NOT EXISTS (SELECT 1 FROM problems WHERE starts_with(problems.path, e.path || '!'))),
                  count(*) + unread('.jar')
           FROM evidence e WHERE kind = 'jar'""",
        "",
    ),
    (
        ("backdoor",),
        "native programs and libraries read",
        """SELECT (SELECT count(DISTINCT evidence) FROM libraries WHERE package IS NULL),
                  count(*) + unread('.so')
           FROM evidence
           WHERE kind = 'elf' AND node NOT IN (SELECT evidence FROM libraries WHERE package IS NOT NULL)""",
        "imports, exports, hardening, telling strings, and what decides the commands and files that their code runs",
    ),
    (
        ("backdoor",),
        "start-up files of init read",
        """SELECT count(DISTINCT evidence), (SELECT count(*) FROM evidence WHERE kind = 'init-rc')
           FROM (SELECT evidence FROM init_services UNION SELECT evidence FROM init_actions)""",
        "a file without services and actions does not count as read",
    ),
    (
        ("line",),
        "certificate authorities of the system read",
        """SELECT count(*) FILTER (key_bits IS NOT NULL), count(*) FROM certificates WHERE store = 'system-ca'""",
        "",
    ),
    (
        ("line",),
        "captures read to their end",
        """SELECT count(*) FILTER (node IN (SELECT evidence FROM captures)
                      AND node NOT IN (SELECT evidence FROM packet_ledger WHERE category = 'unreadable')
                      AND node NOT IN (SELECT evidence FROM problems WHERE reader = 'worker')), count(*)
           FROM evidence
           WHERE kind IN ('pcap', 'pcapng', 'interface', 'qmdl', 'dlf', 'pcapdroid-csv', 'har', 'mitmproxy')""",
        "",
    ),
    (
        ("line",),
        "packets read",
        """SELECT sum(packets) FILTER (
                      category NOT IN ('lost', 'link', 'cut', 'damaged', 'deep', 'fragment-lost', 'empty', 'unread')),
                  sum(packets) FROM packet_ledger WHERE category <> 'modem-log'""",
        "the table packet_ledger says what became of each",
    ),
    (
        ("line",),
        "hours of traffic",
        """SELECT ceil(sum(seconds) / 3600)::BIGINT, ceil(sum(seconds) / 3600)::BIGINT FROM captures
           WHERE format IN ('pcap', 'pcapng', 'live')
             AND (evidence IN (SELECT evidence FROM connections)
                  OR evidence NOT IN (SELECT evidence FROM cell_messages))""",
        "begun hours in which anything was captured; what the phone does at other times is not in them",
    ),
    (
        ("line",),
        "connections whose server is known by a name",
        "SELECT count(*) FILTER (name IS NOT NULL), count(*) FROM connections WHERE NOT local",
        "connections to the local network are not counted",
    ),
    (
        ("line",),
        "apps seen talking whose code was read",
        """SELECT count(DISTINCT package) FILTER (package IN (SELECT package FROM apps WHERE code_read = 'yes')),
                  count(DISTINCT package) FILTER (EXISTS (SELECT 1 FROM apps)) FROM connections""",
        "only of these a finding can say which code sent what",
    ),
    (
        ("line",),
        "messages of the radio network read",
        "SELECT count(*) FILTER (message NOT IN ('unreadable', 'not decoded')), count(*) FROM cell_messages",
        "of encrypted ones only that they are",
    ),
    (
        ("line",),
        "questions to the radio network with enough in the log for an answer",
        "SELECT count(*) FILTER (enough), count(*) FROM cell_checks",
        "the table cell_checks says what the others lack",
    ),
    (
        ("photo",),
        "photos and films read",
        """SELECT (SELECT count(*) FROM photos),
                  (SELECT count(*) FROM photos) + (SELECT count(DISTINCT evidence) FROM problems
                   WHERE reader = 'photo' AND evidence NOT IN (SELECT evidence FROM photos))""",
        "",
    ),
    (
        ("photo",),
        "bytes of these that their formats explain",
        "SELECT coalesce(sum(bytes - unexplained), 0)::BIGINT, coalesce(sum(bytes), 0)::BIGINT FROM photos",
        "",
    ),
)

# Lines that count rows of one table: nothing to ask where it is empty.
_COUNTED = {
    "certificate authorities of the system read": "certificates",
    "packets read": "packet_ledger",
    "hours of traffic": "captures",
    "connections whose server is known by a name": "connections",
    "apps seen talking whose code was read": "connections",
    "messages of the radio network read": "cell_messages",
    "questions to the radio network with enough in the log for an answer": "cell_checks",
    "bytes of these that their formats explain": "photos",
}

_NEXT = {
    "missing-apps": "Hand over the whole system tree or firmware image: only single apps were examined.",
    "no-apps": "Hand over the phone's apps, or better its whole system tree or firmware image: none was there.",
    "missing-code": "Hand over versions of the apps that carry their code (as from a store): some here keep it outside "
    "the APK (odex, vdex), where it was not examined.",
    "missing-line": "Record the phone's traffic for a day and check the capture: code shows what could be sent, "
    "a capture what is.",
    "missing-senders": "Hand over the phone's apps beside the capture: then a finding can say which code sent what.",
    "missing-photo": "No photo was handed over.",
    "scrub": "Before a photo is posted, make a copy without all this: gifthorse photo scrub IN OUT.",
    "problems": "Read the list of what could not be read; hand those files over again if they can be had whole.",
    "found": "Stop using the phone for anything confidential until each critical and high finding is explained.",
}


def coverage(connection: duckdb.DuckDBPyConnection) -> dict[str, list[Coverage]]:
    """What each question's answer stands on; lines for kinds of evidence that are absent are left out."""
    lines: dict[str, list[Coverage]] = {question: [] for question in QUESTIONS}
    connection.execute(_UNREAD)
    sizes = gates.made(connection)
    for questions, what, sql, note in _COVERAGE:
        if sizes.get(_COUNTED.get(what, "")) == 0:
            continue
        row = connection.execute(sql).fetchone()
        examined, total = row if row else (0, 0)
        for question in questions if total else ():
            lines[question].append(Coverage(what=what, examined=min(examined or 0, total), total=total, note=note))
    return lines


def gaps(connection: duckdb.DuckDBPyConnection, *, is_phone: bool, problems: bool) -> dict[str, bool]:
    """What the evidence lacks that more could be learnt from."""
    elsewhere = connection.execute("SELECT 1 FROM apps WHERE code_read = 'elsewhere' LIMIT 1").fetchone()
    captured = connection.execute(
        "SELECT 1 FROM captures WHERE format IN ('pcap', 'pcapng', 'live', 'pcapdroid-csv', 'mitmproxy') LIMIT 1"
    ).fetchone()
    bare = connection.execute("SELECT 1 FROM apps LIMIT 1").fetchone() is None
    return {
        "no-tree": not is_phone,
        "no-code": bare and connection.execute("SELECT 1 FROM methods LIMIT 1").fetchone() is None,
        "no-capture": captured is None,
        "no-apps": captured is not None and bare,
        "code-elsewhere": elsewhere is not None,
        "problems": problems,
    }


def answer(
    question: str,
    findings: Sequence[Finding],
    covered: Sequence[Coverage],
    *,
    examined: bool,
    gaps: Mapping[str, bool],
) -> Answer:
    """One question's answer.

    found: a critical or high finding of high confidence. suspected: one of less confidence. `examined` says whether
    any rule of the question could run; without that, or where no app's code could be read, silence is not an answer.
    """
    unread = any(c.what == CODE and c.total and not c.examined for c in covered)
    unread |= bool(covered) and not any(c.examined for c in covered)
    serious = [f for f in findings if f.question == question and f.level in SERIOUS]
    sure = [f for f in serious if f.confidence == "high"]
    if not examined or (unread and not serious):
        verdict = "not examined"
    elif sure:
        verdict = "found"
    elif serious:
        verdict = "suspected"
    else:
        verdict = "not found"
    order = {level: i for i, level in enumerate(SERIOUS)}
    because = sorted(sure or serious, key=lambda f: order[f.level])
    return Answer(
        question=question,
        answer=verdict,
        because=tuple(f.id for f in because),
        coverage=tuple(covered),
        next=tuple(_next(question, verdict, gaps)),
    )


def _next(question: str, verdict: str, gaps: Mapping[str, bool]) -> list[str]:
    if question == "photo":
        return [] if verdict == "not found" else [_NEXT["missing-photo" if verdict == "not examined" else "scrub"]]
    steps = []
    if verdict in ("found", "suspected"):
        steps.append(_NEXT["found"])
    if question == "line" and gaps.get("no-capture", True):
        steps.append(_NEXT["missing-line"])
    if question == "line" and gaps.get("no-apps"):
        steps.append(_NEXT["missing-senders"])
    if question == "backdoor" and gaps.get("no-tree"):
        steps.append(_NEXT["no-apps" if gaps.get("no-code") else "missing-apps"])
    if gaps.get("code-elsewhere"):
        steps.append(_NEXT["missing-code"])
    if gaps.get("problems"):
        steps.append(_NEXT["problems"])
    return steps
