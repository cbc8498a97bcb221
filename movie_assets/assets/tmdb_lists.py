"""What TMDB's lists say of many titles at once: looked at, edited. What follows: the lanes'."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import get_args

from movie_assets.assets.asking import fetched_of
from movie_assets.assets.declare import lake_asset, of_every_bucket
from movie_assets.assets.lanes import fetching_asset
from movie_assets.assets.spine import EXPORT, POPULARITY, SPINE, newest_day
from movie_assets.assets.step import NO_PARTITION, Step
from movie_assets.model.ids import BUCKET_PARTITIONS, Kind
from movie_assets.model.lane_rows import TitleChanged, TitleListed
from movie_assets.model.outcomes import Outcome
from movie_assets.refresh.hot import jumps_sql
from movie_assets.resources.http import HttpClient
from movie_assets.resources.lake import dataset
from movie_assets.sources import tmdb_lists as lists
from movie_assets.sources.base import Listing
from movie_assets.sources.tmdb import TMDB

LISTED = dataset("title_listed")
CHANGED = dataset("title_changed")
JUMPS = dataset("popularity_jump")
# A page is twenty titles. Two pages of each list are what people see of it.
PAGES_OF_A_LIST = 2
# A day has about 80 pages of 100 changed films; a fortnight of both kinds stays below this.
MOST_PAGES_OF_CHANGES = 500
_KIND = "split_part(title_id, '/', 1)"


def tmdb_listed(step: Step) -> None:
    """The titles on TMDB's trending and popular lists, as they stand now."""
    inputs = step.inputs(also=step.work.clock.at.isoformat())
    if step.is_current(NO_PARTITION, inputs):
        return
    step.empty("listed", LISTED)
    with step.work.open_http() as http:
        for kind in get_args(Kind):
            for name, urls in _lists(kind):
                titles = list(_titles(step, http, kind, urls))
                rows = [
                    TitleListed(list=name, title_id=one, place=n, day=step.work.clock.day)
                    for n, one in enumerate(dict.fromkeys(titles), start=1)
                ]
                step.insert("listed", TitleListed, rows)
                step.notes[f"{kind}_{name}"] = len(rows)
    held = step.work.lake.scan(LISTED, [NO_PARTITION])
    # A list that could not be read stays as it was.
    step.write(
        LISTED,
        NO_PARTITION,
        f"SELECT * FROM (FROM listed UNION ALL SELECT * FROM {held} "
        f"WHERE list || {_KIND} NOT IN (SELECT list || {_KIND} FROM listed)) {_in_spine(step)}",
        inputs,
    )


def _in_spine(step: Step) -> str:
    """SQL that keeps the titles that the spine knows; of others no lane can ask anything."""
    return f"SEMI JOIN {step.work.lake.scan(SPINE, BUCKET_PARTITIONS)} USING (title_id)"


def _lists(kind: Kind) -> Iterator[tuple[str, list[str]]]:
    pages = range(1, PAGES_OF_A_LIST + 1)
    yield "trending/day", [lists.trending_url(kind, "day", page) for page in pages]
    yield "trending/week", [lists.trending_url(kind, "week", page) for page in pages]
    yield "popular", [lists.popular_url(kind, page=page) for page in pages]


def _titles(step: Step, http: HttpClient, kind: Kind, urls: list[str]) -> Iterator[str]:
    for url in urls:
        listing = _page(step, http, kind, url)
        if listing.outcome is not Outcome.FOUND:
            step.notes[url] = str(listing.outcome)
            return
        yield from listing.items


def _page(step: Step, http: HttpClient, kind: Kind, url: str) -> Listing[str]:
    answer = http.ask(
        TMDB, url, title_id=None, at=step.work.clock.at, run_id=step.context.run.run_id
    )
    return lists.read_titles(fetched_of(answer), kind)


def tmdb_changes(step: Step) -> None:
    """The titles TMDB says were edited within its fortnight, with the newest day that said so."""
    today = step.work.clock.day
    inputs = step.inputs(also=today.isoformat())
    if step.is_current(NO_PARTITION, inputs):
        return
    held = step.work.lake.scan(CHANGED, [NO_PARTITION])
    oldest = today - dt.timedelta(days=lists.CHANGES_DAYS)
    told = step.con.execute(f"SELECT max(day) FROM {held}").fetchone()
    since = max(oldest, told[0]) if told and told[0] else today - dt.timedelta(days=1)
    step.empty("changed", CHANGED)
    whole = True
    with step.work.open_http() as http:
        for kind in get_args(Kind):
            whole = _changes_of(step, http, kind, since) and whole
    if not whole:
        inputs = step.inputs(also="not whole")  # asked for again by the next run
    query = (
        f"SELECT title_id, max(day) AS day FROM (FROM changed UNION ALL SELECT * FROM {held}) "
        f"{_in_spine(step)} WHERE day >= $oldest GROUP BY title_id"
    )
    step.write(CHANGED, NO_PARTITION, query, inputs, {"oldest": oldest})


def _changes_of(step: Step, http: HttpClient, kind: Kind, since: dt.date) -> bool:
    """Read every page of one kind's changes; whether all of them could be read."""
    page, last = 1, 1
    while page <= min(last, MOST_PAGES_OF_CHANGES):
        url = lists.changes_url(kind, since, step.work.clock.day, page)
        listing = _page(step, http, kind, url)
        if listing.outcome is not Outcome.FOUND:
            step.notes[url] = str(listing.outcome)
            return False
        rows = [TitleChanged(title_id=one, day=step.work.clock.day) for one in listing.items]
        step.insert("changed", TitleChanged, rows)
        page, last = page + 1, listing.last_page
    return True


def popularity_jumps(step: Step) -> None:
    """The titles whose popularity rose most between the two newest days of TMDB's export."""
    lake = step.work.lake
    day = newest_day(lake, EXPORT, step.work.clock.day)
    inputs = step.inputs((POPULARITY, BUCKET_PARTITIONS), also=str(day))
    if step.is_current(NO_PARTITION, inputs):
        return
    step.views(history=lake.scan(POPULARITY, BUCKET_PARTITIONS))
    newest = {"day": dt.date.fromisoformat(day) if day else None}
    step.write(JUMPS, NO_PARTITION, jumps_sql(), inputs, newest)


assets = [
    *(
        fetching_asset(
            body,
            TMDB,
            outputs=[output],
            deps=of_every_bucket("title_spine"),
            partitions=None,
        )
        for body, output in ((tmdb_listed, LISTED), (tmdb_changes, CHANGED))
    ),
    lake_asset(
        popularity_jumps,
        group="sources",
        outputs=[JUMPS],
        deps=of_every_bucket("popularity_daily"),
        partitions=None,
        code_version="1",
    ),
]
