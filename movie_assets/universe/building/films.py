"""Gathers the facts of the picked films from the catalogue's files; invents nothing."""

from collections.abc import Mapping
from typing import Any

import duckdb

from movie_assets.universe.building import drafts, queries
from movie_assets.universe.building.drafts import Draft
from movie_assets.universe.building.making import MADE_TMDB_IDS, number
from movie_assets.universe.reference import COUNTRY_LANGUAGE

LISTED = 12  # actors, keywords and other names kept of one title
TROPES_KEPT = 60


def gather_films(con: duckdb.DuckDBPyConnection) -> dict[str, Draft]:
    """Gather every film.

    Source: the tables `picked` and `named_films`, and the queries of `queries`.
    Shape:  title_id → draft, in order of title_id. Of a named film, the credits of its own row
            come first (their order is the billing), everything else after the files.
    """
    films = _started(con)
    named = _named(con, films)
    for draft, row in named:
        _absorb(draft, {name: row[name] for name in ("directors", "cast")})
    for _, query in queries.FILM_FACTS:
        result = con.sql(query)
        for row in result.fetchall():
            facts = dict(zip(result.columns, row, strict=True))
            _absorb(films[f"movie/{facts.pop('tmdb_id')}"], facts)
    for draft, row in named:
        _absorb(draft, row)
    _add_tropes(con, films)
    for draft in films.values():
        _translate(draft)
    return dict(sorted(films.items()))


def _started(con: duckdb.DuckDBPyConnection) -> dict[str, Draft]:
    films: dict[str, Draft] = {}
    picked = con.sql("FROM picked")
    for row in picked.fetchall():
        facts = dict(zip(picked.columns, row, strict=True))
        films[f"movie/{facts['tmdb_id']}"] = Draft("movie", {**facts, "title": None, "name": None})
    for row in con.sql("SELECT tmdb_id, title FROM picked").fetchall():
        films[f"movie/{row[0]}"].values["picked_title"] = row[1]
    return films


def _named(
    con: duckdb.DuckDBPyConnection, films: dict[str, Draft]
) -> list[tuple[Draft, dict[str, Any]]]:
    """Read the named films; those whose TMDB number is not known are added with a made one."""
    result = con.sql("FROM named_films")
    rows = [dict(zip(result.columns, row, strict=True)) for row in result.fetchall()]
    return [(_named_draft(films, facts), split_row(facts)) for facts in rows]


def _named_draft(films: dict[str, Draft], facts: Mapping[str, Any]) -> Draft:
    if facts["tmdb_id"]:
        return films[f"movie/{facts['tmdb_id']}"]
    made_id = number(MADE_TMDB_IDS, 900_000, facts["title"], facts["release_date"])
    draft = Draft("movie", {"tmdb_id": made_id, "why": facts["case"]}, {"tmdb_id"})
    draft.fill("year", int(facts["release_date"][:4]))
    films[f"movie/{made_id}"] = draft
    return draft


def split_row(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Read one row of a hand-written CSV: lists are parted by bars, numbers are text."""
    row = {key: value for key, value in facts.items() if key not in ("tmdb_id", "case")}
    for key in ("directors", "cast", "genres", "countries", "creators", "networks"):
        if row.get(key):
            row[key] = row[key].split("|")
    if row.get("runtime_min"):
        row["runtime_min"] = int(row["runtime_min"])
    return row


def _absorb(draft: Draft, facts: Mapping[str, Any]) -> None:
    for name, value in facts.items():
        clean = [item for item in value if item] if isinstance(value, list) else value
        draft.fill(name, clean)


def _add_tropes(con: duckdb.DuckDBPyConnection, films: Mapping[str, Draft]) -> None:
    rows = con.sql(
        f"SELECT tmdb_id, list(trope ORDER BY md5(trope)) FROM ({queries.TROPES}) GROUP BY 1"
    ).fetchall()
    for tmdb_id, tropes in rows:
        films[f"movie/{tmdb_id}"].fill("tropes", sorted(tropes[:TROPES_KEPT]))


def add_names(con: duckdb.DuckDBPyConnection, drafts: Mapping[str, Draft]) -> None:
    """Add the names in other languages and countries, films and shows alike."""
    rows = con.sql(
        f"SELECT 'movie/' || tmdb_id, name, language, country FROM ({queries.NAMES})"
        " UNION ALL SELECT title_id, name, language, country FROM translated_titles"
        " ORDER BY ALL"
    ).fetchall()
    for title_id, name, language, country in rows:
        if title_id in drafts:
            known = drafts[title_id].values.setdefault("names", [])
            known.append(
                {
                    "name": name,
                    "country": country,
                    "language": language or COUNTRY_LANGUAGE.get(country or ""),
                }
            )


def _translate(draft: Draft) -> None:
    """Turn the words of other sources into codes, and cut long lists."""
    values = draft.values
    if draft.get("genre_ids"):
        draft.fill("genres", drafts.genre_names(values["genre_ids"]))
    words = [*(draft.get("imdb_genres") or ()), *(draft.get("rt_genres") or ())]
    draft.fill("genres", drafts.genres_from_words(words))
    source = draft.get("imdb_genres") or draft.get("genres") or ()
    values["imdb_genres"] = drafts.imdb_genres(source) or None
    draft.fill(
        "countries",
        drafts.country_codes(draft.get("country_names") or (), draft.get("country_items") or ()),
    )
    draft.fill(
        "languages",
        drafts.language_codes(draft.get("language_names") or (), draft.get("language_items") or ()),
    )
    if draft.get("languages"):
        draft.fill("original_language", values["languages"][0])
    draft.fill("title", values.get("picked_title"))
    draft.fill("original_title", draft.get("title"))
    for name in ("cast", "keywords", "directors", "companies"):
        if draft.get(name):
            values[name] = _unique(values[name])[:LISTED]


def _unique(items: list[Any]) -> list[Any]:
    seen: dict[str, Any] = {}
    for item in items:
        seen.setdefault(str(item), item)
    return list(seen.values())
