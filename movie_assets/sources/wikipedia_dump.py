"""Wikipedia's abstract dump, line by line, and leads made clean. No files: lines are handed in.

The dump is no longer made upstream but is still found as a file: one XML document of several GB,
of which no more than one article's line is held at a time.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from movie_assets.sources.values import text

# An abstract of the real dump is at most about 1,000 characters; a line without end is no abstract.
_MOST_CHARACTERS = 20_000
_ELEMENT = re.compile(r"<(title|url|abstract)\b[^>]*?(?:/>|>(.*?)(</\1>|$))", re.DOTALL)
_PREFIX = "Wikipedia: "
# What is left of tables and boxes where an article has no lead the dump could find.
_DEBRIS = re.compile(
    r"^\s*(?:[|!*#:;{}\[\]=<]|\w[\w ]{0,30}\s*=|"
    r"(?:thumb|right|left|upright|\d+px)\b\|?|&lt;|REDIRECT\b)"
)
_HATNOTE = re.compile(
    r"^\W*(?:for (?:the|other|a|an|similar)\b[^.]*\bsee\b|not to be confused with|"
    r"this article is about|\"[^\"]+\" redirects here|see also\b)[^.\n)]*[.)\n]*\s*",
    re.IGNORECASE,
)
_MARKUP = re.compile(r"<[^>]{1,200}>|\[\[|\]\]|'{2,5}|\{\{[^{}]*\}\}|\[[0-9a-z]{1,3}\]")
_EMPTY_BRACKETS = re.compile(r"\s*\(\s*(?:[;,/]\s*|listen\s*)*\)")
_SPACE = re.compile(r"[\s\u200b]+")
_WORD = re.compile(r"[^\W\d_]{2,}")


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
    """The lines, where an abstract broken over several comes as one."""
    held = ""
    for line in lines:
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
    return Abstract(url=url, title=title, abstract=clean_lead(said.get("abstract")))


def clean_lead(said: object) -> str | None:
    """An article's lead as plain words on one line, or None where it is not a sentence.

    >>> clean_lead("Dune ( ) is a '''1984''' film.[1]")
    'Dune is a 1984 film.'
    >>> clean_lead("| name = Dune") is None
    True
    """
    given = text(said)
    if given is None or _DEBRIS.match(given):
        return None
    plain = _HATNOTE.sub("", html.unescape(_MARKUP.sub("", given)))
    lead = text(_SPACE.sub(" ", _EMPTY_BRACKETS.sub("", plain)))
    if lead is None or _DEBRIS.match(lead) or len(lead.split()) < 3 or not _WORD.search(lead):
        return None
    return lead
