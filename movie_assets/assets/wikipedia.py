"""Group `sources`: Wikipedia's articles of titles, and the search for those nobody has linked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from movie_assets.assets.fetching import Lane, Request, outputs_of
from movie_assets.assets.known import KnownTitles
from movie_assets.assets.lanes import covers_one, fetch, fetching_asset, living_titles
from movie_assets.assets.scope import in_bucket, newest_records
from movie_assets.assets.step import Step
from movie_assets.model.ids import BUCKET_PARTITIONS, HOT
from movie_assets.resources.lake import dataset
from movie_assets.sources.base import Fetched, Reading
from movie_assets.sources.known_titles import KnownTitle
from movie_assets.sources.wikipedia import BATCH_SIZE, WIKIPEDIA, asked_articles, extracts_url
from movie_assets.sources.wikipedia_search import WIKIPEDIA_SEARCH, Searched, request_url
from movie_assets.sources.wikipedia_titles import ArticleTitle, ArticleTitles, article_key

# A search is a request a title, at two a second: 20 buckets of 100 titles are 17 minutes once in
# 90 days, and below them stand titles that hardly ever have an article without Wikidata's knowing.
SEARCHED_A_BUCKET = 100
SEARCH_RECORDS = dataset("source_record", WIKIPEDIA_SEARCH.name)


class _Searches:
    """The lane of searches, opened a partition at a time."""

    def __init__(self, step: Step) -> None:
        self.step = step
        self.known = KnownTitles(step, WIKIPEDIA_SEARCH.name)
        self.searched = Searched()
        self.claimed: frozenset[str] | None = None

    def open(self, partition: str) -> str:
        """Learn what the partition's searches are judged by; the titles to search for."""
        con, lake = self.step.con, self.step.work.lake
        if self.claimed is None:
            ids = lake.newest_answers(dataset("source_record", "wikidata"), BUCKET_PARTITIONS)
            told = f"SELECT DISTINCT article.title FROM {ids} WHERE article.title IS NOT NULL"
            self.claimed = frozenset(article_key(row[0]) for row in con.execute(told).fetchall())
        self.known.open(partition)
        self.step.views(living=living_titles(self.step, partition))
        con.execute(
            f"CREATE OR REPLACE TEMP TABLE unlinked AS SELECT title_id, popularity FROM living "
            "SEMI JOIN told_tmdb USING (title_id) "
            f"ANTI JOIN ({_linked(self.step, partition)}) USING (title_id) "
            "ORDER BY popularity DESC NULLS LAST, title_id LIMIT $most",
            {"most": SEARCHED_A_BUCKET},
        )
        self.searched = Searched(dict(self._judged(partition)), self.claimed)
        return "unlinked"

    def _judged(self, partition: str) -> Iterator[tuple[str, KnownTitle]]:
        """The titles to search for, and those whose answers are read (again) now."""
        answers = self.step.work.lake.scan(
            self.step.work.answers.of(WIKIPEDIA_SEARCH.name), sorted({partition, HOT})
        )
        ids = self.step.con.execute(
            f"SELECT title_id FROM unlinked UNION SELECT title_id FROM {answers} "
            "WHERE title_id IS NOT NULL ORDER BY title_id"
        ).fetchall()
        for sought in self.known.of([row[0] for row in ids]):
            yield sought.known.title_id, sought.known

    def requests(self, title_ids: Sequence[str]) -> Iterator[Request]:
        """One search a title."""
        for title_id in title_ids:
            known = self.searched.titles[title_id]
            yield Request(url=request_url(known), covers=(title_id,))

    def read(self, fetched: Fetched) -> Reading:
        """Read one search by what is known of its title."""
        return self.searched.read(fetched)


