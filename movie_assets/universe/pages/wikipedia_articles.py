"""Which articles the universe's Wikipedia has: films, series, and what shares their names.

Built from facts; articles that no fact names, and all that are of no film or show, are made up.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from urllib.parse import unquote

from movie_assets.universe.chance import draw
from movie_assets.universe.facts import Facts, Title
from movie_assets.universe.pages.plan import OLD_ID
from movie_assets.universe.pages.slugs import wikipedia_key

_MADE_SHARE = 0.8  # of the titles whose article no fact names
_OTHERS = ("novel", "soundtrack", "video game", "song", "disambiguation")
_OTHER_SHARE = 0.07  # of the titles, for each of these
_REDIRECT_SHARE = 0.03
_NO_LEAD = {"disambiguation"}


@dataclass(frozen=True, slots=True)
class Article:
    """An article: its key, what it is (`film`, `series`, `person`, `novel`, …), its title."""

    key: str
    what: str
    title: Title | None = None

    @property
    def name(self) -> str:
        """The article's name as words."""
        return self.key.replace("_", " ")


@dataclass(slots=True)
class Encyclopedia:
    """All articles by key, redirects, and an index of the words articles are found by."""

    articles: dict[str, Article] = field(default_factory=dict[str, Article])
    redirects: dict[str, str] = field(default_factory=dict[str, str])
    of_title: dict[str, str] = field(default_factory=dict[str, str])
    index: dict[str, set[str]] = field(default_factory=dict[str, set[str]])

    def add(self, article: Article) -> bool:
        """Take in an article unless its key is taken."""
        if article.key in self.articles:
            return False
        self.articles[article.key] = article
        if article.what in ("film", "series") and article.title:
            self.of_title[article.title.title_id] = article.key
        return True

    def resolved(self, name: str) -> str:
        """Give the key a name leads to: first letter made large, blanks, a redirect followed."""
        key = wikipedia_key(name.strip())
        return self.redirects.get(key, key)

    def found(self, query: str, limit: int) -> list[Article]:
        """Search: articles by how many of the query's words they have, exact names first."""
        wanted = words(query)
        hits: dict[str, int] = {}
        for word in wanted:
            for key in self.index.get(word, ()):
                hits[key] = hits.get(key, 0) + 1
        least = max(1, len(wanted) - 1)
        named = [word for word in wanted if not re.fullmatch(r"\d{4}|film|series|tv", word)]

        def rank(key: str) -> tuple[int, int, int, str]:
            own = words(self.articles[key].name)
            lacking = len([word for word in named if word not in own])
            return (-hits[key], lacking, len(own), key)

        good = sorted((key for key, count in hits.items() if count >= least), key=rank)
        return [self.articles[key] for key in good[:limit]]


def words(text: str) -> list[str]:
    """Cut a text into search words: folded, small, without signs.

    >>> words("Amélie (2001 film)")
    ['amelie', '2001', 'film']
    """
    folded = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return list(dict.fromkeys(re.findall(r"[a-z0-9]+", folded.replace("'", "").lower())))


@cache
def make_encyclopedia(facts: Facts) -> Encyclopedia:
    """Make the articles of titles, of their directors, and of what shares their names, once."""
    book = Encyclopedia()
    titles = [t for _, t in sorted(facts.titles.items()) if t.why != OLD_ID]
    # Where two titles name one article (an error of the facts), it is of the one it says it is.
    for title in sorted(titles, key=lambda t: (t.imdb_type != "tvMovie", t.title_id)):
        if title.wikipedia:
            book.add(Article(unquote(title.wikipedia), _what(title), title))
    for title in titles:
        if not title.wikipedia and draw(title.title_id, "article") < _MADE_SHARE:
            _add_made(book, title)
    for title in titles:
        _add_others(book, title)
    for name in sorted({name for title in titles for name in title.directors}):
        book.add(Article(wikipedia_key(name), "person"))
    _add_redirects(book)
    _fill_index(book)
    return book


def _what(title: Title) -> str:
    return "film" if title.kind == "movie" else "series"


def _add_made(book: Encyclopedia, title: Title) -> None:
    plain, what = wikipedia_key(title.title), "film" if title.kind == "movie" else "TV_series"
    for key in (plain, f"{plain}_({what})", f"{plain}_({title.year}_{what})"):
        if book.add(Article(key, _what(title), title)):
            return


def _add_others(book: Encyclopedia, title: Title) -> None:
    for other in _OTHERS:
        if draw(title.title_id, other) < _OTHER_SHARE:
            plain = wikipedia_key(title.title)
            book.add(Article(f"{plain}_({other.replace(' ', '_')})", other, title))


def _add_redirects(book: Encyclopedia) -> None:
    for key in sorted(book.articles):
        article = book.articles[key]
        if article.what == "film" and draw(key, "redirect") < _REDIRECT_SHARE:
            bare = re.sub(r"_\([^)]*\)$", "", key)
            book.redirects[f"{bare}_(movie)"] = key


def _fill_index(book: Encyclopedia) -> None:
    for key, article in book.articles.items():
        told = words(f"{article.name} {article.what if article.what != 'series' else 'tv series'}")
        if article.title is not None:
            told += words(f"{article.title.year} {' '.join(article.title.directors[:2])}")
        for word in told:
            book.index.setdefault(word, set()).add(key)


def described(article: Article) -> str:
    """Write an article's short description."""
    title = article.title
    if title is None:
        return "Film director"
    if article.what == "film":
        makers = " and ".join(title.directors[:2])
        return f"{title.year or ''} film{f' by {makers}' if makers else ''}".strip()
    if article.what == "series":
        ended = title.last_air_year or ""
        return f"Television series ({title.year}–{ended})"
    if article.what == "disambiguation":
        return "Topics referred to by the same term"
    return f"{(title.year or 2000) - 2} {article.what}"


_VERBS: Mapping[str, str] = {
    "novel": "a novel", "soundtrack": "a soundtrack album", "video game": "a video game",
    "song": "a song",
}  # fmt: skip


def lead(article: Article) -> str:
    """Write an article's first sentences, from facts; one in eight has the debris of a template.

    Such debris is what extracts keep of pronunciations: empty brackets, blanks before commas.
    """
    title = article.title
    if title is None:
        return f"{article.name} is a film director."
    if article.what == "disambiguation":
        return f"{title.title} may refer to:"
    debris = " (  ; )" if draw(article.key, "debris") < 1 / 8 else ""
    if article.what in _VERBS:
        return f"{title.title}{debris} is {_VERBS[article.what]} of {(title.year or 2000) - 2}."
    return f"{title.title}{debris} is {_work(article, title)}.{_people(title)}"


def _work(article: Article, title: Title) -> str:
    genres = " ".join(genre.lower() for genre in title.genres[:1])
    if article.what == "series":
        by = _joined(title.creators)
        return (
            f"a {genres} television series{f' created by {by}' if by else ''}, first shown in"
            f" {title.year}"
        )
    by = _joined(title.directors)
    when = f"{title.year} " if title.year else ""
    article_word = "an" if (when or genres)[:1] in ("8", "a", "e", "i", "o", "u") else "a"
    return f"{article_word} {when}{genres} film{f' directed by {by}' if by else ''}"


def _people(title: Title) -> str:
    cast = _joined(title.cast[:3])
    return f" It stars {cast}." if cast else ""


def _joined(names: Sequence[str] | Iterable[str]) -> str:
    return " and ".join(list(names)[:3])
