"""Group `catalogue`: loads of the lake's tables into Postgres. Nothing is decided any more."""

from collections.abc import Callable, Sequence
from typing import Any

import dagster as dg

from movie_assets import policies
from movie_assets.assets.affinities import AFFINITIES
from movie_assets.assets.aspect_scores import ASPECTS
from movie_assets.assets.crosswalk import LINKS, UNMATCHED
from movie_assets.assets.declare import of_titles
from movie_assets.assets.dna import EMBEDDINGS, FINGERPRINTS, TAGS
from movie_assets.assets.dna_answers import CALLS
from movie_assets.assets.dna_values import VALUES
from movie_assets.assets.drops import EVERY_FILE
from movie_assets.assets.drops import REJECTS as DROP_REJECTS
from movie_assets.assets.load_step import Loading
from movie_assets.assets.redirects import SOURCE_REDIRECTS
from movie_assets.assets.source_states import FRESHNESS, STATES, checked_sources
from movie_assets.assets.spine import EXPORT_REJECTS, POPULARITY
from movie_assets.assets.step import NO_PARTITION, column_schema
from movie_assets.assets.streaming import OFFERS, SERVICES
from movie_assets.assets.title_facets import FACETS
from movie_assets.assets.title_media import MEDIA
from movie_assets.assets.title_scores import OBSERVATIONS, SCORES, SUMMARIES
from movie_assets.assets.titles import REDIRECTS, TITLES
from movie_assets.assets.unmatched import MATCH_RATES, UNMATCHED_RECORDS
from movie_assets.model.contract import table_named
from movie_assets.model.ids import HOT
from movie_assets.model.render.arrow import arrow_table
from movie_assets.model.title_rows import SurvivorshipRule
from movie_assets.resources.lake import dataset
from movie_assets.resources.postgres import Postgres
from movie_assets.resources.workbench import Workbench
from movie_assets.titles.rules import RULES, RULES_VERSION
from movie_assets.titles.search import SEARCH_VERSION, popular_sql, search_rows_sql


def catalogue_titles(loading: Loading, partition: str) -> None:
    """Loads titles, redirects and popularity into Postgres."""
    loading.whole(TITLES, partition)
    loading.whole(REDIRECTS, partition)
    if partition != HOT:  # popularity comes with the day's file; of `hot` it knows nothing
        _load_popularity(loading, partition)
    if not loading.is_asked("survivorship_rule"):
        _load_rules(loading)


def _load_popularity(loading: Loading, partition: str) -> None:
    # Of every title of the spine: what changes in titles is then no reason to look at it again.
    loading.whole(POPULARITY, partition)
    days = loading.lake.scan(POPULARITY, [partition])
    loading.derived(
        "title_popularity",
        partition,
        "SELECT title_id, max(day) AS day, arg_max(popularity, day) AS popularity "
        f"FROM {days} GROUP BY title_id",
        loading.version((POPULARITY, [partition])),
    )


def _load_rules(loading: Loading) -> None:
    rules = [
        SurvivorshipRule(
            field=rule.field,
            place=place,
            sources=rule.sources,
            rule=rule.rule,
            clears=rule.clears,
            reason=rule.reason,
        )
        for place, rule in enumerate(RULES)
    ]
    table = arrow_table(table_named("survivorship_rule"), rules)
    loading.con.register("survivorship_rules", table)
    loading.derived(
        "survivorship_rule", NO_PARTITION, "SELECT * FROM survivorship_rules", RULES_VERSION
    )


def catalogue_search(loading: Loading, partition: str) -> None:
    """Loads what titles are found by into Postgres: their names folded, and the words in them."""
    loading.mapped("title_search", TITLES, partition, search_rows_sql, SEARCH_VERSION)
    if partition == HOT:  # its titles are popular in their buckets, or not
        return
    newest = (
        "(SELECT title_id, arg_max(popularity, day) AS popularity "
        f"FROM {loading.lake.scan(POPULARITY, [partition])} GROUP BY title_id)"
    )
    titles = loading.lake.scan(TITLES, [partition])
    version = loading.version((TITLES, [partition]), (POPULARITY, [partition]))
    loading.derived("search_popular", partition, popular_sql(titles, newest), version)


def catalogue_scores(loading: Loading, partition: str) -> None:
    """Loads scores, their summaries and their history into Postgres."""
    loading.whole(SCORES, partition)
    loading.whole(SUMMARIES, partition)
    loading.whole(ASPECTS, partition)
    loading.whole(OBSERVATIONS, partition)


def catalogue_offers(loading: Loading, partition: str) -> None:
    """Loads offers with their history, and the services they are from, into Postgres."""
    loading.whole(OFFERS, partition)
    if not loading.is_asked("provider"):
        loading.whole(SERVICES, NO_PARTITION)


def catalogue_facets(loading: Loading, partition: str) -> None:
    """Loads what discovery filters titles by into Postgres."""
    loading.whole(FACETS, partition)


def catalogue_crosswalk(loading: Loading, partition: str) -> None:
    """Loads the crosswalk, what it left unmatched, moved ids and match rates into Postgres."""
    loading.whole(LINKS, partition)
    loading.whole(UNMATCHED, partition)
    if not loading.is_asked("source_redirect"):
        loading.whole(SOURCE_REDIRECTS, NO_PARTITION)
        loading.whole(UNMATCHED_RECORDS, NO_PARTITION)
        loading.whole(MATCH_RATES, NO_PARTITION)


