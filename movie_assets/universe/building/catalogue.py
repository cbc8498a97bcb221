"""Opens the data catalogue: one view for each of its files, and what SQL alone cannot unpack.

No choosing of titles and no merging of facts: see `selection` and `merging`.
"""

import csv
import io
import json
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

HERE = Path(__file__).parent

# Some are called .csv and mean tabs; some never quote. Hence the options.
_CSV_VIEWS: Mapping[str, tuple[str, str]] = {
    "links": ("movielens_latest_small/links.csv", "all_varchar=true"),
    "imdb_ratings": ("flatiron_zippeddata/imdb.title.ratings.csv.gz", ""),
    "imdb_basics": ("flatiron_zippeddata/imdb.title.basics.csv.gz", ""),
    "tmdb_2010s": ("flatiron_zippeddata/tmdb.movies.csv.gz", ""),
    "budgets": ("flatiron_zippeddata/tn.movie_budgets.csv.gz", "all_varchar=true"),
    "akas_2017": ("imdb_subset_2017/title.akas.tsv", "delim='\t', quote='', all_varchar=true"),
    "basics_2017": ("imdb_subset_2017/title.basics.tsv", "delim='\t', quote='', all_varchar=true"),
    "ratings_2017": ("imdb_subset_2017/title.ratings.tsv", "delim='\t'"),
    "imdb5000": ("imdb5000/movie_metadata.csv", ""),
    "justwatch": ("justwatch_netflix_2022/raw_titles.csv", "delim='\t'"),
    "platforms": ("streaming_platforms/MoviesOnStreamingPlatforms.csv", ""),
    "platform_shows": ("streaming_platforms/tv_shows.csv", "all_varchar=true"),
    "metacritic_2020": ("metacritic_2020/metacritic_movies.csv", "all_varchar=true"),
    "metacritic_tv": ("metacritic_tv_2025/tv_shows.csv", "all_varchar=true"),
    "franchise": ("franchise_demo.csv", ""),
    "netflix": ("streaming_platforms/netflix_titles.csv", "all_varchar=true"),
    "disney": ("streaming_holisticfail/disney_plus_titles.csv", "all_varchar=true"),
    "prime": ("streaming_holisticfail/amazon_prime_titles.csv", "all_varchar=true"),
}
_OWN_CSVS = ("named_films", "named_shows", "named_imdb_only", "translated_titles", "providers")
_LOOSE_CSVS: Mapping[str, tuple[str, str]] = {
    "metacritic_2025": ("metacritic_2025/metacritic_movies.csv", "cp1252"),
    "labelled_imdb": ("er_cs839_imdb_tmdb/imdb_movies.csv", "utf-8"),
}
_PARQUET_VIEWS: Mapping[str, str] = {
    "truth": "truth/crosswalk_dev.parquet",
    "labels": "dna/labels.parquet",
    "spine": "legs/spine.parquet",
    "rotten": "rt_movies/rt_source_17k.parquet",
    "rotten_links": "legs/rotten_tomatoes_truth_open.parquet",
    "metacritic_links": "legs/metacritic_truth_open.parquet",
    "wikipedia_links": "legs/wikipedia_truth_open.parquet",
    "tv_networks": "tmdb_tv_2026/tv-networks.parquet",
    "film_tropes": "tvtropes_dbtropes_2014/film_tropes.parquet",
}
# Two names are the same when their letters and digits are.
_MACROS = r"""
CREATE MACRO norm(t) AS regexp_replace(lower(strip_accents(trim(t))), '[^\p{L}\p{N}]+', '', 'g');
CREATE MACRO whole(t) AS try_cast(replace(t, ',', '') AS INTEGER);
"""


def open_catalogue(data: Path) -> duckdb.DuckDBPyConnection:
    """Open the catalogue.

    Source: a folder laid out as the data catalogue (its CATALOGUE.md names every file).
    Shape:  one connection with a view a file, also of the CSVs beside this module, and `norm`.
    Errors: duckdb.IOException names the file that is missing.
    """
    con = duckdb.connect()
    con.execute(_MACROS)
    for name, (path, options) in _CSV_VIEWS.items():
        tail = f", {options}" if options else ""
        con.execute(f"CREATE VIEW {name} AS FROM read_csv('{data / path}'{tail})")
    for name, path in _PARQUET_VIEWS.items():
        con.execute(f"CREATE VIEW {name} AS FROM '{data / path}'")
    for name in _OWN_CSVS:
        con.execute(f"CREATE VIEW {name} AS FROM read_csv('{HERE / name}.csv', all_varchar=true)")
    con.register("tmdb5000", _tmdb5000(data))
    con.register("tmdb_samples", _tmdb_samples(data))
    con.register("wikipedia_films", _wikipedia_films(data))
    for name, (path, encoding) in _LOOSE_CSVS.items():
        con.register(name, _loose_csv(data / path, encoding))
    con.execute("CREATE TABLE spine_names AS " + _UNIQUE_NAMES)
    return con