class _Articles:
    """The lane of articles, opened a partition at a time."""

    def __init__(self, step: Step) -> None:
        self.step = step
        self.by_title: dict[str, ArticleTitle] = {}
        self.titles = ArticleTitles(())

    def open(self, partition: str) -> str:
        """Learn which articles the partition's titles have; the titles that have one."""
        rows = self.step.con.execute(_linked_and_named(self.step, partition)).fetchall()
        titles = [
            ArticleTitle(
                title_id=title_id,
                kind=title_id.split("/")[0],
                article=article,
                names=tuple(name for name in names or () if name),
                year=year,
            )
            for title_id, article, names, year in rows
        ]
        self.by_title = {title.title_id: title for title in titles}
        self.titles = ArticleTitles(titles)
        return (
            f"(SELECT living.* FROM {living_titles(self.step, partition)} AS living "
            f"SEMI JOIN ({_linked(self.step, partition, with_searched=True)}) USING (title_id))"
        )

    def requests(self, title_ids: Sequence[str]) -> Iterator[Request]:
        """Twenty articles a request, most wanted first."""
        wanted = [self.by_title[one].article for one in title_ids if one in self.by_title]
        articles = list(dict.fromkeys(map(article_key, wanted)))
        for start in range(0, len(articles), BATCH_SIZE):
            batch = articles[start : start + BATCH_SIZE]
            yield Request(url=extracts_url(batch), covers=self._titles_of(batch))

    def covered(self, title_id: str | None, url: str) -> tuple[str, ...]:
        """Every title of this partition whose article was asked for."""
        return self._titles_of(asked_articles(url)) or covers_one(title_id, url)

    def _titles_of(self, articles: Iterable[str]) -> tuple[str, ...]:
        titles = [title.title_id for article in articles for title in self.titles.of(article)]
        return tuple(dict.fromkeys(titles))

    def read(self, fetched: Fetched) -> Reading:
        """Read one batch, its pages filed under this partition's titles."""
        return self.titles.read(fetched)


def wikipedia_search(step: Step) -> None:
    """Wikipedia's search for the article of popular titles that Wikidata gives none."""
    searches = _Searches(step)
    lane = Lane(
        source=replace(WIKIPEDIA_SEARCH, read=searches.read),
        requests=searches.requests,
        covered=covers_one,
    )
    fetch(step, lane, searches.open)


def wikipedia_articles(step: Step) -> None:
    """The leads of the titles' Wikipedia articles, twenty a request, told from other works'."""
    articles = _Articles(step)
    lane = Lane(
        source=replace(WIKIPEDIA, read=articles.read),
        requests=articles.requests,
        covered=articles.covered,
    )
    fetch(step, lane, articles.open)


def _linked(step: Step, partition: str, *, with_searched: bool = False) -> str:
    """SQL of (title_id, named): its article by Wikidata, the first of two, else by the search."""
    lake = step.work.lake
    named = (
        f"SELECT title_id, article.title AS named, 0 AS place, source_id "
        f"FROM {newest_records(lake, 'wikidata', partition)} WHERE article.title IS NOT NULL"
    )
    if with_searched:
        named += (
            " UNION ALL SELECT title_id, article.title, 1, source_id "
            f"FROM {_searched(step, partition)} "
            "WHERE outcome = 'found' AND article.title IS NOT NULL"
        )
    return (
        "SELECT title_id, arg_min(named, (place, source_id)) AS named "
        f"FROM ({named}) GROUP BY title_id"
    )


def _linked_and_named(step: Step, partition: str) -> str:
    """SQL of (title_id, named, names, year): its article, names and year as TMDB tells them."""
    told = newest_records(step.work.lake, "tmdb", partition)
    return (
        "SELECT linked.title_id, named, [title, original_title] AS names, year "
        f"FROM ({_linked(step, partition, with_searched=True)}) AS linked "
        f"LEFT JOIN (SELECT * FROM {told} WHERE outcome = 'found') AS told USING (title_id) "
        "ORDER BY linked.title_id"
    )


def _searched(step: Step, partition: str) -> str:
    """SQL of what searches found for a partition's titles."""
    homes = BUCKET_PARTITIONS if partition == HOT else [partition]
    found = step.work.lake.newest_answers(SEARCH_RECORDS, homes)
    return found if partition == HOT else f"(SELECT * FROM {found} WHERE {in_bucket(partition)})"


assets = [
    fetching_asset(
        wikipedia_search,
        WIKIPEDIA_SEARCH,
        outputs=outputs_of(WIKIPEDIA_SEARCH.name),
        deps=["title_spine", "tmdb_titles", "wikidata_ids"],
    ),
    fetching_asset(
        wikipedia_articles,
        WIKIPEDIA,
        outputs=outputs_of(WIKIPEDIA.name),
        deps=["title_spine", "tmdb_titles", "wikidata_ids", "wikipedia_search"],
    ),
]
