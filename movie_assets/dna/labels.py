"""Rows of labels (title, source, label) as facts of titles, for catalogues that come as such rows.

What the facts mean for a vector stands in `documents`, as for every other title.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from movie_assets.dna.facts import TitleFacts

# source of a label -> the fact it is; a source that is not here says nothing we know how to read
FIELDS: Final[Mapping[str, str]] = {
    "genre": "genres",
    "wd_genre": "genres_elsewhere",
    "wp_genre": "genres_elsewhere",
    "tmdb_keyword": "keywords",
    "imdb_plot_keyword": "keywords",
    "hetrec_tag": "keywords",
    "movielens_tag": "keywords",
    "tvtropes_2014": "tropes",
    "timos_trope": "tropes",
    "director": "directors",
    "director_n": "directors",
    "cast": "cast_names",
    "cast_n": "cast_names",
    "company": "companies",
    "wd_subject": "subjects",
    "wd_loc": "locations",
    "franchise": "franchises",
    "wd_series": "franchises",
    "wd_based": "franchises",
    "mpaa": "certifications",
    "country": "countries",
    "lang": "original_language",
}
_WHOSE: Final = {"wd_genre": "wikidata", "wp_genre": "wikipedia"}


def facts_of_labels(
    title_id: str, title: str | None, year: int | None, labels: Iterable[tuple[str, str]]
) -> TitleFacts:
    """The facts of one film from its (source, label) rows.

    Shape: labels may come in any order and twice; those of unknown sources are passed over.
    """
    fields: dict[str, Any] = {}
    for source, label in sorted(set(labels)):
        field = FIELDS.get(source)
        if field:
            fields.setdefault(field, []).append(_value(source, label))
    language = fields.pop("original_language", [None])[0]
    lists: dict[str, Any] = {field: tuple(dict.fromkeys(fields[field])) for field in fields}
    return TitleFacts(
        title_id=title_id,
        kind="movie",
        title=title,
        year=year,
        original_language=language,
        **lists,
    )


def _value(source: str, label: str) -> str | tuple[str, str]:
    if source == "mpaa":
        return "US", label
    return (_WHOSE[source], label) if source in _WHOSE else label
