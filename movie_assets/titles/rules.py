"""The survivorship rules: which source wins each field of a title. How they are run is `merge`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

RuleName = Literal["prefer", "union"]
RULES_VERSION = "2"


@dataclass(frozen=True, slots=True)
class Rule:
    """How one field of `title` is told from the records of its sources.

    `value` is SQL over one source record; `sources` is the order of trust. `prefer` takes the
    first that has a value, `union` takes all of them together, sorted. A field that a source
    clears keeps its last value, unless `clear_when_source_clears` says that empty is an answer.
    `json` marks nested values, which `title` keeps as JSON.
    """

    field: str
    value: str
    sources: tuple[str, ...]
    rule: RuleName = "prefer"
    json: bool = False
    is_list: bool = False
    clear_when_source_clears: bool = False

    @property
    def column(self) -> str:
        """The field's name in SQL, quoted since some are keywords (`similar`)."""
        return f'"{self.field}"'


TMDB = ("tmdb",)
TMDB_IMDB = ("tmdb", "imdb")


def _english(column: str) -> str:
    """The first text of a list that is in English."""
    return f"list_filter({column}, x -> x.language = 'en')[1].text"


RULES: tuple[Rule, ...] = (
    Rule("title", "title", TMDB_IMDB),
    Rule("original_title", "original_title", TMDB_IMDB),
    Rule("names", "names", ("tmdb", "imdb", "wikidata"), "union", json=True, is_list=True),
    Rule("year", "year", TMDB_IMDB),
    Rule("release_date", "release_date", TMDB),
    Rule("end_date", "end_date", TMDB, clear_when_source_clears=True),
    Rule("registration_date", "registration_date", TMDB_IMDB),
    Rule("releases", "releases", TMDB, json=True, is_list=True),
    Rule("status", "status", TMDB),
    Rule("in_production", "in_production", TMDB),
    Rule("adult", "adult", TMDB_IMDB),
    Rule("original_language", "original_language", TMDB),
    Rule("languages", "languages", TMDB_IMDB, is_list=True),
    Rule("countries", "countries", TMDB_IMDB, is_list=True),
    Rule("runtime_min", "runtime_min", TMDB_IMDB),
    Rule("genres", "genres", TMDB_IMDB, is_list=True),
    Rule("keywords", "keywords", TMDB, is_list=True),
    Rule("tropes", "tropes", ("tv_tropes",), is_list=True),
    Rule("directors", "directors", TMDB_IMDB, is_list=True),
    Rule("cast_names", '"cast"', TMDB_IMDB, is_list=True),
    Rule("credits", "credits", TMDB_IMDB, json=True, is_list=True),
    Rule("certifications", "certifications", TMDB, json=True, is_list=True),
    Rule("companies", "companies", TMDB, json=True, is_list=True),
    Rule("networks", "networks", TMDB, json=True, is_list=True),
    Rule("collection", "collection", TMDB, json=True),
    Rule("budget_amount", "budget.amount", TMDB),
    Rule("budget_currency", "budget.currency", TMDB),
    Rule("revenue_amount", "revenue.amount", TMDB),
    Rule("revenue_currency", "revenue.currency", TMDB),
    Rule("overview", _english("overviews"), TMDB),
    Rule("overviews", "overviews", TMDB, json=True, is_list=True),
    Rule("tagline", _english("taglines"), TMDB),
    Rule("poster_path", "poster_path", TMDB),
    Rule("backdrop_path", "backdrop_path", TMDB),
    Rule("images", "images", TMDB, json=True, is_list=True),
    Rule("videos", "videos", TMDB, json=True, is_list=True, clear_when_source_clears=True),
    Rule("homepage", "homepage", TMDB),
    Rule("wikipedia_url", "article.url", ("wikipedia", "wikidata")),
    Rule("wikipedia_abstract", "article.abstract", ("wikipedia",)),
    Rule("season_count", "season_count", TMDB),
    Rule("episode_count", "episode_count", TMDB),
    Rule("seasons", "seasons", TMDB, json=True, is_list=True),
    Rule(
        "tmdb_id", "CASE WHEN source = 'tmdb' THEN split_part(source_id, '/', 2)::BIGINT END", TMDB
    ),
    Rule("imdb_id", "CASE WHEN source = 'imdb' THEN source_id END", ("imdb",)),
    Rule("wikidata_id", "CASE WHEN source = 'wikidata' THEN source_id END", ("wikidata",)),
    Rule("external_ids", "external_ids", ("tmdb", "wikidata", "imdb"), "union", True, True),
    Rule("recommendations", "recommendations", TMDB, is_list=True, clear_when_source_clears=True),
    Rule("similar", '"similar"', TMDB, is_list=True, clear_when_source_clears=True),
)
