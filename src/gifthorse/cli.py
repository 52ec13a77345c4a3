"""The command line: the verbs and their options, nothing else.

argparse, because it loads in 8 ms where the alternatives take 100 and more; everything heavy is imported by
the verb that runs.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from gifthorse import __version__
from gifthorse.errors import GifthorseError

LEVELS = ("info", "low", "medium", "high", "critical")
DONE, FOUND, FAILED, INTERRUPTED, BROKEN_PIPE = 0, 1, 2, 130, 141

_EPILOG = """\
Exit status: 0 nothing at or above --fail-on (default: high), 1 something, 2 the job could not be done.
Nothing leaves this machine, and nothing that came from the phone is run."""

_FAIL_ON = "exit with 1 from this level on: info, low, medium, high, critical or never (default: high)"


def run(argv: Sequence[str]) -> int:
    """Run one command line; returns the exit status. `--help` and wrong usage end in SystemExit, as argparse does."""
    args = parser().parse_args(argv)
    _harmless_output()
    try:
        status = _verb(args)
        sys.stdout.flush()
    except GifthorseError as error:
        return _failed(str(error))
    except KeyboardInterrupt:
        print("\nStopped. The same command goes on where this one ended.", file=sys.stderr)
        return INTERRUPTED
    except BrokenPipeError:
        # The reader of our output has gone; Python would complain once more when it flushes at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return BROKEN_PIPE
    except Exception as error:
        if os.environ.get("GIFTHORSE_DEBUG"):
            raise
        kind = type(error).__name__
        return _failed(f"A mistake in gifthorse ended this ({kind}: {error}); GIFTHORSE_DEBUG=1 shows where.")
    return status


def parser() -> argparse.ArgumentParser:
    """The whole command line."""
    top = argparse.ArgumentParser(
        prog="gifthorse",
        description="Look a gift phone in the mouth: is there a backdoor, is the line secure, "
        "what do its photos give away?",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    top.add_argument("--version", action="version", version=f"gifthorse {__version__}")
    verbs = top.add_subparsers(dest="verb", metavar="VERB", required=True)
    _check(verbs)
    _watch(verbs)
    _show(verbs)
    _ask(verbs)
    _diff(verbs)
    _photo(verbs)
    _rules(verbs)
    return top


def _check(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    check = verbs.add_parser(
        "check",
        help="examine what was handed over and answer the questions",
        description="Examine apps, jars, DEX files, archives and extracted system trees, in any mix.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    check.add_argument("evidence", metavar="EVIDENCE", nargs="+", type=Path, help="a file or folder to examine")
    check.add_argument(
        "--case",
        metavar="DIR",
        type=Path,
        help="folder that keeps the tables and the report (default: one a set of evidence)",
    )
    check.add_argument(
        "--json", action="store_true", help="print the report as JSON, and nothing else, to standard output"
    )
    check.add_argument("--html", metavar="FILE", type=Path, help="also write the report as one HTML file")
    check.add_argument("--sarif", metavar="FILE", type=Path, help="also write the findings as SARIF 2.1.0")
    _lists(check)
    check.add_argument("--stix", metavar="FILE", type=Path, help="also write the serious findings as a STIX 2.1 bundle")
    _ending(check)
    check.add_argument("--jobs", metavar="N", type=_positive, help="worker processes (default: one a core)")
    check.add_argument("--no-progress", action="store_true", help="no progress bar")


def _watch(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    watch = verbs.add_parser(
        "watch",
        help="read a phone's traffic as it passes, findings as they appear",
        description="Read the traffic of an interface of this machine (a hotspot that the phone uses; needs root), or "
        "a capture that another program is still writing, and tell findings as they appear. Ctrl-C ends it with the "
        "answer. With sudo, only opening the interface is done as root.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    what = watch.add_mutually_exclusive_group(required=True)
    what.add_argument("file", metavar="FILE", nargs="?", type=Path, help="a capture that is being written")
    what.add_argument("-i", "--interface", metavar="IFACE", help="an interface of this machine (Linux)")
    watch.add_argument("--case", metavar="DIR", type=Path, help="keep a case in this folder (default: nowhere)")
    watch.add_argument("--write", metavar="FILE", type=Path, help="also write the interface's packets, as pcapng")
    watch.add_argument("--seconds", metavar="N", type=_positive, help="end by itself after so long")
    watch.add_argument(
        "--json", action="store_true", help="a line of JSON a finding, at the end one with the whole report"
    )
    watch.add_argument("--html", metavar="FILE", type=Path, help="at the end also write the report as one HTML file")
    _lists(watch)
    _ending(watch)
    watch.add_argument("--no-progress", action="store_true", help="no line about how it stands")


def _lists(verb: argparse.ArgumentParser) -> None:
    """What connections and files are compared with."""
    verb.add_argument(
        "--indicators",
        metavar="FILE",
        type=Path,
        action="append",
        default=[],
        help="a list of indicators to look for, a STIX 2 bundle; may be given several times",
    )
    verb.add_argument(
        "--geo",
        metavar="FILE",
        type=Path,
        action="append",
        default=[],
        help="a MaxMind database (.mmdb) that says where servers are; may be given several times",
    )


def _ending(verb: argparse.ArgumentParser) -> None:
    """How a verb that finds something ends, and what it shows."""
    verb.add_argument("--fail-on", metavar="LEVEL", choices=(*LEVELS, "never"), default="high", help=_FAIL_ON)
    verb.add_argument("--reveal", action="store_true", help="show places and numbers, which are masked otherwise")


def _show(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    show = verbs.add_parser(
        "show",
        help="the evidence behind a finding, to the instructions",
        description="List a case's findings, or show the evidence of one, to the very instructions.",
    )
    show.add_argument("case", metavar="CASE", type=Path, help="case folder of an earlier check")
    show.add_argument("finding", metavar="FINDING", nargs="?", help="a finding's id, or enough of its beginning")
    show.add_argument("--reveal", action="store_true", help="show the bytes of packets, where numbers may stand")


def _diff(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    diff = verbs.add_parser(
        "diff",
        help="what one phone has that the other has not",
        description="Compare two cases: apps, signers, permissions, files, start-up services, authorities, findings.",
        epilog="Exit status: 0 no difference, 1 some, 2 the job could not be done.",
    )
    diff.add_argument("first", metavar="CASE", type=Path, help="case folder of an earlier check")
    diff.add_argument("second", metavar="CASE", type=Path, help="case folder of another, or of the same phone later")
    diff.add_argument("--json", action="store_true", help="print the differences as JSON")


def _ask(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    ask = verbs.add_parser(
        "ask",
        help="every table of a case, in SQL",
        description="Run one SELECT over a case's tables: read-only, and shut off from the file system. "
        "Without a query: the tables and their columns.",
    )
    ask.add_argument("case", metavar="CASE", type=Path, help="case folder of an earlier check")
    ask.add_argument("query", metavar="SQL", nargs="?", help='such as "SELECT package, uid FROM apps"')
    form = ask.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="print the rows as JSON")
    form.add_argument("--csv", action="store_true", help="print the rows as CSV")
    ask.add_argument("--rows", metavar="N", type=_positive, default=1000, help="rows at most (default: 1000)")
    ask.add_argument("--seconds", metavar="N", type=_positive, default=60, help="time at most (default: 60)")


def _photo(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    photo = verbs.add_parser("photo", help="what photos give away, before they are posted")
    what = photo.add_subparsers(dest="what", metavar="WHAT", required=True)
    read = what.add_parser(
        "read",
        help="say what photos and films give away",
        description="Say in plain words what photos and films give away: place, time, phone, people, hidden pictures.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    read.add_argument("photos", metavar="PHOTO", nargs="+", type=Path, help="a photo, a film, or a folder of them")
    read.add_argument("--case", metavar="DIR", type=Path, help="keep the tables in this folder (default: nowhere)")
    read.add_argument("--json", action="store_true", help="print the report as JSON")
    read.add_argument("--html", metavar="FILE", type=Path, help="also write the report as one HTML file")
    read.add_argument("--scrub", metavar="OUT", type=Path, help="also write a scrubbed copy of each into this folder")
    read.add_argument("--rename", action="store_true", help="number the copies: names tell dates")
    _ending(read)
    scrub = what.add_parser(
        "scrub",
        help="write copies that show the same and say nothing else",
        description="Copy a photo or film, or a folder of them, without anything but the picture. Pixels are not coded "
        "again. Each copy is read again and refused if anything is left in it. Nothing is ever overwritten.",
    )
    scrub.add_argument("photo", metavar="IN", type=Path, help="a photo, a film, or a folder of them")
    scrub.add_argument("out", metavar="OUT", type=Path, help="where the copy, or the folder of copies, goes")
    scrub.add_argument("--rename", action="store_true", help="number the copies of a folder: names tell dates")
    scrub.add_argument("--json", action="store_true", help="print what is left in the copies as JSON")
    match = what.add_parser(
        "match",
        help="say whether photos were taken with a phone",
        description="Compare photos with a phone: what they say of their camera, how they were saved, and the noise of "
        "the sensor. A fingerprint of a lens needs 10 shots that this phone took; a case keeps it.",
        epilog="Exit status: 0 no photo contradicts the phone, 1 one does, 2 the job could not be done for all.",
    )
    match.add_argument(
        "--phone",
        metavar="CASE|FOLDER",
        required=True,
        type=Path,
        help="case of the phone, or a folder of photos that it took",
    )
    match.add_argument(
        "--others",
        metavar="CASE|FOLDER",
        type=Path,
        help="photos of other phones of the same model: what these show too is no sign of this phone",
    )
    match.add_argument("photos", metavar="PHOTO", nargs="+", type=Path, help="a photo, or a folder of them")
    match.add_argument("--json", action="store_true", help="print the verdicts as JSON")
    compare = what.add_parser(
        "compare",
        help="whether photos are the same, and what was changed",
        description="Compare photos, or a folder, with others: the same although resized, cut, covered, mirrored, "
        "turned, filtered or shown in a screenshot? And what was changed, with its place.",
        epilog="Exit status: 0 none is the same, 1 some are, 2 the job could not be done.",
    )
    compare.add_argument("first", metavar="A", type=Path, help="a photo, or a folder of them")
    compare.add_argument(
        "others", metavar="B", nargs="+", type=Path, help="what it is compared with, photos or folders"
    )
    compare.add_argument("--json", action="store_true", help="print the pairs as JSON")
    compare.add_argument("--html", metavar="FILE", type=Path, help="also write a page that shows what was changed")
    compare.add_argument("--jobs", metavar="N", type=_positive, help="worker processes (default: one a core)")


def _rules(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    rules = verbs.add_parser("rules", help="the detections: list them, test them, begin a new one")
    what = rules.add_subparsers(dest="what", metavar="WHAT", required=True)
    listing = what.add_parser("list", help="every detection with its level and SHA-256")
    listing.add_argument("--json", action="store_true", help="print the list as JSON")
    test = what.add_parser("test", help="run a rule, or all, against its hit and its twin")
    test.add_argument("id", metavar="ID", nargs="?", help="such as backdoor/exposed-exec (default: all)")
    new = what.add_parser("new", help="write a commented template of a rule, its hit and its twin")
    new.add_argument("id", metavar="ID", help="<question>/<name>, such as backdoor/exposed-exec")
    for needs_sources in (test, new):
        needs_sources.add_argument(
            "--root", metavar="DIR", type=Path, default=Path(), help="checkout of gifthorse (default: this folder)"
        )


def _verb(args: argparse.Namespace) -> int:
    # Imported by name, not by a registry: `gifthorse --help` must not load what it does not run.
    if args.verb == "check":
        from gifthorse.verbs import check

        return check.run(args)
    if args.verb == "watch":
        from gifthorse.verbs import watch

        return watch.run(args)
    if args.verb == "show":
        from gifthorse.verbs import show

        return show.run(args)
    if args.verb == "ask":
        from gifthorse.verbs import ask

        return ask.run(args)
    if args.verb == "diff":
        from gifthorse.verbs import diff

        return diff.run(args)
    if args.verb == "photo":
        from gifthorse.verbs import photo

        return photo.run(args)
    from gifthorse.verbs import rules

    return rules.run(args)


def _positive(text: str) -> int:
    number = int(text) if text.isdecimal() else 0
    if number < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is no whole number above 0")
    return number


def _harmless_output() -> None:
    """A character that the terminal's encoding lacks is written as its escape instead of ending the program."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure:
            reconfigure(errors="backslashreplace")


def _failed(sentence: str) -> int:
    from gifthorse.report.escape import visible

    print(f"gifthorse: {visible(sentence, 2000)}", file=sys.stderr)
    return FAILED
