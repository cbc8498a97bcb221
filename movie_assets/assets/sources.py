"""Group `sources`: what TMDB, Wikidata and IMDb say of the titles. Page sources are in `pages`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import dagster as dg
import zstandard

from movie_assets import policies
from movie_assets.assets.declare import lake_asset
from movie_assets.assets.fetching import Lane, Request, outputs_of
from movie_assets.assets.lanes import covers_one, fetch, fetching_asset, living_titles
from movie_assets.assets.scope import newest_records
from movie_assets.assets.spine import IMDB_TITLES, NEWEST_DAY, newest_day
from movie_assets.assets.step import NO_PARTITION, Step
from movie_assets.model.contract import table_of
from movie_assets.model.ids import HOT, partition_sql
from movie_assets.model.offer_rows import Provider
from movie_assets.model.render.arrow import arrow_table
from movie_assets.resources.lake import dataset
from movie_assets.sources import tmdb, tmdb_lists, tmdb_watch, wikidata
from movie_assets.sources.base import Fetched
from movie_assets.sources.imdb import IMDB
from movie_assets.sources.imdb_sql import record_sql

PROVIDERS = dataset("provider", "tmdb")
IMDB_RECORDS = dataset("source_record", "imdb")
# A watch page costs a request a title and country, so only the most looked at get them: they
# add prices, qualities and links to what the API's block already says of every country.
WATCH_TITLES_A_BUCKET = 12
WATCH_COUNTRIES = ("US", "GB", "DE")


def tmdb_titles(step: Step) -> None:
    """TMDB's details of each title: names, dates, credits, money, offers and ids in one answer."""
    fetch(step, _TMDB_LANE, lambda partition: living_titles(step, partition, knows_all=False))


def wikidata_ids(step: Step) -> None:
    """Which ids Wikidata gives a title at IMDb, Rotten Tomatoes, Metacritic and TV Tropes."""
    fetch(step, _WIKIDATA_LANE, lambda partition: living_titles(step, partition))


def tmdb_watch_pages(step: Step) -> None:
    """TMDB's watch pages of the most looked at titles: prices, qualities and links of offers."""
    fetch(step, _WATCH_LANE, lambda partition: _watch_wanted(step, partition))


def _watch_wanted(step: Step, partition: str) -> str:
    """SQL of the watch pages of a bucket's most popular titles, or of all those wanted now."""
    countries = ", ".join(f"'{country}'" for country in WATCH_COUNTRIES)
    told = newest_records(step.work.lake, "tmdb", partition)
    wanted = (
        f"SELECT * FROM {told} SEMI JOIN {living_titles(step, HOT)} USING (title_id)"
        if partition == HOT
        else f"SELECT * FROM {told} WHERE len(offers) > 0 "
        f"ORDER BY popularity DESC, title_id LIMIT {WATCH_TITLES_A_BUCKET}"
    )
    return f"""(
        SELECT DISTINCT title_id || '/' || offer.country AS title_id, popularity FROM (
            SELECT title_id, popularity, unnest(offers) AS offer FROM ({wanted}))
        WHERE offer.country IN ({countries}))"""


def _tmdb_requests(title_ids: Sequence[str]) -> Iterator[Request]:
    for title_id in title_ids:
        yield Request(url=tmdb.details_url(title_id), covers=(title_id,))


def _wikidata_requests(title_ids: Sequence[str]) -> Iterator[Request]:
    for kind in ("movie", "tv"):
        numbers = [int(t.split("/")[1]) for t in title_ids if t.startswith(f"{kind}/")]
        for start in range(0, len(numbers), wikidata.BATCH_SIZE):
            batch = numbers[start : start + wikidata.BATCH_SIZE]
            covers = tuple(f"{kind}/{number}" for number in batch)
            yield Request(url=wikidata.url_for(kind, batch), covers=covers)


