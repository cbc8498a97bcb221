"""The survivorship rules: which source wins each field of a title. How they are run is `merge`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

RuleName = Literal["prefer", "longest", "union", "max", "latest", "majority", "follow"]
RULES_VERSION = "3"
# Everybody who tells of titles, in the order they are joined; dropped files come after all.
TOLD_BY = (
    "tmdb", "imdb", "wikidata", "metacritic", "rotten_tomatoes", "tv_tropes", "wikipedia",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """How one field of `title` is told from the records of its sources.

    `value` is SQL over one source record; `sources` is the order of trust, which also breaks ties.
    `prefer` takes the first that has a value, `longest` the longest text, `max` the largest
    number, `latest` what was told last, `majority` what most say, `union` all of them together,
    sorted; `follow` takes the value of the source that won another field, so that an amount keeps
    its currency. Dropped files have the last say in all but `union` and `follow`, where they have
    none.

    A field that a source clears keeps its last value, unless `clears` says that empty is an
    answer. `json` marks nested values, which `title` keeps as JSON. `disputed` fields keep what
    the losers said. `reason` says why the rule is as it is, for people.
    """

    field: str
    value: str
    sources: tuple[str, ...]
    rule: RuleName = "prefer"
    json: bool = False
    is_list: bool = False
    clears: bool = False
    disputed: bool = False
    follows: str = ""
    reason: str

    @property
    def column(self) -> str:
        """The field's name in SQL, quoted since some are keywords (`similar`)."""
        return f'"{self.field}"'

    @property
    def takes_drops(self) -> bool:
        """Whether dropped files may fill it."""
        return self.rule not in ("union", "follow")


_TMDB = ("tmdb",)
_BOTH = ("tmdb", "imdb")
_PAGES = ("metacritic", "rotten_tomatoes")
_ONLY_TMDB = "only TMDB tells it"
_NOW = "TMDB's list is of today: none is an answer"
_FIRST = "TMDB names a title as people look for it; IMDb's is the name of its registration"


def _english(column: str) -> str:
    """The first text of a list that is in English."""
    return f"list_filter({column}, x -> x.language = 'en')[1].text"


def _plain(field: str, sources: tuple[str, ...], reason: str, *, disputed: bool = False) -> Rule:
    return Rule(field=field, value=f'"{field}"', sources=sources, reason=reason, disputed=disputed)


def _list(
    field: str, value: str, sources: tuple[str, ...], reason: str, *, disputed: bool = False
) -> Rule:
    return Rule(
        field=field, value=value, sources=sources, is_list=True, reason=reason, disputed=disputed
    )


def _nested(field: str, sources: tuple[str, ...], reason: str, *, clears: bool = False) -> Rule:
    return Rule(
        field=field, value=field, sources=sources, json=True, is_list=True, clears=clears,
        reason=reason,
    )  # fmt: skip


def _money(field: str) -> tuple[Rule, Rule]:
    amount = Rule(
        field=f"{field}_amount",
        value=f"{field}.amount",
        sources=_TMDB,
        disputed=True,
        reason="a source's 0 is read as unknown, so what is there was told",
    )
    currency = Rule(
        field=f"{field}_currency",
        value=f"{field}.currency",
        sources=_TMDB,
        rule="follow",
        follows=amount.field,
        reason="an amount is one of its source's currency",
    )
    return amount, currency


_GIVEN = {
    "tmdb_id": ("tmdb", "split_part(source_id, '/', 2)::BIGINT"),
    "imdb_id": ("imdb", "source_id"),
    "wikidata_id": ("wikidata", "source_id"),
}