# Files without ids are joined by name and year, and only where one film alone bears them.
_UNIQUE_NAMES = """
SELECT norm(title) AS name, year, count(*) AS films FROM spine GROUP BY ALL
"""


def _tmdb5000(data: Path) -> pa.Table:
    with zipfile.ZipFile(data / "tmdb5000" / "tmdb_5000_movies.csv.zip") as archive:
        text = io.TextIOWrapper(archive.open("tmdb_5000_movies.csv"), "utf-8")
        rows = [_tmdb_row(_parsed(row)) for row in csv.DictReader(text)]
    return pa.Table.from_pylist(rows)


def _parsed(row: Mapping[str, str]) -> dict[str, Any]:
    nested = {"genres", "keywords", "production_companies", "production_countries"}
    nested.add("spoken_languages")
    return {key: json.loads(value) if key in nested else value for key, value in row.items()}


def _tmdb_samples(data: Path) -> pa.Table:
    rows: list[dict[str, Any]] = []
    for path in sorted((data / "api_samples").glob("tmdb-sample-movies*.json")):
        rows += [_tmdb_row(movie) for movie in json.loads(path.read_text("utf-8"))]
    unique = {row["tmdb_id"]: row for row in rows}
    return pa.Table.from_pylist(list(unique.values()))


def _tmdb_row(movie: Mapping[str, Any]) -> dict[str, Any]:
    """Keep the facts of one TMDB movie object; sentences (overview, tagline) stay behind."""
    collection = movie.get("belongs_to_collection") or {}
    return {
        "tmdb_id": int(movie["id"]),
        "imdb_id": movie.get("imdb_id") or None,
        "title": movie["title"],
        "original_title": movie["original_title"],
        "original_language": movie["original_language"],
        "release_date": movie["release_date"] or None,
        "runtime_min": int(float(movie["runtime"] or 0)) or None,
        "budget": int(movie["budget"]) or None,
        "revenue": int(movie["revenue"]) or None,
        "vote_average": float(movie["vote_average"]),
        "vote_count": int(movie["vote_count"]),
        "popularity": float(movie["popularity"]),
        "genres": [genre["name"] for genre in movie["genres"]],
        "keywords": [word["name"] for word in movie.get("keywords", []) if isinstance(word, dict)],
        "keyword_ids": [word["id"] for word in movie.get("keywords", []) if isinstance(word, dict)],
        "companies": [
            {"id": c["id"], "name": c["name"], "country": c.get("origin_country") or None}
            for c in movie["production_companies"]
        ],
        "countries": [country["iso_3166_1"] for country in movie["production_countries"]],
        "languages": [language["iso_639_1"] for language in movie["spoken_languages"]],
        "collection": {"id": collection.get("id"), "name": collection.get("name")},
    }


def _wikipedia_films(data: Path) -> pa.Table:
    rows: list[dict[str, Any]] = []
    for path in sorted((data / "wikipedia_movie_data").glob("movies-*.json")):
        for film in json.loads(path.read_text("utf-8")):
            cast = [name for name in film.get("cast") or [] if name[:1].isupper() and len(name) > 4]
            rows.append(
                {
                    "title": film["title"],
                    "year": film["year"],
                    "cast": cast[:8],
                    "href": film.get("href"),
                }
            )
    return pa.Table.from_pylist(rows)


def _loose_csv(path: Path, encoding: str) -> pa.Table:
    """Read a CSV that DuckDB refuses: mixed quoting, or Windows-1252 bytes."""
    with path.open(encoding=encoding, errors="replace", newline="") as text:
        rows = [{k: v for k, v in row.items() if k} for row in csv.DictReader(text)]
    return pa.Table.from_pylist(rows)
