"""The facts files: enough titles, true where they say so, marked where they do not."""

import csv
from pathlib import Path

import duckdb
import pytest

from movie_assets.universe.errors import UniverseError
from movie_assets.universe.facts import FACTS_FOLDER, load_facts

FACTS = load_facts()
KNOWN = list(csv.DictReader((Path(__file__).parent / "known_titles.csv").open(encoding="utf-8")))


def ask(query: str) -> list[tuple]:
    """Ask the facts files by SQL, apart from the code that loads them."""
    con = duckdb.connect()
    for path in FACTS_FOLDER.glob("*.parquet"):
        con.execute(f"CREATE VIEW {path.stem} AS FROM '{path}'")
    return con.sql(query).fetchall()


def test_there_are_enough_films_and_shows():
    kinds = dict(ask("SELECT kind, count(*) FROM titles GROUP BY 1"))
    assert kinds["movie"] >= 2400
    assert kinds["tv"] >= 200


def test_the_files_are_small():
    assert sum(path.stat().st_size for path in FACTS_FOLDER.glob("*.parquet")) < 5_000_000


def test_nearly_every_title_has_an_imdb_id_and_score():
    share = ask("SELECT count(imdb_id) / count(*), count(imdb_score) / count(*) FROM titles")[0]
    assert min(share) >= 0.97


def test_offers_reach_most_titles_and_many_countries():
    titles, countries = ask("SELECT count(DISTINCT title_id), count(DISTINCT country) FROM offers")[
        0
    ]
    assert titles >= 0.6 * len(FACTS.titles)
    assert countries >= 8


@pytest.mark.parametrize("row", KNOWN, ids=lambda row: row["title_id"])
def test_known_titles_are_as_in_the_original_files(row):
    title = FACTS.titles[row["title_id"]]
    found = {
        "imdb_id": title.imdb_id,
        "wikidata_id": title.wikidata_id,
        "title": title.title,
        "original_title": title.original_title,
        "year": title.year,
        "runtime_min": title.runtime_min,
        "imdb_score": title.imdb_score,
        "imdb_votes": title.imdb_count,
        "tmdb_score": title.tmdb_score,
        "tmdb_votes": title.tmdb_count,
        "budget": title.budget,
        "revenue": title.revenue,
    }
    told = {name: value for name, value in row.items() if value and name in found}
    assert {name: str(found[name]) for name in told} == told
    assert not row["director"] or row["director"] in title.directors
    assert not row["keyword"] or row["keyword"] in [word["name"] for word in title.keywords]


def test_known_offers_are_not_marked_as_made():
    listed = [row for row in KNOWN if row["offer_provider_id"]]
    assert len(listed) >= 5
    rows = set(ask("SELECT title_id, country, provider_id, type FROM offers WHERE NOT made"))
    for row in listed:
        key = (row["title_id"], row["offer_country"], int(row["offer_provider_id"]))
        assert (*key, row["offer_type"]) in rows


def test_no_fact_of_a_known_title_is_marked_as_made():
    for row in KNOWN:
        made = set(FACTS.titles[row["title_id"]].made)
        assert not made & {"tmdb_id", "imdb_id", "imdb_score", "imdb_count", "imdb_votes"}


@pytest.mark.parametrize(
    ("name", "years"),
    [
        ("Fury", {1936, 2014}),
        ("The Avengers", {1998, 2012}),
        ("Cars", {2006}),
        ("Ballerina", {2023, 2025}),
        ("Nowhere", {1997, 2023}),
        ("The Little Mermaid", {1989, 2023}),
        ("Hit Man", {1972, 2024}),
        ("Doctor Who", {1963, 1996, 2005}),
        ("The Circus", {1928}),
        ("Singin' in the Rain", {1952}),
        ("8½", {1963}),
        ("Interpol Code 8", {1963}),
        ("Carter", {2022}),
        ("Coach Carter", {2005}),
        ("Lincoln", {2012}),
        ("Abraham Lincoln: Vampire Hunter", {2012}),
        ("RoboCop", {1987, 2014}),
        ("Face", {1997}),
        ("Face/Off", {1997}),
        ("Alien", {1979}),
        ("Alien Warfare", {2019}),
        ("Star Wars", {1977}),
        ("Tenet", {2020}),
        ("Wonder Woman 1984", {2020}),
    ],
)
def test_the_titles_that_are_easily_confused_are_there(name, years):
    assert years <= {title.year for title in FACTS.titles.values() if title.title == name}


def test_a_made_number_lies_where_no_real_one_does_and_is_marked():
    for title in FACTS.titles.values():
        assert (title.tmdb_id >= 9_000_000) == ("tmdb_id" in title.made)
        if title.imdb_id:
            assert (int(title.imdb_id[2:]) >= 90_000_000) == ("imdb_id" in title.made)


def test_no_two_titles_share_a_wikidata_item_but_those_that_will_be_merged():
    merged = {event.title_id for event in FACTS.lifecycle if event.event == "merged"}
    items = [t.wikidata_id for t in FACTS.titles.values() if t.title_id not in merged]
    known = [item for item in items if item]
    assert len(known) == len(set(known))


def test_every_trap_differs_from_the_right_answer_of_a_title_that_is_there():
    assert {trap.trap for trap in FACTS.traps} >= {
        "truncated id", "outdated id", "merged id", "borrowed id", "id clash",
    }  # fmt: skip
    for trap in FACTS.traps:
        assert trap.published != trap.right
        assert trap.title_id in FACTS.titles


def test_no_text_is_long_enough_to_be_a_sentence_of_someone():
    longest = ask("SELECT max(length(title)), max(length(original_title)) FROM titles")[0]
    assert max(longest) < 120


def test_genres_are_words_that_tmdb_knows():
    known = set(ask("SELECT DISTINCT unnest(genres) FROM titles WHERE kind = 'tv'"))
    assert ("Crime",) in known
    unknown = ask("SELECT title_id FROM titles WHERE len(genres) = 0")
    assert unknown == []


def test_a_missing_file_is_told_with_the_way_out(tmp_path):
    with pytest.raises(UniverseError, match="build_facts"):
        load_facts(tmp_path)