RULES: tuple[Rule, ...] = (
    _plain("title", _BOTH, _FIRST, disputed=True),
    _plain("original_title", _BOTH, _FIRST, disputed=True),
    Rule(
        field="names", value="names", sources=("tmdb", "imdb", "wikidata"), rule="union",
        json=True, is_list=True, reason="a title is found by any of its names",
    ),
    _plain("year", (*_BOTH, *_PAGES), "the year of TMDB's release date; pages give a re-release's",
           disputed=True),
    _plain("release_date", ("tmdb", *_PAGES), "pages give the release in one country"),
    Rule(field="end_date", value="end_date", sources=_TMDB, clears=True,
         reason="a show that goes on again has no end"),
    _plain("registration_date", _BOTH, "an authority's date; no source has another"),
    _nested("releases", _TMDB, _ONLY_TMDB),
    _plain("status", _TMDB, _ONLY_TMDB),
    Rule(field="in_production", value="in_production", sources=_TMDB, rule="latest",
         reason="it ends one day, so what was told last holds"),
    _plain("adult", _BOTH, "TMDB's moderators look; IMDb's flag is of the registration",
           disputed=True),
    _plain("original_language", _TMDB, _ONLY_TMDB),
    _list("languages", "languages", _BOTH, "TMDB lists what is spoken", disputed=True),
    _list("countries", "countries", _BOTH, "TMDB has the origin before the money", disputed=True),
    Rule(field="runtime_min", value="runtime_min", sources=(*_BOTH, *_PAGES), rule="majority",
         disputed=True, reason="cuts differ; the one most sources time is the usual one"),
    _list("genres", "genres", (*_BOTH, *_PAGES), "one vocabulary, TMDB's, as far as it reaches; "
          "other vocabularies are no dispute"),
    _list("keywords", "keywords", _TMDB, _ONLY_TMDB),
    _list("tropes", "tropes", ("tv_tropes",), "only TV Tropes tells them"),
    _list("directors", "directors", (*_BOTH, *_PAGES, "tv_tropes"), "as credited",
          disputed=True),
    _list("cast_names", '"cast"', (*_BOTH, *_PAGES, "tv_tropes"), "TMDB has the billing order"),
    _nested("credits", _BOTH, "TMDB has roles, jobs and ids of people"),
    _nested("certifications", ("tmdb", "rotten_tomatoes", "metacritic"),
            "TMDB has every country's; pages have the home market's"),
    _nested("companies", _TMDB, _ONLY_TMDB),
    _nested("networks", _TMDB, _ONLY_TMDB),
    Rule(field="collection", value="collection", sources=_TMDB, json=True, reason=_ONLY_TMDB),
    *_money("budget"),
    *_money("revenue"),
    Rule(field="overview", value=_english("overviews"), sources=_TMDB, reason=_ONLY_TMDB),
    _nested("overviews", _TMDB, _ONLY_TMDB),
    Rule(field="tagline", value=_english("taglines"), sources=_TMDB, reason=_ONLY_TMDB),
    _plain("poster_path", _TMDB, _ONLY_TMDB),
    _plain("backdrop_path", _TMDB, _ONLY_TMDB),
    _nested("images", _TMDB, _ONLY_TMDB),
    _nested("videos", _TMDB, _NOW, clears=True),
    _plain("homepage", _TMDB, _ONLY_TMDB),
    Rule(field="wikipedia_url", value="article.url", sources=("wikipedia", "wikidata"),
         disputed=True, reason="where redirects ended comes before where Wikidata points"),
    Rule(field="wikipedia_abstract", value="article.abstract", sources=("wikipedia",),
         rule="longest", reason="dumps cut leads short that the API has whole"),
    Rule(field="season_count", value="season_count", sources=("tmdb", *_PAGES), rule="max",
         reason="a source that lags behind knows fewer, none invents one"),
    Rule(field="episode_count", value="episode_count", sources=_TMDB, rule="max",
         reason="a source that lags behind knows fewer, none invents one"),
    _nested("seasons", _TMDB, _ONLY_TMDB),
    *(
        Rule(field=field, value=value, sources=(source,), reason="its own id")
        for field, (source, value) in _GIVEN.items()
    ),
    Rule(field="external_ids", value="external_ids", sources=("tmdb", "wikidata", "imdb"),
         rule="union", json=True, is_list=True, reason="every id anybody knows"),
    Rule(field="recommendations", value="recommendations", sources=_TMDB, is_list=True,
         clears=True, reason=_NOW),
    Rule(field="similar", value='"similar"', sources=_TMDB, is_list=True, clears=True,
         reason=_NOW),
)  # fmt: skip
