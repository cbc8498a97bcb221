"""Streams a made abstract dump of a given size and says how much memory that took.

    python movie_assets_tests/benchmarks/abstract_dump.py --megabytes 1024

Bar: 1 GB in at most 300 MB. The dump is written once to a temporary file, packed as real dumps
are found (gzip), and read back line by line with 300,000 titles to be joined by address.
"""

from __future__ import annotations

import argparse
import datetime as dt
import gzip
import itertools
import resource
import tempfile
import time
from pathlib import Path

from movie_assets.sources.wikipedia_dump import records_in
from movie_assets.sources.wikipedia_titles import ArticleTitle, ArticleTitles

MOST_MB = 300
TITLES = 300_000
BATCH = 1_000
AT = dt.datetime(2025, 7, 1, tzinfo=dt.UTC)
# Real abstracts are a sentence or two, and every article brings a dozen links to its sections.
LINKS = "".join(
    f'<sublink linktype="nav"><anchor>Section {n}</anchor><link>https://x/{n}</link></sublink>\n'
    for n in range(12)
)


def article(number: int) -> str:
    """One article of the dump: every third is a film's, one in nine has an empty abstract."""
    what = "film" if number % 3 == 0 else "village"
    said = "" if number % 9 == 0 else f"Article {number} is a 1999 {what} (; listen) of note.[1]"
    return (
        f"<doc>\n<title>Wikipedia: Article {number}</title>\n"
        f"<url>https://en.wikipedia.org/wiki/Article_{number}</url>\n"
        f"<abstract>{said}</abstract>\n<links>\n{LINKS}</links>\n</doc>\n"
    )


def write_dump(path: Path, size: int) -> int:
    """Write whole articles up to a size in bytes; how many there are."""
    written = 0
    with gzip.open(path, "wt", encoding="utf-8", compresslevel=1) as handle:
        handle.write("<feed>\n")
        for number in itertools.count():
            if written >= size:
                handle.write("</feed>\n")
                return number
            said = article(number)
            handle.write(said)
            written += len(said)
    raise AssertionError("the loop ends by its return")


def peak_mb() -> float:
    """The most memory this process ever held."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    """Write, stream, tell; exit code 1 above the bar."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--megabytes", type=int, default=1024)
    size = parser.parse_args().megabytes * 1024 * 1024
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "abstract.xml.gz"
        articles = write_dump(path, size)
        titles = ArticleTitles(
            ArticleTitle(title_id=f"movie/{n}", kind="movie", article=f"Article {n}")
            for n in range(TITLES)
        )
        held, started, records = peak_mb(), time.monotonic(), 0
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            found = records_in(lines, titles, answer_id="dump", requested_at=AT)
            while batch := list(itertools.islice(found, BATCH)):
                records += len(batch)
    seconds = time.monotonic() - started
    print(
        f"{articles:,} articles, {size >> 20:,} MB: {records:,} records in {seconds:.0f} s, "
        f"peak {peak_mb():.0f} MB ({held:.0f} MB of it the {TITLES:,} titles)"
    )
    if peak_mb() > MOST_MB:
        raise SystemExit(f"above the bar of {MOST_MB} MB")


if __name__ == "__main__":
    main()
