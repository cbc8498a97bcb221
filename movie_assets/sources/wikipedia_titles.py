"""Which titles an article that was read is of, and whether it may be theirs. No requests here.

Wikidata says which article is a title's; the article still has to be of a film or a show, or it
is the novel's, the soundtrack's or the franchise's.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from movie_assets.model.outcomes import Outcome
from movie_assets.model.source_rows import SourceRecord
from movie_assets.sources.agreement import name_match
from movie_assets.sources.base import Fetched, Reading
from movie_assets.sources.values import once
from movie_assets.sources.wikipedia import asked_articles, read


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleTitle:
    """A title and the article it is said to have; `names` are its own, for telling slips."""

    title_id: str
    kind: str
    article: str
    names: tuple[str, ...] = ()
    year: int | None = None


class ArticleTitles:
    """The titles of some articles: one article may be claimed for several titles."""

    def __init__(self, titles: Iterable[ArticleTitle]) -> None:
        """Index them by their article."""
        self._by_article: dict[str, list[ArticleTitle]] = {}
        for title in sorted(titles, key=lambda one: one.title_id):
            self._by_article.setdefault(article_key(title.article), []).append(title)

    def of(self, article: str) -> tuple[ArticleTitle, ...]:
        """The titles an article is said to be of."""
        return tuple(self._by_article.get(article_key(article), ()))

    def read(self, fetched: Fetched) -> Reading:
        """Read a batch of extracts, each page filed under the titles whose article it is.

        Shape: a record a title and page. A page that is no film or show as its title is, or has
               neither the title's name nor its year, is `wrong_title` and brings no article.
        Errors: none are raised; what cannot be read is an outcome with the reason in `detail`.
        """
        reading = read(fetched)
        if reading.outcome is not Outcome.FOUND:
            return reading
        asked = {article_key(one) for one in asked_articles(fetched.url)}
        records: list[SourceRecord] = []
        for page in reading.records:
            names = {article_key(name) for name in _names_of(page)} & asked
            titles = once(title for name in sorted(names) for title in self.of(name))
            records += self.filed(page, titles)
        if not records:
            detail = f"{fetched.url}: no page of a title that has an article"
            return Reading(outcome=Outcome.NOT_FOUND, detail=detail)
        return replace(reading, records=tuple(records))

    def filed(self, page: SourceRecord, titles: Iterable[ArticleTitle]) -> list[SourceRecord]:
        """A page under each of some titles, as theirs or as refused."""
        return [
            replace(page, title_id=title.title_id)
            if may_be(page, title)
            else refused_page(page, title.title_id)
            for title in titles
        ]


def article_key(name: str) -> str:
    """An article's name as Wikipedia resolves it: blanks, first letter large.

    >>> article_key("amélie_(film)")
    'Amélie (film)'
    """
    spaced = name.replace("_", " ").strip()
    return spaced[:1].upper() + spaced[1:]


def may_be(page: SourceRecord, title: ArticleTitle) -> bool:
    """Whether an article that Wikidata gives a title can be its own.

    The film test decides. A name that differs is no proof by itself, since articles bear names
    of their own language, nor is a year; both together are.
    """
    if page.kind != title.kind:
        return False
    if page.year is None or title.year is None or abs(page.year - title.year) <= 1:
        return True
    known = name_match((name for name in (page.title, *_names_of(page)) if name), title.names)
    return known.agreement in ("same", "near", "part")


def refused_page(page: SourceRecord, title_id: str) -> SourceRecord:
    """What is kept of an article that is not its title's: which one it was, and of what kind."""
    return replace(page, title_id=title_id, outcome=Outcome.WRONG_TITLE, article=None)


def _names_of(page: SourceRecord) -> tuple[str, ...]:
    """The article's name, and the old ones that lead to it."""
    title = page.article.title if page.article else None
    return once((title, *(name.name for name in page.names)))
