"""The served views over a few rows written by hand, built by the real dbt on a real Postgres."""

import datetime as dt
import json
import re
from collections.abc import Iterator

import psycopg
import pytest

from movie_assets.resources.embedded_postgres import ServerInfo
from movie_assets_tests.dbt_database import PROJECT, Served, served_database
from movie_assets_tests.dbt_rows import FEBRUARY, JANUARY, MARCH


@pytest.fixture(scope="module")
def served(postgres: ServerInfo, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with served_database(postgres, tmp_path_factory.mktemp("dbt")) as database:
        built = database.dbt("build")
        assert built.returncode == 0, built.stdout
        yield database


def test_titles_have_one_row_for_each_id_that_stands(served: Served):
    found = served.rows("select title_id from titles order by title_id")
    assert [row["title_id"] for row in found] == [
        "movie/497", "movie/550", "movie/603", "movie/62", "movie/999", "tv/1396",
    ]  # fmt: skip


def test_a_title_carries_its_popularity_and_scores(served: Served):
    (matrix,) = served.rows("select * from titles where title_id = 'movie/603'")
    assert (matrix["title"], matrix["year"], matrix["genres"]) == ("The Matrix", 1999, ["Action"])
    assert (matrix["popularity"], matrix["popularity_day"]) == (85.5, FEBRUARY.date())
    assert (matrix["audience"], matrix["critics"], matrix["overall"]) == (86.4, 74.0, 80.2)
    assert (matrix["plain_audience"], matrix["plain_overall"]) == (86.0, 79.5)
    assert (matrix["imdb_score"], matrix["imdb_votes"]) == (8.7, 2_000_000)
    assert (matrix["metacritic_critics"], matrix["metacritic_critics_count"]) == (73, 36)
    assert matrix["rotten_tomatoes_audience"] == 85
    assert matrix["names"][1]["name"] == "Matrix"


def test_what_is_unknown_is_null_and_not_zero(served: Served):
    (unknown,) = served.rows("select * from titles where title_id = 'movie/999'")
    empty_lists = {name for name, value in unknown.items() if value == []}
    known = {name for name, value in unknown.items() if value is not None} - empty_lists
    assert known == {"title_id", "kind", "first_seen"}
    (matrix,) = served.rows("select tmdb_score, tmdb_votes from titles where title_id='movie/603'")
    assert matrix == {"tmdb_score": None, "tmdb_votes": None}


def test_a_shows_own_score_is_not_its_seasons(served: Served):
    (show,) = served.rows("select imdb_score, imdb_votes from titles where kind = 'tv'")
    assert show == {"imdb_score": 9.5, "imdb_votes": 2_100_000}


def test_scores_say_of_which_season_and_episode(served: Served):
    found = served.rows(
        "select season, episode, percent from title_scores where title_id = 'tv/1396' "
        "order by season nulls first, episode nulls first"
    )
    assert [(row["season"], row["episode"], row["percent"]) for row in found] == [
        (None, None, 95.0), (0, 2, 77.0), (1, None, 90.0), (1, 1, 89.0),
    ]  # fmt: skip


def test_scores_carry_their_scale_count_and_source(served: Served):
    (tomatoes,) = served.rows(
        "select * from title_scores where title_id = 'movie/603' and publisher = 'rotten_tomatoes'"
    )
    assert tomatoes == {
        "title_id": "movie/603", "kind": "movie", "title": "The Matrix",
        "publisher": "rotten_tomatoes", "metric": "audience", "season": None, "episode": None,
        "value": 85.0, "scale_max": 100.0, "percent": 85.0, "count": 250_000,
        "count_is_lower_bound": True, "observed_at": JANUARY, "source": "rotten_tomatoes",
        "source_id": "rotten_tomatoes of movie/603",
    }  # fmt: skip


def test_a_redirected_title_shows_nowhere_but_in_redirects_and_links(served: Served):
    for view in ("title_scores", "streaming_offers", "streaming_offers_history", "title_names"):
        assert served.rows(f"select 1 from {view} where title_id = 'movie/604'") == [], view
    assert served.rows("select to_title_id, reason from title_redirects") == [
        {"to_title_id": "movie/603", "reason": "merged"}
    ]


def test_score_history_can_be_asked_as_of_a_moment(served: Served):
    def as_of(moment: str) -> list[float | None]:
        found = served.rows(
            f"select value from score_history where observed_at <= '{moment}' "
            f"and (superseded_at is null or superseded_at > '{moment}')"
        )
        return [row["value"] for row in found]

    assert as_of("2025-12-31T00:00Z") == []
    assert as_of("2026-01-31T23:59:59Z") == [8.6]
    assert as_of("2026-02-01T00:00:00Z") == [8.7]
    assert as_of("2026-04-01T00:00:00Z") == [None]  # taken away in March


def test_popularity_history_keeps_every_day_it_changed(served: Served):
    found = served.rows("select day, popularity from popularity_history order by day")
    assert [(row["day"].month, row["popularity"]) for row in found] == [(1, 80.0), (2, 85.5)]


def test_current_offers_are_those_not_closed(served: Served):
    found = served.rows(
        "select country, type, price, provider from streaming_offers order by country, type"
    )
    assert [tuple(row.values()) for row in found] == [
        ("DE", "buy", None, None),  # a provider we have no name for is kept
        ("US", "flatrate", None, "Netflix"),
        ("US", "rent", 2.99, "Netflix"),
    ]


def test_offer_history_keeps_the_closed_ones(served: Served):
    found = served.rows(
        "select title_id, price, valid_to, is_current from streaming_offers_history "
        "where type = 'rent' or kind = 'tv' order by title_id, valid_from"
    )
    assert [tuple(row.values()) for row in found] == [
        ("movie/603", 3.99, FEBRUARY, False),
        ("movie/603", 2.99, None, True),
        ("tv/1396", None, FEBRUARY, False),
    ]


def test_crosswalk_shows_rejected_links_too_with_evidence(served: Served):
    found = served.rows("select * from crosswalk where title_id = 'movie/603' order by source")
    assert [(row["source"], row["status"]) for row in found] == [
        ("imdb", "accepted"), ("metacritic", "rejected"),
    ]  # fmt: skip
    assert found[0]["evidence"] == {"id_agrees": 1}
    assert (found[0]["title"], found[0]["year"]) == ("The Matrix", 1999)


def test_unmatched_says_why_of_either_side(served: Served):
    found = served.rows(
        "select side, source, kind, item_id, decade, reason from unmatched order by side"
    )
    assert [tuple(row.values()) for row in found] == [
        ("record", "drop/box_office", "other", "7", None, "no_title"),
        ("title", "wikidata", "movie", "movie/62", 1960, "no_record"),
    ]


def test_match_rates_are_those_of_the_newest_day(served: Served):
    found = served.rows(
        "select side, source, kind, decade, language, titles, matched, in_review, percent, day "
        "from match_rates order by side, source, kind, decade"
    )
    day = dt.date(2026, 2, 1)
    assert [tuple(row.values()) for row in found] == [
        ("record", "drop/box_office", "other", None, None, 1, 0, 0, 0.0, day),
        ("title", "imdb", "movie", 1990, "en", 3, 2, 1, 66.67, day),
        ("title", "wikidata", "movie", 1960, "en", 1, 0, 0, 0.0, day),
    ]


def test_match_rates_of_earlier_days_are_kept(served: Served):
    found = served.rows(
        "select day, items, matched, percent from match_rate_history "
        "where side = 'title' and source = 'imdb' order by day"
    )
    assert [tuple(row.values()) for row in found] == [
        (dt.date(2026, 1, 1), 3, 3, 100.0),
        (dt.date(2026, 2, 1), 3, 2, 66.67),
    ]


def test_moved_ids_lead_on(served: Served):
    (row,) = served.rows("select source, from_source_id, to_source_id from source_redirects")
    assert tuple(row.values()) == ("rotten_tomatoes", "m/the_matrix", "m/matrix")


@pytest.mark.parametrize(
    ("kind", "area", "name", "titles", "with_value", "percent"),
    [
        ("movie", "field", "overview", 5, 2, 40.0),
        ("movie", "field", "poster_path", 5, 1, 20.0),
        ("movie", "field", "wikidata_id", 5, 1, 20.0),
        ("movie", "field", "genres", 5, 1, 20.0),
        ("movie", "field", "popularity", 5, 1, 20.0),
        ("movie", "score", "imdb audience", 5, 1, 20.0),
        ("movie", "score", "tmdb audience", 5, 0, 0.0),
        ("movie", "score", "metacritic critics", 5, 1, 20.0),
        ("movie", "link", "imdb", 5, 3, 60.0),
        ("movie", "streaming", "current offer", 5, 1, 20.0),
        ("movie", "dna", "tags", 5, 1, 20.0),
        ("movie", "dna", "fingerprint", 5, 1, 20.0),
        ("movie", "embedding", "all", 5, 0, 0.0),
        ("tv", "score", "imdb audience", 1, 1, 100.0),
        ("tv", "score", "metacritic critics", 1, 0, 0.0),
        ("tv", "streaming", "current offer", 1, 0, 0.0),
        ("tv", "embedding", "all", 1, 1, 100.0),
    ],
)
def test_coverage(served: Served, kind, area, name, titles, with_value, percent):
    found = served.rows(
        "select titles, with_value, percent from coverage "
        f"where kind = '{kind}' and area = '{area}' and name = '{name}'"
    )
    assert [tuple(row.values()) for row in found] == [(titles, with_value, percent)]


def test_source_freshness(served: Served):
    imdb, metacritic = served.rows("select * from source_freshness order by source")
    assert (imdb["titles_asked"], imdb["titles_found"], imdb["found_percent"]) == (3, 2, 66.67)
    assert (imdb["titles_checked"], imdb["titles_stale_now"], imdb["is_stale_now"]) == (2, 1, True)
    assert (imdb["oldest_check_at"], imdb["newest_check_at"]) == (FEBRUARY, MARCH)
    # January and February of 2026 have 31 + 28 days, whatever the clock says.
    hours = imdb["hours_since_good_answer_now"] - imdb["hours_since_answer_now"]
    assert hours == pytest.approx(59 * 24)
    never = ("found_percent", "titles_checked", "hours_since_answer_now", "is_stale_now")
    assert [metacritic[name] for name in never] == [None] * 4


def test_provenance_is_a_row_a_field_with_what_the_losers_said(served: Served):
    found = served.rows("select * from provenance order by field")
    assert [tuple(row.values()) for row in found] == [
        ("movie/603", "movie", "names", "tmdb+imdb", "union", JANUARY.date(), []),
        ("movie/603", "movie", "title", "tmdb", "first of order", JANUARY.date(), []),
        (
            "movie/603", "movie", "year", "imdb", "most agree", FEBRUARY.date(),
            [{"source": "wikidata", "value": 1998}],
        ),
    ]  # fmt: skip


def test_the_rules_of_the_merge_are_served(served: Served):
    found = served.rows("select * from survivorship_rules order by place limit 1")
    assert [tuple(row.values()) for row in found] == [
        ("title", ["tmdb", "imdb"], "first of order", "keeps the value before", "Because.", 0)
    ]


def test_names_are_a_row_each_in_order(served: Served):
    found = served.rows("select * from title_names order by position")
    assert [tuple(row.values()) for row in found] == [
        ("movie/603", "movie", 1, "The Matrix", "en", "US", "original"),
        ("movie/603", "movie", 2, "Matrix", "fr", None, "translated"),
    ]


def test_dna_and_vectors_are_served(served: Served):
    (tag,) = served.rows("select title, category, label, evidence from title_dna")
    assert tuple(tag.values()) == ("The Matrix", "mood", "paranoid", ["keyword: simulation"])
    (fingerprint,) = served.rows("select title_id, scores from title_fingerprints")
    assert fingerprint == {"title_id": "movie/603", "scores": {"action": 9}}
    (near,) = served.rows(
        "select title_id, round((embedding <=> '[0.8,-0.6]')::numeric, 2) as far "
        "from title_embeddings"
    )
    assert (near["title_id"], float(near["far"])) == ("tv/1396", 1.0)  # a right angle


@pytest.mark.parametrize(
    "view",
    [
        "titles", "title_scores", "score_history", "popularity_history", "streaming_offers",
        "streaming_offers_history", "crosswalk", "provenance", "title_names", "title_dna",
        "title_fingerprints", "title_embeddings",
    ],
)  # fmt: skip
def test_a_filter_by_title_reaches_every_table(served: Served, view):
    found = served.scans(f"select * from served.{view} where title_id = 'movie/603'")
    of_no_title = {"provider", "survivorship_rule", "dna_value"}
    by_title = [scan for scan in found if scan["Relation Name"] not in of_no_title]
    assert by_title
    for scan in by_title:
        # Which index it then takes is up to the sizes of the tables.
        conditions = [scan.get(name, "") for name in ("Index Cond", "Recheck Cond", "Filter")]
        assert "'movie/603'" in " ".join(conditions), f"{scan['Relation Name']} is read whole"


def test_scores_nobody_reads_are_not_joined(served: Served):
    found = served.scans("select title_id, title from served.titles")
    assert {scan["Relation Name"] for scan in found} == {"title", "title_redirect"}


def test_the_reader_sees_served_only_and_writes_nothing(served: Served):
    names = served.as_owner("select viewname from pg_views where schemaname = 'served'")
    assert len(names) == len(list((PROJECT / "models/served").glob("*.sql")))
    for (name,) in names:
        served.rows(f"select * from served.{name} limit 1")
    for statement in ("select 1 from catalogue.title", "select 1 from events.title_change"):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            served.rows(statement)
    with pytest.raises(
        (psycopg.errors.InsufficientPrivilege, psycopg.errors.ReadOnlySqlTransaction)
    ):
        served.rows("delete from served.providers")


def test_every_view_is_the_owners_and_its_contract_is_enforced(served: Served):
    owners = served.as_owner("select distinct viewowner from pg_views where schemaname = 'served'")
    assert owners == [("movie_owner",)]
    manifest = json.loads((served.work / "dbt_project/target/manifest.json").read_text())
    models = [node for node in manifest["nodes"].values() if node["resource_type"] == "model"]
    in_served = [
        model
        for model in models
        if model["schema"] == "served" and "/served/" in model["original_file_path"]
    ]
    assert {model["config"]["materialized"] for model in models if model not in in_served} == {
        "ephemeral"
    }
    assert in_served
    for model in in_served:
        assert model["config"]["contract"]["enforced"], model["name"]
        assert model["config"]["materialized"] == "view", model["name"]


def test_every_column_can_be_named_without_quotes(served: Served):
    reserved = served.as_owner(
        "select attrelid::regclass::text, attname from pg_attribute join pg_class on attrelid = "
        "pg_class.oid join pg_get_keywords() on word = attname and catcode in ('R', 'T') "
        "where relnamespace = 'served'::regnamespace"
    )
    assert reserved == []


def test_psql_and_one_page_without_network_show_the_same_words(served: Served):
    words = "Where a title can be watched now."
    (comment,) = served.as_owner("select obj_description('served.streaming_offers'::regclass)")
    assert comment[0].startswith(words)
    built = served.dbt("docs", "generate", "--static")
    assert built.returncode == 0, built.stdout
    page = (served.work / "dbt_project/target/static_index.html").read_text()
    assert words in page
    assert re.findall(r"<(?:script|link)[^>]+(?:src|href)=.https?://[^>]+>", page) == []


def test_freshness_is_told_by_tier_and_over_all(served: Served):
    """By hand: of 8 titles 2 are fresh, of the looks 1.25 of 2; (2 x 1.5 + 9 x 0.25) / 1.75."""
    found = {row["tier"]: row for row in served.rows("select * from title_freshness")}
    assert found.keys() == {"popularity 50", "popularity 0", "all"}
    assert (found["popularity 50"]["target_days"], found["all"]["target_days"]) == (3.0, None)
    told = ("titles", "known_percent", "fresh_percent", "viewed_known_percent",
            "viewed_fresh_percent", "viewed_age_days")  # fmt: skip
    assert [found["all"][name] for name in told] == [8, 37.5, 25.0, 87.5, 62.5, 3.0]
    assert [found["popularity 50"][name] for name in told] == [2, 100.0, 50.0, 100.0, 66.67, 2.0]
    assert (found["all"]["oldest_good_at"], found["all"]["measured_at"]) == (JANUARY, MARCH)
