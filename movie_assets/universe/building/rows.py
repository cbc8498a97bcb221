"""Turns a completed draft into its row of `titles`.

Nothing is looked up or made up here but the ids of keywords and companies that TMDB's own lists
do not hold.
"""

from collections.abc import Mapping
from typing import Any

import duckdb

from movie_assets.universe.building.drafts import Draft
from movie_assets.universe.building.making import MADE_SMALL_IDS, number

_PAIRS = ("imdb", "tmdb", "rt_critics", "rt_audience", "mc_critics", "mc_audience")


def keyword_numbers(con: duckdb.DuckDBPyConnection) -> dict[str, int]:
    """Give TMDB's ids of the keywords that occur in tmdb5000."""
    rows = con.sql(
        "SELECT DISTINCT unnest(keywords), unnest(keyword_ids) FROM tmdb5000 ORDER BY ALL"
    ).fetchall()
    return dict(rows)


def title_row(title_id: str, draft: Draft, keywords: Mapping[str, int]) -> dict[str, Any]:
    """Write the row of one title; see facts/README.md for the columns."""
    row = dict(draft.values)
    for name in _PAIRS:
        pair = draft.get(name) or {}
        value, votes = pair.get("score"), pair.get("count")
        row[f"{name}_score"] = None if value is None else float(value)
        row[f"{name}_count"] = None if value is None else int(votes or 0)
    row |= {
        "title_id": title_id,
        "kind": draft.kind,
        "imdb_type": _imdb_type(draft),
        "keywords": [
            {"id": keywords.get(word) or number(MADE_SMALL_IDS, 900_000, word), "name": word}
            for word in draft.get("keywords") or ()
        ],
        "companies": [
            {**c, "id": c["id"] or number(MADE_SMALL_IDS, 900_000, c["name"])}
            for c in draft.get("companies") or ()
            if c["name"]
        ],
        "names": _names(draft),
        "creators": draft.get("directors") if draft.kind == "tv" else [],
        "directors": draft.get("directors") if draft.kind == "movie" else [],
        "made": sorted(draft.made),
    }
    row["last_air_year"] = int(row["last_air_year"]) if row.get("last_air_year") else None
    for name in ("networks", "seasons", "cast", "creators", "directors", "names"):
        row[name] = row.get(name) or []
    return row


def _imdb_type(draft: Draft) -> str | None:
    if draft.get("imdb_id") is None:
        return None
    if draft.kind == "movie":
        return "tvMovie" if draft.get("imdb_id") == "tt0116118" else "movie"
    return "tvMiniSeries" if len(draft.get("seasons")) == 1 and _ended(draft) else "tvSeries"


def _ended(draft: Draft) -> bool:
    return draft.get("status") == "Ended"


def _names(draft: Draft) -> list[dict[str, Any]]:
    own = {draft.get("title"), draft.get("original_title")}
    return [
        name
        for name in draft.get("names") or ()
        if name["language"] or name["country"] or name["name"] not in own
    ]
