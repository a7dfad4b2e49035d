"""Runs every .xml and .opml file below the given folders through the W3C feed validator, offline, and prints what it finds.

    FEEDVALIDATOR=../feedvalidator npm run test:validator -- [folder ...]

FEEDVALIDATOR names a checkout of https://github.com/w3c/feedvalidator, whose requirements (html5lib, lxml, rdflib) are
installed for this Python. Without folders, the documents kept in tests/feed are read. Each document is taken to
lie at the address that it calls its own (its link with rel="self"). Errors and warnings both count, at level AA, which
is that of the validator's web site. Exits with 1 where there are any, and with 2 where nothing could be validated.
"""

import os
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
SUFFIXES = (".xml", ".opml")
SELF_LINK = re.compile(r'<(?:atom:)?link\b(?=[^>]*\srel="self")[^>]*\shref="([^"]*)"')


class Unavailable(Exception):
    """Nothing can be validated, and why."""


def load_validator():
    checkout = os.environ.get("FEEDVALIDATOR")
    if not checkout:
        raise Unavailable("FEEDVALIDATOR is not set: it names a checkout of https://github.com/w3c/feedvalidator")
    sys.path.insert(0, str(pathlib.Path(checkout) / "src"))
    try:
        import feedvalidator
        import feedvalidator.validators  # needs html5lib, and says so only once a feed is read
        from feedvalidator import compatibility
        from feedvalidator.formatter.text_plain import Formatter
    except ImportError as error:
        raise Unavailable(f"cannot load the validator from {checkout}: {error} (see its requirements.txt)") from error
    return feedvalidator, compatibility.AA, Formatter


def findings(path, feedvalidator, level, formatter):
    own = SELF_LINK.search(path.read_text("utf-8"))
    base = own.group(1).replace("&amp;", "&") if own else path.resolve().as_uri()
    try:
        with path.open("rb") as stream:
            events = feedvalidator.validateStream(stream, firstOccurrenceOnly=0, base=base)["loggedEvents"]
    except feedvalidator.logging.ValidationFailure as failure:
        events = [failure.event]
    return list(formatter(level(events)))


def main(folders):
    validator = load_validator()
    paths = sorted(path for folder in folders for path in pathlib.Path(folder).rglob("*") if path.suffix in SUFFIXES)
    if not paths:
        raise Unavailable(f"no {' or '.join(SUFFIXES)} files in {', '.join(map(str, folders))}")
    faulty = 0
    for path in paths:
        found = findings(path, *validator)
        faulty += bool(found)
        for finding in found:
            print(f"{path}: {finding}")
    print(f"{len(paths)} documents, {faulty} with errors or warnings")
    return 1 if faulty else 0


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:] or [ROOT / "tests/feed"]))
    except Unavailable as reason:
        print(reason, file=sys.stderr)
        sys.exit(2)