def catalogue_media(loading: Loading, partition: str) -> None:
    """Loads what copies of pictures the lake holds into Postgres."""
    loading.whole(MEDIA, partition)


def catalogue_dna(loading: Loading, partition: str) -> None:
    """Loads tags, fingerprints, vectors, tags in use, ledger and affinities into Postgres."""
    loading.whole(TAGS, partition)
    loading.whole(FINGERPRINTS, partition)
    loading.whole(EMBEDDINGS, partition)
    if not loading.is_asked("dna_value"):
        for ds in (VALUES, CALLS, AFFINITIES):
            loading.whole(ds, NO_PARTITION)


def catalogue_sources(loading: Loading, partition: str) -> None:
    """Loads how sources were asked and how they are doing into Postgres."""
    lake = loading.lake
    checks = [dataset("source_check", source) for source in checked_sources(lake)]
    none = lake.scan(dataset("source_check"), [])
    loading.derived(
        "source_check",
        partition,
        " UNION ALL ".join(
            f"SELECT * FROM {scan}"
            for scan in (none, *(lake.scan(ds, [partition]) for ds in checks))
        ),
        loading.version(*((ds, [partition]) for ds in checks)),
    )
    if not loading.is_asked("source_state"):
        loading.whole(STATES, NO_PARTITION)
        loading.whole(FRESHNESS, NO_PARTITION)
        _load_quarantine(loading)


def _load_quarantine(loading: Loading) -> None:
    days = loading.lake.partitions(EXPORT_REJECTS)
    files = loading.lake.partitions(DROP_REJECTS)
    loading.derived(
        "quarantine",
        NO_PARTITION,
        f"SELECT * FROM {loading.lake.scan(EXPORT_REJECTS, days)} "
        f"UNION ALL SELECT * FROM {loading.lake.scan(DROP_REJECTS, files)}",
        loading.version((EXPORT_REJECTS, days), (DROP_REJECTS, files)),
    )


def _load_asset(
    body: Callable[[Loading, str], None], tables: Sequence[str], deps: Sequence[Any]
) -> dg.AssetsDefinition:
    """An asset that brings some tables of the catalogue up to date, several tables at once."""

    @dg.asset(
        name=body.__name__,
        description=body.__doc__,
        group_name="catalogue",
        deps=deps,
        partitions_def=policies.TITLE_PARTITIONS,
        backfill_policy=policies.SINGLE_RUN,
        code_version="1",
        pool=policies.POOL_POSTGRES,
        freshness_policy=policies.DERIVED,
        retry_policy=policies.RETRY,
        automation_condition=policies.ON_CHANGED_DATA,
        kinds={"postgres"},
        owners=["team:catalogue"],
        tags={"stage": "catalogue", **of_titles(policies.TITLE_PARTITIONS)},
        metadata={
            "tables": [f"catalogue.{table}" for table in tables],
            "dagster/table_name": f"catalogue.{tables[0]}",
            "dagster/column_schema": column_schema(dataset(tables[0])),
        },
    )
    def run(
        context: dg.AssetExecutionContext,
        work: dg.ResourceParam[Workbench],
        postgres: dg.ResourceParam[Postgres],
    ) -> dg.MaterializeResult:
        with work.compute() as con:
            loading = Loading(context, work, postgres, con)
            loading.run(body, tables)
            return loading.result()

    return run


assets = [
    _load_asset(
        catalogue_titles,
        (
            "title",
            "title_redirect",
            "title_popularity",
            "popularity_daily",
            "survivorship_rule",
        ),
        ["titles", "popularity_daily"],
    ),
    _load_asset(
        catalogue_search,
        ("title_search", "search_popular", "search_token", "search_posting"),
        ["titles", "popularity_daily"],
    ),
    _load_asset(
        catalogue_scores,
        ("title_score", "title_score_summary", "title_aspect_score", "score_observation"),
        ["title_scores", "title_aspect_scores"],
    ),
    _load_asset(
        catalogue_offers, ("offer", "provider"), ["streaming_offers", "streaming_providers"]
    ),
    _load_asset(catalogue_facets, ("title_facet",), ["title_facets"]),
    _load_asset(
        catalogue_crosswalk,
        ("crosswalk", "unmatched", "source_redirect", "match_rate_history"),
        ["crosswalk", "id_redirects", "unmatched_records", "match_rates"],
    ),
    _load_asset(catalogue_media, ("title_media",), ["title_media"]),
    _load_asset(
        catalogue_dna,
        (
            "title_dna",
            "title_fingerprint",
            "title_embedding",
            "dna_value",
            "model_call",
            "title_affinity",
        ),
        ["title_dna", "dna_embeddings", "dna_values", "dna_answers", "title_affinities"],
    ),
    _load_asset(
        catalogue_sources,
        ("source_check", "source_state", "title_freshness", "quarantine"),
        ["source_states", dg.AssetDep("drops", partition_mapping=EVERY_FILE)],
    ),
]
