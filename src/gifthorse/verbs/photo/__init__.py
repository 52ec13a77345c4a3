"""`gifthorse photo`: before a photo is posted."""

from __future__ import annotations

from argparse import Namespace


def run(args: Namespace) -> int:
    """Run the verb behind `photo`."""
    if args.what == "scrub":
        from gifthorse.verbs.photo import scrub  # each loads what it alone needs

        return scrub.run(args)
    if args.what == "match":
        from gifthorse.verbs.photo import match

        return match.run(args)
    if args.what == "compare":
        from gifthorse.verbs.photo import compare

        return compare.run(args)
    from gifthorse.verbs.photo import read

    return read.run(args)
