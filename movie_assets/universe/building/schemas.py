"""The columns of the facts files, in order; their meaning is told in facts/README.md."""

from collections.abc import Mapping

import pyarrow as pa

_TEXT, _NUMBER, _REAL, _FLAG = pa.string(), pa.int64(), pa.float64(), pa.bool_()
_TEXTS = pa.list_(_TEXT)
_ORGANISATION = pa.struct([("id", _NUMBER), ("name", _TEXT), ("country", _TEXT)])

TITLES = pa.schema([
    ("title_id", _TEXT), ("kind", _TEXT), ("tmdb_id", _NUMBER), ("imdb_id", _TEXT),
    ("imdb_type", _TEXT), ("wikidata_id", _TEXT), ("rt_id", _TEXT), ("metacritic_id", _TEXT),
    ("tvtropes_id", _TEXT), ("wikipedia", _TEXT), ("title", _TEXT), ("original_title", _TEXT),
    ("original_language", _TEXT), ("year", _NUMBER), ("release_date", _TEXT),
    ("last_air_year", _NUMBER), ("status", _TEXT), ("runtime_min", _NUMBER), ("genres", _TEXTS),
    ("imdb_genres", _TEXTS), ("countries", _TEXTS), ("languages", _TEXTS), ("budget", _NUMBER),
    ("revenue", _NUMBER), ("popularity", _REAL), ("tmdb_score", _REAL), ("tmdb_count", _NUMBER),
    ("imdb_score", _REAL), ("imdb_count", _NUMBER), ("rt_critics_score", _REAL),
    ("rt_critics_count", _NUMBER), ("rt_audience_score", _REAL), ("rt_audience_count", _NUMBER),
    ("mc_critics_score", _REAL), ("mc_critics_count", _NUMBER), ("mc_audience_score", _REAL),
    ("mc_audience_count", _NUMBER), ("collection", pa.struct([("id", _NUMBER), ("name", _TEXT)])),
    ("companies", pa.list_(_ORGANISATION)), ("networks", pa.list_(_ORGANISATION)),
    ("keywords", pa.list_(pa.struct([("id", _NUMBER), ("name", _TEXT)]))),
    ("directors", _TEXTS), ("creators", _TEXTS), ("cast", _TEXTS),
    ("names", pa.list_(pa.struct([("name", _TEXT), ("language", _TEXT), ("country", _TEXT)]))),
    ("certifications", pa.list_(pa.struct([("country", _TEXT), ("rating", _TEXT)]))),
    ("seasons", pa.list_(pa.struct([("season", _NUMBER), ("episodes", _NUMBER)]))),
    ("why", _TEXT), ("made", _TEXTS),
])  # fmt: skip

TABLES: Mapping[str, pa.Schema] = {
    "titles": TITLES,
    "people": pa.schema([("name", _TEXT), ("person_id", _NUMBER), ("imdb_id", _TEXT),
                         ("directs", _FLAG), ("made", _TEXTS)]),
    "tropes": pa.schema([("title_id", _TEXT), ("trope", _TEXT)]),
    "offers": pa.schema([("title_id", _TEXT), ("country", _TEXT), ("provider_id", _NUMBER),
                         ("type", _TEXT), ("quality", _TEXT), ("price", _REAL),
                         ("currency", _TEXT), ("made", _FLAG)]),
    "providers": pa.schema([("provider_id", _NUMBER), ("name", _TEXT), ("priority", _NUMBER),
                            ("type", _TEXT), ("countries", _TEXT)]),
    "episodes": pa.schema([("title_id", _TEXT), ("season", _NUMBER), ("episode", _NUMBER),
                           ("imdb_id", _TEXT), ("air_date", _TEXT), ("imdb_score", _REAL),
                           ("imdb_count", _NUMBER), ("made", _TEXTS)]),
    "imdb_only": pa.schema([("imdb_id", _TEXT), ("imdb_type", _TEXT), ("title", _TEXT),
                            ("original_title", _TEXT), ("adult", _FLAG), ("year", _NUMBER),
                            ("end_year", _NUMBER), ("runtime_min", _NUMBER), ("genres", _TEXT),
                            ("imdb_score", _REAL), ("imdb_count", _NUMBER), ("parent", _TEXT),
                            ("season", _NUMBER), ("episode", _NUMBER), ("made", _TEXTS)]),
    "lifecycle": pa.schema([("title_id", _TEXT), ("event", _TEXT), ("day", _NUMBER),
                            ("into", _TEXT)]),
    "traps": pa.schema([("trap", _TEXT), ("source", _TEXT), ("field", _TEXT), ("title_id", _TEXT),
                        ("published", _TEXT), ("right", _TEXT), ("note", _TEXT)]),
    "page_traps": pa.schema([("source", _TEXT), ("page", _TEXT), ("title_id", _TEXT),
                             ("answer", _TEXT), ("leads_to", _TEXT), ("right", _TEXT),
                             ("told_by", _TEXT), ("case", _TEXT)]),
}  # fmt: skip
