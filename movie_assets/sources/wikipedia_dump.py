"""Wikipedia's abstract dump, line by line, as records. No files: lines are handed in.

The dump is no longer made upstream but is still found as a file: one XML document of several GB,
of which no more than one article's line is held at a time.
"""

from __future__ import annotations

import datetime as dt
import html
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from movie_assets.model.source_rows import SourceRecord
from movie_assets.sources.base import Fetched
from movie_assets.sources.values import text
from movie_assets.sources.wikipedia import article_in, record_of
from movie_assets.sources.wikipedia_lead import clean_lead
from movie_assets.sources.wikipedia_pages import Signs
from movie_assets.sources.wikipedia_titles import ArticleTitles

# An abstract of the real dump is at most about 1,000 characters; a line without end is no abstract.
_MOST_CHARACTERS = 20_000
_ELEMENT = re.compile(r"<(title|url|abstract)\b[^>]*?(?:/>|>(.*?)(</\1>|$))", re.DOTALL)
_PREFIX = "Wikipedia: "
# Nine lines in ten are links to sections.
_MARKS = ("<abstract", "<title", "<url", "</doc>")


@dataclass(frozen=True, slots=True)
class Abstract:
    """One article of the dump; its abstract is None where only debris of tables was left."""

    url: str
    title: str
    abstract: str | None


def abstracts(lines: Iterable[str]) -> Iterator[Abstract]:
    """Each article of the dump.

    Source: enwiki-latest-abstract.xml: <doc> with <title>, <url>, <abstract> on lines of their own.
    Shape:  one Abstract a <doc> that has an address, in order; sub-links are passed over.
    Errors: none are raised; an article cut off or without address is left out.
    """
    for article in _raw(lines):
        yield Abstract(article.url, article.title, clean_lead(article.abstract))


def _raw(lines: Iterable[str]) -> Iterator[Abstract]:
    """Each article with its abstract as it stands: cleaning is for those that are wanted."""
    said: dict[str, str] = {}
    for line in _joined(lines):
        for found in _ELEMENT.finditer(line[:_MOST_CHARACTERS]):
            said[found.group(1)] = html.unescape(found.group(2) or "")
        if "</doc>" in line:
            article = _article(said)
            said = {}
            if article is not None:
                yield article


def _joined(lines: Iterable[str]) -> Iterator[str]:
    """The lines that say something, where an abstract broken over several comes as one."""
    held = ""
    for line in lines:
        if not held and not any(mark in line for mark in _MARKS):
            continue
        held += line
        opened = "<abstract" in held and "</abstract>" not in held and "/>" not in held
        if opened and len(held) < _MOST_CHARACTERS:
            continue
        yield held
        held = ""
    if held:
        yield held


def _article(said: dict[str, str]) -> Abstract | None:
    url = text(said.get("url"))
    title = text(said.get("title", "").removeprefix(_PREFIX))
    if url is None or title is None or not url.startswith("http"):
        return None
    return Abstract(url=url, title=title, abstract=said.get("abstract"))


def records_in(
    lines: Iterable[str], titles: ArticleTitles, *, answer_id: str, requested_at: dt.datetime
) -> Iterator[SourceRecord]:
    """The dump as records of the titles whose article Wikidata names, one after the other.

    Source: `lines` of the dump as for `abstracts`; `answer_id` stands for the file as a whole.
    Shape:  a record a title and article that has an abstract, filed by the same rules as an
            extract is; nothing for articles of no title. Take them in batches (`itertools.islice`):
            no more than one article is held here.
    """
    for one in _raw(lines):
        name = article_in(one.url)
        if name is None or not titles.of(name) or clean_lead(one.abstract) is None:
            continue
        fetched = Fetched(
            answer_id=answer_id,
            title_id="",
            url=one.url,
            status=200,
            body=b"",
            requested_at=requested_at,
        )
        page = record_of(Signs(name=name, extract=one.abstract), fetched)
        yield from titles.filed(page, titles.of(name))