def _watch_requests(page_ids: Sequence[str]) -> Iterator[Request]:
    for page_id in page_ids:
        title_id, country = page_id.rsplit("/", 1)
        yield Request(url=tmdb_watch.watch_url(title_id, country), covers=(page_id,))


_TMDB_LANE = Lane(source=tmdb.TMDB, requests=_tmdb_requests, covered=covers_one)
_WIKIDATA_LANE = Lane(
    source=wikidata.WIKIDATA,
    requests=_wikidata_requests,
    covered=lambda _title_id, url: wikidata.asked_titles(url),
)
_WATCH_LANE = Lane(source=tmdb_watch.TMDB_WATCH, requests=_watch_requests, covered=covers_one)


def imdb_titles(step: Step) -> None:
    """IMDb's titles of the newest day as source records, filed under their own `imdb/tt…`."""
    lake = step.work.lake
    day = newest_day(lake, IMDB_TITLES, step.work.clock.day)
    own_id = partition_sql("'imdb/' || tconst")
    for partition in step.partitions:
        inputs = step.inputs((IMDB_TITLES, [day] if day else []))
        if step.is_current(partition, inputs):
            continue
        scanned = lake.scan(IMDB_TITLES, [day] if day else [])
        step.views(imdb_title=f"(SELECT * FROM {scanned} WHERE {own_id} = '{partition}')")
        read = {"answer_id": f"imdb-{day}", "requested_at": step.work.clock.at}
        step.write(IMDB_RECORDS, partition, record_sql(), inputs, read)


def tmdb_providers(step: Step) -> None:
    """The streaming services TMDB knows, with their place in each country's order."""
    inputs = step.inputs(also=step.work.clock.day.isoformat())
    if step.is_current(NO_PARTITION, inputs):
        return
    lists: list[tuple[Provider, ...]] = []
    with step.work.open_http() as http:
        for kind in ("movie", "tv"):
            url = tmdb_lists.providers_url(kind)
            answer = http.ask(
                tmdb.TMDB, url, title_id=None, at=step.work.clock.at, run_id=step.context.run.run_id
            )
            listing = tmdb_lists.read_providers(
                Fetched(
                    answer_id=answer.answer_id,
                    title_id="",
                    url=url,
                    status=answer.status or 0,
                    body=zstandard.decompress(answer.body) if answer.body else b"",
                    requested_at=answer.requested_at,
                )
            )
            step.notes[f"{kind}_outcome"] = str(listing.outcome)
            lists.append(listing.items)
    rows = arrow_table(table_of(Provider), tmdb_lists.merge_providers(lists))
    step.con.register("providers", rows)
    held = step.work.lake.scan(PROVIDERS, [NO_PARTITION])
    # A list that could not be read takes nothing away.
    step.write(
        PROVIDERS,
        NO_PARTITION,
        f"SELECT * FROM providers UNION ALL BY NAME SELECT * FROM {held} "
        "ANTI JOIN providers USING (provider_id)",
        inputs,
    )


assets = [
    fetching_asset(
        tmdb_titles,
        tmdb.TMDB,
        outputs=outputs_of("tmdb", episodes=True),
        deps=["title_spine", "tmdb_changes"],
    ),
    fetching_asset(
        wikidata_ids,
        wikidata.WIKIDATA,
        outputs=outputs_of("wikidata"),
        deps=["title_spine"],
    ),
    fetching_asset(
        tmdb_watch_pages,
        tmdb_watch.TMDB_WATCH,
        outputs=outputs_of("tmdb_watch"),
        deps=["tmdb_titles"],
    ),
    fetching_asset(tmdb_providers, tmdb.TMDB, outputs=[PROVIDERS], deps=[], partitions=None),
    lake_asset(
        imdb_titles,
        group="sources",
        outputs=[IMDB_RECORDS],
        deps=[dg.AssetDep("imdb_datasets", partition_mapping=NEWEST_DAY), "title_spine"],
        code_version=IMDB.parser_version,
        automation=policies.BY_SENSOR,
        tags={"source": "imdb"},
    ),
]
